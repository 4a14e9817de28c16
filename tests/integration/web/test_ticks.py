"""What only people can say: boxes behind the gate, kept, and seen by the next clinician."""

import re

import pytest

from gpsupport.domain.people import Patient, Role
from tests.rig.world import GP, SECOND_GP, Visitor, World

DECIDES = "Somebody else controls money, phone, medicines, benefits or letters"
NECK = "Pressure on the neck in the last four weeks, or with symptoms now"


@pytest.fixture
def gp(world: World) -> Visitor:
    """Dr Shah's browser."""
    return world.signed_in(GP)


@pytest.fixture
def lee(world: World) -> Patient:
    """Somebody with nothing in front."""
    return world.patient("Harker", "Lee")


def where(patient: Patient, below: str = "") -> str:
    """An address of the patient's consultation."""
    return f"/patients/{patient.id}/consultation{below}"


def plain(page: str) -> str:
    """A page with its white space at rest."""
    return re.sub(r"\s+", " ", page)


def ticked(page: str) -> list[str]:
    """The names of the boxes that stand ticked."""
    return re.findall(r'name="tick" value="([^"]+)"[^>]* checked', page)


def boxes(page: str) -> list[str]:
    """The names of every box."""
    return re.findall(r'name="tick" value="([^"]+)"', page)


def test_a_tick_puts_its_prompt_in_front_and_stays_ticked(gp: Visitor, lee: Patient) -> None:
    page = gp.answer_gate(lee).text
    assert DECIDES in page
    assert ticked(page) == []
    assert "Everyday decisions. A good moment to ask." not in page
    assert gp.post(where(lee, "/ticks"), tick="others-decide").status_code == 303
    page = plain(gp.get(where(lee)).text)
    assert ticked(page) == ["others-decide"]
    assert "What only you can tell (1 ticked)" in page
    assert "Dr Priya Shah, 23 Nov 2026" in page
    assert "Everyday decisions. A good moment to ask." in page


def test_the_next_clinician_sees_who_ticked_and_may_clear_it(
    gp: Visitor, lee: Patient, world: World
) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/ticks"), tick="others-decide")
    world.wait(hours=30)
    colleague = world.signed_in(SECOND_GP)
    page = colleague.answer_gate(lee).text
    assert ticked(page) == ["others-decide"]
    assert "Dr Priya Shah, 23 Nov 2026" in plain(page)
    assert 'name="before" value="others-decide"' in page
    colleague.post(where(lee, "/ticks"), before="others-decide")
    page = colleague.get(where(lee)).text
    assert ticked(page) == []
    assert "Removed by Dr Tom Reid, 24 Nov 2026" in plain(page)
    assert "Everyday decisions. A good moment to ask." not in page


def test_what_was_typed_beside_the_boxes_is_not_lost(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/ticks"), tick="others-decide", asked="yes", words="not yet saved")
    page = gp.get(where(lee)).text
    assert "not yet saved" in page
    assert re.search(r'name="asked"[^>]*value="yes"[^>]*checked', page)


def test_saving_the_answers_keeps_what_was_ticked_beside_them(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    answers = {"asked": "yes", "outcome": "disclosed-current", "words": "", "observed": ""}
    assert gp.post(where(lee, "/save"), tick="strangulation-recent", **answers).status_code == 303
    page = plain(gp.get(where(lee)).text)
    assert ticked(page) == ["strangulation-recent"]
    assert "Urgent</strong> The neck, in the last four weeks: same-day advice." in page


def test_no_time_keeps_what_was_ticked_and_what_cannot_wait(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/not-now"), because="no-time", tick="strangulation-recent")
    page = plain(gp.get(where(lee)).text)
    assert ticked(page) == ["strangulation-recent"]
    assert 'cs-card--first" aria-labelledby="front"' in page


def test_a_tick_after_saving_leaves_no_draft_behind(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/save"), asked="yes", outcome="not-disclosed", words="", observed="")
    page = gp.get(where(lee)).text
    assert 'form="ticks-form"' in page
    gp.post(where(lee, "/ticks"), tick="others-decide")
    page = gp.get(where(lee)).text
    assert ticked(page) == ["others-decide"]
    assert "Draft saved" not in page


def test_what_cannot_wait_comes_first(gp: Visitor, lee: Patient) -> None:
    page = gp.answer_gate(lee).text
    assert boxes(page)[0] == "strangulation-recent"
    gp.post(where(lee, "/ticks"), tick="strangulation-recent")
    page = gp.get(where(lee)).text
    assert "The neck, in the last four weeks: same-day advice." in page


def test_an_adult_is_offered_nothing_about_a_child_and_the_lead_nothing_here(
    gp: Visitor, world: World
) -> None:
    adult = set(boxes(gp.answer_gate(world.patient("Atkinson", "Jane")).text))
    assert {"never-alone", "others-decide"} <= adult
    assert not adult & {"not-yet-mobile", "dry-then-wet", "worse-while-waiting", "moved"}
    assert not adult & {"parent-unwell", "parent-mental-illness"}


def test_no_other_patient_is_touched(gp: Visitor, lee: Patient, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    gp.answer_gate(lee)
    gp.post(where(lee, "/ticks"), tick="others-decide")
    assert ticked(gp.answer_gate(jane).text) == []


@pytest.mark.parametrize("presence", ["someone-else", "not-sure"])
def test_nothing_of_it_stands_on_the_ordinary_page(
    gp: Visitor, lee: Patient, presence: str
) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/ticks"), tick="others-decide")
    page = gp.answer_gate(lee, presence).text
    for told in ("What only you can tell", DECIDES, NECK, "others-decide", "/ticks"):
        assert told not in page


def test_a_receptionist_cannot_tick(world: World, lee: Patient) -> None:
    visitor = world.visitor()
    visitor.sign_in(world.of_role(Role.RECEPTIONIST))
    assert visitor.post(where(lee, "/ticks"), tick="others-decide").status_code == 404


def test_an_unheard_of_tick_is_no_page(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    for name in ("unheard-of", "a\x00", "x" * 5000, "<b>"):
        assert gp.post(where(lee, "/ticks"), tick=[name]).status_code == 404


def test_a_correction_shows_no_boxes_that_would_throw_it_away(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/save"), asked="yes", outcome="not-disclosed", words="", observed="")
    assert boxes(gp.get(where(lee, "/correct")).text) == []


def test_the_timeline_says_who_ticked_what_and_who_cleared_it(
    gp: Visitor, lee: Patient, world: World
) -> None:
    gp.answer_gate(lee)
    assert "What clinicians ticked" not in gp.get(f"/patients/{lee.id}/timeline").text
    gp.post(where(lee, "/ticks"), tick="others-decide")
    world.wait(minutes=1)
    gp.post(where(lee, "/ticks"), before="others-decide")
    page = gp.get(f"/patients/{lee.id}/timeline").text
    told = page[page.index("What clinicians ticked") :]
    assert told.index("Tick removed") < told.index(">Ticked<")
    assert told.count(DECIDES) == 2
    assert told.count(GP) == 2
    gp.answer_gate(lee, "someone-else")
    assert DECIDES not in gp.get(f"/patients/{lee.id}/timeline").text
