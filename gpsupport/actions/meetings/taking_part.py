"""Who of those who come has a part in a case, and who only has the name of somebody who has."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from gpsupport.actions.errors import NotFound
from gpsupport.actions.meetings.families import taken_for_others
from gpsupport.actions.meetings.reading import heard_of, hold_meeting
from gpsupport.actions.meetings.writing import changing
from gpsupport.domain.meetings.meeting import SomebodyElse
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database, StaleRow


def keep_out(  # noqa: PLR0917 - at which meeting, of which family, whom, and when
    database: Database,
    actor: Actor,
    meeting_id: str,
    patient_id: str,
    attendees: Iterable[str],
    seen: str,
    now: datetime,
) -> None:
    """Say who of those who come has a part in a case: they neither hear nor get anything of it.

    `seen` is the id of the item as it was shown. Raises Denied, NotFound, and StaleRow where
    somebody else said it meanwhile.
    """
    with database.writing(changing(actor, now)) as work:
        meeting = hold_meeting(work, actor, meeting_id)
        item = heard_of(work, actor, meeting, patient_id).item
        if item.id != seen:
            raise StaleRow("somebody else said who has a part in it meanwhile")
        known = {one.id for one in meeting.attendance}
        kept_out = tuple(sorted(known & set(attendees)))
        if kept_out != item.kept_out:
            made = replace(item, at=item.at, kept_out=kept_out)
            work.meeting_notes.add(actor, made, item.id)


def tell_apart(  # noqa: PLR0917 - at which meeting, of which family, whom, and when
    database: Database,
    actor: Actor,
    meeting_id: str,
    patient_id: str,
    attendee_id: str,
    seen: str,
    now: datetime,
) -> None:
    """Say that somebody who comes is none of those of a case whose names are alike.

    It is noted by whom and when, and holds for the names that are alike now. `seen` is the id of
    the item as it was shown. Raises Denied, NotFound, and StaleRow where somebody else said
    something of it meanwhile.
    """
    with database.writing(changing(actor, now)) as work:
        meeting = hold_meeting(work, actor, meeting_id)
        item = heard_of(work, actor, meeting, patient_id).item
        if item.id != seen:
            raise StaleRow("somebody else said who has a part in it meanwhile")
        patient = work.patients.find(actor, patient_id)
        attendee = next((one for one in meeting.coming if one.id == attendee_id), None)
        if patient is None or attendee is None:
            raise NotFound
        names = taken_for_others(work, actor, patient, item, (attendee,)).get(attendee_id)
        if names:
            said = SomebodyElse(attendee.id, attendee.name, names, now, actor.name)
            made = replace(item, told_apart=(*item.told_apart, said))
            work.meeting_notes.add(actor, made, item.id)
