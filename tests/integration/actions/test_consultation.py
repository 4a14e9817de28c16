"""A consultation: two answers, what is kept of them, and what the next clinician sees."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from gpsupport.actions.consultation import (
    close_gates,
    read_consultation,
    save_draft,
)
from gpsupport.actions.directory.listing import list_directory, list_general_help
from gpsupport.actions.enquiry.timeline import read_timeline
from gpsupport.actions.errors import GateClosed, Incomplete, NotFound
from gpsupport.actions.local_help import add_option, read_local_help
from gpsupport.actions.recording import RecordingForm, finish_consultation, recording_advice
from gpsupport.domain.consultation import Consultation, ConsultationDraft, ConsultationState
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason, Presence
from gpsupport.domain.people import Sex
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.steps import (
    NO_TIME,
    SAID_NO,
    TOLD,
    look_in,
    opened,
    pass_gate,
    record,
)
from tests.integration.actions.world import (
    CANARY,
    HOUR,
    NOW,
    TODAY,
    World,
    another_practice,
    option,
)


def finish(world: World, added: frozenset[str] = frozenset()) -> Consultation:
    """The doctor finishes, with what was ticked."""
    return finish_consultation(
        world.database,
        world.doctor,
        world.patient_id,
        RecordingForm(added=added),
        world.knowledge,
        NOW,
    )


def test_what_a_clinician_sees_alone_with_the_patient(world: World) -> None:
    add_option(world.database, world.operator, option("advocate"), NOW)
    add_option(world.database, world.operator, option("hub", OptionKind.FAMILY_HUB), NOW)
    pass_gate(world, world.doctor)
    seen = look_in(world, world.doctor)
    assert [one.indicator for one in seen.prompts] == ["A02", "A01"]
    assert seen.assessment.prompts == seen.prompts
    assert seen.advocate == option("advocate")
    assert {one.option.id for one in seen.options} == {"option-advocate", "option-hub"}
    assert seen.newest_contact_on is not None
    assert seen.newest_contact_on.isoformat() == "2026-10-02"
    assert seen.draft is None


@pytest.mark.parametrize(
    "presence", [Presence.PROFESSIONAL_INTERPRETER, Presence.REMOTE_FREE_TO_TALK]
)
def test_sensitive_reasons_need_the_patient_alone(world: World, presence: Presence) -> None:
    pass_gate(world, world.doctor, presence)
    seen = look_in(world, world.doctor)
    assert [one.indicator for one in seen.prompts] == ["A01"]
    assert "A02" not in repr(seen)


def test_household_and_leads_prompts_never_reach_the_page(world: World) -> None:
    pass_gate(world, world.doctor)
    shown = look_in(world, world.doctor).assessment
    named = {one.indicator for one in (*shown.prompts, *shown.silent, *shown.unknown)}
    assert named == {"A01", "A02"}


# ---- drafts


def test_a_draft_is_kept_for_a_day_and_replaced_by_the_next(world: World) -> None:
    pass_gate(world, world.doctor)
    typed = ConsultationDraft(asked=True, words="She said")
    saved = save_draft(world.database, world.doctor, world.patient_id, typed, NOW)
    assert saved == replace(typed, saved_at=NOW)
    assert look_in(world, world.doctor).draft == saved
    later = NOW + timedelta(minutes=1)
    save_draft(world.database, world.doctor, world.patient_id, TOLD, later)
    assert look_in(world, world.doctor).draft == replace(TOLD, saved_at=later)


def test_a_draft_expires(world: World) -> None:
    pass_gate(world, world.doctor)
    saved = opened(world, world.doctor).consultation
    save_draft(world.database, world.doctor, world.patient_id, TOLD, NOW)
    for late, found in ((timedelta(hours=24) - timedelta(seconds=1), True), (24 * HOUR, False)):
        with world.acting(world.doctor) as work:
            assert (work.drafts.find(world.doctor, saved.id, NOW + late) is not None) is found
    close_gates(world.database, world.doctor, NOW + 24 * HOUR)
    with world.acting(world.doctor) as work:
        assert work.drafts.find(world.doctor, saved.id, NOW) is None


# ---- recording


def test_what_was_asked_is_saved_with_where_it_came_from(world: World) -> None:
    pass_gate(world, world.doctor)
    save_draft(world.database, world.doctor, world.patient_id, TOLD, NOW)
    done = record(world, world.doctor, TOLD)
    made = done.enquiry
    assert done.consultation.state is ConsultationState.RECORDED
    assert done.consultation.enquiry_id == made.id
    assert (made.on, made.at, made.by, made.role) == (
        TODAY,
        NOW,
        "Dr Amin Rahman",
        world.doctor.role,
    )
    assert made.outcome is EnquiryOutcome.DISCLOSED_CURRENT
    assert made.words == "He shouts."
    assert made.presence is Presence.ALONE
    assert made.prompted_by == "A02"
    assert made.knowledge_release == "release-1"
    assert done.next_enquiry.due_on == TODAY + timedelta(days=14)
    assert look_in(world, world.doctor).draft is None


def test_missing_answers_are_refused_and_nothing_is_recorded(world: World) -> None:
    pass_gate(world, world.doctor)
    with pytest.raises(Incomplete) as refused:
        record(world, world.doctor, ConsultationDraft(asked=True, reason=NotAskedReason.NO_TIME))
    assert refused.value.fields == ("outcome", "reason")
    assert opened(world, world.doctor).consultation.enquiry_id is None


def test_nobody_asked_is_recorded_with_its_reason(world: World) -> None:
    pass_gate(world, world.doctor)
    made = record(world, world.doctor, replace(NO_TIME, outcome=EnquiryOutcome.NOT_ASKED)).enquiry
    assert made.outcome is EnquiryOutcome.NOT_ASKED
    assert made.reason is NotAskedReason.NO_TIME


def test_a_button_pressed_twice_is_one_enquiry(world: World) -> None:
    pass_gate(world, world.doctor)
    first, second = record(world, world.doctor, TOLD), record(world, world.doctor, TOLD)
    assert first.enquiry == second.enquiry
    assert first.consultation == second.consultation


def test_a_correction_is_a_new_enquiry_in_place_of_the_old(world: World) -> None:
    pass_gate(world, world.doctor)
    wrong = record(world, world.doctor, SAID_NO).enquiry
    right = record(world, world.doctor, TOLD).enquiry
    assert right.id != wrong.id
    told = read_timeline(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    ids = [one.id for one in told.history.enquiries]
    assert right.id in ids
    assert wrong.id not in ids
    with world.acting(world.doctor) as work:
        kept = work.enquiries._session.execute(
            text("SELECT count(*) FROM enquiry WHERE source = ''")
        ).scalar()
    assert kept == 2


def test_the_next_clinician_sees_what_was_asked_and_the_prompt_keeps_quiet(world: World) -> None:
    pass_gate(world, world.colleague)
    assert look_in(world, world.colleague).prompts
    pass_gate(world, world.doctor)
    made = record(world, world.doctor, SAID_NO).enquiry
    seen = look_in(world, world.colleague)
    assert made in seen.assessment.history.enquiries
    assert seen.prompts == ()
    assert {one.indicator for one in seen.assessment.silent} == {"A01", "A02"}


def test_another_practice_sees_nothing_of_it(world: World) -> None:
    pass_gate(world, world.doctor)
    done = record(world, world.doctor, TOLD)
    stranger = another_practice(world)
    with pytest.raises(NotFound):
        read_consultation(world.database, stranger, world.patient_id, world.knowledge, NOW)
    with world.acting(stranger) as work:
        assert work.enquiries.find(stranger, done.enquiry.id) is None
        assert work.enquiries.read_history(stranger, world.patient_id).enquiries == ()
        assert work.entries.read_all(stranger, world.patient_id) == ()
        assert work.contacts.read_all(stranger, world.patient_id) == ()
        assert work.relatives.read_all(stranger, world.patient_id) == ()
        assert work.received.read_all(stranger, world.patient_id) == ()
        assert work.consultations.find(stranger, done.consultation.id) is None
        assert work.pictures.read(stranger, world.patient_id) is None


def test_a_save_from_a_window_that_is_behind_is_refused(world: World) -> None:
    pass_gate(world, world.doctor)
    with world.acting(world.doctor) as work:
        seen = work.consultations.find_latest(world.doctor, world.patient_id, TODAY)
    assert seen is not None
    record(world, world.doctor, TOLD)
    with pytest.raises(StaleRow), world.acting(world.doctor) as work:
        work.consultations.save(world.doctor, replace(seen, state=ConsultationState.FINISHED))


# ---- afterwards


def test_advice_names_the_patient_and_each_child(world: World) -> None:
    pass_gate(world, world.doctor)
    with pytest.raises(NotFound):
        recording_advice(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    made = record(world, world.doctor, TOLD).enquiry
    advice = recording_advice(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    child = f"Sam {CANARY}-child"
    assert advice.enquiry == made
    assert [one.name for one in advice.children] == [child]
    assert [one.about for one in advice.steps] == ["Ms Zoë O'Brien-Müller", child]
    assert advice.next_enquiry.due_on == TODAY + timedelta(days=14)


def test_finishing_keeps_what_was_ticked(world: World) -> None:
    pass_gate(world, world.doctor)
    record(world, world.doctor, TOLD)
    ticked = frozenset({"told-0", "child-0"})
    with pytest.raises(GateClosed):
        read_consultation(world.database, world.colleague, world.patient_id, world.knowledge, NOW)
    saved = read_consultation(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    finish(world)
    done = finish(world, ticked)
    assert done.state is ConsultationState.FINISHED
    assert done.added == ticked
    with pytest.raises(GateClosed):
        read_consultation(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    assert saved.consultation.id == done.id
    assert saved.practice == world.practice
    assert saved.clinician.name == "Dr Amin Rahman"
    assert saved.enquiry is not None
    assert saved.enquiry.words == "He shouts."
    assert saved.next_enquiry.due_on == TODAY + timedelta(days=14)


def test_a_finished_consultation_is_over_and_its_gate_shut(world: World) -> None:
    pass_gate(world, world.doctor)
    record(world, world.doctor, TOLD)
    done = finish(world)
    assert done.gate is None
    after = opened(world, world.doctor).consultation
    assert (after.id != done.id, after.gate) == (True, None)


def test_finishing_wants_a_consultation(world: World) -> None:
    with pytest.raises(NotFound):
        finish(world)


def test_local_help_is_matched_to_each_person_behind_the_gate(world: World) -> None:
    school = replace(
        option("nurse", OptionKind.SCHOOL),
        sexes=frozenset(),
        for_children=True,
        from_age=5,
        below_age=19,
    )
    for one in (option("advocate"), school):
        add_option(world.database, world.operator, one, NOW)
    assert set(list_directory(world.database, world.doctor, NOW).options) == {
        option("advocate"),
        school,
    }
    assert list_general_help(world.database, world.doctor, NOW).options == (school,)
    pass_gate(world, world.doctor)
    found = read_local_help(world.database, world.doctor, world.patient_id, NOW, world.knowledge)
    assert [(one.name, one.age, one.is_patient) for one in found.needs] == [
        ("Zoë", 36, True),
        ("Sam", 7, False),
    ]
    for_whom = {one.option.id: [fit.need.name for fit in one.suited] for one in found.options}
    assert for_whom == {"option-advocate": ["Zoë"], "option-nurse": ["Sam"]}
    assert list_directory(world.database, another_practice(world), NOW).total == 0


def test_what_is_named_beside_a_prompt_is_for_the_patient_alone(world: World) -> None:
    men_only = replace(option("advocate"), sexes=frozenset({Sex.MALE}))
    add_option(world.database, world.operator, men_only, NOW)
    pass_gate(world, world.doctor)
    seen = look_in(world, world.doctor)
    assert seen.advocate is None
    assert [one.reasons_against for one in seen.options] == [("For men only",)]
