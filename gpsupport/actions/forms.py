"""What is typed into a form of a consultation and not saved yet: kept for 24 hours."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from gpsupport.actions.consultation.current import (
    ensure_open,
    require_gate_without_company,
    require_history,
    require_patient,
)
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork

Fields = Mapping[str, Sequence[str]]


class SavedSince(StaleRow):
    """Other words than the page showed are saved by now: nothing of them was replaced."""

    def __init__(self) -> None:
        """Say nothing of what was typed: it would end up in a log."""
        super().__init__("another version was saved since this page was opened")


def keep_form(  # noqa: PLR0917 - whose form, which one, what stands in it, and when
    database: Database,
    actor: Actor,
    patient_id: str,
    form: FormName,
    fields: Fields,
    now: datetime,
) -> datetime:
    """Keep the fields of a form as typed so far; when they were kept.

    Only reading wants an open gate: with a shut one they are kept too, and then GateClosed is
    raised. Raises Denied, NotFound.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        consultation = keep_in(work, actor, patient_id, form, fields, now)
    require_history(consultation, now)
    return now


def keep_in(  # noqa: PLR0917 - whose form, which one, what stands in it, and when
    work: UnitOfWork,
    actor: Actor,
    patient_id: str,
    form: FormName,
    fields: Fields,
    now: datetime,
) -> Consultation:
    """The same inside a larger transaction; the consultation in which it lies. Raises NotFound."""
    require_patient(work, actor, patient_id)
    consultation = ensure_open(work, actor, patient_id, now)
    work.forms.save(actor, consultation.id, form, fields, now)
    return consultation


def give_up(
    database: Database, actor: Actor, patient_id: str, form: FormName, now: datetime
) -> None:
    """Forget what was typed, for what was saved shall stand instead: it was shown beside it.

    Raises Denied, NotFound, GateClosed.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        work.forms.drop(actor, consultation.id, form)
