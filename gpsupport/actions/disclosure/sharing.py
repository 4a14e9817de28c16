"""The sharing log of a patient: what was shared, or not, and on what ground."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.consultation.current import (
    name_of_lead,
    require_gate_without_company,
    require_history,
    require_picture,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.telling import find_told
from gpsupport.actions.disclosure.wanting import Wanting
from gpsupport.actions.errors import GateClosed
from gpsupport.actions.forms import Fields, SavedSince, keep_in
from gpsupport.actions.kept_together import stamp_of
from gpsupport.actions.needs import need_of
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.disclosure.faults import faults_of_sharing
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.referral.matching import Fit, rank
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenSharing:
    """Every entry of one patient, oldest first, and what is being typed for the next ones.

    `typed` is None when nothing was kept, and `stamp` says which words they are: it changes with
    them. `options` and `lead_name` are those whom the words of the pages name; `told` says that the
    patient told in this consultation. `noted` is what was saved after that, `noting` the boxes of
    its form that are not saved yet: to whom the patient agreed stands there.
    """

    patient: Patient
    consultation: Consultation
    entries: tuple[SharingEntry, ...]
    typed: Mapping[str, list[str]] | None
    stamp: str
    options: tuple[Fit, ...]
    lead_name: str
    told: bool
    noted: Disclosure | None
    noting: Mapping[str, list[str]] | None


def open_sharing(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> OpenSharing:
    """The log and the form. Raises Denied, NotFound, GateClosed."""
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_SHARING)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        return _open(work, actor, consultation, knowledge, now)


def keep_sharing_form(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    fields: Fields,
    knowledge: Knowledge,
    now: datetime,
) -> OpenSharing:
    """Keep the fields as typed so far, for 24 hours, and open the page that shows them.

    With a shut gate they are kept too, and then GateClosed is raised. Raises Denied, NotFound.
    """
    opened = None
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        consultation = keep_in(work, actor, patient_id, FormName.SHARING, fields, now)
        if consultation.history_open(now):
            opened = _open(work, actor, consultation, knowledge, now)
    require_history(consultation, now)
    if opened is None:
        raise GateClosed
    return opened


def log_checked(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    stamp: str,
    read: Callable[[Consultation, Mapping[str, list[str]]], Iterable[SharingEntry]],
    knowledge: Knowledge,
    now: datetime,
) -> tuple[SharingEntry, ...]:
    """Add to the log what was checked, all of it or nothing, and forget the form.

    `stamp` is that of the words as they were checked, and `read` makes entries of the words of a
    form. Where nothing is kept any more it was logged already, and nothing is logged twice. Raises
    Denied, NotFound, GateClosed, SavedSince when other words were typed since, and Wanting with
    what `faults_of_sharing` says.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.NOTE_SHARING)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        here = consultation.id
        typed = work.forms.find(actor, here, FormName.SHARING, now)
        if typed is None:
            return ()
        if stamp_of(typed) != stamp:
            raise SavedSince
        if not work.forms.drop(actor, here, FormName.SHARING):
            # Of a button pressed twice at once the other was faster.
            return ()
        checked = tuple(read(consultation, typed))
        wanting = [one for made in checked for one in faults_of_sharing(made, knowledge.sharing)]
        if wanting:
            raise Wanting(wanting)
        whole = (
            replace(one, id="", patient_id=patient_id, consultation_id=here, at=now, by=actor.name)
            for one in checked
        )
        return tuple(work.sharing.add(actor, one) for one in whole)


def _everything_shared(work: UnitOfWork, actor: Actor, patient_id: str) -> tuple[SharingEntry, ...]:
    """What was logged in consultations, and what packs of meetings gave away."""
    entries = work.sharing.read_all(actor, patient_id)
    given = work.meeting_notes.shared_of(actor, patient_id)
    return tuple(sorted((*entries, *given), key=lambda one: one.at)) if given else entries


def _open(
    work: UnitOfWork, actor: Actor, consultation: Consultation, knowledge: Knowledge, now: datetime
) -> OpenSharing:
    today = london_day(now)
    picture = require_picture(work, actor, consultation.patient_id)
    here = consultation.id
    typed = work.forms.find(actor, here, FormName.SHARING, now)
    told = find_told(work, actor, consultation) is not None
    return OpenSharing(
        patient=picture.patient,
        consultation=consultation,
        entries=_everything_shared(work, actor, consultation.patient_id),
        typed=typed,
        stamp=stamp_of(typed) if typed is not None else "",
        options=rank(work.options.list_all(actor), need_of(picture, knowledge, today), today),
        lead_name=name_of_lead(work.staff.list_all(actor)),
        told=told,
        noted=work.disclosures.find_of(actor, here) if told else None,
        noting=work.forms.find(actor, here, FormName.DISCLOSURE, now) if told else None,
    )
