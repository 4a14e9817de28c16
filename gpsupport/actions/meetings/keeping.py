"""Keeping what was typed at a meeting and could not be saved, for 24 hours."""

from collections.abc import Iterable
from datetime import datetime

from gpsupport.actions.consultation.current import ensure_open, require_patient
from gpsupport.actions.meetings.reading import find_meeting, heard_of
from gpsupport.actions.meetings.typed import AGENDA, TypedNote, forget, put_typed
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import FormName
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database


def keep_typed(
    database: Database,
    actor: Actor,
    meeting_id: str,
    typed: Iterable[TypedNote],
    now: datetime,
) -> None:
    """Keep forms as they were sent, each in place of what was kept of the same.

    Raises Denied, and NotFound for a family that the meeting does not hear, the agenda's apart.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        meeting = find_meeting(work, actor, meeting_id)
        for one in typed:
            require_patient(work, actor, one.patient_id)
            if one.what != AGENDA:
                heard_of(work, actor, meeting, one.patient_id)
            consultation = ensure_open(work, actor, one.patient_id, now)
            kept = work.forms.find(actor, consultation.id, FormName.MEETING, now) or {}
            together = put_typed(kept, meeting_id, one)
            work.forms.save(actor, consultation.id, FormName.MEETING, together, now)


def give_up(  # noqa: PLR0917 - of which meeting and family, which form, and when
    database: Database,
    actor: Actor,
    meeting_id: str,
    patient_id: str,
    what: str,
    replaces: str,
    now: datetime,
) -> None:
    """Forget a form that was kept. Raises Denied."""
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        forget(work, actor, meeting_id, patient_id, what, now, {replaces})
