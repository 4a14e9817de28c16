"""What is known of the people to be helped, read off the picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.assessment import imported_enquiries
from gpsupport.domain.days import age_on, within
from gpsupport.domain.enquiry import EnquiryHistory, EnquiryOutcome
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Relative, Sex, children_of
from gpsupport.domain.record import CodedEntry, PatientPicture
from gpsupport.domain.referral.matching import Need


@dataclass(frozen=True, slots=True)
class Looking:
    """What somebody said about the family that no record holds; None where nobody said it.

    `area` and `language` as the directory calls them.
    """

    area: str | None = None
    language: str | None = None


def needs_of(
    picture: PatientPicture,
    knowledge: Knowledge,
    today: date,
    *,
    relatives: Iterable[Relative] | None = None,
    looking: Looking | None = None,
) -> tuple[Need, ...]:
    """The patient first, then each child by itself, oldest first.

    `relatives` are those of the record, and the linked children with them where the caller knows
    them. What nobody told us stays unknown; a record does not say of which sex a related person is.
    Children are taken to live with the patient.
    """
    own = need_of(picture, knowledge, today, looking)
    named = picture.relatives if relatives is None else relatives
    return own, *(
        Need(
            age=age_on(child.born, today) if child.born else None,
            sex=Sex.UNKNOWN,
            area=own.area,
            abuse_ongoing=own.abuse_ongoing,
            name=child.name.given,
            is_patient=False,
            in_refuge=own.in_refuge,
            language=own.language,
        )
        for child in children_of(named, today)
    )


def need_of(
    picture: PatientPicture, knowledge: Knowledge, today: date, looking: Looking | None = None
) -> Need:
    """What is known of the patient alone."""
    patient, said = picture.patient, looking or Looking()
    return Need(
        age=age_on(patient.born, today) if patient.born else None,
        sex=patient.sex,
        area=said.area,
        abuse_ongoing=_ongoing(picture, knowledge, today),
        name=patient.name.given,
        in_refuge=_in_refuge(picture, knowledge, today),
        language=said.language,
    )


def _ongoing(picture: PatientPicture, knowledge: Knowledge, today: date) -> bool | None:
    """What the latest answer says; "no" and silence say nothing about what goes on."""
    history = EnquiryHistory(picture.history.enquiries + imported_enquiries(picture, knowledge))
    says = {EnquiryOutcome.DISCLOSED_CURRENT: True, EnquiryOutcome.DISCLOSED_PAST: False}
    told = [one.outcome for one in history.askings_until(today) if one.outcome in says]
    return says[told[-1]] if told else None


def _in_refuge(picture: PatientPicture, knowledge: Knowledge, today: date) -> bool | None:
    """Whether a recent entry says so. No code says that somebody left, so nothing else is known."""
    if knowledge.referral is None:
        return None
    rules = knowledge.referral.matching
    wanted = set(rules.refuge_codes)
    recent = (
        entry
        for entry in picture.entries
        if entry.on is not None and within(entry.on.earliest, today, rules.refuge_days)
    )
    return True if any(_is_of(entry, wanted, knowledge) for entry in recent) else None


def _is_of(entry: CodedEntry, wanted: set[str], knowledge: Knowledge) -> bool:
    return any(
        not wanted.isdisjoint(knowledge.sets_of_code.get(coding.code, ()))
        for coding in entry.codings
    )
