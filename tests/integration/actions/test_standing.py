"""Where asking stands is kept in the transaction that changed it, on each engine."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from gpsupport.actions.consultation import note_ticks
from gpsupport.actions.consultation.dates import note_dates
from gpsupport.actions.consultation.noting import keep_note, note_for_next
from gpsupport.actions.errors import GateClosed, Incomplete, NotFound
from gpsupport.actions.exchange import take_in_record
from gpsupport.domain.access import Denied
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason, Presence, Quiet
from gpsupport.domain.enquiry.standing import EnquiryState
from gpsupport.domain.people import NhsNumber, PersonName
from gpsupport.domain.record import DateKind
from tests.integration.actions.steps import SAID_NO, TOLD, look_in, opened, pass_gate, record
from tests.integration.actions.world import (
    NOW,
    PATIENT,
    TODAY,
    World,
    another_practice,
    reading,
)

WISH = ConsultationDraft(asked=True, outcome=EnquiryOutcome.OPTED_OUT)
PUT_OFF = ConsultationDraft(asked=False, reason=NotAskedReason.NO_TIME, put_off_days=30)
OTHER = replace(
    PATIENT, id="pat-9", name=PersonName("New", "Una"), nhs_number=NhsNumber("9434765870")
)


def standing(world: World, patient_id: str = "") -> Any:
    with world.acting(world.doctor) as work:
        return work.standings.find(world.doctor, patient_id or world.patient_id)


def with_quiet(world: World) -> World:
    """The world with content that knows how long a wish holds."""
    known = world.knowledge
    numbers: dict[str, Any] = {name: 1 for name in Quiet.__dataclass_fields__ if name != "bases"}
    quiet = Quiet(**numbers | {"opt_out_days": 90})
    return replace(world, knowledge=replace(known, cadence=replace(known.cadence, quiet=quiet)))


def test_looking_keeps_it_and_recording_changes_it(world: World) -> None:
    assert standing(world) is None
    pass_gate(world, world.doctor)
    assert look_in(world, world.doctor).standing == standing(world)
    assert standing(world).state is EnquiryState.ASKED_NO
    recorded = record(world, world.doctor, TOLD)
    kept = standing(world)
    assert kept.state is EnquiryState.DISCLOSED_CURRENT
    assert kept.last_asked_on == TODAY
    assert kept.upcoming == recorded.next_enquiry


def test_what_is_refused_changes_nothing(world: World) -> None:
    pass_gate(world, world.doctor)
    look_in(world, world.doctor)
    before = standing(world)
    with pytest.raises(Incomplete):
        record(world, world.doctor, ConsultationDraft(asked=True))
    assert standing(world) == before


def test_a_delay_and_a_wish_have_their_days(world: World) -> None:
    asking = with_quiet(world)
    pass_gate(asking, asking.doctor)
    record(asking, asking.doctor, PUT_OFF)
    kept = standing(asking)
    assert (kept.state, kept.until) == (EnquiryState.DEFERRED, TODAY + timedelta(days=30))
    record(asking, asking.doctor, WISH)
    kept = standing(asking)
    assert (kept.state, kept.until) == (EnquiryState.OPTED_OUT, TODAY + timedelta(days=90))


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (WISH, ("outcome",)),
        (replace(PUT_OFF, put_off_days=0), ("put_off",)),
        (replace(PUT_OFF, put_off_days=-3), ("put_off",)),
        (replace(SAID_NO, put_off_days=30), ("put_off",)),
        (replace(PUT_OFF, reason=None), ("reason",)),
    ],
)
def test_what_has_no_day_is_no_answer(
    world: World, draft: ConsultationDraft, fields: tuple[str, ...]
) -> None:
    pass_gate(world, world.doctor)
    with pytest.raises(Incomplete) as refused:
        record(world, world.doctor, draft)
    assert refused.value.fields == fields


def test_a_date_judges_it_again_behind_a_shut_gate_too(world: World) -> None:
    pass_gate(world, world.doctor)
    look_in(world, world.doctor)
    later = NOW + timedelta(days=1)
    opened(world, world.doctor, later)
    with pytest.raises(GateClosed):
        note_dates(
            world.database,
            world.doctor,
            world.patient_id,
            {DateKind.EXPECTED_BIRTH: date(2027, 3, 1)},
            None,
            world.knowledge,
            later,
        )
    assert standing(world).on == later.date()
    pass_gate(world, world.doctor, now=later)
    assert look_in(world, world.doctor, later).dates == {DateKind.EXPECTED_BIRTH: date(2027, 3, 1)}


def test_an_import_judges_the_patient_when_it_knows_by_what(world: World) -> None:
    first = take_in_record(world.database, world.system, reading(OTHER, "n-"), NOW)
    assert standing(world, first.patient_id) is None
    take_in_record(world.database, world.system, reading(OTHER, "n-"), NOW, world.knowledge)
    kept = standing(world, first.patient_id)
    assert kept.state is EnquiryState.ASKED_NO
    assert kept.on == TODAY


def test_a_note_before_the_visit_is_no_occasion(world: World) -> None:
    pass_gate(world, world.doctor, Presence.PATIENT_ABSENT)
    before = look_in(world, world.doctor).standing
    for note in ("First", "Ask in the morning"):
        note_for_next(world.database, world.doctor, world.patient_id, note, world.knowledge, NOW)
    kept = standing(world)
    assert (kept.note, kept.note_by) == ("Ask in the morning", world.doctor.name)
    assert (kept.state, kept.upcoming) == (before.state, before.upcoming)
    with pytest.raises(GateClosed):
        record(world, world.doctor, SAID_NO)
    pass_gate(world, world.doctor)
    record(world, world.doctor, SAID_NO)
    assert standing(world).note == ""


def test_nothing_written_leaves_nothing(world: World) -> None:
    pass_gate(world, world.doctor, Presence.PATIENT_ABSENT)
    note_for_next(world.database, world.doctor, world.patient_id, "  ", world.knowledge, NOW)
    with world.acting(world.doctor) as work:
        assert work.enquiries.read_recorded_here(world.doctor, world.patient_id) == ()


def test_a_note_behind_a_shut_gate_is_kept_as_typed(world: World) -> None:
    opened(world, world.doctor)
    for keep in (
        lambda: keep_note(world.database, world.doctor, world.patient_id, "typed", NOW),
        lambda: note_for_next(
            world.database, world.doctor, world.patient_id, "typed", world.knowledge, NOW
        ),
    ):
        with pytest.raises(GateClosed):
            keep()
    pass_gate(world, world.doctor)
    draft = look_in(world, world.doctor).draft
    assert draft is not None
    assert draft.note == "typed"


def test_who_may_not_consult_notes_nothing(world: World) -> None:
    known, patient = world.knowledge, world.patient_id
    for actor, refusal in ((world.receptionist, Denied), (another_practice(world), NotFound)):
        with pytest.raises(refusal):
            note_for_next(world.database, actor, patient, "x", known, NOW)
        with pytest.raises(refusal):
            keep_note(world.database, actor, patient, "x", NOW)
        with pytest.raises(refusal):
            note_dates(world.database, actor, patient, {}, None, known, NOW)
        with pytest.raises(refusal):
            note_ticks(world.database, actor, patient, frozenset(), frozenset(), None, known, NOW)


def test_a_date_that_cannot_be_is_refused_with_its_field(world: World) -> None:
    pass_gate(world, world.doctor)
    for kind, day in (
        (DateKind.EXPECTED_BIRTH, TODAY + timedelta(days=311)),
        (DateKind.EXPECTED_BIRTH, TODAY - timedelta(days=32)),
        (DateKind.BIRTH, TODAY + timedelta(days=1)),
        (DateKind.BIRTH, TODAY - timedelta(days=732)),
    ):
        with pytest.raises(Incomplete) as refused:
            note_dates(
                world.database,
                world.doctor,
                world.patient_id,
                {kind: day},
                None,
                world.knowledge,
                NOW,
            )
        assert refused.value.fields == (kind.value,)
    assert look_in(world, world.doctor).dates == {}
