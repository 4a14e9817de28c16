"""What a lead is to look at, and what she found."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.errors import Incomplete, NotFound
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.record_access import ReviewOutcome, practitioners
from gpsupport.persistence.stores.review_items import ReviewItem
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class ToReview:
    """One access to look at; without a patient where nobody was found."""

    item: ReviewItem
    staff: str
    patient: Patient | None


def list_review_items(database: Database, actor: Actor, now: datetime) -> tuple[ToReview, ...]:
    """What this lead is to look at, the oldest first. Raises Denied.

    What lies with a lead who has gone, or is denied the patient by now, is passed on to another.
    """
    occasion = Occasion(
        actor, Permission.GUARD_RECORDS, now, Event.READ_REVIEW_ITEMS, Purpose.SAFEGUARDING
    )
    with database.writing(occasion) as work:
        staff = work.staff.list_all(actor)
        names = {one.id: one.name for one in staff}
        work.review_items.pass_on(actor, practitioners(staff).leads)
        return tuple(
            ToReview(
                item=item,
                staff=names.get(item.staff_id, ""),
                patient=work.patients.find(actor, item.patient_id) if item.patient_id else None,
            )
            for item in work.review_items.list_open(actor)
        )


def close_review_item(
    database: Database,
    actor: Actor,
    item_id: str,
    now: datetime,
    *,
    outcome: ReviewOutcome | None,
    note: str,
) -> None:
    """Keep what the lead found. What is not simply in order wants a note.

    Raises Denied, Incomplete, NotFound for what this lead is not to look at or is closed, and
    StaleRow.
    """
    if outcome is None:
        raise Incomplete(("outcome",))
    if outcome is not ReviewOutcome.APPROPRIATE and not note.strip():
        raise Incomplete(("note",))
    occasion = Occasion(
        actor, Permission.GUARD_RECORDS, now, Event.CLOSE_REVIEW_ITEM, Purpose.SAFEGUARDING
    )
    with database.writing(occasion) as work:
        item = work.review_items.find(actor, item_id)
        if item is None:
            raise NotFound
        work.review_items.close(actor, item, outcome, note.strip(), now)
