"""The lead's list, through the browser door."""

import uuid

import pytest

from gpsupport.actions.record_access import RuleChange, ask_for_record, change_rules
from gpsupport.domain.access import Purpose
from gpsupport.domain.people import Patient, Role
from gpsupport.domain.record_access import Change, RecordRequest
from tests.rig.world import GP, NURSE, SECOND_GP, World, title_of

LEAD = "Dr Helen Marsh"
REASON = "She rang from a <b>locked</b> room"


@pytest.fixture
def patient(world: World) -> Patient:
    """A restricted patient whom the nurse had opened."""
    found = world.patient("Atkinson", "Jane")
    wanted = RuleChange(Change.NAME, (world.actor(GP).clinician_id,), "Asked for by the patient")
    change_rules(world.database, world.actor(LEAD), found.id, wanted, world.now)
    ask(world, found, NURSE)
    return found


def ask(world: World, patient: Patient, name: str, reason: str = REASON) -> None:
    """Have somebody ask for the record."""
    assert patient.born is not None
    request = RecordRequest(
        born=patient.born.earliest,
        reason=reason,
        purpose=Purpose.SAFEGUARDING,
        family=patient.name.family,
        given=patient.name.given,
    )
    ask_for_record(world.database, world.actor(name), request, world.now)


def close_address(page: str) -> str:
    """Where the first item is closed."""
    return page.split('method="post" action="/reviews/')[1].split('"', 1)[0]


def test_the_lead_reads_what_happened_and_closes_it(world: World, patient: Patient) -> None:
    lead = world.signed_in(LEAD)
    page = lead.get("/reviews").text
    assert title_of(page).startswith("Reviews")
    for words in ("Had a restricted record opened", NURSE, "9:12am", "Keeping somebody safe"):
        assert words in page
    assert "&lt;b&gt;locked&lt;/b&gt;" in page
    assert f'href="/patients/{patient.id}/access"' in page
    where = close_address(page)
    prefix = f"r{where[:8]}-"
    assert lead.post(f"/reviews/{where}").status_code == 422
    noted = lead.post(f"/reviews/{where}", **{f"{prefix}outcome": "follow-up"})
    assert noted.status_code == 422
    assert title_of(noted.text).startswith("Error: Reviews")
    assert "Say what follows from it" in noted.text
    done = lead.post(f"/reviews/{where}", **{f"{prefix}outcome": "appropriate"})
    assert (done.status_code, done.headers["Location"]) == (303, "/reviews")
    assert "There is nothing for you to look at." in lead.get("/reviews").text
    again = lead.post(f"/reviews/{where}", **{f"{prefix}outcome": "appropriate"})
    other = uuid.uuid4()
    typed = {f"r{str(other)[:8]}-outcome": "appropriate"}
    unknown = lead.post(f"/reviews/{other}/close", **typed)
    assert again.status_code == unknown.status_code == 404


def test_each_item_has_its_own_form_and_one_button_is_green(world: World, patient: Patient) -> None:
    world.wait(minutes=1)
    ask(world, patient, SECOND_GP)
    page = world.signed_in(LEAD).get("/reviews").text
    assert "2 things to look at. The oldest is from today." in page
    assert page.count('class="nhsuk-button"') == 1
    assert page.index(NURSE) < page.index(SECOND_GP)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SAFEGUARDING_LEAD])
def test_for_everybody_else_there_is_no_such_page(world: World, role: Role) -> None:
    visitor = world.signed_in(world.of_role(role).name)
    found, unknown = visitor.get("/reviews"), visitor.get("/no-such-page")
    assert found.status_code == unknown.status_code == 404
    assert 'href="/reviews"' not in visitor.get("/").text + found.text


def test_records_with_lists_are_found_again_by_the_lead(world: World, patient: Patient) -> None:
    page = world.signed_in(LEAD).get("/reviews").text
    assert "Records with lists of their own" in page
    assert "ATKINSON, Jane (Ms)" in page
