"""The sharing flow and the safe way to get in touch: checked, logged, and never lost."""

import re

import pytest

from gpsupport.domain.people import Patient
from tests.rig.world import (
    GP,
    SECOND_GP,
    XHTML,
    Visitor,
    World,
    parse,
    texts_of_class,
    title_of,
)

CANARY = "Zaunkoenig"
STEPS = ("danger-now", "known-fgm", "child", "high-risk", "adult-with-needs", "otherwise")
ALL_NO = {f"step.{one}": "no" for one in STEPS}
SHARED = {
    "step.child": "yes",
    "step.child.shared": "yes",
    "step.child.with": "Children’s social care",
    "step.child.role": "Duty team",
    "step.child.what": "What bears on the children",
    "step.child.why": "May come to significant harm",
    "step.child.ground": "To protect a child",
    "step.child.asked": "no",
    "step.child.whynot": "Asking would make the danger greater",
    "step.child.told": "Nobody yet, for the same reason",
    "step.child.proportion": "Nothing about her own health",
    "step.child.advice": "The lead",
    "step.child.recorded": "Her record, hidden",
}


@pytest.fixture
def jane(world: World) -> Patient:
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def gp(world: World, jane: Patient) -> Visitor:
    """A GP who is alone with the patient."""
    visitor = world.signed_in(GP)
    visitor.answer_gate(jane)
    return visitor


@pytest.fixture
def page(jane: Patient) -> str:
    return f"/patients/{jane.id}/consultation/sharing"


@pytest.fixture
def safe(jane: Patient) -> str:
    return f"/patients/{jane.id}/contact/safe"


def forms_of(text: str) -> list[dict[str, str]]:
    """What each form of the page sends without being seen."""
    (main,) = parse(text).iter(f"{XHTML}main")
    return [
        {
            one.get("name") or "": one.get("value") or ""
            for one in form.iter(f"{XHTML}input")
            if one.get("name") != "csrf_token"
        }
        for form in main.iter(f"{XHTML}form")
    ]


def hidden(text: str) -> dict[str, str]:
    """What the only form of the page sends without being seen."""
    (form,) = forms_of(text)
    return form


def test_every_question_is_gone_through(gp: Visitor, page: str) -> None:
    shown = gp.get(page)
    assert title_of(shown.text) == "Sharing - Consultation support"
    refused = gp.post(page, **{"step.danger-now": "no"})
    assert refused.status_code == 422
    for number in range(2, len(STEPS) + 1):
        assert f"Question {number}: answer it too" in refused.text
    assert "Question 1" not in refused.text
    # One box answers all that have a way of their own; whether the patient agrees is left.
    refused = gp.post(page, rest="yes")
    assert refused.status_code == 422
    assert re.findall(r"Question (\d): answer it too", refused.text)[::2] == ["6"]
    assert gp.post(page, rest="yes", **{"step.otherwise": "no"}).status_code == 200


def test_once_a_question_holds_the_last_one_may_stay_open(gp: Visitor, page: str) -> None:
    gp.get(page)
    others = {name: said for name, said in ALL_NO.items() if name != "step.otherwise"}
    assert gp.post(page, **(others | SHARED)).headers["Location"] == f"{page}/check"
    # Every other one is gone through all the same, one by one or with the one box.
    del others["step.high-risk"]
    refused = gp.post(page, **(others | SHARED))
    assert "Question 4: answer it too" in refused.text
    assert "Question 6" not in refused.text
    rest = gp.post(page, **(SHARED | {"rest": "yes"}))
    assert rest.headers["Location"] == f"{page}/check"


def test_nothing_is_kept_where_every_answer_is_no(gp: Visitor, page: str) -> None:
    gp.get(page)
    answer = gp.post(page, **ALL_NO)
    assert answer.status_code == 200
    assert "No question was answered yes" in answer.text
    assert gp.get(f"{page}/check").headers["Location"] == page


def test_a_yes_asks_for_everything_that_the_log_wants(gp: Visitor, page: str) -> None:
    gp.get(page)
    refused = gp.post(page, **(ALL_NO | {"step.child": "yes", "step.child.shared": "yes"}))
    for words in ("say with whom", "say what was shared", "say on what lawful ground"):
        assert f"Question 3: {words}" in refused.text
    assert "say if the patient was asked" in refused.text


def test_sharing_without_a_yes_is_said_once_more_before_it_is_kept(gp: Visitor, page: str) -> None:
    gp.get(page)
    assert gp.post(page, **(ALL_NO | SHARED)).headers["Location"] == f"{page}/check"
    check = gp.get(f"{page}/check")
    assert "Without the patient’s yes: check before you keep it" in check.text
    assert "Asking would make the danger greater" in check.text
    # Nothing is in the log before somebody says so.
    assert "Nothing was logged here" in gp.get(page).text
    checked = hidden(gp.get(f"{page}/check").text)
    assert gp.post(f"{page}/check", **checked).headers["Location"] == f"{page}#log"
    (log,) = texts_of_class(gp.get(page).text, "cs-told-log")
    for words in ("23 Nov 2026, 9:12am", GP, "Children’s social care (Duty team)", "Not asked for"):
        assert words in log


def test_a_button_pressed_twice_keeps_one_entry(gp: Visitor, page: str) -> None:
    gp.get(page)
    gp.post(page, **(ALL_NO | SHARED))
    checked = hidden(gp.get(f"{page}/check").text)
    for _ in range(2):
        assert gp.post(f"{page}/check", **checked).headers["Location"] == f"{page}#log"
    assert gp.get(page).text.count("Children’s social care (Duty team)") == 1


def test_with_a_yes_there_is_no_interruption(gp: Visitor, page: str) -> None:
    gp.get(page)
    gp.post(page, **(ALL_NO | SHARED | {"step.child.asked": "yes", "step.child.given": "yes"}))
    check = gp.get(f"{page}/check").text
    assert "Without the patient’s yes" not in check
    assert "Check before you keep it" in check


def test_what_needs_a_yes_is_not_shared_without_one(gp: Visitor, page: str) -> None:
    gp.get(page)
    moved = {name.replace(".child", ".otherwise"): said for name, said in SHARED.items()}
    refused = gp.post(page, **(ALL_NO | moved))
    assert refused.status_code == 422
    assert "Not without the patient’s yes".lower() in refused.text.lower()


def test_a_decision_not_to_share_is_logged_with_its_reason(gp: Visitor, page: str) -> None:
    gp.get(page)
    not_shared = {"step.high-risk": "yes", "step.high-risk.shared": "no"}
    assert gp.post(page, **(ALL_NO | not_shared)).status_code == 422
    reason = {"step.high-risk.why": "Agreed with the lead to meet tomorrow"}
    assert gp.post(page, **(ALL_NO | not_shared | reason)).status_code == 303
    gp.post(f"{page}/check", **hidden(gp.get(f"{page}/check").text))
    (log,) = texts_of_class(gp.get(page).text, "cs-told-log")
    assert "Not shared" in log
    assert "Agreed with the lead to meet tomorrow" in log


def test_the_gate_stands_before_the_log(gp: Visitor, page: str) -> None:
    gate = page.removesuffix("/sharing")
    gp.post(f"{gate}/gate", presence="someone-else")
    for path in (page, f"{page}/check"):
        assert gp.get(path).headers["Location"] == gate
        assert gp.post(path, **SHARED).headers["Location"] == gate


@pytest.mark.parametrize("below", ["", "/draft"])
def test_what_was_typed_outlives_lock_and_gate(
    world: World, gp: Visitor, jane: Patient, below: str
) -> None:
    of_jane = f"/patients/{jane.id}"
    for path, box in (
        (f"{of_jane}/consultation/sharing", "step.child.what"),
        (f"{of_jane}/contact/safe", "contact.never"),
    ):
        gp.get(path)
        gp.post(f"/patients/{jane.id}/consultation/gate", presence="someone-else")
        assert CANARY not in gp.post(path + below, **{box: f"{CANARY} behind the gate"}).text
        gp.answer_gate(jane)
        assert f"{CANARY} behind the gate" in gp.get(path).text
        world.wait(minutes=6)
        locked = gp.post(path + below, **{box: f"{CANARY} behind the lock"})
        assert locked.headers["Location"].startswith("/locked")
        gp.unlock()
        gp.answer_gate(jane)
        assert f"{CANARY} behind the lock" in gp.get(path).text


def test_a_safe_way_is_agreed_and_holds_for_a_time(
    world: World, gp: Visitor, jane: Patient, safe: str
) -> None:
    assert "Nothing was agreed" in gp.get(safe).text
    sent = {
        "contact.way": "work-phone",
        "contact.detail": "01632 960 001",
        "contact.words": "Wrong department",
        "contact.never": "Home phone",
    }
    refused = gp.post(safe, **sent)
    assert refused.status_code == 422
    assert "until when" in refused.text
    assert "01632 960 001" in refused.text
    assert gp.post(safe, **sent, **{"contact.until": "1 year"}).status_code == 422
    kept = gp.post(safe, **sent, **{"contact.until": "2 weeks"})
    assert kept.headers["Location"] == safe.removesuffix("/safe")
    details = gp.get(safe.removesuffix("/safe")).text
    for words in ("Their work, until 7 Dec 2026.", "01632 960 001", "Wrong department"):
        assert words in details
    # Once it is over, what must never be used still stands there, and the way does not.
    world.wait(days=15)
    later = world.signed_in(SECOND_GP)
    later.answer_gate(jane)
    over = later.get(safe.removesuffix("/safe")).text
    assert "no longer holds" in over
    assert "01632 960 001" not in over
    assert "Home phone" in over


def test_to_confirm_it_for_how_long_is_said_again(gp: Visitor, safe: str) -> None:
    gp.get(safe)
    gp.post(safe, **{"contact.way": "in-person", "contact.until": "1 week"})
    again = gp.get(safe).text
    assert 'value="in-person" selected' in again
    assert "30 Nov 2026" not in "".join(texts_of_class(again, "cs-told-contact"))
    # The usual four weeks from today, for the patient to say so once more.
    assert 'name="contact.until" type="text" value="21 Dec 2026"' in again


def test_nothing_that_is_agreed_shows_before_the_gate(
    world: World, gp: Visitor, jane: Patient, safe: str
) -> None:
    gp.get(safe)
    agreed = {"contact.way": "other", "contact.detail": CANARY, "contact.until": "1 week"}
    assert gp.post(safe, **agreed).status_code == 303
    other = world.signed_in(SECOND_GP)
    for path in (safe, safe.removesuffix("/safe")):
        assert other.get(path).headers["Location"] == f"/patients/{jane.id}/consultation"
    assert CANARY not in other.get(f"/patients/{jane.id}/consultation").text
    other.answer_gate(jane)
    # What one clinician agreed the next one needs.
    assert CANARY in other.get(safe.removesuffix("/safe")).text


def test_a_safe_way_needs_a_way(gp: Visitor, safe: str) -> None:
    gp.get(safe)
    assert gp.post(safe).status_code == 422
    assert "Choose the safe way" in gp.post(safe).text
