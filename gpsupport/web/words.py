"""Dates, names and counts as a person reads them."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from gpsupport.actions.days import LONDON
from gpsupport.domain.days import (
    PartialDate,
    Precision,
    age_in_months_on,
    age_on,
    day_in_words,
    span_in_words,
)
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason, Presence
from gpsupport.domain.knowledge.content.care import Owner
from gpsupport.domain.people import Patient, PersonName, Role, Sex

ROLES = {
    Role.GP: "GP",
    Role.NURSE: "Practice nurse",
    Role.SAFEGUARDING_LEAD: "Safeguarding lead",
    Role.PRACTICE_MANAGER: "Practice manager",
    Role.RECEPTIONIST: "Receptionist",
    Role.ADMINISTRATOR: "Administrator",
    Role.IRIS_ADVOCATE: "Advocate",
    Role.INTEGRATOR: "Systems integrator",
}

PRESENCES = {
    Presence.ALONE: "Patient alone",
    Presence.PROFESSIONAL_INTERPRETER: "With a professional interpreter",
    Presence.REMOTE_FREE_TO_TALK: "By phone or video, free to talk",
    Presence.SOMEONE_ELSE: "Someone else here",
    Presence.SAFE_ADULT: "With an adult who may see this",
    Presence.PATIENT_ABSENT: "Patient not here",
    Presence.NOT_SURE: "Not sure who is here",
    Presence.NOT_FREE_TO_TALK: "By phone or video, not free to talk",
    Presence.SOMEBODY_ELSE_ANSWERED: "Somebody else answered",
    Presence.CHILD_PRESENT: "A child was there",
    Presence.INFORMAL_INTERPRETER: "A relative or friend interpreting",
    Presence.INTERPRETER_MISSING: "No interpreter",
    Presence.OVERHEARD: "Could be overheard",
}

OUTCOMES = {
    EnquiryOutcome.DISCLOSED_CURRENT: "Abuse now",
    EnquiryOutcome.DISCLOSED_PAST: "Abuse in the past",
    EnquiryOutcome.NOT_DISCLOSED: "Said no",
    EnquiryOutcome.DECLINED: "Did not want to say",
    EnquiryOutcome.OPTED_OUT: "Asked us not to raise it",
    EnquiryOutcome.ANSWER_UNKNOWN: "Asked, answer not recorded",
    EnquiryOutcome.NOT_ASKED: "Not asked",
    EnquiryOutcome.DEFERRED: "Put off",
}

REASONS = {
    NotAskedReason.NOT_ALONE: "someone else was there",
    NotAskedReason.NOT_PRIVATE: "somebody could have heard",
    NotAskedReason.NO_TIME: "no time",
    NotAskedReason.INTERPRETER_MISSING: "no professional interpreter",
    NotAskedReason.TOO_UNWELL: "too unwell",
    NotAskedReason.LACKS_CAPACITY: "cannot take part yet; an advocate first",
    NotAskedReason.ALREADY_DONE: "already done",
    NotAskedReason.OTHER: "another reason",
}

_SEXES = {
    Sex.FEMALE: "Female",
    Sex.MALE: "Male",
    Sex.OTHER: "Other",
    Sex.UNKNOWN: "Not known",
}
_TITLES = frozenset({"Dr", "Mr", "Mrs", "Ms", "Miss", "Master", "Mx", "Prof", "Sister"})
_MONTHS_COUNT_BELOW_YEARS = 2


def day(on: date) -> str:
    """17 Aug 2026."""
    return day_in_words(PartialDate(on))


def long_day(on: date) -> str:
    """17 August 2026."""
    return f"{on.day} {on:%B %Y}"


def weekday(on: date) -> str:
    """Monday 23 November 2026."""
    return f"{on:%A} {long_day(on)}"


def clock_time(at: datetime) -> str:
    """9:12am in Europe/London."""
    here = at.astimezone(LONDON)
    return f"{here.hour % 12 or 12}:{here:%M}{'am' if here.hour < 12 else 'pm'}"


def ago(on: date, today: date) -> str:
    """How long ago: today, yesterday, 5 days ago, 14 weeks ago, 20 months ago, 4 years ago."""
    days = (today - on).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{span_in_words(on, today)} ago"


def count(number: int, one: str, many: str = "") -> str:
    """1 patient, 2 patients."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def times(number: int) -> str:
    """Once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def banner_name(name: PersonName) -> str:
    """ATKINSON, Jane (Ms): the shape that NHS staff know."""
    family = name.family.upper() or "NAME NOT KNOWN"
    given = f", {name.given}" if name.given else ""
    title = f" ({name.title})" if name.title else ""
    return f"{family}{given}{title}"


def banner_birth(born: PartialDate | None, today: date) -> str:
    """14-Jul-1985 (41y); months below two years; what is not known is not made up."""
    if born is None:
        return "Not known"
    if born.precision is Precision.DAY:
        written = f"{born.earliest:%d-%b-%Y}"
    else:
        written = str(born.earliest.year)
        if born.precision is Precision.MONTH:
            written = f"{born.earliest:%b-%Y}"
    return f"{written} ({short_age(born, today)})"


def short_age(born: PartialDate, today: date) -> str:
    """41y, or 8m below two years."""
    years = age_on(born, today)
    if years < _MONTHS_COUNT_BELOW_YEARS:
        return f"{max(age_in_months_on(born, today), 0)}m"
    return f"{years}y"


def gender(sex: Sex) -> str:
    """Administrative gender in words."""
    return _SEXES[sex]


def nhs_number(patient: Patient) -> str:
    """999 000 0018, or that there is none."""
    return str(patient.nhs_number) if patient.nhs_number else "None"


def quoted(said: str) -> str:
    """The patient's words in quotation marks, once; nothing for nothing."""
    if not said or said[0] in "“‘\"'":
        return said
    return f"“{said}”"


def untitled(name: str) -> str:
    """Ella Atkinson for Miss Ella Atkinson."""
    first, _, rest = name.partition(" ")
    return rest if rest and first.rstrip(".") in _TITLES else name


def as_typed(text: object) -> str:
    """What somebody typed: line ends as one sign, no control characters, no space around it."""
    return printable(str(text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def printable(text: str) -> str:
    """A text without control characters and without what is no character at all."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(sign for sign in text if sign in "\t\r\n" or not _is_no_sign(sign))


def _is_no_sign(sign: str) -> bool:
    number = ord(sign)
    none = 0xFDD0 <= number <= 0xFDEF or number & 0xFFFE == 0xFFFE
    return none or unicodedata.category(sign) in {"Cc", "Cs"}


def initials(name: str) -> str:
    """PS for Dr Priya Shah."""
    parts = untitled(name).split()
    return "".join(part[0] for part in parts[:1] + parts[1:][-1:]).upper()


def owner(one: Owner, leaving: str) -> str:
    """Who does something; `leaving` says of the patient what has to wait: before she leaves."""
    parts = ("You" if one.is_you else "", one.who, leaving if one.before_leaving else "")
    return ", ".join(part for part in parts if part)
