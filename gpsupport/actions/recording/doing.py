"""Noting that something was done which could not wait."""

from collections.abc import Collection
from datetime import datetime

from gpsupport.actions.consultation.current import require_history
from gpsupport.actions.forms import Fields, keep_in
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import FormName
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database


def do_actions(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    done: Collection[str],
    fields: Fields,
    now: datetime,
) -> None:
    """Note that the actor has done these reminders of a patient; what is done already stays so.

    The `fields` of the page are kept as they were typed, with a shut gate too: then nothing is
    noted, and GateClosed is raised. Raises Denied, NotFound.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.DO_REMINDER)) as work:
        consultation = keep_in(work, actor, patient_id, FormName.RECORDING, fields, now)
        if consultation.history_open(now):
            for one in work.reminders.read_open(actor, patient_id):
                if one.id in done:
                    work.reminders.mark_done(actor, one.id, one.version, now)
    require_history(consultation, now)
