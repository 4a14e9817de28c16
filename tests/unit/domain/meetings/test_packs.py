"""Packs: for every role exactly its parts, for some people nothing, and no trace of what is not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gpsupport.actions.meetings.families import content_of
from gpsupport.domain.days import PartialDate
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import OWN, ChildPlan, Disclosure, RiskFacts
from gpsupport.domain.disclosure.faults import faults_of_sharing
from gpsupport.domain.knowledge.content.meetings import AttendeeRole
from gpsupport.domain.meetings.adults import AdultsNames
from gpsupport.domain.meetings.facts import FamilyFacts, facts_of
from gpsupport.domain.meetings.kinds import Part, Reason, RecordKind
from gpsupport.domain.meetings.meeting import (
    AgendaItem,
    Attendee,
    Basis,
    Decision,
    Filing,
    Heard,
    Meeting,
    MeetingAction,
    Place,
    as_linked,
    heard_at,
)
from gpsupport.domain.meetings.minutes import drafts_of
from gpsupport.domain.meetings.packs import (
    Family,
    Pack,
    log_entry,
    pack_for,
    tells_withdrawn,
)
from gpsupport.domain.people import (
    Clinician,
    Patient,
    PersonName,
    Relationship,
    Relative,
    Role,
    Sex,
)
from gpsupport.domain.referral.events import BegunReferral
from gpsupport.domain.referral.following import Referral, follow
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.knowledge.load import load_knowledge

PACK = load_knowledge()
CONTENT = content_of(PACK)
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HEAD = ("id", "m", "p", NOW, "Dr Lead")
NINA = Attendee("1", "Nina Hale", "advocate-educator", "Harbour")
ACTION = MeetingAction(*HEAD, words="KANAR-all do this", owner="Nina Hale", due_on=TODAY)
HEARD = Heard(
    AgendaItem(*HEAD, reasons=(Reason.STUCK_WAIT,), words="KANAR-reason"),
    decisions=(Decision(*HEAD, words="KANAR-decisions"),),
    actions=(ACTION, replace(ACTION, words="KANAR-somebody-else", owner="Dr Other")),
)
# One sign for each part, told apart from every other.
FACTS = {part: (f"KANAR-{part.value}",) for part in Part} | {
    Part.ACTIONS: ("KANAR-all do this", "KANAR-somebody-else")
}
KEPT_FROM = (
    Clinician("7", "Dr Mary Smith", (Role.GP,)),
    Clinician("9", "Dr Tom Reid", (Role.GP,)),
)
FAMILY = Family(HEARD, FACTS, parties=("Ms Jane Atkinson", "Rob Atkinson", "Kit Feared"))


def told(pack: Pack) -> str:
    return " ".join(
        f"{entry.name} {' '.join(line for part in entry.parts for line in part.lines)}"
        for entry in pack.entries
    )


@pytest.mark.parametrize("role", CONTENT.roles, ids=lambda one: one.id)
def test_each_role_gets_its_parts_and_nothing_else(role: AttendeeRole) -> None:
    said = told(pack_for(NINA, role, [FAMILY], CONTENT))
    for part in Part:
        if part in {Part.ACTIONS, Part.OWN_ACTIONS}:
            continue
        assert (f"KANAR-{part.value}" in said) is (part in role.parts), part
    assert ("KANAR-somebody-else" in said) is (Part.ACTIONS in role.parts)
    acts = {Part.ACTIONS, Part.OWN_ACTIONS} & set(role.parts)
    assert ("KANAR-all do this" in said) is bool(acts)


@pytest.mark.parametrize(
    "recipient",
    [
        replace(NINA, name="Jane Atkinson"),
        replace(NINA, name="mr ROB J Atkinson"),
        replace(NINA, name="Kit Feared"),
        replace(NINA, name="M Smith", staff_id="7"),
        replace(NINA, name="Dr T Reid"),
        replace(NINA, id="8"),
    ],
)
def test_parties_and_whoever_has_a_part_get_nothing(recipient: Attendee) -> None:
    role = CONTENT.find_role("safeguarding-lead")
    item = replace(HEARD.item, kept_out=("8",))
    family = replace(FAMILY, heard=replace(HEARD, item=item), kept_from=KEPT_FROM)
    assert role is not None
    assert pack_for(recipient, role, [family], CONTENT).entries == ()
    assert pack_for(NINA, role, [family], CONTENT).entries


def test_a_way_that_was_withdrawn_is_found_however_it_is_written() -> None:
    role = CONTENT.find_role("gp")
    assert role is not None
    for words, found in (("Ring 01632-960 123", True), ("Ring 01632 960 999", False)):
        facts = FACTS | {Part.DECISIONS: (words,)}
        family = replace(FAMILY, facts=facts, withdrawn=("01632 960123",))
        (entry,) = pack_for(NINA, role, [family], CONTENT).entries
        assert tells_withdrawn(family, entry) is found


def test_the_log_wants_a_ground_and_says_what_was_given() -> None:
    role = CONTENT.find_role("peer-worker")
    assert role is not None
    pack = pack_for(NINA, role, [FAMILY], CONTENT)
    meeting = Meeting("m", TODAY, "practice", "Dr Lead", NOW, "Dr Lead", (NINA,))
    bare = log_entry(meeting, pack, pack.entries[0], None, PACK.sharing, "Dr Lead", NOW)
    assert faults_of_sharing(bare, PACK.sharing)
    basis = Basis(
        *HEAD, step="otherwise", why="She wants it", consent_asked=True, consent_given=True
    )
    whole = log_entry(meeting, pack, pack.entries[0], basis, PACK.sharing, "Dr Lead", NOW)
    assert faults_of_sharing(whole, PACK.sharing) == ()
    assert whole.with_whom == "Nina Hale, Harbour"
    assert whole.what == "The safe way to get in touch, What you do"
    refused = replace(basis, consent_given=False)
    entry = log_entry(meeting, pack, pack.entries[0], refused, PACK.sharing, "Dr Lead", NOW)
    assert faults_of_sharing(entry, PACK.sharing)


BORN = PartialDate(date(2019, 1, 2))
SAM = Relative("RelatedPerson/1", Relationship.CHILD, PersonName("Atkinson", "Sam"), BORN)
REFERRED = {
    "KANAR-advocate": (OptionKind.IRIS_ADVOCATE, ""),
    "KANAR-therapy": (OptionKind.TALKING_THERAPIES, ""),
    "KANAR-camhs": (OptionKind.CAMHS, "Master Sam Atkinson"),
    # Entered as the child's: it is an adult's help all the same.
    "KANAR-for-sam": (OptionKind.HIGH_RISK_ADVOCATE, "Sam Atkinson"),
    "KANAR-unknown": (OptionKind.CAMHS, "Sam Somebody"),
}


def referred(name: str, kind: OptionKind, about: str) -> Referral:
    begun = BegunReferral("r", "p", "", name, kind, "sleep", NOW, TODAY, "Dr Lead", about)
    return follow(begun, ())


@pytest.mark.parametrize("role", CONTENT.roles, ids=lambda one: one.id)
def test_each_role_gets_the_referrals_of_those_it_works_with(role: AttendeeRole) -> None:
    referrals = tuple(referred(name, *one) for name, one in REFERRED.items())
    facts = facts_of(known(referrals=referrals), HEARD, CONTENT, PACK, TODAY)
    said = told(pack_for(NINA, role, [replace(FAMILY, facts=facts)], CONTENT))
    for name in REFERRED:
        part = Part.CHILD_REFERRALS if name == "KANAR-camhs" else Part.REFERRALS
        assert (name in said) is (part in role.parts), name
    if role.with_children:
        assert "Sam Atkinson, born 2 Jan 2019" in said
        assert Part.REFERRALS not in role.parts


def test_the_referrals_of_a_patient_who_is_a_child_are_the_childs() -> None:
    own = Relative(OWN, Relationship.CHILD, PersonName("Atkinson", "Ella"), BORN)
    one = known(children=(own,), referrals=(referred("CAMHS", OptionKind.CAMHS, ""),), told=None)
    facts = facts_of(one, HEARD, CONTENT, PACK, TODAY)
    assert facts[Part.REFERRALS] == ()
    (line,) = facts[Part.CHILD_REFERRALS]
    assert line.startswith("CAMHS for Ella Atkinson, born 2 Jan 2019: ")
    assert facts[Part.CHILDREN] == ("Ella Atkinson, born 2 Jan 2019, 7 years",)


def test_of_two_children_of_one_name_no_birth_date_is_made_up() -> None:
    other = replace(SAM, resource="RelatedPerson/2", born=None)
    mine = (referred("CAMHS", OptionKind.CAMHS, "Sam Atkinson"),)
    facts = facts_of(known(children=(SAM, other), referrals=mine), HEARD, CONTENT, PACK, TODAY)
    assert facts[Part.CHILD_REFERRALS][0].startswith("CAMHS for Sam Atkinson: ")


HELPERS = AdultsNames(
    services=("advocate", "Harbour Women’s Aid", "IRIS"),
    people=("Ms Nina Hale-Ford", "Dr Al Ng"),
    own=("Sam Atkinson", "Iris Atkinson"),
)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Sam goes to the hub", False),
        ("Iris goes to the hub", False),
        ("The ADVOCATES see her", True),
        ("Ring harbour womens aid", True),
        ("Harbour Lights club after school", False),
        ("Nina rings on Monday", True),
        ("Ms Ford rings on Monday", True),
        ("Al and Dr who", False),
        ("While they are at the safe house", True),
    ],
)
def test_an_adults_help_is_found_in_words(words: str, *, names: bool) -> None:
    assert HELPERS.told_in(words) is names


@pytest.mark.parametrize("of_child", [True, False])
def test_no_words_for_a_childs_record_name_an_adults_help(*, of_child: bool) -> None:
    own, sam = Place(RecordKind.PATIENT), Place(RecordKind.CHILD, "Sam")
    decisions = (
        Decision(*HEAD, words="Nina sees her", places=(own, sam)),
        Decision(*HEAD, words="The school nurse sees Sam", places=(own, sam)),
    )
    heard = Heard(HEARD.item, decisions=decisions, actions=(replace(ACTION, owner="Nina Hale"),))
    meeting = Meeting("m", TODAY, "practice", "Dr Lead", NOW, "Dr Lead")
    patients, childs = drafts_of(heard, meeting, "A meeting", HELPERS, of_child=of_child)
    assert childs.words == "A meeting, 23 Nov 2026.\nDecided: The school nurse sees Sam"
    assert childs.left_out == 1
    assert ("Nina" in patients.words) is not of_child
    assert patients.left_out == (2 if of_child else 0)
    assert "school nurse" in patients.words


@pytest.mark.parametrize(
    ("record", "name", "own", "told_of"),
    [
        (RecordKind.CHILD, "Sam Atkinson", False, True),
        (RecordKind.PATIENT, "", False, False),
        (RecordKind.PATIENT, "", True, True),
        (RecordKind.MINUTES, "", True, False),
    ],
)
def test_whoever_works_with_a_child_reads_what_was_decided_for_the_child(
    record: RecordKind, name: str, *, own: bool, told_of: bool
) -> None:
    role = CONTENT.find_role("social-worker")
    assert role is not None
    place = Place(record, name)
    decisions = (
        Decision(*HEAD, words="KANAR-school", places=(place,)),
        Decision(*HEAD, words="KANAR-advocates", places=(place,)),
        Decision(*HEAD, words="Nina Hale: KANAR-helper", places=(place,)),
    )
    adults = replace(HELPERS, services=(*HELPERS.services, "KANAR-advocates"))
    child = replace(SAM, resource=OWN) if own else SAM
    one = known(children=(child,), adults=adults)
    item = replace(HEARD.item, words="KANAR-helper: ask Nina")
    heard = replace(HEARD, item=item, decisions=decisions)
    facts = facts_of(one, heard, CONTENT, PACK, TODAY)
    said = told(pack_for(NINA, role, [replace(FAMILY, facts=facts, adults=adults)], CONTENT))
    assert ("KANAR-school" in said) is told_of
    assert "KANAR-advocates" not in said
    assert "KANAR-helper" not in said


def known(**changed: object) -> FamilyFacts:
    begun = BegunReferral(
        "r", "p", "", "Rose House", OptionKind.REFUGE, "safety", NOW, TODAY, "Dr Lead"
    )
    values: dict[str, object] = {
        "patient": Patient("p", PersonName("Atkinson", "Jane"), Sex.FEMALE),
        "told": Disclosure(
            "d",
            "p",
            "c",
            "e",
            NOW,
            "Dr Lead",
            children=(ChildPlan("Sam", 7),),
            risk=RiskFacts(judgement=True, judgement_reasons="KANAR-judged"),
        ),
        "children": (SAM,),
        "contact": SafeContact(
            SafeWay.OWN_PHONE,
            detail="01632 960123",
            times="mornings",
            confirmed_on=TODAY,
            valid_until=TODAY,
        ),
        "referrals": (follow(begun, ()),),
        "unmet": (UnmetNeed("u", "p", "g1", "KANAR-need", NOW, "x", about="KANAR-Sam"),),
    }
    return FamilyFacts(**{**values, **changed})  # type: ignore[arg-type]


def test_no_place_that_is_kept_secret_and_no_way_that_is_over() -> None:
    facts = facts_of(known(), HEARD, CONTENT, PACK, TODAY)
    every = " ".join(line for lines in facts.values() for line in lines)
    assert "Rose House" not in every
    assert facts[Part.REFERRALS][0].startswith("Refuge: ")
    assert "01632 960123" in every
    assert "Sam Atkinson, born 2 Jan 2019, 7 years: no plan yet" in every
    assert "KANAR-need" not in every
    assert "KANAR-judged" not in every
    assert facts[Part.RISK]
    contact = known().contact
    assert contact is not None
    for over in (replace(contact, valid_until=date(2026, 11, 22)), None):
        (line,) = facts_of(known(contact=over), HEARD, CONTENT, PACK, TODAY)[Part.CONTACT]
        assert line.startswith("No way to get in touch is known to be safe")
    there = replace(contact, way=SafeWay.IN_PERSON, detail="12 Elm Street, AB1 2CD")
    shown = facts_of(known(contact=there), HEARD, CONTENT, PACK, TODAY)[Part.CONTACT]
    assert "Elm" not in " ".join(shown)


def test_nothing_known_says_nothing_of_the_risk() -> None:
    assert facts_of(known(told=None), HEARD, CONTENT, PACK, TODAY)[Part.RISK] == ()


def test_each_record_gets_its_own_words_and_the_minutes_none() -> None:
    own, sam = Place(RecordKind.PATIENT), Place(RecordKind.CHILD, "Sam")
    decisions = (
        Decision(*HEAD, words="for her", places=(own,)),
        Decision(*HEAD, words="for Sam", places=(sam,)),
        Decision(*HEAD, words="for nobody"),
    )
    meeting = Meeting("m", TODAY, "practice", "Dr Lead", NOW, "Dr Lead")
    heard = replace(HEARD, decisions=decisions, filed=(Filing(*HEAD, place=sam, words="x"),))
    hers, childs = drafts_of(heard, meeting, "A meeting", AdultsNames(), of_child=False)
    assert (hers.place, childs.place) == (own, sam)
    assert "for her" in hers.words
    assert "KANAR-all" in hers.words
    assert "for Sam" not in hers.words
    assert childs.words == "A meeting, 23 Nov 2026.\nDecided: for Sam"
    assert (hers.filed, childs.filed) == (None, heard.filed[0])


def test_two_children_of_one_name_have_a_draft_each() -> None:
    # One was named by the record alone when it was decided, and is linked since.
    one, other = (Place(RecordKind.CHILD, "Sam", child) for child in ("RelatedPerson/1", "p2"))
    decisions = (
        Decision(*HEAD, words="for the first", places=(one,)),
        Decision(*HEAD, words="for the second", places=(other,)),
        Decision(*HEAD, words="for the first too", places=(replace(one, child="p1", name="Sm"),)),
    )
    heard = replace(HEARD, decisions=decisions, filed=(Filing(*HEAD, place=one, words="x"),))
    now = as_linked(heard, {"RelatedPerson/1": "p1"})
    meeting = Meeting("m", TODAY, "practice", "Dr Lead", NOW, "Dr Lead")
    second, first = sorted(
        drafts_of(now, meeting, "A meeting", AdultsNames(), of_child=False),
        key=lambda each: each.place.child,
        reverse=True,
    )
    assert (first.place.child, second.place.child) == ("p1", "p2")
    assert (
        first.words == "A meeting, 23 Nov 2026.\nDecided: for the first\nDecided: for the first too"
    )
    assert second.words == "A meeting, 23 Nov 2026.\nDecided: for the second"
    assert (first.filed is not None, second.filed) == (True, None)


def test_of_two_grounds_the_newest_counts_and_a_family_is_heard_once() -> None:
    item = HEARD.item
    first, last = Basis(*HEAD, why="first"), Basis(*HEAD, why="last")
    (heard,) = heard_at([item, first, replace(item, id="again"), last])
    assert heard.item.id == "id"
    assert heard.basis == last
    assert not heard.decided
