"""What was typed outlives the gate: writing needs none, only reading does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gpsupport.actions.consultation import close_gates, save_draft
from gpsupport.actions.errors import GateClosed
from gpsupport.actions.exchange import collect_record
from gpsupport.actions.forms import keep_form
from gpsupport.actions.recording import RecordingForm, finish_consultation
from gpsupport.domain.consultation import ConsultationDraft, FormName
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason, Presence
from tests.integration.actions.steps import SAID_NO, TOLD, look_in, opened, pass_gate, record
from tests.integration.actions.world import CANARY, HOUR, NOW, NUMBER, World

TYPED = ConsultationDraft(asked=True, words=f"{CANARY}-typed")
MINUTE = timedelta(minutes=1)
BEFORE_MIDNIGHT = datetime(2026, 11, 23, 23, 50, tzinfo=UTC)


def test_a_draft_saved_after_the_gate_shut_is_there_when_it_opens_again(world: World) -> None:
    pass_gate(world, world.doctor)
    late = NOW + HOUR
    with pytest.raises(GateClosed):
        save_draft(world.database, world.doctor, world.patient_id, TYPED, late)
    with pytest.raises(GateClosed):
        look_in(world, world.doctor, late)
    pass_gate(world, world.doctor, now=late + MINUTE)
    assert look_in(world, world.doctor, late + MINUTE).draft == replace(TYPED, saved_at=late)


def test_a_save_after_the_gate_shut_is_kept_as_a_draft_and_records_nothing(world: World) -> None:
    pass_gate(world, world.doctor)
    close_gates(world.database, world.doctor, NOW)
    with pytest.raises(GateClosed):
        record(world, world.doctor, TOLD)
    assert collect_record(world.database, world.system, NUMBER, NOW).enquiries == ()
    pass_gate(world, world.doctor)
    assert look_in(world, world.doctor).draft == replace(TOLD, saved_at=NOW)


def test_a_button_pressed_twice_leaves_no_draft_behind(world: World) -> None:
    pass_gate(world, world.doctor)
    record(world, world.doctor, TOLD)
    close_gates(world.database, world.doctor, NOW)
    with pytest.raises(GateClosed):
        record(world, world.doctor, TOLD)
    pass_gate(world, world.doctor)
    assert look_in(world, world.doctor).draft is None


def test_a_finished_consultation_gets_no_later_draft(world: World) -> None:
    pass_gate(world, world.doctor)
    record(world, world.doctor, SAID_NO)
    done = finish_consultation(
        world.database, world.doctor, world.patient_id, RecordingForm(), world.knowledge, NOW
    )
    close_gates(world.database, world.doctor, NOW)
    with pytest.raises(GateClosed):
        save_draft(world.database, world.doctor, world.patient_id, TYPED, NOW)
    pass_gate(world, world.doctor)
    seen = look_in(world, world.doctor)
    assert seen.consultation.id != done.id
    assert seen.draft == replace(TYPED, saved_at=NOW)


def test_midnight_ends_no_conversation(world: World) -> None:
    first = pass_gate(world, world.doctor, now=BEFORE_MIDNIGHT)
    after = BEFORE_MIDNIGHT + 20 * MINUTE
    assert opened(world, world.doctor, after).consultation.id == first.id
    save_draft(world.database, world.doctor, world.patient_id, TYPED, after)
    done = record(world, world.doctor, TOLD, after)
    assert done.consultation.id == first.id
    assert done.enquiry.on.isoformat() == "2026-11-24"
    assert opened(world, world.doctor, BEFORE_MIDNIGHT + HOUR).consultation.id != first.id


def test_what_was_typed_before_midnight_comes_along(world: World) -> None:
    first = pass_gate(world, world.doctor, now=BEFORE_MIDNIGHT)
    save_draft(world.database, world.doctor, world.patient_id, TYPED, BEFORE_MIDNIGHT)
    later = BEFORE_MIDNIGHT + HOUR
    assert pass_gate(world, world.doctor, now=later).id != first.id
    assert look_in(world, world.doctor, later).draft == replace(TYPED, saved_at=BEFORE_MIDNIGHT)
    pass_gate(world, world.colleague, now=later)
    assert look_in(world, world.colleague, later).draft is None


@pytest.mark.parametrize("form", [FormName.DISCLOSURE, FormName.SHARING])
def test_a_form_typed_after_an_answer_before_midnight_is_found_again(
    world: World, form: FormName
) -> None:
    first = pass_gate(world, world.doctor, now=BEFORE_MIDNIGHT)
    record(world, world.doctor, TOLD, BEFORE_MIDNIGHT)
    later = BEFORE_MIDNIGHT + HOUR
    close_gates(world.database, world.doctor, BEFORE_MIDNIGHT)
    typed, at = {"matters": [CANARY]}, BEFORE_MIDNIGHT + MINUTE
    with pytest.raises(GateClosed):
        keep_form(world.database, world.doctor, world.patient_id, form, typed, at)
    second = pass_gate(world, world.doctor, now=later)
    assert second.id != first.id
    (unsaved,) = look_in(world, world.doctor, later).unsaved
    # What is about that very telling stays with it; what is about the patient comes along.
    stays = form is FormName.DISCLOSURE
    assert (unsaved.form, unsaved.at, unsaved.of) == (form, at, first.id if stays else "")
    with world.acting(world.doctor) as work:
        lies = first.id if stays else second.id
        assert work.forms.find(world.doctor, lies, form, later) == typed


def test_a_form_left_in_a_finished_consultation_comes_along(world: World) -> None:
    pass_gate(world, world.doctor)
    record(world, world.doctor, TOLD)
    typed = {"step.child.why": [CANARY]}
    keep_form(world.database, world.doctor, world.patient_id, FormName.SHARING, typed, NOW)
    finish_consultation(
        world.database, world.doctor, world.patient_id, RecordingForm(), world.knowledge, NOW
    )
    second = pass_gate(world, world.doctor, now=NOW + MINUTE)
    with world.acting(world.doctor) as work:
        assert work.forms.find(world.doctor, second.id, FormName.SHARING, NOW + MINUTE) == typed
    (unsaved,) = look_in(world, world.doctor, NOW + MINUTE).unsaved
    assert unsaved.form is FormName.SHARING


def test_somebody_coming_in_is_recorded_and_shuts_the_gate_at_once(world: World) -> None:
    came_in = ConsultationDraft(asked=False, reason=NotAskedReason.NOT_ALONE)
    pass_gate(world, world.doctor)
    done = record(world, world.doctor, came_in)
    assert done.enquiry.outcome is EnquiryOutcome.NOT_ASKED
    assert done.enquiry.presence is Presence.SOMEONE_ELSE
    assert done.consultation.gate is not None
    assert done.consultation.gate.presence is Presence.SOMEONE_ELSE
    assert opened(world, world.doctor).consultation == done.consultation
    with pytest.raises(GateClosed):
        look_in(world, world.doctor)
    # Pressed twice: still shut, nothing left behind. Opened again and pressed again: shut again.
    with pytest.raises(GateClosed):
        record(world, world.doctor, came_in)
    pass_gate(world, world.doctor)
    assert look_in(world, world.doctor).draft is None
    assert record(world, world.doctor, came_in).enquiry == done.enquiry
    with pytest.raises(GateClosed):
        look_in(world, world.doctor)
