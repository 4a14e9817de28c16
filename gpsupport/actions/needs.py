"""What is known of the people to be helped, read off the picture."""

from datetime import date

from gpsupport.domain.assessment import imported_enquiries
from gpsupport.domain.days import age_on
from gpsupport.domain.enquiry import EnquiryHistory, EnquiryOutcome
from gpsupport.domain.knowledge import Knowledge
from gpsupport.domain.people import Relationship, Relative
from gpsupport.domain.record import PatientPicture
from gpsupport.domain.referral import Need

ADULT_FROM = 18


def need_of(picture: PatientPicture, knowledge: Knowledge, today: date) -> Need:
    """What is known of the people to be helped. What nobody told us stays unknown."""
    patient = picture.patient
    return Need(
        age=age_on(patient.born, today) if patient.born else None,
        sex=patient.sex,
        abuse_ongoing=_ongoing(picture, knowledge, today),
        children_ages=tuple(
            age_on(child.born, today) if child.born else None
            for child in children_of(picture.relatives, today)
        ),
    )


def children_of(relatives: tuple[Relative, ...], today: date) -> tuple[Relative, ...]:
    """The children whom a record names, oldest first; one without a birth date counts."""
    children = [
        relative
        for relative in relatives
        if relative.relationship is Relationship.CHILD
        and (relative.born is None or 0 <= age_on(relative.born, today) < ADULT_FROM)
    ]
    children.sort(key=lambda child: (child.born.earliest if child.born else today, child.resource))
    return tuple(children)


def _ongoing(picture: PatientPicture, knowledge: Knowledge, today: date) -> bool | None:
    """What the latest answer says; "no" and silence say nothing about what goes on."""
    history = EnquiryHistory(picture.history.enquiries + imported_enquiries(picture, knowledge))
    says = {EnquiryOutcome.DISCLOSED_CURRENT: True, EnquiryOutcome.DISCLOSED_PAST: False}
    told = [one.outcome for one in history.askings_until(today) if one.outcome in says]
    return says[told[-1]] if told else None
