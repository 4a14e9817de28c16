"""Reading what is known of a family for a meeting."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.errors import NotFound
from gpsupport.actions.family.people import people_of
from gpsupport.actions.referral.places import names_of
from gpsupport.actions.ways import ways_kept
from gpsupport.domain.days import age_on
from gpsupport.domain.disclosure.disclosure import OWN
from gpsupport.domain.family.children import linked_children, relatives_with_linked
from gpsupport.domain.family.links import LinkKind
from gpsupport.domain.knowledge.content.meetings import MeetingContent
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.meetings.adults import AdultsNames, of_child
from gpsupport.domain.meetings.facts import FamilyFacts, facts_of
from gpsupport.domain.meetings.glance import urgency_of
from gpsupport.domain.meetings.meeting import AgendaItem, Attendee, Heard, Meeting
from gpsupport.domain.meetings.packs import Family, alike
from gpsupport.domain.people import (
    CHILD_BELOW,
    Actor,
    Clinician,
    Patient,
    Relationship,
    Relative,
    Role,
    children_of,
)
from gpsupport.domain.recording.safe_ways import withdrawn_ways
from gpsupport.domain.referral.following import Referral
from gpsupport.persistence.work import UnitOfWork


def content_of(knowledge: Knowledge) -> MeetingContent:
    """What the content says of meetings. Raises NotFound for content that says nothing of them."""
    if knowledge.meetings is None or knowledge.referral is None:
        raise NotFound
    return knowledge.meetings


@dataclass(frozen=True, slots=True)
class Kin:
    """The related persons of a record, and every linked child whom it does not name.

    `linked` says which patient a linked child is, by the entry under which it stands here.
    """

    relatives: tuple[Relative, ...]
    linked: Mapping[str, str]

    def key_of(self, relative: Relative) -> str:
        """The patient whom a linked one is, of anybody else the entry of the record."""
        return self.linked.get(relative.resource, relative.resource)


def kin_of(work: UnitOfWork, actor: Actor, patient_ids: Collection[str]) -> dict[str, Kin]:
    """The kin of several patients, by patient; without those whom the policy hides."""
    links = work.links.read_many(actor, patient_ids)
    relatives = work.relatives.read_many(actor, patient_ids)
    people = people_of(work, actor, (one for own in links.values() for one in own))
    return {
        one: Kin(
            relatives_with_linked(relatives[one], own, people),
            linked_children(relatives[one], own, people),
        )
        for one, own in links.items()
    }


@dataclass(frozen=True, slots=True)
class Glance:
    """What a meeting sees of a family at once: the children, oldest first, and the referrals.

    `names` look like an address and are none.
    """

    children: tuple[Relative, ...]
    referrals: tuple[Referral, ...]
    kin: Kin
    names: tuple[str, ...] = ()


def glances_at(
    work: UnitOfWork,
    actor: Actor,
    patient_ids: Collection[str],
    names: tuple[str, ...],
    today: date,
) -> dict[str, Glance]:
    """Families at a glance, by patient; `names` are those of `names_here`."""
    referrals = work.referrals.read_many(actor, patient_ids)
    return {
        one: Glance(children_of(kin.relatives, today), referrals[one], kin, names)
        for one, kin in kin_of(work, actor, patient_ids).items()
    }


def names_here(work: UnitOfWork, actor: Actor) -> tuple[str, ...]:
    """What may look like an address and is none: the practice and services that are no secret."""
    return names_of(work, actor, work.options.names(actor))


def helpers_of_adults(
    work: UnitOfWork, actor: Actor, meeting: Meeting, content: MeetingContent
) -> AdultsNames:
    """The help of adults here and whoever gives it: no words for a child's record name it."""
    with_adults = {one.id for one in content.roles if one.with_adults}
    comers = [one for one in meeting.attendance if one.role in with_adults]
    staff = work.staff.list_all(actor)
    kinds = content.adults_help.kinds
    return AdultsNames(
        services=(
            *content.adults_help.words,
            *(one.name for one in work.options.names(actor) if one.kind in kinds),
            *(one.organisation for one in comers),
        ),
        people=(
            *(one.name for one in comers),
            *(one.name for one in staff if Role.IRIS_ADVOCATE in one.roles),
        ),
    )


def helping_adults_of(
    helpers: AdultsNames, patient: Patient, glance: Glance, content: MeetingContent, today: date
) -> AdultsNames:
    """The same, and the help that adults of this family were referred to."""
    children, help_ = _with_own(patient, glance.children, today), content.adults_help
    childs = {one.begun.option_name for one in glance.referrals if of_child(one, children, help_)}
    named = (*helpers.services, *(one.begun.option_name for one in glance.referrals))
    return AdultsNames(
        services=tuple(one for one in named if one not in childs),
        people=helpers.people,
        own=(str(patient.name), *(str(one.name) for one in children)),
    )


def is_child(patient: Patient, today: date) -> bool:
    """Whether the patient is a child."""
    return patient.born is not None and age_on(patient.born, today) < CHILD_BELOW


def family_for_pack(  # noqa: PLR0917 - whose, for whom, by which content and when
    work: UnitOfWork,
    actor: Actor,
    patient: Patient,
    heard: Heard,
    helpers: AdultsNames,
    knowledge: Knowledge,
    today: date,
) -> Family:
    """One family with all its parts, and with those who may get none of them. Raises Denied.

    `helpers` are the help of adults here.
    """
    patient_id, content = patient.id, content_of(knowledge)
    glance = glances_at(work, actor, (patient_id,), (), today)[patient_id]
    contacts = ways_kept(work, actor, patient_id, glance.referrals)
    told = work.disclosures.find_latest(actor, patient_id)
    adults = helping_adults_of(helpers, patient, glance, content, today)
    known = FamilyFacts(
        patient=patient,
        children=_with_own(patient, glance.children, today),
        told=told,
        contact=contacts[-1].contact if contacts else None,
        referrals=tuple(one for one in glance.referrals if not one.state.over),
        unmet=work.unmet.read_all(actor, patient_id),
        adults=adults,
    )
    return Family(
        heard=heard,
        facts=facts_of(known, heard, content, knowledge, today),
        parties=_parties(work, actor, patient),
        kept_from=_kept_from(work, actor, patient_id),
        withdrawn=withdrawn_ways([one.contact for one in contacts], today),
        urgency=urgency_of(glance.referrals, heard.item.reasons),
        adults=adults,
    )


def taken_for_others(
    work: UnitOfWork, actor: Actor, patient: Patient, item: AgendaItem, coming: Iterable[Attendee]
) -> dict[str, tuple[str, ...]]:
    """Those who come and could be somebody of the case by name, each with the names; by their id.

    Raises Denied.
    """
    people = tuple(coming)
    if not people:
        return {}
    parties = _parties(work, actor, patient)
    ours = _kept_from(work, actor, patient.id)
    found = {one.id: alike(one, item, parties, ours) for one in people}
    return {attendee: names for attendee, names in found.items() if names}


def _kept_from(work: UnitOfWork, actor: Actor, patient_id: str) -> tuple[Clinician, ...]:
    staff = {one.id: one for one in work.staff.list_all(actor)}
    hidden = work.meeting_notes.kept_from(actor, patient_id, staff)
    return tuple(one for one in staff.values() if one.id in hidden)


def _with_own(
    patient: Patient, children: tuple[Relative, ...], today: date
) -> tuple[Relative, ...]:
    """Everybody under 18 whom it is about: the patient first, then the patient's children."""
    if not is_child(patient, today):
        return children
    return Relative(OWN, Relationship.CHILD, patient.name, patient.born), *children


def _parties(work: UnitOfWork, actor: Actor, patient: Patient) -> tuple[str, ...]:
    """The names of everybody whom the case is about: the family, and whoever is feared."""
    links = work.links.read_all(actor, patient.id)
    people = people_of(work, actor, (one for one in links if one.kind is not LinkKind.FEARED))
    return (
        str(patient.name),
        *(str(one.name) for one in work.relatives.read_all(actor, patient.id)),
        *(str(one.name) for one in people.values()),
        *(str(one) for one in work.links.name_feared(actor, patient.id).values()),
    )
