"""Taking a record in: idempotent, all or nothing, and never into the wrong person's record."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gpsupport.actions.consultation import answer_gate, record_enquiry
from gpsupport.actions.errors import NotFound, Refused
from gpsupport.actions.exchange import collect_record, take_in_record
from gpsupport.actions.patients import find_patients
from gpsupport.actions.practices import system_actor
from gpsupport.domain.access import Denied
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome, Presence
from gpsupport.domain.exchange import RecordReading
from gpsupport.domain.people import NhsNumber, PatientSearch, PersonName
from gpsupport.domain.record import PatientPicture
from tests.integration.actions.pack import TIRED
from tests.integration.actions.steps import SAID_NO, TOLD, pass_gate, record
from tests.integration.actions.world import (
    NOW,
    NUMBER,
    OTHER_NUMBER,
    OTHER_SOURCE,
    PATIENT,
    World,
    another_practice,
    entry,
    reading,
    resource,
)

COUNT = len(reading().resources)


def picture(world: World) -> PatientPicture:
    with world.acting(world.doctor) as work:
        found = work.pictures.read(world.doctor, world.patient_id)
    assert found is not None
    return found


def changed_condition(became: str = "2026-11-01") -> RecordReading:
    """The same record after its first condition was corrected."""
    came = reading()
    return replace(
        came,
        picture=replace(
            came.picture, entries=(entry("c1", TIRED, became), *came.picture.entries[1:])
        ),
        resources=tuple(
            resource("Condition", "c1", note=became) if one.id == "c1" else one
            for one in came.resources
        ),
    )


def test_the_same_record_twice_is_known_and_changes_nothing(world: World) -> None:
    before = picture(world)
    again = take_in_record(world.database, world.system, reading(), NOW)
    assert (again.patient_id, again.new, again.changed, again.known) == (
        world.patient_id,
        0,
        0,
        COUNT,
    )
    assert picture(world) == before


def test_a_first_record_is_all_new(world: World) -> None:
    other = replace(PATIENT, id="pat-2", nhs_number=None)
    taken = take_in_record(world.database, world.system, reading(other, "two-"), NOW)
    assert (taken.new, taken.changed, taken.known) == (COUNT, 0, 0)
    assert taken.patient_id not in (world.patient_id, "pat-2")


def test_a_changed_resource_replaces_what_was_read_from_it(world: World) -> None:
    taken = take_in_record(world.database, world.system, changed_condition(), NOW)
    assert (taken.new, taken.changed, taken.known) == (0, 1, COUNT - 1)
    found = [one for one in picture(world).entries if one.resource == "Condition/c1"]
    assert found == [entry("c1", TIRED, "2026-11-01")]
    assert len(picture(world).entries) == len(reading().picture.entries)
    record = collect_record(world.database, world.system, NUMBER, NOW)
    texts = [one.text for one in record.received if one.id == "c1"]
    assert texts == [resource("Condition", "c1", note="2026-11-01").text]


def test_a_resource_that_no_longer_counts_leaves_the_picture(world: World) -> None:
    came = changed_condition()
    retracted = replace(came, picture=replace(came.picture, entries=came.picture.entries[1:]))
    take_in_record(world.database, world.system, retracted, NOW)
    assert "Condition/c1" not in {one.resource for one in picture(world).entries}


def test_a_part_of_a_record_leaves_the_rest_alone(world: World) -> None:
    before = picture(world)
    came = reading()
    part = replace(
        came,
        picture=PatientPicture(PATIENT, entries=(entry("c9", TIRED, "2026-11-02"),)),
        resources=(came.resources[0], resource("Condition", "c9")),
        appointments=(),
    )
    taken = take_in_record(world.database, world.system, part, NOW)
    assert (taken.new, taken.changed, taken.known) == (1, 0, 1)
    after = picture(world)
    assert set(after.entries) == {*before.entries, entry("c9", TIRED, "2026-11-02")}
    assert (after.contacts, after.relatives) == (before.contacts, before.relatives)
    assert after.history == before.history


def test_a_corrected_name_is_taken_over(world: World) -> None:
    came = reading()
    renamed = replace(PATIENT, name=PersonName(family="Smith", given="Zoe"), nhs_number=None)
    take_in_record(
        world.database,
        world.system,
        replace(
            came,
            picture=replace(came.picture, patient=renamed),
            resources=(resource("Patient", "pat-1", note="renamed"), *came.resources[1:]),
        ),
        NOW,
    )
    patient = picture(world).patient
    assert patient.name == renamed.name
    # A number that did not come along is not forgotten.
    assert patient.nhs_number == NUMBER
    assert find_patients(world.database, world.doctor, PatientSearch(family="smi"), NOW) == (
        patient,
    )


def test_another_source_is_matched_by_number_and_birth_date(world: World) -> None:
    elsewhere = replace(
        reading(replace(PATIENT, id="elsewhere-7"), "two-"), source_system=OTHER_SOURCE
    )
    for known in (0, COUNT):
        taken = take_in_record(world.database, world.system, elsewhere, NOW)
        assert taken.patient_id == world.patient_id
        assert taken.known == known
    # Found again by the second source's own id, even without the number.
    nameless = replace(PATIENT, id="elsewhere-7", nhs_number=None)
    again = replace(reading(nameless, "two-"), source_system=OTHER_SOURCE)
    assert take_in_record(world.database, world.system, again, NOW).patient_id == world.patient_id


@pytest.mark.parametrize("born", [PartialDate(date(1990, 5, 18)), None])
def test_the_same_number_with_another_birth_date_is_refused(
    world: World, born: PartialDate | None
) -> None:
    somebody = replace(PATIENT, id="pat-9", born=born)
    with pytest.raises(Refused):
        take_in_record(world.database, world.system, reading(somebody, "nine-"), NOW)
    assert _nobody_new(world)


@pytest.mark.parametrize(
    "somebody",
    [
        replace(PATIENT, nhs_number=OTHER_NUMBER),
        replace(PATIENT, nhs_number=None, born=PartialDate(date(1960, 1, 1))),
        replace(PATIENT, nhs_number=None, born=None),
    ],
)
def test_an_id_that_now_means_somebody_else_is_refused(world: World, somebody: object) -> None:
    before = picture(world)
    with pytest.raises(Refused):
        take_in_record(world.database, world.system, reading(somebody), NOW)  # type: ignore[arg-type]
    assert picture(world) == before


def test_a_number_that_belongs_to_another_patient_is_refused(world: World) -> None:
    other = replace(PATIENT, id="pat-2", nhs_number=None)
    take_in_record(world.database, world.system, reading(other, "two-"), NOW)
    claimed = replace(other, nhs_number=NUMBER)
    with pytest.raises(Refused):
        take_in_record(world.database, world.system, reading(claimed, "two-"), NOW)


def test_an_entry_cannot_move_to_another_patient(world: World) -> None:
    thief = replace(PATIENT, id="pat-2", nhs_number=OTHER_NUMBER)
    with pytest.raises(Refused):
        take_in_record(world.database, world.system, reading(thief), NOW)
    assert _nobody_new(world)


def test_what_many_records_carry_is_kept_for_each(world: World) -> None:
    before = collect_record(world.database, world.system, NUMBER, NOW)
    other = replace(PATIENT, id="pat-2", nhs_number=OTHER_NUMBER)
    came = reading(other, "two-")
    changed = tuple(
        resource("Practitioner", one.id, note="renamed") if one.type == "Practitioner" else one
        for one in came.resources
    )
    take_in_record(world.database, world.system, replace(came, resources=changed), NOW)
    assert collect_record(world.database, world.system, NUMBER, NOW) == before
    assert take_in_record(world.database, world.system, reading(), NOW).known == COUNT


def test_a_record_with_a_nul_character_is_refused_on_both_engines(world: World) -> None:
    other = replace(PATIENT, id="pat-2", nhs_number=None, name=PersonName(family="A\x00B"))
    came = reading(other, "two-")
    odd = resource("Condition", "odd", note="A\x00B")
    with pytest.raises(Refused):
        take_in_record(
            world.database, world.system, replace(came, resources=(*came.resources, odd)), NOW
        )
    assert _nobody_new(world)


def test_a_record_without_its_patient_is_refused(world: World) -> None:
    came = reading()
    with pytest.raises(Refused):
        take_in_record(
            world.database, world.system, replace(came, resources=came.resources[1:]), NOW
        )


def test_only_a_program_exchanges_records(world: World) -> None:
    with pytest.raises(Denied):
        take_in_record(world.database, world.doctor, reading(), NOW)
    with pytest.raises(Denied):
        collect_record(world.database, world.receptionist, NUMBER, NOW)


def test_what_came_in_goes_out_as_it_came(world: World) -> None:
    record = collect_record(world.database, world.system, NUMBER, NOW)
    assert record.practice == world.practice
    assert record.patient == replace(PATIENT, id=world.patient_id)
    assert set(record.received) == set(reading().resources)
    assert record.enquiries == ()


def test_unknown_and_another_practices_patients_are_not_found(world: World) -> None:
    stranger = another_practice(world)
    foreign = system_actor(replace(world.practice, id=stranger.practice_id))
    with pytest.raises(NotFound):
        collect_record(world.database, foreign, NUMBER, NOW)
    with pytest.raises(NotFound):
        collect_record(world.database, world.system, NhsNumber("9434765870"), NOW)


def test_two_practices_may_hold_the_same_record(world: World) -> None:
    stranger = another_practice(world)
    foreign = system_actor(replace(world.practice, id=stranger.practice_id))
    before = picture(world)
    taken = take_in_record(world.database, foreign, reading(), NOW)
    assert taken.new == COUNT
    assert taken.patient_id != world.patient_id
    take_in_record(world.database, foreign, changed_condition(), NOW)
    assert picture(world) == before


def test_undated_and_unreadable_appointments_are_left_out_of_the_list(world: World) -> None:
    came = reading()
    odd = tuple(
        replace(came.appointments[0], starts_at=text) for text in ("2026-11-23", "soon", "T", "")
    )
    other = replace(PATIENT, id="pat-2", nhs_number=None)
    second = reading(other, "two-")
    taken = take_in_record(world.database, world.system, replace(second, appointments=odd), NOW)
    assert taken.new == COUNT


def test_an_enquiry_made_here_that_comes_back_is_not_doubled(world: World) -> None:
    answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)
    draft = ConsultationDraft(asked=True, outcome=EnquiryOutcome.NOT_DISCLOSED)
    made = record_enquiry(
        world.database, world.doctor, world.patient_id, draft, world.knowledge, NOW
    ).enquiry
    came = reading()
    name = f"QuestionnaireResponse/{made.id}"
    back = replace(
        came,
        picture=replace(came.picture, history=EnquiryHistory((replace(made, resource=name),))),
        resources=(*came.resources, resource("QuestionnaireResponse", made.id)),
    )
    before = picture(world).history
    assert made in before.enquiries
    take_in_record(world.database, world.system, back, NOW)
    assert picture(world).history == before


def test_an_older_export_does_not_undo_a_correction(world: World) -> None:
    answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)

    def told(outcome: EnquiryOutcome) -> Enquiry:
        draft = ConsultationDraft(asked=True, outcome=outcome)
        return record_enquiry(
            world.database, world.doctor, world.patient_id, draft, world.knowledge, NOW
        ).enquiry

    wrong = told(EnquiryOutcome.DISCLOSED_CURRENT)
    right = told(EnquiryOutcome.NOT_DISCLOSED)
    came = reading()
    name = f"QuestionnaireResponse/{wrong.id}"
    older = replace(
        came,
        picture=replace(came.picture, history=EnquiryHistory((replace(wrong, resource=name),))),
        resources=(*came.resources, resource("QuestionnaireResponse", wrong.id)),
    )
    take_in_record(world.database, world.system, older, NOW)
    ids = [one.id for one in picture(world).history.enquiries]
    assert right.id in ids
    assert wrong.id not in ids


def _nobody_new(world: World) -> bool:
    with world.acting(world.doctor) as work:
        return work.practices.size(world.doctor)[0] == 1


def test_what_was_made_here_is_collected_with_what_it_replaced(world: World) -> None:
    pass_gate(world, world.doctor)
    record(world, world.doctor, SAID_NO)
    later = NOW + timedelta(minutes=5)
    told = record(world, world.doctor, TOLD, later)
    collected = collect_record(world.database, world.system, NUMBER, later)
    (made,) = [one for one in collected.enquiries if one.resource is None]
    ((before, by_id),) = collected.replaced
    assert (made.id, made.outcome) == (told.enquiry.id, EnquiryOutcome.DISCLOSED_CURRENT)
    assert (before.outcome, by_id) == (EnquiryOutcome.NOT_DISCLOSED, made.id)
    assert collected.next_due == told.next_enquiry
