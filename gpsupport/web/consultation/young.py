"""What is said otherwise when the patient is a child: a child is not asked as an adult is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gpsupport.domain.days import age_on
from gpsupport.domain.enquiry import TEENAGER_FROM, EnquiryOutcome, NextEnquiry, asked_as_child
from gpsupport.domain.people import Patient
from gpsupport.web import words

# The answer that is kept is the same; no word about a grown-up's life stands on a child's page.
_SAID = {
    EnquiryOutcome.DISCLOSED_CURRENT: "Told of something worrying now",
    EnquiryOutcome.DISCLOSED_PAST: "Told of something in the past",
    EnquiryOutcome.NOT_DISCLOSED: "Said that things are all right",
}


def is_child(patient: Patient, today: date) -> bool:
    """Whether the patient is asked as a child today."""
    return asked_as_child(age_on(patient.born, today) if patient.born else None)


def is_teenager(patient: Patient, today: date) -> bool:
    """Whether the words of a small child do not fit the patient any more today."""
    return patient.born is not None and age_on(patient.born, today) >= TEENAGER_FROM


def next_of(upcoming: NextEnquiry, *, child: bool) -> NextEnquiry:
    """When to ask again; for a child the day alone, since its reason is put in an adult's words."""
    return replace(upcoming, because="") if child and upcoming.due_on else upcoming


def outcome_in_words(outcome: EnquiryOutcome, *, child: bool) -> str:
    """What came of an asking."""
    return (child and _SAID.get(outcome)) or words.OUTCOMES[outcome]
