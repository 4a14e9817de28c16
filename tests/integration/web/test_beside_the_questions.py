"""What stands beside the two questions: boxes and dates, kept, and never before an answer."""

import re
from typing import Any

import pytest

from gpsupport.actions.exchange import collect_record
from gpsupport.actions.practices import system_actor
from gpsupport.domain.people import NhsNumber, Patient
from tests.rig.world import GP, SECOND_GP, Visitor, World

DECIDES = "others-decide"
NECK, NECK_DONE = "strangulation-recent", "neck-care-arranged"
ANSWERS = {"asked": "yes", "outcome": "not-disclosed", "words": "", "observed": ""}


@pytest.fixture
def gp(world: World) -> Visitor:
    """Dr Shah's browser."""
    return world.signed_in(GP)


@pytest.fixture
def lee(world: World) -> Patient:
    """A man with nothing in front."""
    return world.patient("Harker", "Lee")


@pytest.fixture
def jane(world: World) -> Patient:
    """Hurt three times in a year."""
    return world.patient("Atkinson", "Jane")


def where(patient: Patient, below: str = "") -> str:
    """An address of the patient's consultation."""
    return f"/patients/{patient.id}/consultation{below}"


def plain(page: str) -> str:
    """A page with its white space at rest."""
    return re.sub(r"\s+", " ", page)


def ticked(page: str) -> list[str]:
    """The names of the boxes that stand ticked."""
    return re.findall(r'name="tick" value="([^"]+)"[^>]* checked', page)


def kept(page: str) -> list[str]:
    """The names of the boxes that somebody has saved as ticked."""
    return re.findall(r'name="before" value="([^"]+)"', page)


def enquiries(world: World, patient: Patient) -> Any:
    """What was recorded here about a patient."""
    number = patient.nhs_number or NhsNumber("0000000000")
    record = collect_record(world.database, system_actor(world.practice), number, world.now)
    return record.enquiries


def test_what_is_ticked_with_the_answer_did_not_lead_to_it(
    gp: Visitor, lee: Patient, world: World
) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/save"), tick=DECIDES, **ANSWERS)
    (made,) = enquiries(world, lee)
    assert made.prompted_by is None
    assert kept(gp.get(where(lee)).text) == [DECIDES]


def test_what_is_ticked_with_not_now_did_not_lead_to_it(
    gp: Visitor, lee: Patient, world: World
) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/not-now"), because="too-unwell", tick=DECIDES)
    (made,) = enquiries(world, lee)
    assert made.prompted_by is None
    assert kept(gp.get(where(lee)).text) == [DECIDES]


def test_a_refused_answer_keeps_what_was_ticked_beside_it(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    page = gp.post(where(lee, "/save"), tick=DECIDES, words="typed")
    assert page.status_code == 422
    assert kept(page.text) == ticked(page.text) == [DECIDES]
    assert ">typed</textarea>" in page.text
    assert kept(gp.get(where(lee)).text) == [DECIDES]


def test_somebody_who_comes_in_costs_no_tick(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/not-now"), because="not-alone", tick=DECIDES)
    assert kept(gp.answer_gate(lee).text) == [DECIDES]


@pytest.mark.parametrize("locked", [False, True])
def test_a_draft_keeps_boxes_that_are_not_saved(
    gp: Visitor, lee: Patient, world: World, locked: bool
) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/ticks"), tick="never-alone")
    gp.get(where(lee))
    if locked:
        world.wait(minutes=6)
    gp.post(where(lee, "/draft"), boxes="shown", words="typed", tick=DECIDES, before="never-alone")
    if locked:
        gp.unlock()
    page = gp.answer_gate(lee).text
    assert ticked(page) == [DECIDES]
    assert kept(page) == ["never-alone"], "nothing is answered before somebody saves it"
    assert "Not saved yet" in page
    assert "Everyday decisions" not in page
    assert ">typed</textarea>" in page
    world.wait(minutes=1)
    gp.post(where(lee, "/ticks"), boxes="shown", tick=DECIDES, before="never-alone")
    page = gp.get(where(lee)).text
    assert ticked(page) == kept(page) == [DECIDES]
    assert "Not saved yet" not in page


@pytest.mark.parametrize("below", ["/ticks", "/save", "/not-now", "/dates"])
def test_the_lock_costs_no_tick_and_no_word(
    gp: Visitor, lee: Patient, world: World, below: str
) -> None:
    gp.answer_gate(lee)
    world.wait(minutes=6)
    gp.post(where(lee, below), boxes="shown", tick=DECIDES, words="typed", because="no-time")
    gp.unlock()
    page = gp.answer_gate(lee).text
    assert ticked(page) == [DECIDES]
    assert kept(page) == []
    assert ">typed</textarea>" in page


def test_a_form_of_boxes_alone_leaves_the_draft_alone(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/draft"), asked="yes", words="typed before")
    gp.post(where(lee, "/draft"), boxes="shown", tick=DECIDES)
    page = gp.get(where(lee)).text
    assert ">typed before</textarea>" in page
    assert ticked(page) == [DECIDES]


def test_after_saving_ticks_the_fold_stays_open_and_says_so(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    answer = gp.post(where(lee, "/ticks"), tick=DECIDES)
    assert answer.headers["Location"] == f"{where(lee)}?ticks=0912#ticks"
    page = plain(gp.get(f"{where(lee)}?ticks=0912").text)
    assert 'id="ticks" open' in page
    assert 'role="status">Ticks saved at 9:12am<' in page
    assert 'id="ticks" open' not in gp.get(where(lee)).text


@pytest.mark.parametrize("stamp", ["2560", "9999", "<b>", "0912x", "٠٩١٢"])
def test_an_address_says_nothing_but_a_time(gp: Visitor, lee: Patient, stamp: str) -> None:
    gp.answer_gate(lee)
    page = gp.get(f"{where(lee)}?ticks={stamp}").text
    assert "saved at" not in page
    assert stamp not in page


def test_what_cannot_wait_is_closed_by_whoever_saw_to_it(
    gp: Visitor, lee: Patient, world: World
) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/ticks"), tick=NECK)
    page = plain(gp.get(where(lee)).text)
    assert "Same-day care for the neck is arranged</button>" in page
    buttons = re.findall(r'name="because" value="([^"]+)"', page)
    assert buttons == ["not-alone", "too-unwell"], "no time, or done before, is no answer to it"
    gp.post(where(lee, "/ticks"), tick=[NECK, NECK_DONE], before=NECK)
    page = plain(gp.get(where(lee)).text)
    assert "Urgent</strong>" not in page
    assert set(kept(page)) == {NECK, NECK_DONE}
    world.wait(days=8)
    page = plain(world.signed_in(SECOND_GP).answer_gate(lee).text)
    assert "Urgent</strong>" in page, "such an answer lapses"


def test_it_can_be_closed_after_saving_too(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/save"), tick=NECK, **ANSWERS)
    page = plain(gp.get(where(lee)).text)
    found = re.search(r'<button[^>]*form="([^"]+)"[^>]*value="neck-care-arranged"', page)
    assert found is not None
    assert found[1] == "ticks-form"
    assert 'id="ticks-form"' in page
    correction = gp.get(where(lee, "/correct")).text
    assert NECK_DONE not in correction, "nothing there would leave a draft behind an answer"


DAY = {"expected-day": "1", "expected-month": "5", "expected-year": "2027"}


def boxes_of(page: str) -> dict[str, str]:
    """The values of the boxes for dates."""
    found = {}
    for field in re.findall(r"<input[^>]+>", page):
        name = re.search(r'name="((?:expected|born)-[a-z]+)"', field)
        if name:
            value = re.search(r'value="([^"]*)"', field)
            found[name[1]] = value[1] if value else ""
    return found


def test_a_date_is_kept_and_shown_to_the_next_clinician(
    gp: Visitor, jane: Patient, world: World
) -> None:
    gp.answer_gate(jane)
    answer = gp.post(where(jane, "/dates"), boxes="shown", words="typed", tick=DECIDES, **DAY)
    assert answer.headers["Location"] == f"{where(jane)}?dates=0912#ticks"
    page = gp.get(answer.headers["Location"].partition("#")[0]).text
    assert "Dates saved at 9:12am" in page
    assert {name: boxes_of(page)[name] for name in DAY} == DAY
    assert ">typed</textarea>" in page
    assert ticked(page) == [DECIDES]
    assert kept(page) == []
    other = world.signed_in(SECOND_GP).answer_gate(jane).text
    assert boxes_of(other)["expected-month"] == "5"
    assert ticked(other) == [], "a colleague's unsaved boxes are nobody else's"


def test_a_date_can_be_taken_back(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/dates"), **DAY)
    gp.post(where(jane, "/dates"), **dict.fromkeys(DAY, ""))
    assert set(boxes_of(gp.get(where(jane)).text).values()) == {""}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"expected-year": "2028"}, "must be in the next 10 months"),
        ({"expected-year": "2026"}, "is past by more than 4 weeks"),
        ({"expected-month": "13"}, "This date does not exist"),
        ({"expected-day": ""}, "The date must have a day"),
        ({"born-day": "24", "born-month": "11", "born-year": "2026"}, "must be today or earlier"),
        ({"born-day": "1", "born-month": "11", "born-year": "2020"}, "in the last 2 years"),
    ],
)
def test_a_date_that_cannot_be_is_named_beside_its_field(
    gp: Visitor, jane: Patient, changed: dict[str, str], said: str
) -> None:
    gp.answer_gate(jane)
    sent = DAY | changed
    answer = gp.post(where(jane, "/dates"), boxes="shown", words="typed", tick=DECIDES, **sent)
    assert answer.status_code == 422
    assert answer.text.count(said) == 2
    assert "<title>Error: " in answer.text
    assert {name: boxes_of(answer.text)[name] for name in sent} == sent
    assert ">typed</textarea>" in answer.text
    assert ticked(answer.text) == [DECIDES]
    assert set(boxes_of(gp.get(where(jane)).text).values()) == {""}, "nothing of it is kept"


def test_dates_that_are_typed_and_not_saved_come_back(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    half = {"boxes": "shown", "expected-day": "31", "expected-month": "2"}
    for below in ("/draft", "/ticks"):
        gp.post(where(jane, below), words="typed", **half)
        page = gp.get(where(jane)).text
        assert boxes_of(page)["expected-day"] == "31", below
    gp.post(where(jane, "/save"), **ANSWERS, **half)
    assert boxes_of(gp.get(where(jane)).text)["expected-day"] == "31"


def test_a_man_is_asked_for_no_such_date(gp: Visitor, lee: Patient) -> None:
    assert boxes_of(gp.answer_gate(lee).text) == {}


def test_a_date_makes_no_draft_of_a_saved_answer(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/save"), **ANSWERS)
    gp.post(where(jane, "/dates"), boxes="shown", **DAY)
    assert "Draft saved" not in gp.get(where(jane)).text
