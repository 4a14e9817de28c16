"""One story told on the pages, in a file, and by what was exported: the same ledger each time."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gpsupport.actions.consultation import (
    answer_gate,
    close_gates,
    note_not_alone,
    note_ticks,
    record_enquiry,
)
from gpsupport.actions.consultation.dates import note_dates
from gpsupport.actions.days import london_day
from gpsupport.actions.exchange import CollectedRecord, collect_record, take_in_record
from gpsupport.actions.practices import system_actor
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, Mode, NotAskedReason, Presence
from gpsupport.domain.enquiry.standing import EnquiryStanding
from gpsupport.domain.exchange import ReceivedNotes
from gpsupport.domain.knowledge.content.pack import Branch, Knowledge
from gpsupport.domain.knowledge.language.conditions import Ticked
from gpsupport.domain.people import Actor, NhsNumber
from gpsupport.domain.record import DateKind, PatientPicture, Tick
from gpsupport.fhir.enquiry_form import response
from gpsupport.fhir.reading import read_record
from gpsupport.fhir.writing import Replaced, write_record
from gpsupport.knowledge.load import load_knowledge
from tests.integration.actions.own_words import TEMPER, say
from tests.integration.actions.world import NOW, World, another_practice
from tests.unit.fhir.made import SUBJECT, condition, patient

NUMBER = NhsNumber("9434765870")
KNOWN_AS = [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NUMBER.value}]
END = NOW + timedelta(days=70)
DUE = date(2027, 3, 1)
NO, DECLINED = EnquiryOutcome.NOT_DISCLOSED, EnquiryOutcome.DECLINED


@dataclass(frozen=True)
class Visit:
    """One occasion, so many days after the first; `draft` None: nobody could ask."""

    days: int
    draft: ConsultationDraft | None
    presence: Presence = Presence.ALONE
    mode: Mode = Mode.FACE_TO_FACE
    company: str = ""

    @property
    def at(self) -> datetime:
        """The instant in UTC."""
        return NOW + timedelta(days=self.days)


VISITS = (
    Visit(0, None, Presence.SOMEONE_ELSE, Mode.HOME_VISIT, "Her sister"),
    Visit(
        7,
        ConsultationDraft(asked=False, reason=NotAskedReason.NO_TIME, put_off_days=14),
        Presence.REMOTE_FREE_TO_TALK,
        Mode.TELEPHONE,
    ),
    Visit(
        21,
        ConsultationDraft(asked=True, outcome=NO, note="Comes on Thursdays.", privacy_said=True),
        Presence.PROFESSIONAL_INTERPRETER,
    ),
    Visit(42, ConsultationDraft(asked=True, outcome=DECLINED, observed="Looked at the door.")),
    Visit(60, ConsultationDraft(asked=True, outcome=EnquiryOutcome.OPTED_OUT, words="Leave it.")),
)


@pytest.fixture
def world(world: World) -> World:
    """The world with the shipped content, a box that anybody may be asked, and a real file."""
    shipped = load_knowledge()
    first = world.knowledge.indicators[0]
    branch = Branch(2, "Tea", Ticked("tea", "the patient drinks tea", days=90), ("Say.",))
    added = replace(first, id="T01", branches=(branch,), sources=shipped.indicators[0].sources)
    knowledge = replace(shipped, indicators=(*shipped.indicators, added))
    return replace(world, knowledge=knowledge, patient_id=taken_in(world, world.system, base()))


def base(*more: dict[str, Any]) -> bytes:
    """The record before the story, and what else a file tells."""
    entries = [{"resource": one} for one in (patient(identifier=KNOWN_AS), condition(), *more)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def taken_in(world: World, actor: Actor, data: bytes, knowledge: Knowledge | None = None) -> str:
    record = read_record(data, knowledge=knowledge)
    return take_in_record(world.database, actor, record, END, knowledge).patient_id


def told_on_pages(world: World) -> None:
    for number, visit in enumerate(VISITS):
        actor = (world.doctor, world.colleague)[number % 2]
        close_gates(world.database, actor, visit.at)
        answer_gate(world.database, actor, world.patient_id, visit.presence, visit.at, visit.mode)
        if visit.draft is None:
            note_not_alone(
                world.database,
                actor,
                world.patient_id,
                world.knowledge,
                visit.at,
                None,
                visit.company,
            )
        else:
            record_enquiry(
                world.database, actor, world.patient_id, visit.draft, world.knowledge, visit.at
            )


def collected(world: World, actor: Actor, knowledge: Knowledge | None = None) -> CollectedRecord:
    return collect_record(world.database, actor, NUMBER, END, knowledge or world.knowledge)


def exported(world: World, actor: Actor | None = None) -> bytes:
    """What `gpsupport export` writes."""
    found = collected(world, actor or world.system)
    return write_record(
        found.patient,
        found.practice,
        found.received,
        found.enquiries,
        END,
        source_system=found.source_system,
        replaced=[Replaced(*one) for one in found.replaced],
        ticks=found.ticks,
        dates=found.dates,
        next_due=found.next_due,
    )


def elsewhere(world: World) -> tuple[Actor, Actor]:
    """A doctor and the program of a practice that has nothing yet."""
    doctor = another_practice(world)
    return doctor, system_actor(replace(world.practice, id=doctor.practice_id))


def picture(world: World, actor: Actor, patient_id: str) -> PatientPicture:
    with world.acting(actor) as work:
        found = work.pictures.read(actor, patient_id)
    assert found is not None
    return found


def ledger(found: PatientPicture) -> list[Enquiry]:
    """Every entry without the names that it bears in one place alone."""
    return [replace(one, id="", resource=None) for one in found.history.until(london_day(END))]


def standing(world: World, actor: Actor, patient_id: str) -> EnquiryStanding:
    with world.acting(actor) as work:
        found = work.standings.find(actor, patient_id)
    assert found is not None
    return found


def note(world: World, actor: Actor, ticked: str, cleared: str = "", minutes: int = 0) -> None:
    note_ticks(
        world.database,
        actor,
        world.patient_id,
        frozenset({ticked} - {""}),
        frozenset({cleared} - {""}),
        None,
        world.knowledge,
        NOW + timedelta(minutes=minutes),
    )


def noted(world: World) -> None:
    """Boxes and dates by two clinicians on one day: the last answer of each counts."""
    for actor in (world.doctor, world.colleague):
        answer_gate(world.database, actor, world.patient_id, Presence.ALONE, NOW)
    note(world, world.doctor, "tea")
    note(world, world.colleague, "", "tea", 1)
    note(world, world.doctor, "tea", minutes=2)
    for minutes, day in enumerate((DUE, None, DUE)):
        note_dates(
            world.database,
            world.doctor,
            world.patient_id,
            {DateKind.EXPECTED_BIRTH: day},
            None,
            world.knowledge,
            NOW + timedelta(minutes=minutes),
        )


def test_the_story_of_the_pages_goes_out_and_comes_in_as_it_was(world: World) -> None:
    noted(world)
    told_on_pages(world)
    doctor, system = elsewhere(world)
    there = taken_in(world, system, exported(world), world.knowledge)
    ours, theirs = picture(world, world.doctor, world.patient_id), picture(world, doctor, there)
    assert [one.outcome for one in ours.history.enquiries] == [
        EnquiryOutcome.NOT_ASKED,
        EnquiryOutcome.DEFERRED,
        NO,
        DECLINED,
        EnquiryOutcome.OPTED_OUT,
    ]
    assert ledger(theirs) == ledger(ours)
    assert [tick.answer for tick in ours.ticks] == [True, False, True]
    assert (theirs.ticks, theirs.dates) == (ours.ticks, ours.dates)
    assert theirs.entries == ours.entries
    # Judged here on the day of the export, there on the day of its coming.
    taken_in(world, world.system, exported(world), world.knowledge)
    assert standing(world, doctor, there) == standing(world, world.doctor, world.patient_id)


def test_the_same_story_as_a_file_of_another_system_gives_the_same_ledger(world: World) -> None:
    told_on_pages(world)
    ours = picture(world, world.doctor, world.patient_id)
    doctor, system = elsewhere(world)
    told = []
    for number, one in enumerate(ours.history.enquiries):
        author = {"display": one.by or ""}
        made = response(replace(one, id=f"visit-{number}"), f"visit-{number}", SUBJECT, author)
        told.append(made.model_dump(mode="json"))
    there = taken_in(world, system, base(*told), world.knowledge)
    assert ledger(picture(world, doctor, there)) == ledger(ours)
    due = [collected(world, actor).next_due for actor in (world.system, system)]
    assert due[0] == due[1]
    assert due[0] is not None
    assert due[0].due_on is not None


def test_what_comes_back_is_there_once_and_what_is_known_changes_nothing(world: World) -> None:
    noted(world)
    told_on_pages(world)
    before = picture(world, world.doctor, world.patient_id)
    doctor, system = elsewhere(world)
    there = taken_in(world, system, exported(world), world.knowledge)
    note_there = picture(world, doctor, there)
    for _ in range(2):
        taken_in(world, world.system, exported(world, system), world.knowledge)
        after = picture(world, world.doctor, world.patient_id)
        assert (after.ticks, after.dates, after.history) == (
            before.ticks,
            before.dates,
            before.history,
        )
        taken_in(world, system, exported(world), world.knowledge)
        assert picture(world, doctor, there) == note_there


def test_a_tick_that_came_in_counts_like_one_of_here_and_gives_way_to_a_later_one(
    world: World,
) -> None:
    noted(world)
    doctor, system = elsewhere(world)
    there = taken_in(world, system, exported(world), world.knowledge)
    answer_gate(world.database, doctor, there, Presence.ALONE, NOW)
    note_ticks(
        world.database, doctor, there, frozenset(), frozenset({"tea"}), None, world.knowledge, NOW
    )
    answers = [one.answer for one in picture(world, doctor, there).ticks]
    assert answers == [True, False, True, False]


def test_a_corrected_export_takes_the_place_of_the_earlier_one(world: World) -> None:
    noted(world)
    doctor, system = elsewhere(world)
    there = taken_in(world, system, exported(world), world.knowledge)
    note(world, world.colleague, "", "tea", 9)
    taken_in(world, system, exported(world), world.knowledge)
    ticks = picture(world, doctor, there).ticks
    assert ticks == picture(world, world.doctor, world.patient_id).ticks
    assert len(ticks) == len(noted_ticks(world)) == 4


def noted_ticks(world: World) -> tuple[Tick, ...]:
    return collected(world, world.system).ticks


def test_what_one_says_of_themselves_neither_leaves_nor_comes_in(world: World) -> None:
    note_before = exported(world)
    answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)
    say(world, world.doctor, {TEMPER})
    assert picture(world, world.doctor, world.patient_id).ticks
    assert noted_ticks(world) == ()
    assert resources(exported(world)) == resources(note_before)
    # Whatever a file claims: such words come from nowhere but the patient's own page.
    claimed = Tick(TEMPER, True, london_day(NOW), "Dr Nobody")
    doctor, system = elsewhere(world)
    made = read_record(base())
    notes = ReceivedNotes(f"Patient/{made.picture.patient.id}", (claimed,))
    there = take_in_record(
        world.database, system, replace(made, notes=(notes,)), END, world.knowledge
    ).patient_id
    assert picture(world, doctor, there).ticks == ()


def resources(data: bytes) -> list[Any]:
    return [one["resource"] for one in json.loads(data)["entry"]]


def test_without_content_nobody_can_tell_which_ticks_may_leave(world: World) -> None:
    noted(world)
    found = collect_record(world.database, world.system, NUMBER, END)
    assert found.ticks == ()
    assert len(found.dates) == 3


def test_the_next_day_is_that_of_the_day_of_the_export(world: World) -> None:
    """What was ticked holds no more by then, so that nothing asks again after a "no"."""
    answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)
    note(world, world.doctor, "tea")
    said_no = ConsultationDraft(asked=True, outcome=NO)
    record_enquiry(world.database, world.doctor, world.patient_id, said_no, world.knowledge, NOW)
    later = NOW + timedelta(days=500)
    kept, judged = (
        collect_record(world.database, world.system, NUMBER, later, content).next_due
        for content in (None, world.knowledge)
    )
    assert kept is not None
    assert kept.due_on is not None
    assert judged is not None
    assert judged.due_on is None


def test_what_came_in_is_of_one_practice_and_no_coded_entry(world: World) -> None:
    noted(world)
    doctor, system = elsewhere(world)
    there = taken_in(world, system, exported(world), world.knowledge)
    with world.acting(world.doctor) as work:
        assert work.received_notes.read_all(world.doctor, there) == ()
    with world.acting(doctor) as work:
        (came,) = work.received_notes.read_all(doctor, there)
        entries = work.entries.read_all(doctor, there)
    assert (came.ticks, came.dates) == (noted_ticks(world), collected(world, world.system).dates)
    assert [one.resource for one in entries] == ["Condition/c1"]
