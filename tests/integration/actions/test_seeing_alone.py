"""Asking was not safe: the reason in the ledger, the plan, and saying closer who was there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gpsupport.actions.consultation import answer_gate, close_gates, note_not_alone, save_draft
from gpsupport.actions.errors import GateClosed, Incomplete
from gpsupport.actions.exchange import collect_record
from gpsupport.domain.consultation import (
    SEE_ALONE,
    ConsultationDraft,
    ConsultationState,
    GateAnswer,
)
from gpsupport.domain.enquiry import (
    CLOSER,
    Enquiry,
    EnquiryOutcome,
    Mode,
    NotAskedReason,
    Presence,
)
from gpsupport.domain.enquiry.not_safe import reason_for
from gpsupport.domain.enquiry.standing import EnquiryState
from gpsupport.web.consultation.saved import still_to_ask
from tests.integration.actions.steps import TOLD, look_in, opened, pass_gate, record
from tests.integration.actions.world import NOW, NUMBER, TODAY, World

LATER = NOW + timedelta(minutes=2)


def note(world: World, closer: Presence | None = None, company: str = "", now: Any = NOW) -> Any:
    """Press the button on the ordinary page."""
    return note_not_alone(
        world.database, world.doctor, world.patient_id, world.knowledge, now, closer, company
    )


def ledger(world: World) -> tuple[Enquiry, ...]:
    """What the record holds of askings now: corrected entries are not among them."""
    return collect_record(world.database, world.system, NUMBER, NOW).enquiries


def test_not_alone_is_recorded_with_a_plan(world: World) -> None:
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE)
    noted = note(world)
    assert noted.state is ConsultationState.RECORDED
    assert SEE_ALONE in noted.added
    assert note(world) == noted, "a second press changes nothing"
    (entry,) = ledger(world)
    assert (entry.outcome, entry.reason) == (EnquiryOutcome.NOT_ASKED, NotAskedReason.NOT_ALONE)
    assert (entry.presence, entry.mode) == (Presence.SOMEONE_ELSE, Mode.FACE_TO_FACE)
    assert entry.by == world.doctor.name


def test_the_lists_know_of_it_at_once(world: World) -> None:
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE)
    note(world)
    with world.acting(world.doctor) as work:
        standing = work.standings.find(world.doctor, world.patient_id)
    assert standing is not None
    assert standing.state is EnquiryState.NOT_ASKED
    assert standing.not_alone_in_a_row == 1
    assert standing.upcoming.due_on is not None
    assert standing.upcoming.due_on > TODAY


@pytest.mark.parametrize("closer", CLOSER)
def test_each_reason_is_kept(world: World, closer: Presence) -> None:
    pass_gate(world, world.doctor, Presence.NOT_SURE)
    noted = note(world, closer, "  Her sister ")
    (entry,) = ledger(world)
    assert entry.reason is reason_for(closer)
    assert entry.presence is closer
    assert entry.company == "Her sister"
    gate = opened(world, world.doctor).consultation.gate
    assert gate == noted.gate == GateAnswer(closer, NOW, company="Her sister")


def test_saying_it_otherwise_corrects_the_entry(world: World) -> None:
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE)
    first = note(world, company="Her brother")
    second = note(world, Presence.INFORMAL_INTERPRETER, now=LATER)
    assert second.enquiry_id != first.enquiry_id
    (entry,) = ledger(world)
    assert entry.id == second.enquiry_id
    assert entry.reason is NotAskedReason.INTERPRETER_MISSING
    with world.acting(world.doctor) as work:
        kept = work.enquiries.find(world.doctor, second.enquiry_id)
    assert kept is not None
    assert (kept.company, kept.at) == ("Her brother", LATER)
    assert note(world, Presence.INFORMAL_INTERPRETER, now=LATER) == second


def test_what_came_with_somebody_who_walked_in_is_kept(world: World) -> None:
    pass_gate(world, world.doctor)
    came_in = ConsultationDraft(
        asked=False, reason=NotAskedReason.NOT_ALONE, words="He is", observed="Went quiet."
    )
    record(world, world.doctor, came_in)
    note(world, Presence.CHILD_PRESENT, "Her son, 7", LATER)
    (entry,) = ledger(world)
    with world.acting(world.doctor) as work:
        kept = work.enquiries.find(world.doctor, entry.id)
    assert kept is not None
    assert (kept.presence, kept.words, kept.observed) == (
        Presence.CHILD_PRESENT,
        "He is",
        "Went quiet.",
    )
    assert kept.company == "Her son, 7"


def test_a_call_keeps_its_mode(world: World) -> None:
    pass_gate(world, world.doctor, Presence.SOMEBODY_ELSE_ANSWERED)
    note(world)
    (entry,) = ledger(world)
    assert (entry.mode, entry.reason) == (Mode.TELEPHONE, NotAskedReason.NOT_PRIVATE)


@pytest.mark.parametrize("presence", [None, Presence.ALONE, Presence.PATIENT_ABSENT])
def test_not_alone_needs_somebody_there(world: World, presence: Presence | None) -> None:
    opened(world, world.doctor)
    if presence:
        pass_gate(world, world.doctor, presence)
    with pytest.raises(GateClosed):
        note(world)
    assert not ledger(world)


@pytest.mark.parametrize("closer", [one for one in Presence if one not in CLOSER])
def test_only_what_is_closer_may_be_said(world: World, closer: Presence) -> None:
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE)
    with pytest.raises(Incomplete):
        note(world, closer)


@pytest.mark.parametrize(
    "earlier",
    [TOLD, ConsultationDraft(asked=False, reason=NotAskedReason.INTERPRETER_MISSING)],
)
def test_not_alone_never_replaces_an_answer(world: World, earlier: ConsultationDraft) -> None:
    pass_gate(world, world.doctor)
    told = record(world, world.doctor, earlier).enquiry
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE, NOW + timedelta(minutes=1))
    assert note(world, now=LATER).enquiry_id == told.id
    assert note(world, Presence.OVERHEARD, "A neighbour", LATER).enquiry_id == told.id


def test_an_answer_replaces_not_alone(world: World) -> None:
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE)
    note(world)
    pass_gate(world, world.doctor)
    record(world, world.doctor, TOLD)
    assert [one.outcome for one in ledger(world)] == [EnquiryOutcome.DISCLOSED_CURRENT]


def test_once_alone_the_note_of_this_consultation_moves_nothing(world: World) -> None:
    pass_gate(world, world.doctor)
    before = look_in(world, world.doctor)
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE)
    note(world)
    pass_gate(world, world.doctor)
    after = look_in(world, world.doctor)
    assert before.assessment.next_enquiry.due_on <= TODAY
    assert after.assessment.next_enquiry == before.assessment.next_enquiry
    assert (after.front, after.standing) == (before.front, before.standing)
    assert after.alone_now
    assert still_to_ask(after)
    with world.acting(world.doctor) as work:
        kept = work.standings.find(world.doctor, world.patient_id)
    assert kept is not None
    assert kept.not_alone_in_a_row == 1, "for the lists it counts until somebody has asked"
    pass_gate(world, world.colleague)
    other = look_in(world, world.colleague)
    assert other.assessment.next_enquiry != before.assessment.next_enquiry
    assert not other.alone_now


def test_what_was_typed_before_somebody_came_is_still_there(world: World) -> None:
    pass_gate(world, world.doctor)
    typed = ConsultationDraft(words="He said that")
    save_draft(world.database, world.doctor, world.patient_id, typed, NOW)
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE)
    note(world)
    pass_gate(world, world.doctor)
    kept = look_in(world, world.doctor).draft
    assert kept is not None
    assert replace(kept, saved_at=None) == typed


def test_an_answer_that_is_not_offered_is_refused(world: World) -> None:
    data, doctor, patient = world.database, world.doctor, world.patient_id
    for presence, mode in (
        (Presence.SAFE_ADULT, Mode.FACE_TO_FACE),
        (Presence.ALONE, Mode.TELEPHONE),
        (Presence.ALONE, Mode.ONLINE),
        (Presence.REMOTE_FREE_TO_TALK, Mode.HOME_VISIT),
        (Presence.CHILD_PRESENT, Mode.FACE_TO_FACE),
    ):
        with pytest.raises(Incomplete) as refused:
            answer_gate(data, doctor, patient, presence, NOW, mode)
        assert refused.value.fields == ("presence",)
    assert opened(world, doctor).consultation.gate is None


def test_hiding_forgets_who_came_along(world: World) -> None:
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE)
    note(world, company="Her brother")
    close_gates(world.database, world.doctor, NOW)
    page = opened(world, world.doctor)
    assert page.consultation.gate is None
    assert "brother" not in repr(page)
