"""When the answer itself is corrected: what hung on the telling goes with it, or stays linked."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from gpsupport.actions.consultation import record_enquiry
from gpsupport.actions.consultation.saved import read_consultation
from gpsupport.actions.enquiry.handover import Handover, read_handover
from gpsupport.actions.enquiry.timeline import read_timeline
from gpsupport.actions.exchange import CollectedRecord, collect_record
from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.reminders import ReminderKind
from gpsupport.fhir.writing import Replaced, Withdrawn, write_consultation, write_record
from tests.integration.actions.steps import SAID_NO, TOLD, look_in, opened, pass_gate, record
from tests.integration.actions.test_disclosure import NOTED, PACK, every_reminder, save, told
from tests.integration.actions.test_due_actions import CARE, CRISIS, LATER, LIFE, NECK, do
from tests.integration.actions.world import HOUR, NOW, NUMBER, World

NEXT_DAY = NOW + timedelta(days=1)
DANGER = replace(NOTED, safety=(NECK, LIFE))
OTHER_WORDS = replace(TOLD, words="He shouts at me.")


def left(world: World) -> set[tuple[ReminderKind, str]]:
    return {(one.kind, one.about or one.detail) for one in every_reminder(world)}


def handover(world: World) -> Handover:
    return read_handover(world.database, world.doctor, world.patient_id, world.knowledge, LATER)


def collected(world: World) -> CollectedRecord:
    return collect_record(world.database, world.system, NUMBER, LATER)


def went_out(world: World) -> dict[str, Any]:
    """Every answer of the exported record by its id."""
    found = collected(world)
    file = write_record(
        found.patient,
        found.practice,
        found.received,
        found.enquiries,
        LATER,
        replaced=[Replaced(*one) for one in found.replaced],
        disclosures=found.disclosures,
        withdrawn=[Withdrawn(*one) for one in found.withdrawn],
    )
    resources = [one["resource"] for one in json.loads(file)["entry"]]
    return {one["id"]: one for one in resources if one["resourceType"] == "QuestionnaireResponse"}


def test_a_telling_corrected_to_a_no_takes_back_what_hung_on_it(world: World) -> None:
    told(world)
    kept = save(world, DANGER)
    before = left(world)
    assert {(ReminderKind.ACTION, CARE), (ReminderKind.CHILD_PLAN, "Ella")} <= before
    assert handover(world).left
    record(world, world.doctor, SAID_NO, LATER)
    # The way to get in touch still holds, and is still to be confirmed.
    assert {kind for kind, _ in left(world)} == {ReminderKind.CONFIRM_SAFE_CONTACT}
    sheet = handover(world)
    assert (sheet.disclosure, sheet.left) == (None, ())
    assert collected(world).disclosures == ()
    assert went_out(world)[kept.id]["status"] == "entered-in-error"
    timeline = read_timeline(world.database, world.doctor, world.patient_id, world.knowledge, LATER)
    assert timeline.disclosures == ()


def test_corrected_back_it_all_stands_again_and_nothing_twice(world: World) -> None:
    told(world)
    save(world, DANGER)
    before = every_reminder(world)
    done = next(one for one in before if one.detail == CRISIS)
    do(world, done.id)
    open_then = {one.id for one in every_reminder(world)}
    record(world, world.doctor, SAID_NO, LATER)
    record(world, world.doctor, replace(SAID_NO, words="She said so."), LATER + HOUR / 6)
    again = LATER + HOUR / 5
    record_enquiry(world.database, world.doctor, world.patient_id, TOLD, PACK, again)
    # What was done stays done, and each of the others is open once more.
    assert {one.id for one in every_reminder(world)} == open_then
    assert handover(world).disclosure is not None
    assert len(collected(world).disclosures) == 1


def test_other_words_of_a_telling_take_nothing_away(world: World) -> None:
    told(world)
    kept = save(world, DANGER)
    before = left(world)
    record(world, world.doctor, OTHER_WORDS, LATER)
    record(
        world,
        world.doctor,
        replace(OTHER_WORDS, outcome=EnquiryOutcome.DISCLOSED_PAST),
        LATER + HOUR / 6,
    )
    assert left(world) == before
    timeline = read_timeline(world.database, world.doctor, world.patient_id, world.knowledge, LATER)
    (noted,) = timeline.disclosures
    assert noted.enquiry_id == timeline.history.enquiries[-1].id
    answers = went_out(world)
    assert answers[kept.id]["status"] == "completed"
    saved = read_consultation(
        world.database, world.doctor, world.patient_id, world.knowledge, LATER
    )
    assert saved.enquiry is not None
    assert saved.disclosure == noted
    file = write_consultation(
        saved.practice,
        saved.patient,
        saved.consultation,
        saved.enquiry,
        saved.next_enquiry,
        saved.clinician,
        saved.disclosure,
    )
    addresses = {one["fullUrl"] for one in json.loads(file)["entry"]}
    conversation = answers[kept.id]["item"][0]["answer"][0]["valueReference"]["reference"]
    assert conversation in addresses


def test_a_corrected_note_goes_out_with_the_one_before_it_in_error(world: World) -> None:
    told(world)
    first = save(world, DANGER)
    second = save(world, replace(DANGER, matters_most="To leave"), LATER)
    answers = went_out(world)
    assert answers[first.id]["status"] == "entered-in-error"
    assert answers[second.id]["status"] == "completed"


def test_the_next_clinician_finds_what_was_noted_while_it_counts(world: World) -> None:
    told(world)
    kept = save(world, DANGER)
    opened(world, world.colleague, NEXT_DAY)
    pass_gate(world, world.colleague, now=NEXT_DAY)
    found = look_in(world, world.colleague, NEXT_DAY).noted
    assert found is not None
    assert found.id == kept.id


def test_the_next_clinician_finds_nothing_of_it_after_a_correction(world: World) -> None:
    told(world)
    save(world, DANGER)
    record(world, world.doctor, SAID_NO, LATER)
    opened(world, world.colleague, NEXT_DAY)
    pass_gate(world, world.colleague, now=NEXT_DAY)
    assert look_in(world, world.colleague, NEXT_DAY).noted is None
