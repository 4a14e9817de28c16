"""When a life changes: nothing that goes on is kept or ended in silence, and nobody is traced."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from gpsupport.actions.consultation import answer_gate, look
from gpsupport.actions.errors import NotFound, Refused
from gpsupport.actions.exchange import collect_record, take_in_record
from gpsupport.actions.family import find_to_link, read_family
from gpsupport.actions.forms import SavedSince
from gpsupport.actions.life_events import (
    Decision,
    NewLifeEvent,
    NothingIsSent,
    NotYours,
    WantsOwner,
    confirm_event,
    decide,
    note_event,
    read_changes,
    require_letters,
    withdraw_event,
)
from gpsupport.actions.life_events.things import open_things
from gpsupport.actions.referral import add_to_referral
from gpsupport.actions.reminders import do_reminders
from gpsupport.actions.screen import say_who_sees_screen
from gpsupport.domain.days import PartialDate
from gpsupport.domain.directory.hidden_places import TellsAddress
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.enquiry import Mode, Presence
from gpsupport.domain.exchange import RecordReading
from gpsupport.domain.family.links import LinkKind
from gpsupport.domain.life_events.cases import CaseState, LifeCase, Outcome
from gpsupport.domain.life_events.kinds import LifeEventKind, LifeSign, Thing
from gpsupport.domain.people import Actor, NhsNumber, PatientSearch, PersonName
from gpsupport.domain.record import Code, CodedEntry, Coding, EntryKind
from gpsupport.domain.referral.events import Consent, ReferralEvent, WaitingCheck
from gpsupport.domain.referral.states import ReferralState
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.fhir.reading import read_record
from gpsupport.knowledge.load import load_knowledge
from tests.integration.actions.guarded import another_patient, guarded
from tests.integration.actions.world import (
    CANARY,
    NOW,
    NUMBER,
    OTHER_NUMBER,
    PATIENT,
    TODAY,
    World,
    reading,
    resource,
)
from tests.integration.persistence.onward import begun, link, list_options, moved

PACK = load_knowledge()
NEW_NUMBER = NhsNumber("9449304130")


def gate(world: World, patient_id: str, actor: Actor | None = None) -> None:
    who = actor or world.doctor
    answer_gate(world.database, who, patient_id, Presence.ALONE, NOW, Mode.FACE_TO_FACE)


@pytest.fixture
def sam(world: World) -> str:
    return another_patient(world, OTHER_NUMBER.value, f"{CANARY}-child", "Sam", "2019-01-02")


@pytest.fixture
def full(world: World, sam: str) -> str:
    """A patient with something open of every kind; returns who is feared."""
    flag = CodedEntry(
        "Flag/f1", EntryKind.FLAG, (Coding(Code("http://x.example", "F"), "A marker"),)
    )
    came = reading()
    picture = replace(came.picture, entries=(*came.picture.entries, flag))
    came = replace(came, picture=picture, resources=(*came.resources, resource("Flag", "f1")))
    take_in_record(world.database, world.system, came, NOW, PACK)
    feared = another_patient(world, None, "Else", "Al", "1988-04-01")
    list_options(world)
    gate(world, world.patient_id)
    fill(world, sam, feared)
    return feared


def fill(world: World, sam: str, feared: str) -> None:
    own, actor = world.patient_id, world.doctor
    with world.acting(actor) as work:
        consultation = work.consultations.find_latest(actor, own, TODAY, NOW)
        assert consultation is not None
        work.links.add(actor, link(own, sam, LinkKind.CHILD))
        work.links.add(actor, link(own, feared, LinkKind.FEARED))
        for about in ("", "Sam"):
            made = begun(own, about=about, about_patient_id=sam if about else "", continues="")
            kept = work.referrals.begin(actor, made)
            consent = Consent(given=True, by_whom="her", asked_on=TODAY)
            for place, to in enumerate((ReferralState.CONSENT, ReferralState.SENT)):
                step = moved(to, consent=consent)
                work.referrals.add_event(
                    actor, own, kept.id, step, expected=place, next_due_on=None
                )
        way = SafeContact(SafeWay.OWN_PHONE, "01632 960111", never="letters")
        way = replace(way, confirmed_on=TODAY, valid_until=TODAY + timedelta(days=90))
        work.safe_contacts.add(actor, own, consultation.id, way, NOW)
        due = [
            Reminder("", own, "k1", ReminderKind.HIDE_ENTRIES, TODAY),
            Reminder("", own, "k2", ReminderKind.CHILD_PLAN, TODAY, about="Sam"),
        ]
        work.reminders.add_new(actor, due)


def note(world: World, kind: LifeEventKind, words: str = "", seen: int = 0) -> LifeCase:
    gate(world, world.patient_id)
    made = NewLifeEvent(kind, TODAY, words)
    return note_event(world.database, world.doctor, world.patient_id, made, seen, PACK, NOW)


def asked_of(world: World, patient_id: str) -> list[Reminder]:
    with world.acting(world.doctor) as work:
        found = work.reminders.read_open(world.doctor, patient_id)
    return [one for one in found if one.kind is ReminderKind.LIFE_EVENT]


def states(world: World) -> list[ReferralState]:
    with world.acting(world.doctor) as work:
        found = work.referrals.read_all(world.doctor, world.patient_id)
    return [one.state for one in sorted(found, key=lambda one: one.begun.about)]


def listed(world: World) -> bool:
    """Whether a list may name the patient: they are made from what is kept of the asking."""
    with world.acting(world.doctor) as work:
        return work.standings.find(world.doctor, world.patient_id) is not None


@pytest.mark.parametrize("kind", [LifeEventKind.DEATH, LifeEventKind.MOVED_AREA])
def test_nothing_stays_undecided_and_unasked(world: World, full: str, kind: LifeEventKind) -> None:
    """Each open thing has its row: what ended is over, and what is asked reminds the lead."""
    assert listed(world)
    with world.acting(world.doctor) as work:
        before = open_things(work, world.doctor, world.patient_id, PACK, NOW)
    assert {one.thing for one in before} == set(Thing)
    case = note(world, kind)
    rows = [one for one in case.steps if one.patient_id == world.patient_id and one.thing]
    assert sorted((one.thing, one.thing_id) for one in rows if one.thing) == sorted(
        (one.thing, one.id) for one in before
    )
    with world.acting(world.doctor) as work:
        left = {one.id for one in open_things(work, world.doctor, world.patient_id, PACK, NOW)}
    by_itself = {Thing.ASKING.value, Thing.DRAFT.value}
    ended = {one.thing_id for one in rows if one.outcome is Outcome.ENDED}
    assert left - by_itself == {one.id for one in before} - ended - by_itself
    assert bool(asked_of(world, world.patient_id)) is case.open
    assert listed(world) is not kind.ends_asking


def test_the_dead_are_referred_nowhere_and_what_is_for_the_child_is_asked(
    world: World, full: str, sam: str
) -> None:
    lead = guarded(world).lead
    assert look(world.database, world.doctor, world.patient_id, world.knowledge, NOW).front
    case = note(world, LifeEventKind.DEATH)
    assert states(world) == [ReferralState.SUPERSEDED, ReferralState.SENT]
    assert {one.thing for one in case.questions} >= {Thing.REFERRAL_OF_OTHER, Thing.CHILD_PLAN}
    assert look(world.database, world.doctor, world.patient_id, world.knowledge, NOW).front is None
    with world.acting(world.doctor) as work:
        way = work.safe_contacts.find_current(world.doctor, world.patient_id)
        assert way is not None
        assert (way.way, way.never) == (SafeWay.NONE, "letters")
        with pytest.raises(NothingIsSent):
            require_letters(work, world.doctor, world.patient_id)
        require_letters(work, world.doctor, sam)
        (here,) = work.life_events.read_beside(world.doctor, sam)
        assert here.words == "The other person has died."
        # Whoever was feared hears nothing at all.
        assert work.life_events.read_beside(world.doctor, full) == ()
    question = next(one for one in case.questions if one.thing is Thing.REFERRAL_OF_OTHER)
    made = Decision(question.id, Outcome.ENDED)
    args = world.patient_id, case.event.id, made, len(case.steps), PACK, NOW
    with pytest.raises(NotYours):
        decide(world.database, world.doctor, *args)
    gate(world, world.patient_id, lead)
    decide(world.database, lead, *args)
    assert states(world) == [ReferralState.SUPERSEDED, ReferralState.SUPERSEDED]
    with pytest.raises(SavedSince):
        decide(world.database, lead, *args)


@pytest.mark.parametrize("kind", [LifeEventKind.DEATH, LifeEventKind.LEFT])
def test_what_could_not_wait_ends_or_is_asked_about(
    world: World, full: str, kind: LifeEventKind
) -> None:
    """Of what goes on, and of what is over and was never done; the lead's own list too."""
    own = world.patient_id
    gate(world, own)
    with world.acting(world.doctor) as work:
        found = work.referrals.read_all(world.doctor, own)
    one, over = sorted(found, key=lambda each: each.begun.about)
    for each in (one, over):
        add(world, each.begun.id, moved(None, check=WaitingCheck(self_harm=True)), 2)
    add(world, over.begun.id, moved(ReferralState.DECLINED), 3)
    kinds = [one.kind for one in reminders(world)]
    assert kinds.count(ReminderKind.SAME_DAY) == kinds.count(ReminderKind.WORSE_LEAD) == 2
    told = {one.id for one in reminders(world) if one.kind is ReminderKind.WORSE_LEAD}
    case = note(world, kind)
    what = {step.thing_id: step for step in case.steps if step.patient_id == own}
    for each in (one, over):
        assert "could not wait" in what[each.begun.id].what
    assert {step.thing_id for step in case.questions if step.thing is Thing.TASK} > told
    ended = what[one.begun.id].outcome is Outcome.ENDED
    assert ended is (kind is LifeEventKind.DEATH)
    left = [one for one in reminders(world) if one.kind is ReminderKind.SAME_DAY]
    assert len(left) == 2 - ended
    lead = guarded(world).lead
    gate(world, own, lead)
    for question in case.questions:
        made = Decision(question.id, Outcome.ENDED)
        case = decide(world.database, lead, own, case.event.id, made, len(case.steps), PACK, NOW)
    assert reminders(world) == ()
    with world.acting(world.doctor) as work:
        after = work.referrals.find(world.doctor, over.begun.id)
    assert after is not None
    assert after.state is ReferralState.DECLINED


def add(world: World, referral_id: str, event: ReferralEvent, seen: int) -> None:
    args = world.patient_id, referral_id, event, seen, PACK, NOW
    add_to_referral(world.database, world.doctor, *args)


def reminders(world: World) -> tuple[Reminder, ...]:
    with world.acting(world.doctor) as work:
        return tuple(work.reminders.read_open(world.doctor, world.patient_id))


def test_a_question_is_answered_once_and_reminds_until_then(world: World, full: str) -> None:
    lead = guarded(world).lead
    gate(world, world.patient_id, lead)
    case = note(world, LifeEventKind.MOVED_PRACTICE)
    (asked,) = asked_of(world, world.patient_id)
    assert asked.owner == lead.name
    say_who_sees_screen(world.database, lead, only_me=True, now=NOW)
    with pytest.raises(NotFound):
        do_reminders(world.database, lead, {asked.id: asked.version}, NOW)
    answers = (Outcome.KEPT, Outcome.ENDED, Outcome.HANDED_OVER)
    wrong = Decision(case.questions[0].id, Outcome.HANDED_OVER, " ")
    with pytest.raises(WantsOwner):
        decide(world.database, lead, world.patient_id, case.event.id, wrong, 0, PACK, NOW)
    for place, question in enumerate(case.questions):
        assert asked_of(world, world.patient_id)
        made = Decision(question.id, answers[place % 3], "Dr Next")
        seen = len(case.steps)
        case = decide(world.database, lead, world.patient_id, case.event.id, made, seen, PACK, NOW)
    assert not case.open
    assert asked_of(world, world.patient_id) == []


def test_what_was_not_so_brings_nothing_back_unasked(world: World, full: str) -> None:
    case = note(world, LifeEventKind.DEATH)
    lost = [one for one in case.steps if one.outcome is Outcome.ENDED and one.thing]
    after = withdraw_event(
        world.database,
        world.doctor,
        world.patient_id,
        case.event.id,
        "another of that name",
        len(case.steps),
        PACK,
        NOW,
    )
    assert after.state is CaseState.WITHDRAWN
    again = [one for one in after.questions if one.words == PACK.life_events.again]  # type: ignore[union-attr]
    own = [one for one in lost if one.patient_id == world.patient_id]
    assert len(again) == len(own) - 1  # the asking comes back by itself
    assert asked_of(world, world.patient_id)
    with world.acting(world.doctor) as work:
        require_letters(work, world.doctor, world.patient_id)


def test_where_somebody_lives_is_written_nowhere(world: World) -> None:
    with pytest.raises(TellsAddress):
        note(world, LifeEventKind.MOVED_AREA, "now at 12 Sparrow Lane")
    assert note(world, LifeEventKind.MOVED_AREA, "moved, safe way kept").event.words
    with pytest.raises(SavedSince):
        note(world, LifeEventKind.MOVED_AREA)


def signed(kind: LifeEventKind, came: RecordReading | None = None) -> RecordReading:
    """The record as it comes again with a sign."""
    came = came or reading()
    own = resource("Patient", came.picture.patient.id, sign=kind.value)
    signs = (LifeSign(kind, TODAY, "B82001" if kind is LifeEventKind.MOVED_PRACTICE else ""),)
    return replace(came, resources=(own, *came.resources[1:]), signs=signs)


@pytest.mark.parametrize("kind", [LifeEventKind.DEATH, LifeEventKind.MOVED_PRACTICE])
def test_a_record_is_noticed_once_and_ends_nothing_by_itself(
    world: World, full: str, kind: LifeEventKind
) -> None:
    for _ in range(2):
        take_in_record(world.database, world.system, signed(kind), NOW, PACK)
    gate(world, world.patient_id)
    found = read_changes(world.database, world.doctor, world.patient_id, NOW)
    (case,) = found.cases
    assert (case.state, case.event.kind, case.steps) == (CaseState.NOTICED, kind, ())
    assert states(world) == [ReferralState.SENT, ReferralState.SENT]
    (asked,) = asked_of(world, world.patient_id)
    believed = kind in {LifeEventKind.DEATH, LifeEventKind.LEFT}
    assert listed(world) is not believed
    sure = confirm_event(
        world.database, world.doctor, world.patient_id, case.event.id, 0, PACK, NOW
    )
    assert sure.state is CaseState.CONFIRMED
    assert asked.id not in {one.id for one in asked_of(world, world.patient_id)}


def test_the_own_practice_and_a_first_record_are_no_move(world: World) -> None:
    here = replace(
        signed(LifeEventKind.MOVED_PRACTICE),
        signs=(LifeSign(LifeEventKind.MOVED_PRACTICE, practice=world.practice.ods_code),),
    )
    take_in_record(world.database, world.system, here, NOW, PACK)
    first = replace(PATIENT, id="first", nhs_number=None, name=PersonName("Neu", "Ida"))
    new = signed(LifeEventKind.MOVED_PRACTICE, reading(first, "n"))
    taken = take_in_record(world.database, world.system, new, NOW, PACK)
    with world.acting(world.doctor) as work:
        for one in (world.patient_id, taken.patient_id):
            assert work.life_events.read_all(world.doctor, one) == ()


def test_another_number_is_not_taken_in_and_the_lead_is_asked(world: World) -> None:
    changed = replace(PATIENT, nhs_number=NEW_NUMBER)
    for _ in range(2):
        with pytest.raises(Refused):
            take_in_record(world.database, world.system, reading(changed), NOW, PACK)
    with world.acting(world.doctor) as work:
        (case,) = work.life_events.read_all(world.doctor, world.patient_id)
        assert case.event.kind is LifeEventKind.NEW_NUMBER
        found = work.patients.find(world.doctor, world.patient_id)
        assert found is not None
        assert found.nhs_number == NUMBER
        assert work.patients.find_by_number(world.doctor, NEW_NUMBER) is None
    assert NEW_NUMBER.value not in repr(case)


def fhir_patient(patient_id: str, number: NhsNumber, **more: object) -> bytes:
    told = {
        "resourceType": "Patient",
        "id": patient_id,
        "meta": {"source": "https://spine.example"},
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": number.value}],
        "birthDate": "2019-01-02",
        "gender": "female",
    }
    return json.dumps({**told, **more}).encode()


def test_a_new_identity_is_found_by_nothing_of_the_old(world: World, sam: str) -> None:
    """T1, T8: the birth family's page, search and export are the same byte for byte."""
    new = read_record(
        fhir_patient(
            "anew",
            NEW_NUMBER,
            name=[
                {"family": "Neuhaus", "given": ["Sam"]},
                {"use": "old", "family": f"{CANARY}-child", "given": ["Sam"]},
            ],
            identifier=[
                {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NEW_NUMBER.value},
                {
                    "system": "https://fhir.nhs.uk/Id/nhs-number",
                    "use": "old",
                    "value": OTHER_NUMBER.value,
                },
            ],
            link=[{"other": {"reference": "Patient/old-sam"}, "type": "replaces"}],
        )
    )
    gate(world, world.patient_id)
    sought = PatientSearch(born=PartialDate.parse("2019-01-02").earliest)

    def seen() -> str:
        family = read_family(world.database, world.doctor, world.patient_id, PACK, NOW)
        found = find_to_link(world.database, world.doctor, world.patient_id, sought, NOW)
        exports = [
            collect_record(world.database, world.system, one, NOW, PACK)
            for one in (NUMBER, OTHER_NUMBER)
        ]
        return repr((family, found, exports))

    before = seen()
    assert "Sam" in before
    taken = take_in_record(world.database, world.system, new, NOW, PACK)
    assert taken.patient_id != sam
    assert seen() == before
    out = repr(collect_record(world.database, world.system, NEW_NUMBER, NOW, PACK))
    for trace in ("old-sam", OTHER_NUMBER.value, CANARY):
        assert trace not in out
    with world.acting(world.doctor) as work:
        assert work.life_events.kept_apart(world.doctor) == {taken.patient_id}
        found = work.patients.find_by_number(world.doctor, OTHER_NUMBER)
        assert found is not None
        assert found.patient.id == sam


def test_an_ended_identity_says_nothing_on_the_birth_familys_side(world: World, sam: str) -> None:
    gate(world, world.patient_id)
    with world.acting(world.doctor) as work:
        work.links.add(world.doctor, link(world.patient_id, sam, LinkKind.CHILD))
    gate(world, sam)
    made = NewLifeEvent(LifeEventKind.NEW_NUMBER)
    note_event(world.database, world.doctor, sam, made, 0, PACK, NOW)
    seen = read_changes(world.database, world.doctor, world.patient_id, NOW)
    family = read_family(world.database, world.doctor, world.patient_id, PACK, NOW)
    assert seen.cases == ()
    assert [one.words for one in seen.beside] == ["The link ended."]
    assert family.linked == ()
    told = repr((seen, family.ended)).lower()
    assert not {word for word in ("adopt", "number is", "new-number") if word in told}
