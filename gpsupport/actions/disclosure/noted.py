"""What stands after the newest telling of a record, for pages that lead back to it."""

from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.counted import noted_and_counting
from gpsupport.actions.disclosure.telling import find_latest_told
from gpsupport.actions.family.people import relatives_of
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.disclosure.plans import children_to_plan_for
from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.people import Actor
from gpsupport.domain.record import PatientPicture
from gpsupport.persistence.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AfterTelling:
    """What was noted after a telling, with the way that is kept now as its contact.

    Where nothing was saved yet, `made` holds the children of the record, none with a plan. `over`:
    what was told of is past. `consultation_id` is the one in which the patient told.
    """

    made: Disclosure
    consultation_id: str
    over: bool


def read_after_telling(
    work: UnitOfWork, actor: Actor, picture: PatientPicture, now: datetime
) -> AfterTelling | None:
    """What was noted after the newest telling here; None where nobody told in a consultation."""
    patient, enquiries = picture.patient, picture.history.until(london_day(now))
    found = find_latest_told(work, actor, patient.id, enquiries)
    if found is None:
        return None
    enquiry_id, consultation_id = found
    enquiry = next(one for one in enquiries if one.id == enquiry_id)
    noted = noted_and_counting(work, actor, patient.id, (enquiry,))
    made = noted[-1] if noted else None
    if made is None:
        children = children_to_plan_for(
            patient, relatives_of(work, actor, picture), london_day(now)
        )
        made = Disclosure("", patient.id, consultation_id, enquiry_id, now, "", children=children)
    kept = work.safe_contacts.read_all(actor, patient.id)
    return AfterTelling(
        made=replace(made, contact=kept[-1].contact if kept else made.contact),
        consultation_id=consultation_id,
        over=enquiry.outcome is EnquiryOutcome.DISCLOSED_PAST,
    )
