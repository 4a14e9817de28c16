"""After a telling: five parts on one page, behind the gate, and nothing that was typed is lost."""

from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.disclosure.contact import SafeWay
from gpsupport.domain.disclosure.disclosure import Answer, Disclosure
from gpsupport.domain.events import Event
from gpsupport.domain.people import Patient
from tests.rig.world import GP, Visitor, World, parse, texts_of_class, title_of

XHTML = "{http://www.w3.org/1999/xhtml}"
CANARY = "Zaunkoenig"
TOLD = {"asked": "yes", "outcome": "disclosed-current", "words": "", "observed": ""}
SCRIPT = {"HX-Request": "true"}
# A lock shuts the screen after five minutes without anybody; the gate after longer.
IDLE = {"minutes": 6}


@pytest.fixture
def jane(world: World) -> Patient:
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def page(jane: Patient) -> str:
    return f"/patients/{jane.id}/consultation/after"


@pytest.fixture
def gp(world: World, jane: Patient) -> Visitor:
    """A GP who is alone with the patient, and to whom the patient told."""
    visitor = world.signed_in(GP)
    tell(visitor, jane)
    return visitor


def tell(visitor: Visitor, patient: Patient) -> None:
    visitor.answer_gate(patient)
    done = visitor.post(f"/patients/{patient.id}/consultation/save", **TOLD)
    assert done.headers["Location"] == f"/patients/{patient.id}/consultation/after"


def saved(world: World, patient: Patient) -> Disclosure | None:
    actor = world.actor(GP)
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.READ_NEXT_STEPS)
    with world.database.writing(occasion) as work:
        return work.disclosures.find_latest(actor, patient.id)


def children_of(text: str) -> list[str]:
    """How the boxes of each child begin."""
    names = [box.get("name") or "" for box in parse(text).iter(f"{XHTML}select")]
    return [name.removesuffix("plan") for name in names if name.endswith(".plan")]


def plans(text: str) -> dict[str, str]:
    """A plan for every child on the page."""
    sent: dict[str, str] = {}
    for name in children_of(text):
        sent |= {f"{name}plan": "lead-today", f"{name}owner": GP, f"{name}by": "1 week"}
    return sent


def boxes(text: str) -> dict[str, str]:
    """What stands in each box of the page: typed, ticked, chosen."""
    found: dict[str, str] = {}
    for box in parse(text).iter():
        name = box.get("name") or ""
        if box.tag == f"{XHTML}textarea":
            found[name] = "".join(box.itertext())
        elif box.tag == f"{XHTML}select":
            chosen = [
                one.get("value")
                for one in box.iter(f"{XHTML}option")
                if one.get("selected") is not None
            ]
            found[name] = (chosen or [""])[0] or ""
        elif box.tag == f"{XHTML}input":
            if box.get("type") in {"radio", "checkbox"}:
                if box.get("checked") is not None:
                    found[name] = box.get("value") or ""
            else:
                found[name] = box.get("value") or ""
    return found


def actions(text: str) -> str:
    return " ".join(" ".join(texts_of_class(text, "cs-told-list")).split())


def test_the_page_is_there_once_somebody_told(gp: Visitor, page: str) -> None:
    shown = gp.get(page)
    assert shown.status_code == 200
    assert title_of(shown.text) == "After today’s talk - Consultation support"
    assert "After what she told you" in shown.text
    numbers = texts_of_class(shown.text, "cs-told-number")
    assert numbers == ["1", "2", "3", "4", "5"]


def test_there_is_no_such_page_while_nobody_told(world: World, jane: Patient, page: str) -> None:
    visitor = world.signed_in(GP)
    visitor.answer_gate(jane)
    assert visitor.get(page).headers["Location"] == page.removesuffix("/after")
    assert visitor.post(page, matters="x").headers["Location"] == page.removesuffix("/after")
    nobody = page.replace(jane.id, str(uuid4()))
    assert visitor.get(nobody).status_code == visitor.post(nobody).status_code == 404


def test_the_gate_stands_before_it(world: World, gp: Visitor, page: str) -> None:
    gp.post(page.replace("/after", "/gate"), presence="someone-else")
    gate = page.removesuffix("/after")
    assert gp.get(page).headers["Location"] == gate
    assert gp.post(page, matters=CANARY).headers["Location"] == gate
    assert gp.post(f"{page}/draft", matters=CANARY).headers["Location"] == gate


def test_nothing_is_answered_beforehand(gp: Visitor, page: str) -> None:
    left = {"csrf_token", "person", "version", "of", "contact.until"}
    text = gp.get(page).text
    assert not {name: said for name, said in boxes(text).items() if said and name not in left}
    assert "Ella has no plan yet" in actions(text)
    assert "Noah has no plan yet" in actions(text)


def test_what_was_said_is_saved_and_leads_to_recording(
    world: World, gp: Visitor, jane: Patient, page: str
) -> None:
    sent = plans(gp.get(page).text) | {
        "matters": "That they sleep",
        "safety.neck": "yes",
        "safety.neck.on": "2 weeks ago",
        "safety.neck.symptoms": "yes",
        "safety.home": "no",
        "safety.life": "not-asked",
        "contact.way": "work-phone",
        "contact.detail": "Ask for Jane",
        "contact.until": "2 weeks",
        "agree.police": "no",
        "risk.judgement": "yes",
        "risk.reasons": "She fears for her life",
        "route": "high-risk",
    }
    done = gp.post(page, **sent)
    assert done.headers["Location"] == page.replace("/after", "/record")
    kept = saved(world, jane)
    assert kept is not None
    assert kept.matters_most == "That they sleep"
    assert kept.answer_to("neck") is Answer.YES
    assert kept.answer_to("home") is Answer.NO
    assert kept.answer_to("life") is Answer.NOT_ASKED
    assert [child.plan for child in kept.children] == ["lead-today", "lead-today"]
    assert kept.contact is not None
    assert kept.contact.way is SafeWay.WORK_PHONE
    assert kept.routes == ("high-risk",)
    assert (kept.by, kept.at) == (GP, world.now)
    # Opened again it stands there as it was saved, to be corrected.
    again = boxes(gp.get(page).text)
    for name in ("matters", "safety.neck", "agree.police", "contact.way", "risk.reasons"):
        assert again[name] == sent[name]


def test_a_correction_takes_the_place_of_what_was_saved(
    world: World, gp: Visitor, jane: Patient, page: str
) -> None:
    sent = plans(gp.get(page).text) | {"safety.home": "no"}
    assert gp.post(page, **sent).status_code == 303
    seen = boxes(gp.get(page).text)
    assert gp.post(page, **(seen | {"safety.home": "yes"})).status_code == 303
    kept = saved(world, jane)
    assert kept is not None
    assert kept.answer_to("home") is Answer.YES


def test_a_child_without_a_plan_holds_it_back(
    world: World, gp: Visitor, jane: Patient, page: str
) -> None:
    ella, noah = children_of(gp.get(page).text)
    sent = {f"{ella}plan": "lead-today", f"{ella}owner": GP, f"{ella}by": "1 week"}
    refused = gp.post(page, matters=CANARY, **sent)
    assert refused.status_code == 422
    assert title_of(refused.text).startswith("Error: ")
    assert saved(world, jane) is None
    summary = [
        link.get("href")
        for link in parse(refused.text).iter(f"{XHTML}a")
        if "Choose a plan for Noah" in "".join(link.itertext())
    ]
    controls = {
        one.get("id"): one.get("name") for one in parse(refused.text).iter(f"{XHTML}select")
    }
    assert [controls[(one or "").removeprefix("#")] for one in summary] == [f"{noah}plan"]
    assert boxes(refused.text)["matters"] == CANARY
    # And nothing is lost when the page is left there.
    assert boxes(gp.get(page).text)[f"{ella}plan"] == "lead-today"


def test_a_reason_for_no_plan_lets_it_pass(
    world: World, gp: Visitor, jane: Patient, page: str
) -> None:
    ella, noah = children_of(gp.get(page).text)
    none = {f"{ella}plan": "none", f"{ella}why": "Lives abroad", f"{noah}plan": "none"}
    assert gp.post(page, **none).status_code == 422
    assert gp.post(page, **(none | {f"{noah}why": "Lives abroad"})).status_code == 303
    kept = saved(world, jane)
    assert kept is not None
    assert [child.why_none for child in kept.children] == ["Lives abroad", "Lives abroad"]


def test_a_child_who_is_not_on_the_record_gets_a_row(
    world: World, gp: Visitor, jane: Patient, page: str
) -> None:
    sent = plans(gp.get(page).text) | {"matters": CANARY, "add": "child"}
    answer = gp.post(f"{page}/draft", **sent)
    assert answer.headers["Location"] == f"{page}?more=1#children"
    text = gp.get(f"{page}?more=1").text
    (mia,) = (name for name in children_of(text) if name.startswith("named."))
    assert boxes(text)["matters"] == CANARY
    sent = boxes(text) | {f"{mia}name": "Mia", f"{mia}age": "2"}
    assert gp.post(page, **sent).status_code == 422
    assert gp.post(page, **(sent | plans(text))).status_code == 303
    kept = saved(world, jane)
    assert kept is not None
    assert [(one.name, one.age) for one in kept.children][-1] == ("Mia", 2)


def test_where_the_record_names_no_child_somebody_has_to_ask(world: World) -> None:
    patient = world.patient("Bennett", "Sarah")
    visitor = world.signed_in(GP)
    tell(visitor, patient)
    page = f"/patients/{patient.id}/consultation/after"
    assert visitor.post(page).status_code == 422
    assert visitor.post(page, **{"children.none": "yes"}).status_code == 303


def _draft(visitor: Visitor, page: str, **sent: str) -> TestResponse:
    """What the script sends while somebody types."""
    return visitor.client.post(
        f"{page}/draft", data={"csrf_token": visitor.key, **sent}, headers=SCRIPT
    )


def test_each_answer_fills_the_list(gp: Visitor, page: str) -> None:
    gp.get(page)
    answered = _draft(gp, page, **{"safety.neck": "yes", "safety.neck.symptoms": "yes"})
    assert answered.status_code == 200
    assert "Urgent" in answered.text
    assert "Draft saved at 9:12am" in answered.text
    long_ago = {
        "safety.neck": "yes",
        "safety.neck.symptoms": "no",
        "safety.neck.on": "6 months ago",
    }
    assert "Urgent" not in _draft(gp, page, **long_ago).text
    assert "Ella has no plan yet" in answered.text
    # A "no" and a question that nobody asked ask for nothing, and say nothing that reassures.
    for said in ("no", "not-asked"):
        text = _draft(gp, page, **{"safety.neck": said}).text
        assert "Urgent" not in text
        assert "no risk" not in text.lower()
        assert "low risk" not in text.lower()


def test_a_low_total_closes_nothing(gp: Visitor, page: str) -> None:
    gp.get(page)
    sent = {
        "safety.threat": "yes",
        "risk.judgement": "no",
        "risk.reasons": "x",
        "checklist.total": "2",
        "checklist.on": "today",
        "checklist.by": GP,
    }
    text = _draft(gp, page, **sent).text
    assert "Counts for your judgement, whatever a total says" in text
    assert "Threat to kill" in text
    for band in ("Standard", "Medium", "low risk", "no risk"):
        assert band not in text


def test_what_was_typed_outlives_the_lock(
    world: World, gp: Visitor, jane: Patient, page: str
) -> None:
    for below in ("", "/draft"):
        gp.get(page)
        world.wait(**IDLE)
        answer = gp.post(page + below, matters=f"{CANARY}{below}")
        assert answer.headers["Location"].startswith("/locked")
        assert CANARY not in answer.text
        gp.unlock()
        gp.answer_gate(jane)
        assert boxes(gp.get(page).text)["matters"] == f"{CANARY}{below}"


def test_what_was_typed_outlives_a_shut_gate(gp: Visitor, jane: Patient, page: str) -> None:
    gp.get(page)
    gp.post(page.replace("/after", "/gate"), presence="someone-else")
    answer = gp.post(page, **{"matters": CANARY, "agree.other.what": CANARY})
    assert CANARY not in answer.text
    gp.answer_gate(jane)
    again = boxes(gp.get(page).text)
    assert (again["matters"], again["agree.other.what"]) == (CANARY, CANARY)


def test_what_was_typed_is_gone_once_it_is_saved(gp: Visitor, page: str) -> None:
    sent = plans(gp.get(page).text) | {"matters": "Sleep"}
    _draft(gp, page, matters="Sleep tonight")
    assert "have not saved yet" in gp.get(page).text
    assert gp.post(page, **sent).status_code == 303
    text = gp.get(page).text
    assert "have not saved yet" not in text
    assert boxes(text)["matters"] == "Sleep"


def test_another_clinician_does_not_see_what_is_being_typed(
    world: World, gp: Visitor, jane: Patient, page: str
) -> None:
    gp.get(page)
    _draft(gp, page, matters=CANARY)
    other = world.signed_in("Dr Tom Reid")
    tell(other, jane)
    assert CANARY not in other.get(page).text


def test_what_is_typed_never_runs(gp: Visitor, page: str) -> None:
    evil = '"><script>alert(1)</script>{{7*7}}'
    first, *_ = children_of(gp.get(page).text)
    sent = {
        "matters": evil,
        "safety.neck": evil,
        "safety.neck.note": evil,
        "contact.never": evil,
        "risk.reasons": evil,
        "named.0.name": evil,
        f"{first}owner": evil,
        "agree.police.what": evil,
        evil: evil,
    }
    refused = gp.post(page, **sent)
    assert refused.status_code == 422
    assert "<script>alert" not in refused.text
    assert "{{7*7}}" in refused.text
    assert "<script>alert" not in _draft(gp, page, **sent).text


def test_a_child_is_asked_as_a_child(world: World) -> None:
    ella = world.patient("Atkinson", "Ella")
    visitor = world.signed_in(GP)
    tell(visitor, ella)
    text = visitor.get(f"/patients/{ella.id}/consultation/after").text
    assert "safety.child-hurt" in text
    assert 'name="safety.neck"' not in text
    # The patient is the child who needs a plan.
    assert "Ella has no plan yet" in actions(text)


def test_the_words_fit_a_man(world: World) -> None:
    mark = world.patient("Dunne", "Mark")
    visitor = world.signed_in(GP)
    tell(visitor, mark)
    text = visitor.get(f"/patients/{mark.id}/consultation/after").text
    for words in ("After what he told you", "Is he safe today?", "How to reach him safely"):
        assert words in text
    assert "What he agrees to share" in text


def test_an_older_window_shows_both_and_replaces_nothing_unseen(
    world: World, gp: Visitor, jane: Patient, page: str
) -> None:
    older = boxes(gp.get(page).text)
    planned = plans(gp.get(page).text)
    named = planned | {"matters": "That they sleep", "contact.way": "in-person"}
    until = {"contact.until": "2 weeks"}
    assert gp.post(page, **(older | named | until)).status_code == 303
    first = saved(world, jane)
    assert first is not None
    world.wait(minutes=2)
    typed = older | planned | {"matters": CANARY, "safety.threat": "yes", "route": "high-risk"}
    answer = gp.post(page, **typed)
    assert answer.headers["Location"].partition("?")[0] == page
    assert saved(world, jane) == first
    text = gp.get(page).text
    assert f"{GP} saved at 9:12am, after this page was opened." in text
    (both,) = texts_of_class(text, "cs-meanwhile")
    said = " ".join(both.split())
    for words in (
        f"What matters most That they sleep {CANARY}",
        "Threat to kill, or a weapon Left empty Yes",
        "Further routes Left empty High risk",
    ):
        assert words in said, words
    # The plans are the same in both, so nothing is said of them. The safe way was not touched here:
    # what was kept since stands in its boxes.
    assert "Ella: plan" not in said
    assert "Safe way" not in said
    assert boxes(text)["contact.way"] == "in-person"
    # The Enter key presses the first button of the form: it must never give anything up.
    first_button = next(
        one
        for one in parse(text).iter(f"{XHTML}button")
        if one.get("type") == "submit" and one.get("form") == "after"
    )
    assert first_button.get("name") is None
    # What was typed here stands in the boxes, and saving it now is done with open eyes.
    now = boxes(text)
    assert (now["matters"], now["version"]) == (CANARY, first.id)
    assert gp.post(page, **now).headers["Location"] == page.replace("/after", "/record")
    last = saved(world, jane)
    assert last is not None
    assert last.matters_most == CANARY
    assert last.contact == first.contact
    assert "cs-meanwhile" not in gp.get(page).text


def test_a_late_draft_of_an_older_window_hides_nothing(gp: Visitor, page: str) -> None:
    older = boxes(gp.get(page).text)
    sent = older | plans(gp.get(page).text) | {"matters": "That they sleep"}
    assert gp.post(page, **sent).status_code == 303
    # What was on its way when the button was pressed says what is saved: it is no other version.
    _draft(gp, page, **sent)
    text = gp.get(page).text
    assert "have not saved yet" not in text
    assert "cs-meanwhile" not in text
    answered = _draft(gp, page, **(sent | {"matters": CANARY})).text
    assert "Another window saved since" in answered
    text = gp.get(page).text
    (both,) = texts_of_class(text, "cs-meanwhile")
    assert "That they sleep" in both
    assert CANARY in both
    # Whoever takes what was saved has it in the boxes again.
    gp.post(f"{page}/draft", **(boxes(text) | {"give_up": "yes"}))
    text = gp.get(page).text
    assert boxes(text)["matters"] == "That they sleep"
    assert CANARY not in text


def test_what_holds_it_back_is_always_said(gp: Visitor, page: str) -> None:
    sent = plans(gp.get(page).text) | {"risk.judgement": "yes"}
    refused = gp.post(page, **sent)
    assert refused.status_code == 422
    assert "Give the reasons of your judgement" in refused.text
