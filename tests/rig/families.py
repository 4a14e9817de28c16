"""Families in which one person tells, and nobody else may notice: made at random, from a seed.

Each family has a victim, an alleged perpetrator, and relatives; all of them are patients here. What
is told lies in the victim's record alone; a canary stands in it, with the other's name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from gpsupport.actions.consultation import answer_gate, record_enquiry
from gpsupport.actions.consultation.own_statements import note_own_statements
from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.family import (
    NewLink,
    Settled,
    link_patients,
    read_family,
    settle_proposal,
)
from gpsupport.actions.family.planning import save_tracks
from gpsupport.actions.practices import system_actor
from gpsupport.actions.recording import RecordingForm, finish_consultation
from gpsupport.actions.referral import (
    ExpectedRefusal,
    NewReferral,
    add_to_referral,
    begin_referral,
    note_expected_refusal,
    read_referrals,
    rules_of,
)
from gpsupport.demo.enquiries import add_enquiry
from gpsupport.demo.households import Registrar
from gpsupport.demo.nhs_numbers import FIRST, synthetic_numbers
from gpsupport.demo.ordinary import fill_ordinary
from gpsupport.demo.people import Person, Tie, ties_of
from gpsupport.demo.record import SyntheticRecord
from gpsupport.demo.shapes import as_bytes
from gpsupport.demo.staff import REID, SHAH, StaffMember
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.enquiry import EnquiryOutcome, Presence
from gpsupport.domain.family.links import LinkKind
from gpsupport.domain.family.tracks import Track, TrackKind, TracksPlan, TrackState
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Sex
from gpsupport.domain.referral.events import Consent, ReferralEvent
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import ReferralState, ReturnReason
from gpsupport.fhir.reading import read_record
from gpsupport.knowledge.load import load_knowledge
from tests.rig.world import World

CANARY = "Zaunkoenig"
SYSTEM = "https://families.example/fhir"
SURNAMES = ("Ashby", "Brandt", "Corrie", "Dunmore", "Elgin", "Farrow", "Garland", "Hollis")
GIVEN = {
    Sex.FEMALE: ("Ada", "Bea", "Cora", "Dina", "Elsie", "Faye"),
    Sex.MALE: ("Abel", "Bruno", "Clive", "Dexter", "Ewan", "Felix"),
}
TELLING_CODES = (
    "879911000000102",
    "706893006",
    "429746005",
    "758941000000108",
    "895141000000105",
    "269734009",
    "766561000000109",
)


@dataclass
class Family:
    """Who belongs to it; `ids` says under which id each is a patient here."""

    number: int
    victim: Person
    other: Person
    relatives: tuple[Person, ...]
    ties: dict[str, tuple[Tie, ...]]
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def members(self) -> tuple[Person, ...]:
        """Everybody."""
        return (self.victim, self.other, *self.relatives)

    @property
    def canary(self) -> str:
        """What stands in the victim's record alone."""
        return f"{CANARY}{self.number}"


def make_families(seed: int, count: int, today: date) -> Iterator[Family]:
    """Draw families. The same seed gives the same ones."""
    draw = Random(seed)
    # Numbers that nobody of the demo has: the same number would be the same person.
    registrar = Registrar(synthetic_numbers(FIRST + 100_000 * (seed + 1)))
    for number in range(count):
        surname = f"{draw.choice(SURNAMES)}{_letters(seed)}{_letters(number)}"
        sex = draw.choices((Sex.FEMALE, Sex.MALE), (85, 15))[0]
        against = Sex.MALE if sex is Sex.FEMALE or draw.random() < 0.1 else Sex.FEMALE
        same_home = draw.random() < 0.7
        home = {"address": f"{number + 1} Sparrow Lane", "area": "Elmford North"}
        away = {"address": f"{number + 1} Linnet Row", "area": "Elmford South"}

        def person(
            own: Sex, age: int, family: str, place: dict[str, str], at: int = number
        ) -> Person:
            born = today - timedelta(days=round(age * 365.25) + draw.randint(3, 360))
            given = f"{draw.choice(GIVEN[own])}{_letters(at)}"
            return registrar.register(given, family, own, born, **place)

        victim = person(sex, draw.randint(19, 60), surname, home)
        shares_name = draw.random() < 0.6
        other = person(
            against,
            draw.randint(19, 65),
            surname if shares_name else f"{surname}ton",
            home if same_home else away,
        )
        children = tuple(
            person(draw.choice((Sex.FEMALE, Sex.MALE)), draw.randint(0, 17), surname, home)
            for _ in range(draw.choices((0, 1, 2, 3), (20, 35, 30, 15))[0])
        )
        elders = (person(Sex.FEMALE, draw.randint(66, 85), surname, home),)
        ties = ties_of((victim, other), children, partners="DOMPART")
        yield Family(number, victim, other, (*children, *elders[: draw.randint(0, 1)]), ties)


def take_in(world: World, family: Family, today: date) -> None:
    """Put everybody's ordinary record into the practice; some in it is worrying of itself."""
    for place, person in enumerate(family.members):
        record = _ordinary(family, person, today)
        if place < 2:
            record.appointment(today, (9 + place, family.number % 60), "Cough", SHAH)
        family.ids[person.id] = _taken(world, record)


def tell(world: World, family: Family, today: date) -> None:
    """Let the victim's record say what happened, in one or several of the ways it can come."""
    draw = Random(f"{family.number}-told")
    ways = draw.sample(("coded", "letter", "asked elsewhere", "asked here"), draw.randint(1, 4))
    record = _ordinary(family, family.victim, today)
    who = f"{family.other.given} {family.other.family} {family.canary}"
    if "coded" in ways:
        for code in draw.sample(TELLING_CODES, draw.randint(1, 3)):
            record.condition(code, today - timedelta(days=draw.randint(1, 400)), text=who)
    if "letter" in ways:
        record.letter(today - timedelta(days=draw.randint(1, 60)), "Police", who)
    if "asked elsewhere" in ways:
        outcome = draw.choice((EnquiryOutcome.DISCLOSED_CURRENT, EnquiryOutcome.DISCLOSED_PAST))
        day = today - timedelta(days=draw.randint(1, 200))
        add_enquiry(record, day, outcome, REID, words=who)
    _taken(world, record)
    if "asked here" in ways or ways == ["letter"]:
        _told_here(world, family, who, SHAH if draw.random() < 0.5 else REID)


def come_in(world: World, family: Family) -> None:
    """Let the other of a family be seen alone, by one of the two doctors."""
    actor, patient = world.actor(_seen_by(family)), family.ids[family.other.id]
    answer_gate(world.database, actor, patient, Presence.ALONE, world.now)


def speak(world: World, family: Family, knowledge: Knowledge) -> frozenset[str]:
    """Let the other speak of their own behaviour there; returns what was ticked."""
    actor, patient = world.actor(_seen_by(family)), family.ids[family.other.id]
    assert knowledge.own_statements is not None
    known = sorted(one.id for one in knowledge.own_statements.ticks)
    draw = Random(f"{family.number}-own")
    said = frozenset(draw.sample(known, draw.randint(1, len(known))))
    note_own_statements(world.database, actor, patient, said, frozenset(), knowledge, world.now)
    return said


def bind(world: World, family: Family) -> None:
    """Let the victim's record say whom she fears, which stays there, and whose mother she is."""
    actor, victim = world.actor(SHAH.name), family.ids[family.victim.id]
    answer_gate(world.database, actor, victim, Presence.ALONE, world.now)
    today = world.now.date()
    wanted = [NewLink(family.ids[family.other.id], LinkKind.FEARED, f"Said so. {family.canary}")]
    wanted += [
        NewLink(family.ids[one.id], _kind(family, one, today), family.canary, confirmed=True)
        for one in family.relatives
    ]
    knowledge = load_knowledge()
    for one in wanted:
        typed = {"note": [one.note]}
        link_patients(world.database, actor, victim, one, typed, knowledge, world.now)
    for found in read_family(world.database, actor, victim, knowledge, world.now).proposals:
        settle_proposal(
            world.database,
            actor,
            victim,
            Settled(found.relative.resource, found.patient.id, None),
            knowledge,
            world.now,
        )


def follow_up(world: World, family: Family) -> None:
    """Let everybody of the victim's record be referred, and one come back, with words of hers."""
    actor, victim = world.actor(SHAH.name), family.ids[family.victim.id]
    knowledge, today = load_knowledge(), world.now.date()
    answer_gate(world.database, actor, victim, Presence.ALONE, world.now)
    words = f"{family.other.given} {family.canary}"
    agreed = Consent(given=True, by_whom=family.victim.given, asked_on=today, shares=words)
    people = read_referrals(world.database, actor, victim, knowledge, world.now).people
    for place in range(len(people)):
        wanted = NewReferral(
            "", words, place, other_name="Elsewhere", other_kind=OptionKind.CAMHS, consent=agreed
        )
        made = begin_referral(world.database, actor, victim, wanted, knowledge, world.now)
        _sent_back(world, actor, victim, made, words)
        refused = ExpectedRefusal(wanted, rules_of(knowledge).gap_groups[0].id, words)
        note_expected_refusal(world.database, actor, victim, refused, knowledge, world.now)
    later = today + timedelta(days=28)
    track = Track(TrackKind.SAFETY, TrackState.UNDER_WAY, owner=words, again_on=later, words=words)
    plan = TracksPlan("", victim, world.now, actor.name, (track,))
    save_tracks(world.database, actor, plan, 0, {}, knowledge, world.now)


def come_back_often(world: World, family: Family, option_id: str, times: int) -> None:
    """Let one service of the directory send the victim's referrals back, so many times."""
    actor, victim = world.actor(SHAH.name), family.ids[family.victim.id]
    knowledge, today = load_knowledge(), world.now.date()
    answer_gate(world.database, actor, victim, Presence.ALONE, world.now)
    agreed = Consent(given=True, by_whom=family.victim.given, asked_on=today)
    for number in range(times):
        wanted = NewReferral(option_id, f"{family.canary} {number}", consent=agreed)
        made = begin_referral(world.database, actor, victim, wanted, knowledge, world.now)
        _sent_back(world, actor, victim, made, family.canary)


def _sent_back(world: World, actor: Actor, victim: str, made: Referral, words: str) -> None:
    for to, reason in (
        (ReferralState.SENT, None),
        (ReferralState.RETURNED, ReturnReason.STILL_GOING_ON),
    ):
        event = ReferralEvent(
            "", world.now, actor.name, world.now.date(), to=to, reason=reason, words=words
        )
        made = add_to_referral(
            *(world.database, actor, victim, made.begun.id, event, len(made.events)),
            *(load_knowledge(), world.now),
        )


def _kind(family: Family, relative: Person, today: date) -> LinkKind:
    return LinkKind.CHILD if relative.born.year > today.year - 18 else LinkKind.OTHER


def _seen_by(family: Family) -> str:
    return Random(f"{family.number}-seen").choice((SHAH.name, REID.name))


def _told_here(world: World, family: Family, who: str, by: StaffMember) -> None:
    actor, patient = world.actor(by.name), family.ids[family.victim.id]
    knowledge = load_knowledge()
    answer_gate(world.database, actor, patient, Presence.ALONE, world.now)
    told = ConsultationDraft(
        asked=True, outcome=EnquiryOutcome.DISCLOSED_CURRENT, words=who, observed=who
    )
    record_enquiry(world.database, actor, patient, told, knowledge, world.now)
    finish_consultation(world.database, actor, patient, RecordingForm(), knowledge, world.now)


def _ordinary(family: Family, person: Person, today: date) -> SyntheticRecord:
    record = SyntheticRecord(person, family.ties.get(person.id, ()), SYSTEM)
    draw = Random(f"{family.number}-{person.id}")
    fill_ordinary(record, draw, today)
    if person is family.other and draw.random() < 0.4:
        record.condition("198431000000105", today - timedelta(days=draw.randint(5, 300)))
    if person in family.relatives and draw.random() < 0.4:
        record.condition("8009008", today - timedelta(days=draw.randint(5, 300)))
    return record


def _taken(world: World, record: SyntheticRecord) -> str:
    actor = system_actor(world.practice)
    reading = read_record(as_bytes(record.bundle()))
    return take_in_record(world.database, actor, reading, world.now).patient_id


def _letters(number: int) -> str:
    """A number in letters, so that names stay names."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))
