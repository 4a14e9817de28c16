"""What is known of the people to be helped, read off the picture."""

from datetime import date

from gpsupport.domain.assessment import imported_enquiries
from gpsupport.domain.days import age_on
from gpsupport.domain.enquiry import EnquiryHistory, EnquiryOutcome
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Sex, children_of
from gpsupport.domain.record import PatientPicture
from gpsupport.domain.referral import Need


def needs_of(picture: PatientPicture, knowledge: Knowledge, today: date) -> tuple[Need, ...]:
    """The patient first, then each child by itself, oldest first.

    What nobody told us stays unknown; a record does not say of which sex a related person is.
    """
    own = need_of(picture, knowledge, today)
    return own, *(
        Need(
            age=age_on(child.born, today) if child.born else None,
            sex=Sex.UNKNOWN,
            abuse_ongoing=own.abuse_ongoing,
            name=child.name.given,
            is_patient=False,
        )
        for child in children_of(picture.relatives, today)
    )


def need_of(picture: PatientPicture, knowledge: Knowledge, today: date) -> Need:
    """What is known of the patient alone."""
    patient = picture.patient
    return Need(
        age=age_on(patient.born, today) if patient.born else None,
        sex=patient.sex,
        abuse_ongoing=_ongoing(picture, knowledge, today),
        name=patient.name.given,
    )


def _ongoing(picture: PatientPicture, knowledge: Knowledge, today: date) -> bool | None:
    """What the latest answer says; "no" and silence say nothing about what goes on."""
    history = EnquiryHistory(picture.history.enquiries + imported_enquiries(picture, knowledge))
    says = {EnquiryOutcome.DISCLOSED_CURRENT: True, EnquiryOutcome.DISCLOSED_PAST: False}
    told = [one.outcome for one in history.askings_until(today) if one.outcome in says]
    return says[told[-1]] if told else None
