"""What was typed and not saved is found again, whatever ended the conversation meanwhile."""

import re
from datetime import UTC, datetime

import pytest

from gpsupport.domain.people import Patient
from tests.rig.world import GP, SECOND_GP, Visitor, World, seen

CANARY = "Zaunkoenig"
TOLD = {"asked": "yes", "outcome": "disclosed-current", "words": "He shouts."}
SAID_NO = {"asked": "yes", "outcome": "not-disclosed"}
UNSAVED = "You typed something"
LATE = datetime(2026, 11, 23, 23, 40, tzinfo=UTC)
OF = re.compile(r'name="of" value="(?P<of>[^"]+)"')
HERE = re.compile(r'name="here" value="(?P<here>[^"]*)"')


@pytest.fixture
def jane(world: World) -> Patient:
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def ella(world: World) -> Patient:
    """Thirteen years old."""
    return world.patient("Atkinson", "Ella")


@pytest.fixture
def gp(world: World) -> Visitor:
    return world.signed_in(GP)


def where(patient: Patient, below: str = "") -> str:
    return f"/patients/{patient.id}/consultation{below}"


def tell(visitor: Visitor, patient: Patient) -> None:
    visitor.answer_gate(patient)
    assert visitor.post(where(patient, "/save"), **TOLD).status_code == 303


def of_page(visitor: Visitor, patient: Patient) -> str:
    """What the page after a telling sends along to say which telling it is about."""
    found = OF.search(visitor.get(where(patient, "/after")).text)
    assert found is not None
    return found["of"]


def type_after(visitor: Visitor, patient: Patient, words: str = CANARY) -> str:
    """Type on the page after a telling, without saving; what the page says it is about."""
    of = of_page(visitor, patient)
    done = visitor.post(where(patient, "/after/draft"), matters=words, of=of)
    assert done.status_code == 303
    return of


def finish(visitor: Visitor, patient: Patient) -> None:
    visitor.get(where(patient, "/record"))
    assert visitor.post(where(patient, "/record"), said="yes").headers["Location"] == "/today"


def follow(visitor: Visitor, page: str) -> str:
    """Open what the line about unsaved words leads to."""
    assert UNSAVED in page
    found = re.search(r'did not save it\. <a href="(?P<href>[^"]+)">Open', page)
    assert found is not None
    return visitor.get(found["href"]).text


def plans(page: str) -> dict[str, str]:
    """A reason for no plan, for every child that the page names."""
    names = re.findall(r'<select[^>]*name="([^"]+)\.plan"', page)
    return {f"{name}.plan": "none" for name in names} | {f"{name}.why": "Safe" for name in names}


def test_finishing_with_something_unsaved_comes_back_once(gp: Visitor, jane: Patient) -> None:
    tell(gp, jane)
    type_after(gp, jane)
    gp.get(where(jane, "/record"))
    page = gp.post(where(jane, "/record")).text
    assert "Finish without it" in page
    assert CANARY in follow(gp, page)
    gp.get(where(jane, "/record"))
    finish(gp, jane)
    # And it is not lost by that: whoever comes back finds it.
    again = gp.answer_gate(jane).text
    assert CANARY not in again
    assert CANARY in follow(gp, again)


def test_what_is_saved_holds_no_finishing_up(gp: Visitor, jane: Patient) -> None:
    tell(gp, jane)
    gp.get(where(jane, "/record"))
    assert "Finish without it" not in gp.post(where(jane, "/record")).text


def test_a_lock_and_midnight_lose_nothing(world: World, gp: Visitor, jane: Patient) -> None:
    world.now = LATE
    visitor = world.signed_in(GP)
    tell(visitor, jane)
    type_after(visitor, jane)
    world.wait(minutes=40)
    visitor.unlock()
    again = visitor.answer_gate(jane).text
    assert UNSAVED in again
    page = follow(visitor, again)
    assert CANARY in page
    found = OF.search(page)
    assert found is not None
    sent = plans(page) | {"matters": f"{CANARY} saved", "of": found["of"]}
    done = visitor.post(where(jane, "/after"), **sent)
    assert done.headers["Location"] == f"/patients/{jane.id}/timeline", "of an earlier telling"
    assert UNSAVED not in visitor.get(where(jane)).text
    assert "Next steps noted" in visitor.get(f"/patients/{jane.id}/timeline").text


def test_another_window_that_finishes_takes_nothing_from_this_one(
    gp: Visitor, jane: Patient
) -> None:
    tell(gp, jane)
    of = of_page(gp, jane)
    finish(gp, jane)
    late = gp.post(where(jane, "/after"), matters=CANARY, of=of)
    assert CANARY not in late.text
    again = gp.answer_gate(jane).text
    assert CANARY in follow(gp, again)


def test_an_answer_corrected_elsewhere_takes_nothing_away(gp: Visitor, jane: Patient) -> None:
    tell(gp, jane)
    of = of_page(gp, jane)
    gp.get(where(jane, "/correct"))
    gp.post(where(jane, "/save"), **SAID_NO)
    gp.post(where(jane, "/after"), matters=CANARY, of=of)
    page = follow(gp, gp.get(where(jane)).text)
    assert CANARY in page
    assert "was changed since" in page
    assert where(jane, "/correct") in page
    # Without words there is nothing to come back to.
    gp.post(where(jane, "/after/draft"), give_up="yes", of=of)
    assert gp.get(where(jane, "/after")).headers["Location"] == where(jane)


def test_what_no_page_opens_any_more_can_still_be_read(gp: Visitor, jane: Patient) -> None:
    tell(gp, jane)
    gp.get(where(jane, "/record"))
    gp.post(where(jane, "/record/draft"), **{"fact.told-now": f"{CANARY} fact"})
    gp.post(where(jane, "/record"), said="yes")
    # A window that was open all the time sends its words once more.
    gp.post(where(jane, "/record/draft"), **{"fact.told-now": f"{CANARY} late"})
    again = gp.answer_gate(jane).text
    assert f"{CANARY} late" in again
    assert "Read it" in again


def test_it_is_gone_after_a_day_and_nobody_else_is_told(
    world: World, gp: Visitor, jane: Patient
) -> None:
    tell(gp, jane)
    type_after(gp, jane)
    assert UNSAVED not in world.signed_in(SECOND_GP).answer_gate(jane).text
    world.wait(hours=24)
    assert UNSAVED not in world.signed_in(GP).answer_gate(jane).text


def test_what_followed_is_opened_and_corrected_by_a_colleague_later(
    world: World, gp: Visitor, jane: Patient
) -> None:
    tell(gp, jane)
    page = gp.get(where(jane, "/after")).text
    of = OF.search(page)
    assert of is not None
    gp.post(where(jane, "/after"), **plans(page), matters="Sleep", of=of["of"])
    finish(gp, jane)
    world.wait(days=3)
    other = world.signed_in(SECOND_GP)
    other.answer_gate(jane)
    timeline = other.get(f"/patients/{jane.id}/timeline").text
    link = f"{where(jane, '/after')}?of={of['of']}"
    assert f'href="{link}"' in timeline
    opened = other.get(link).text
    assert "Sleep" in opened
    assert f"noted by {GP}" in opened
    version = re.search(r'name="version" value="([^"]+)"', opened)
    assert version is not None
    sent = plans(opened) | {"matters": "Quiet", "of": of["of"], "version": version[1]}
    # Typed and not saved, it is kept for this clinician alone.
    other.post(where(jane, "/after/draft"), **sent | {"matters": CANARY})
    assert CANARY in other.get(link).text
    assert CANARY in follow(other, other.get(where(jane)).text)
    done = other.post(where(jane, "/after"), **sent)
    assert done.headers["Location"] == f"/patients/{jane.id}/timeline"
    again = other.get(link).text
    assert "Quiet" in again
    assert f"noted by {SECOND_GP}" in again
    assert CANARY not in other.get(where(jane)).text


def test_nothing_of_it_opens_with_company_or_for_another_patient(
    world: World, gp: Visitor, jane: Patient, ella: Patient
) -> None:
    tell(gp, jane)
    of = type_after(gp, jane)
    gp.answer_gate(ella)
    wrong = gp.get(where(ella, f"/after?of={of}"))
    assert wrong.headers["Location"] == where(ella)
    gp.post(where(ella, "/after"), matters=CANARY, of=of)
    assert CANARY not in gp.get(where(ella, f"/after?of={of}")).text
    for strange in ("x", "%00", "../..", "0" * 500):
        assert gp.get(where(ella, f"/after?of={strange}")).status_code == 303


def checked(page: str) -> list[str]:
    """Which of the two questions stand answered."""
    return re.findall(r'name="(asked|outcome)"[^>]*checked', page)


def test_a_late_draft_of_what_was_saved_answers_nothing_the_next_time(
    gp: Visitor, jane: Patient
) -> None:
    tell(gp, jane)
    gp.post(where(jane, "/draft"), **TOLD)
    finish(gp, jane)
    assert not checked(gp.answer_gate(jane).text)


def test_a_correction_that_was_not_saved_leaves_its_words_alone(gp: Visitor, jane: Patient) -> None:
    tell(gp, jane)
    gp.post(where(jane, "/draft"), **TOLD | {"words": CANARY})
    finish(gp, jane)
    page = gp.answer_gate(jane).text
    assert CANARY in page
    assert not checked(page)


def say(visitor: Visitor, patient: Patient, presence: str, **more: str) -> str:
    """Answer the first question; what the page says of who is here."""
    visitor.get(where(patient, "/who"))
    company = {"company": "Her aunt"} if presence == "safe-adult" else {}
    done = visitor.post(where(patient, "/gate"), presence=presence, **company, **more)
    assert done.status_code == 303
    found = HERE.search(visitor.get(where(patient)).text)
    return found["here"] if found else ""


def test_a_draft_typed_alone_is_out_of_sight_with_company_to_the_byte(
    world: World, gp: Visitor, ella: Patient
) -> None:
    say(gp, ella, "safe-adult")
    plain = seen(gp.get(where(ella)))
    alone = say(gp, ella, "alone")
    gp.post(where(ella, "/draft"), asked="yes", words=CANARY, note=CANARY, here=alone)
    assert CANARY in gp.get(where(ella)).text
    say(gp, ella, "safe-adult")
    assert seen(gp.get(where(ella))) == plain
    # A window that was open since then sends its boxes again: neither kept in sight nor recorded.
    gp.post(where(ella, "/draft"), asked="yes", words=f"{CANARY} more", here=alone)
    assert seen(gp.get(where(ella))) == plain
    gp.post(where(ella, "/save"), asked="yes", outcome="declined", words=f"{CANARY}!", here=alone)
    assert seen(gp.get(where(ella))) == plain
    say(gp, ella, "alone")
    page = gp.get(where(ella)).text
    assert f"{CANARY} more" in page
    assert f"{CANARY}!" in page


def test_what_is_typed_with_company_stands_there_and_joins_what_was_typed_alone(
    gp: Visitor, ella: Patient
) -> None:
    alone = say(gp, ella, "alone")
    gp.post(where(ella, "/draft"), words=CANARY, here=alone)
    company = say(gp, ella, "safe-adult")
    assert company.startswith("safe-adult")
    gp.post(where(ella, "/draft"), asked="yes", words="Tired", here=company)
    page = gp.get(where(ella)).text
    assert "Tired" in page
    assert CANARY not in page
    say(gp, ella, "alone")
    page = gp.get(where(ella)).text
    assert "Tired" in page
    assert CANARY in page
    assert not checked(page)


@pytest.mark.parametrize(
    ("how", "presence", "kept"),
    [
        ("face-to-face", "alone", True),
        ("home-visit", "alone", False),
        ("telephone", "remote-free-to-talk", False),
    ],
)
def test_answers_go_and_words_stay_when_the_patient_is_met_otherwise(
    gp: Visitor, jane: Patient, how: str, presence: str, kept: bool
) -> None:
    here = say(gp, jane, "alone")
    gp.post(where(jane, "/draft"), asked="yes", outcome="declined", words=CANARY, here=here)
    say(gp, jane, presence, how=how)
    page = gp.get(where(jane)).text
    assert CANARY in page
    assert bool(checked(page)) is kept
