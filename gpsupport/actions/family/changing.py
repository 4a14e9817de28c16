"""Linking two patients, deciding about a proposal, and ending a link."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import (
    ensure_open,
    require_gate_without_company,
    require_history,
    require_patient,
    require_picture,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.family.people import has_told, proposed
from gpsupport.actions.forms import Fields, keep_form
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import FormName
from gpsupport.domain.events import Event
from gpsupport.domain.family.links import FamilyLink, LinkEnd, LinkKind, wrong_way_round
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork


class AlreadyLinked(StaleRow):
    """The two are linked like that already: nothing was written."""

    def __init__(self) -> None:
        """Say nothing of who they are: it would end up in a log."""
        super().__init__("the two are linked like that already")


class WrongWayRound(Exception):
    """A child would be born before the parent: the two were mistaken for each other."""


class NotConfirmed(Exception):
    """Whoever told would stand on another's record, and nobody said that this is meant."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What was decided about a proposal: what the other is to the patient, None for nobody.

    `resource` is the entry of the record; `confirmed` says that the link may show on both records.
    """

    resource: str
    other_id: str
    kind: LinkKind | None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class NewLink:
    """What the other is to the patient, and what was written beside it.

    `confirmed` says that it may show on both records.
    """

    other_id: str
    kind: LinkKind
    note: str = ""
    confirmed: bool = False


def keep_links_form(
    database: Database, actor: Actor, patient_id: str, fields: Fields, now: datetime
) -> None:
    """Keep the fields as typed so far, for 24 hours. Raises Denied, NotFound, then GateClosed."""
    keep_form(database, actor, patient_id, FormName.FAMILY, fields, now)


def link_patients(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    wanted: NewLink,
    fields: Fields,
    knowledge: Knowledge,
    now: datetime,
) -> FamilyLink | None:
    """Link somebody to a patient, and forget what was typed.

    With a shut gate, where they are linked so already, where it cannot be, or where somebody who
    told would stand on another's record and nobody said that it is meant, the `fields` are kept as
    they were typed, and GateClosed, AlreadyLinked, WrongWayRound or NotConfirmed is raised. Raises
    Denied and NotFound too.
    """
    made, wrong, unsure = None, False, False
    try:
        with database.writing(_changing(actor, now)) as work:
            patient = require_patient(work, actor, patient_id)
            consultation = ensure_open(work, actor, patient_id, now)
            if consultation.history_open(now):
                wrong = wrong_way_round(wanted.kind, patient, _other(work, actor, wanted))
                unsure = not wanted.confirmed and _wants_a_yes(
                    work, actor, patient_id, wanted, knowledge, now
                )
            if consultation.history_open(now) and not wrong and not unsure:
                made = _link(work, actor, patient_id, wanted, now)
                work.forms.drop(actor, consultation.id, FormName.FAMILY)
            else:
                work.forms.save(actor, consultation.id, FormName.FAMILY, fields, now)
    except StaleRow:
        keep_links_form(database, actor, patient_id, fields, now)
        raise AlreadyLinked from None
    require_history(consultation, now)
    if wrong:
        raise WrongWayRound
    if unsure:
        raise NotConfirmed
    return made


def settle_proposal(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    settled: Settled,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Link a patient whom the record seems to name, or say that it is not they.

    Either way it is proposed no more. What somebody else has settled meanwhile stays as it is.
    Raises NotConfirmed where somebody who told would stand on another's record unconfirmed;
    Denied, NotFound, GateClosed too.
    """
    resource, other_id, kind = settled.resource, settled.other_id, settled.kind
    with database.writing(_changing(actor, now)) as work:
        require_gate_without_company(work, actor, patient_id, now)
        links = work.links.read_all(actor, patient_id)
        open_ones = {
            (one.relative.resource, one.patient.id)
            for one in proposed(work, actor, patient_id, links)
        }
        if (resource, other_id) not in open_ones:
            return
        if kind is None:
            work.links.refuse(actor, patient_id, resource, other_id, by=actor.name, at=now)
            return
        wanted = NewLink(other_id, kind)
        if not settled.confirmed and _wants_a_yes(work, actor, patient_id, wanted, knowledge, now):
            raise NotConfirmed
        _link(work, actor, patient_id, wanted, now, resource)


def _wants_a_yes(  # noqa: PLR0917 - whose record, which link, by which content and when
    work: UnitOfWork,
    actor: Actor,
    patient_id: str,
    wanted: NewLink,
    knowledge: Knowledge,
    now: datetime,
) -> bool:
    """Whether the patient would stand on the record of somebody who is, or may be, feared.

    After a telling that may be anybody but a child.
    """
    if wanted.kind.one_way:
        return False
    links = work.links.read_all(actor, patient_id)
    if any(one.open and one.kind.one_way and one.other_id == wanted.other_id for one in links):
        return True
    if wanted.kind is LinkKind.CHILD:
        return False
    return has_told(require_picture(work, actor, patient_id), knowledge, london_day(now))


def end_link(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    link_id: str,
    version: int,
    end: LinkEnd,
    now: datetime,
) -> None:
    """End a link that stands on the patient's side, for both.

    One that was ended already stays as it is, and so does one that is none of the patient's.
    Raises Denied, NotFound, GateClosed.
    """
    try:
        with database.writing(_changing(actor, now)) as work:
            require_gate_without_company(work, actor, patient_id, now)
            if link_id not in {one.id for one in work.links.read_all(actor, patient_id)}:
                return
            work.links.end(actor, link_id, version, end, by=actor.name, at=now)
    except StaleRow:
        # Another window was first: the page shows what it did.
        return


def _link(  # noqa: PLR0917 - whom, how, when, and what led to it
    work: UnitOfWork,
    actor: Actor,
    patient_id: str,
    wanted: NewLink,
    now: datetime,
    resource: str = "",
) -> FamilyLink:
    return work.links.add(
        actor,
        FamilyLink(
            id="",
            patient_id=patient_id,
            other_id=wanted.other_id,
            kind=wanted.kind,
            made_at=now,
            by=actor.name,
            proposed_from=resource,
            note=wanted.note,
        ),
    )


def _other(work: UnitOfWork, actor: Actor, wanted: NewLink) -> Patient:
    """Whom to link; the audit notes nobody before the link is made. Raises NotFound."""
    found = work.patients.list_some(actor, {wanted.other_id}).get(wanted.other_id)
    if found is None or found.id in work.life_events.kept_apart(actor):
        raise NotFound
    return found


def _changing(actor: Actor, now: datetime) -> Occasion:
    return Occasion(actor, Permission.CONSULT, now, Event.CHANGE_FAMILY)
