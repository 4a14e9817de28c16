"""Who belongs together: linked by hand, confirmed or refused, ended; and the lead's household."""

from dataclasses import replace

import pytest

from gpsupport.actions.audit import read_who_looked
from gpsupport.actions.consultation import answer_gate, look
from gpsupport.actions.disclosure import open_disclosure
from gpsupport.actions.errors import GateClosed, Incomplete, NotFound, ScreenNotPrivate
from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.family import (
    AlreadyLinked,
    Family,
    Household,
    NewLink,
    NotConfirmed,
    Settled,
    WrongWayRound,
    end_link,
    find_to_link,
    link_patients,
    read_family,
    read_household,
    settle_proposal,
)
from gpsupport.domain.access import Denied
from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import Mode, Presence
from gpsupport.domain.family.links import LinkEnd, LinkKind
from gpsupport.domain.people import Actor, NhsNumber, Patient, PatientSearch, PersonName, Sex
from gpsupport.domain.record import Code
from gpsupport.domain.record_access import Change
from gpsupport.knowledge.load import load_knowledge
from tests.integration.actions.guarded import another_patient, guarded
from tests.integration.actions.pack import SNOMED
from tests.integration.actions.steps import TOLD, pass_gate, record
from tests.integration.actions.world import (
    CANARY,
    NOW,
    OTHER_NUMBER,
    World,
    entry,
    reading,
    resource,
)

TOLD_CODE = Code(SNOMED, "879911000000102")
CHILD = f"{CANARY}-child"
TYPED = {"family": ["Else"], "note": ["half a wo"]}
PACK = load_knowledge()


@pytest.fixture
def sam(world: World) -> str:
    """A patient whom the other patient's record seems to name as her child."""
    return another_patient(world, OTHER_NUMBER.value, CHILD, "Sam", "2019-01-02")


@pytest.fixture
def al(world: World) -> str:
    """A grown-up patient whom no record names."""
    return another_patient(world, None, "Else", "Al", "1988-04-01")


def gate(world: World, patient_id: str, actor: Actor | None = None) -> None:
    who = actor or world.doctor
    answer_gate(world.database, who, patient_id, Presence.ALONE, NOW, Mode.FACE_TO_FACE)


def seen(world: World, patient_id: str, actor: Actor | None = None) -> Family:
    gate(world, patient_id, actor)
    return read_family(world.database, actor or world.doctor, patient_id, PACK, NOW)


def link(
    world: World, other: str, kind: LinkKind, note: str = "", *, confirmed: bool = False
) -> None:
    gate(world, world.patient_id)
    wanted = NewLink(other, kind, note, confirmed)
    link_patients(world.database, world.doctor, world.patient_id, wanted, TYPED, PACK, NOW)


def settle(
    world: World,
    other: str,
    kind: LinkKind | None,
    resource_id: str = "",
    *,
    confirmed: bool = False,
) -> None:
    named = resource_id or "RelatedPerson/r1"
    settled = Settled(named, other, kind, confirmed=confirmed)
    settle_proposal(world.database, world.doctor, world.patient_id, settled, PACK, NOW)


def links(found: Family) -> list[tuple[str, LinkKind]]:
    return [(one.link.other_id, one.link.kind) for one in found.linked]


def test_whom_the_record_names_is_proposed_and_never_linked_alone(world: World, sam: str) -> None:
    found = seen(world, world.patient_id)
    assert [one.patient.id for one in found.proposals] == [sam]
    assert found.linked == ()
    assert seen(world, sam).proposals == ()


def test_a_confirmed_proposal_stands_on_both_sides(world: World, sam: str) -> None:
    seen(world, world.patient_id)
    settle(world, sam, LinkKind.CHILD)
    here, there = seen(world, world.patient_id), seen(world, sam)
    assert (links(here), here.proposals) == ([(sam, LinkKind.CHILD)], ())
    assert links(there) == [(world.patient_id, LinkKind.PARENT)]
    assert here.linked[0].link.by == world.doctor.name
    assert there.linked[0].patient is not None
    assert there.linked[0].patient.id == world.patient_id


@pytest.mark.parametrize("kind", [None, LinkKind.CHILD])
def test_what_was_settled_is_not_proposed_again(
    world: World, sam: str, kind: LinkKind | None
) -> None:
    seen(world, world.patient_id)
    settle(world, sam, kind)
    if kind is not None:
        (made,) = seen(world, world.patient_id).linked
        end_link(
            world.database, world.doctor, world.patient_id, made.link.id, 1, LinkEnd.MISTAKE, NOW
        )
    found = seen(world, world.patient_id, world.colleague)
    assert (found.linked, found.proposals) == ((), ())


def test_nothing_but_what_is_proposed_can_be_settled(world: World, sam: str, al: str) -> None:
    seen(world, world.patient_id)
    settle(world, al, LinkKind.PARTNER)
    settle(world, sam, LinkKind.CHILD, "RelatedPerson/r2")
    assert seen(world, world.patient_id).linked == ()


def test_who_is_feared_already_is_not_proposed_for_both_records(world: World, sam: str) -> None:
    link(world, sam, LinkKind.FEARED, "Told today")
    assert seen(world, world.patient_id).proposals == ()


def test_whoever_told_shows_on_both_records_only_if_confirmed(world: World, sam: str) -> None:
    assert not seen(world, world.patient_id).told
    record(world, world.doctor, TOLD)
    assert seen(world, world.patient_id).told
    for kind in (LinkKind.FORMER_PARTNER, LinkKind.SAME_HOUSEHOLD, LinkKind.OTHER, LinkKind.CARER):
        with pytest.raises(NotConfirmed):
            settle(world, sam, kind)
    assert seen(world, world.patient_id).linked == ()
    settle(world, sam, LinkKind.FORMER_PARTNER, confirmed=True)
    assert links(seen(world, world.patient_id)) == [(sam, LinkKind.FORMER_PARTNER)]


def test_whoever_was_looked_for_is_a_partner_only_if_confirmed(world: World, al: str) -> None:
    gate(world, world.patient_id)
    record(world, world.doctor, TOLD)
    with pytest.raises(NotConfirmed):
        link(world, al, LinkKind.PARTNER)
    found = seen(world, world.patient_id)
    assert (found.linked, found.typed) == ((), TYPED)
    link(world, al, LinkKind.PARTNER, confirmed=True)
    assert links(seen(world, world.patient_id)) == [(al, LinkKind.PARTNER)]


def test_whoever_is_feared_is_linked_in_another_way_only_if_confirmed(
    world: World, al: str
) -> None:
    """Without any telling too, and whatever they are to the patient."""
    link(world, al, LinkKind.FEARED)
    with pytest.raises(NotConfirmed):
        link(world, al, LinkKind.CARED_FOR)
    assert links(seen(world, al)) == []
    link(world, al, LinkKind.CARED_FOR, confirmed=True)
    assert links(seen(world, al)) == [(world.patient_id, LinkKind.CARER)]


def test_a_note_stays_on_the_side_it_was_written_on(world: World, al: str) -> None:
    link(world, al, LinkKind.FORMER_PARTNER, f"{CANARY} left in May")
    (here,), (there,) = seen(world, world.patient_id).linked, seen(world, al).linked
    assert (here.link.note, there.link.note) == (f"{CANARY} left in May", "")


def test_whoever_is_sought_is_another_patient(world: World, al: str) -> None:
    gate(world, world.patient_id)

    def found(sought: PatientSearch) -> list[str]:
        answers = find_to_link(world.database, world.doctor, world.patient_id, sought, NOW)
        return [one.id for one in answers]

    assert found(PatientSearch(family="els")) == [al]
    assert found(PatientSearch(born=PartialDate.parse("1988-04-01").earliest)) == [al]
    assert found(PatientSearch(family="O'Brien")) == []
    with pytest.raises(Incomplete):
        found(PatientSearch())


def test_a_shut_gate_shows_nothing_and_keeps_what_was_typed(world: World, al: str) -> None:
    wanted = NewLink(al, LinkKind.PARTNER)
    for act in (
        lambda: read_family(world.database, world.doctor, world.patient_id, PACK, NOW),
        lambda: settle(world, al, None),
        lambda: link_patients(
            world.database, world.doctor, world.patient_id, wanted, TYPED, PACK, NOW
        ),
    ):
        with pytest.raises(GateClosed):
            act()
    found = seen(world, world.patient_id)
    assert (found.linked, found.typed) == ((), TYPED)


def test_a_link_made_forgets_what_was_typed(world: World, al: str) -> None:
    link(world, al, LinkKind.PARTNER)
    assert seen(world, world.patient_id).typed is None


@pytest.mark.parametrize("kind", [LinkKind.PARTNER, LinkKind.FEARED])
def test_the_same_link_again_is_refused_and_nothing_is_lost(
    world: World, al: str, kind: LinkKind
) -> None:
    link(world, al, kind)
    with pytest.raises(AlreadyLinked):
        link(world, al, kind)
    found = seen(world, world.patient_id)
    assert (links(found), found.typed) == ([(al, kind)], TYPED)


def test_a_child_older_than_the_parent_is_refused_and_nothing_is_lost(
    world: World, sam: str
) -> None:
    with pytest.raises(WrongWayRound):
        link(world, sam, LinkKind.PARENT)
    found = seen(world, world.patient_id)
    assert (found.linked, found.typed) == ((), TYPED)


def test_an_ended_link_says_why_and_a_second_window_changes_nothing(world: World, al: str) -> None:
    link(world, al, LinkKind.PARTNER)
    (one,) = seen(world, world.patient_id).linked
    for who, end in ((world.doctor, LinkEnd.SEPARATED), (world.colleague, LinkEnd.MISTAKE)):
        gate(world, world.patient_id, who)
        end_link(world.database, who, world.patient_id, one.link.id, one.link.version, end, NOW)
    found = seen(world, world.patient_id)
    (ended,) = found.ended
    assert found.linked == ()
    assert (ended.link.end, ended.link.ended_by) == (LinkEnd.SEPARATED, world.doctor.name)
    link(world, al, LinkKind.PARTNER)
    assert links(seen(world, world.patient_id)) == [(al, LinkKind.PARTNER)]


def test_who_is_feared_stands_on_one_side_alone(world: World, al: str) -> None:
    lead = guarded(world).lead
    before = read_who_looked(world.database, lead, al, NOW).looks
    link(world, al, LinkKind.FEARED, "Told today")
    here = seen(world, world.patient_id)
    assert [(str(one.name), one.patient) for one in here.linked] == [("Al Else", None)]
    after = read_who_looked(world.database, lead, al, NOW).looks
    assert after == before
    assert (seen(world, al).linked, seen(world, al).ended) == ((), ())
    link_id = here.linked[0].link.id
    end_link(world.database, world.doctor, al, link_id, 1, LinkEnd.MISTAKE, NOW)
    assert seen(world, world.patient_id).linked == here.linked


def test_a_hidden_person_leaves_no_trace(world: World, sam: str, al: str) -> None:
    case = guarded(world)
    link(world, sam, LinkKind.CHILD)
    link(world, al, LinkKind.FEARED, "Told today")
    for hidden in (sam, al):
        replace(case, world=replace(world, patient_id=hidden)).change(Change.DENY, world.doctor)
    found = seen(world, world.patient_id)
    # What the patient told of the one stays, without a name; of the other nothing is left.
    assert [(str(one.name), one.link.kind) for one in found.linked] == [("", LinkKind.FEARED)]
    assert found.proposals == ()
    sought = PatientSearch(family=CANARY)
    assert find_to_link(world.database, world.doctor, world.patient_id, sought, NOW) == ()
    for other in (sam, "00000000-0000-4000-8000-00000000dead"):
        for kind in (LinkKind.CHILD, LinkKind.FEARED):
            with pytest.raises(NotFound):
                link(world, other, kind)


def test_a_linked_child_is_planned_for_once(world: World, sam: str) -> None:
    young = another_patient(world, "9434765897", "Else", "Kit", "2015-06-07")
    link(world, sam, LinkKind.CHILD)
    link(world, young, LinkKind.CHILD)
    pass_gate(world, world.doctor)
    record(world, world.doctor, TOLD)
    opened = open_disclosure(world.database, world.doctor, world.patient_id, PACK, NOW)
    assert [one.name for one in opened.children] == ["Kit", "Sam"]
    assert opened.children[1].resource == "RelatedPerson/r1"


def mother_of(world: World, *, number: str = "9434765927") -> str:
    """A patient whose own record says what happened to her."""
    patient = Patient(
        "mother", PersonName("Else", "Mia"), Sex.FEMALE, PartialDate.parse("1990-01-02"),
        NhsNumber(number),
    )  # fmt: skip
    made = reading(patient, "mother")
    told = entry("mother-told", TOLD_CODE, "2026-11-01", "Victim of domestic abuse")
    whole = replace(
        made,
        picture=replace(made.picture, entries=(*made.picture.entries, told)),
        resources=(*made.resources, resource("Condition", "mother-told", note="x")),
    )
    return take_in_record(world.database, world.system, whole, NOW).patient_id


def household(world: World, patient_id: str, lead: Actor) -> Household:
    return read_household(world.database, lead, patient_id, PACK, NOW)


def link_of(world: World, patient_id: str, other: str, kind: LinkKind) -> None:
    gate(world, patient_id)
    link_patients(world.database, world.doctor, patient_id, NewLink(other, kind), {}, PACK, NOW)


def test_the_lead_sees_what_the_records_say_together(world: World, sam: str) -> None:
    lead, mother = guarded(world).lead, mother_of(world)
    link_of(world, sam, mother, LinkKind.PARENT)
    found = household(world, sam, lead)
    assert [one.patient.id for one in found.members] == [sam, mother]
    child, parent = found.members
    assert [one.difficulty for one in parent.difficulties] == ["harm"]
    (prompt,) = [one for one in child.prompts if one.indicator == "C01"]
    assert [(one.person, one.display) for one in prompt.why] == [
        (mother, "Victim of domestic abuse")
    ]
    assert found.names[mother].name.given == "Mia"
    turned = household(world, mother, lead)
    assert [one.patient.id for one in turned.members] == [mother, sam]
    assert [one.indicator for one in turned.members[1].prompts if one.why[0].person] == ["C01"]


def test_without_a_link_the_records_say_nothing_together(world: World, sam: str) -> None:
    lead, mother = guarded(world).lead, mother_of(world)
    link_of(world, sam, mother, LinkKind.FORMER_PARTNER)
    link_of(world, sam, mother, LinkKind.FEARED)
    found = household(world, sam, lead)
    assert [one.patient.id for one in found.members] == [sam]
    assert "C01" not in [one.indicator for one in found.members[0].prompts]


def test_a_record_that_the_lead_may_not_see_is_left_out_without_a_trace(
    world: World, sam: str
) -> None:
    case, mother = guarded(world), mother_of(world)
    before = household(world, sam, case.lead)
    link_of(world, sam, mother, LinkKind.PARENT)
    replace(case, world=replace(world, patient_id=mother)).change(
        Change.DENY, case.lead, by=case.second_lead
    )
    assert household(world, sam, case.lead) == before
    assert len(household(world, sam, case.second_lead).members) == 2
    with pytest.raises((NotFound, Denied)):
        household(world, mother, case.lead)


def test_a_link_changes_nothing_that_a_clinician_is_told(world: World, sam: str) -> None:
    mother = mother_of(world)

    def told() -> object:
        gate(world, sam)
        shown = look(world.database, world.doctor, sam, PACK, NOW)
        return shown.assessment, shown.front, shown.standing

    before = told()
    link_of(world, sam, mother, LinkKind.PARENT)
    assert told() == before


def test_the_household_is_the_leads_alone(world: World, sam: str) -> None:
    case = guarded(world)
    for who in (world.doctor, case.nurse, world.receptionist):
        with pytest.raises(Denied):
            household(world, sam, who)
    with pytest.raises(ScreenNotPrivate):
        household(world, sam, replace(case.lead, session_id="00000000-0000-4000-8000-000000000777"))


def test_looking_at_a_household_is_audited_with_everybody_whose_record_was_read(
    world: World, sam: str
) -> None:
    case, mother = guarded(world), mother_of(world)
    link_of(world, sam, mother, LinkKind.PARENT)
    household(world, sam, case.lead)
    looked = {
        object_id
        for actor, event, object_id, *_ in case.audit()
        if (actor, event) == (case.lead.clinician_id, "read-household")
    }
    assert looked == {sam, mother}
