"""What a lead is to look at: who sees which item, closing them, and opening one's own record."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from gpsupport.actions.errors import Incomplete, NotFound
from gpsupport.actions.record_access import (
    close_review_item,
    list_review_items,
    read_record_access,
)
from gpsupport.domain.access import Denied
from gpsupport.domain.people import Actor, Role
from gpsupport.domain.record_access import Change, ReviewOutcome
from gpsupport.persistence.rows import PatientRow, ReviewItemRow, StaffRow
from tests.integration.actions.guarded import (
    WHY,
    Guarded,
    add_staff,
    another_patient,
    disable,
    guarded,
    statements,
)
from tests.integration.actions.steps import look_in, opened, pass_gate
from tests.integration.actions.world import NOW, NUMBER, OTHER_NUMBER, World

DAY = timedelta(days=1)
OPENED = "opened"


@pytest.fixture
def scene(world: World) -> Guarded:
    """A record for which Dr Rahman alone is named."""
    made = guarded(world)
    made.change(Change.NAME, world.doctor)
    return made


def close(
    scene: Guarded,
    who: Actor,
    item_id: str,
    outcome: ReviewOutcome | None = ReviewOutcome.APPROPRIATE,
    note: str = "",
) -> None:
    close_review_item(scene.world.database, who, item_id, NOW, outcome=outcome, note=note)


def test_an_opening_is_shown_to_the_lead_who_was_told_with_the_reason(scene: Guarded) -> None:
    scene.ask(scene.nurse)
    (one,) = list_review_items(scene.world.database, scene.lead, NOW)
    assert (one.staff, one.item.reason, one.item.purpose) == ("Nia Bell", WHY, "direct-care")
    assert one.patient is not None
    assert one.patient.id == scene.patient_id
    assert scene.to_review(scene.second_lead) == []


def test_only_leads_see_the_list(scene: Guarded) -> None:
    world = scene.world
    for who in (world.doctor, scene.nurse, world.receptionist, world.operator, world.system):
        with pytest.raises(Denied):
            scene.to_review(who)


def test_the_list_begins_with_the_oldest(scene: Guarded) -> None:
    scene.ask(scene.nurse, NOW + DAY)
    scene.ask(scene.world.colleague, NOW)
    found = list_review_items(scene.world.database, scene.lead, NOW + DAY)
    assert [one.staff for one in found] == ["Dr Bola Ade", "Nia Bell"]


def test_an_item_moves_when_its_lead_is_denied_the_patient_or_has_gone(scene: Guarded) -> None:
    scene.ask(scene.nurse)
    scene.change(Change.DENY, scene.lead, by=scene.second_lead)
    assert scene.to_review(scene.lead) == []
    assert scene.to_review(scene.second_lead) == [(OPENED, scene.patient_id)]
    third = add_staff(scene.world, "Dr Una Fox", Role.SAFEGUARDING_LEAD, number=7)
    disable(scene.world, scene.second_lead)
    assert scene.to_review(third) == [(OPENED, scene.patient_id)]


def test_an_item_with_nobody_left_waits_for_a_lead_who_may_see_it(scene: Guarded) -> None:
    scene.ask(scene.lead)
    disable(scene.world, scene.second_lead)
    assert scene.to_review(scene.lead) == []
    new = add_staff(scene.world, "Dr Una Fox", Role.SAFEGUARDING_LEAD, number=7)
    assert scene.to_review(scene.lead) == []
    assert scene.to_review(new) == [(OPENED, scene.patient_id)]


def test_the_one_it_is_about_neither_sees_nor_closes_it(scene: Guarded) -> None:
    scene.ask(scene.lead)
    (one,) = list_review_items(scene.world.database, scene.second_lead, NOW)
    # As if it had been given to her by mistake: the store itself refuses.
    with Session(scene.world.database._writer) as session, session.begin():
        session.execute(update(ReviewItemRow).values(told_id=scene.lead.clinician_id))
    assert scene.to_review(scene.lead) == []
    with pytest.raises(NotFound):
        close(scene, scene.lead, one.item.id)


def test_a_lead_denied_the_patient_neither_sees_nor_closes_it(scene: Guarded) -> None:
    scene.ask(scene.nurse)
    (one,) = list_review_items(scene.world.database, scene.lead, NOW)
    scene.change(Change.DENY, scene.lead, by=scene.second_lead)
    with pytest.raises(NotFound):
        close(scene, scene.lead, one.item.id)
    with Session(scene.world.database._writer) as session, session.begin():
        session.execute(update(ReviewItemRow).values(told_id=None))
    assert scene.to_review(scene.lead) == []
    close(scene, scene.second_lead, one.item.id)


def test_closing_keeps_the_reason_and_wants_a_note_where_it_was_not_in_order(
    scene: Guarded,
) -> None:
    scene.ask(scene.nurse)
    (one,) = list_review_items(scene.world.database, scene.lead, NOW)
    with pytest.raises(Incomplete) as missing:
        close(scene, scene.lead, one.item.id, None)
    assert missing.value.fields == ("outcome",)
    with pytest.raises(Incomplete) as missing:
        close(scene, scene.lead, one.item.id, ReviewOutcome.REPORTED, "  ")
    assert missing.value.fields == ("note",)
    close(scene, scene.lead, one.item.id, ReviewOutcome.REPORTED, "Told the partners")
    assert scene.to_review(scene.lead) == []
    with pytest.raises(NotFound):
        close(scene, scene.lead, one.item.id)
    (row,) = scene.rows(ReviewItemRow)
    kept = (row.outcome, row.closed_by, row.closed_at)
    assert kept == ("reported", scene.lead.clinician_id, NOW)
    assert b"partners" not in row.words_sealed


def test_a_lead_who_names_herself_is_looked_at_by_another(scene: Guarded) -> None:
    scene.change(Change.NAME, scene.lead)
    assert scene.to_review(scene.lead) == []
    assert scene.to_review(scene.second_lead) == [("named-self", scene.patient_id)]


# ---------------------------------------------------------------- one's own record, one's own home


def same_home(world: World, actor: Actor, patient_id: str) -> None:
    """Let somebody and a patient live at one address."""
    with Session(world.database._writer) as session, session.begin():
        session.execute(
            update(StaffRow).where(StaffRow.id == actor.clinician_id).values(home_blind=patient_id)
        )
        session.execute(
            update(PatientRow).where(PatientRow.id == patient_id).values(home_blind=patient_id)
        )


def test_opening_ones_own_record_is_told_once_a_day_and_shows_nothing(world: World) -> None:
    scene = guarded(world)
    own = add_staff(world, "Dr Zoe Own", Role.GP, number=8, nhs_number=NUMBER)
    page = opened(world, own)
    other = opened(world, world.colleague)
    assert (page.patient, page.visits, page.appointment) == (
        other.patient,
        other.visits,
        other.appointment,
    )
    pass_gate(world, own)
    look_in(world, own)
    assert scene.to_review(scene.lead) == [("own-record", scene.patient_id)]
    opened(world, own, NOW + DAY)
    assert scene.to_review(scene.second_lead, NOW + DAY) == [("own-record", scene.patient_id)] * 2
    (first, _) = list_review_items(world.database, scene.lead, NOW)
    close(scene, scene.lead, first.item.id)
    opened(world, own, NOW + timedelta(minutes=5))
    assert len(scene.to_review(scene.lead)) == 1


def test_the_day_is_londons(world: World) -> None:
    scene = guarded(world)
    own = add_staff(world, "Dr Zoe Own", Role.GP, number=8, nhs_number=NUMBER)
    summer = datetime(2027, 7, 1, 22, 59, tzinfo=UTC)
    for minutes in (0, 0, 1, 61):
        opened(world, own, summer + timedelta(minutes=minutes))
    assert len(scene.to_review(scene.lead, summer)) == 2


def test_opening_a_record_of_the_same_address_is_told(world: World) -> None:
    scene = guarded(world)
    other = another_patient(world, OTHER_NUMBER.value)
    same_home(world, world.doctor, other)
    same_home(world, scene.lead, scene.patient_id)
    opened(world, world.doctor)
    assert scene.to_review(scene.lead) == scene.to_review(scene.second_lead) == []
    opened(world, scene.lead)
    assert scene.to_review(scene.lead) == []
    assert scene.to_review(scene.second_lead) == [("same-address", scene.patient_id)]


def test_a_lead_who_looks_at_who_may_see_her_own_record_is_told_of_as_well(world: World) -> None:
    scene = guarded(world)
    same_home(world, scene.lead, scene.patient_id)
    read_record_access(world.database, scene.lead, scene.patient_id, NOW)
    assert scene.to_review(scene.second_lead) == [("same-address", scene.patient_id)]


def test_a_refused_look_at_ones_own_record_costs_what_an_unknown_one_costs(
    scene: Guarded,
) -> None:
    world = scene.world
    own = add_staff(world, "Dr Zoe Own", Role.GP, number=8, nhs_number=NUMBER)
    told = []
    for patient_id in (scene.patient_id, "00000000-0000-4000-8000-00000000dead"):
        world.patient_id = patient_id
        with statements(world) as sent, pytest.raises(NotFound):
            opened(world, own)
        told.append(sent)
    assert told[0] == told[1]
    assert scene.to_review(scene.lead) == []
