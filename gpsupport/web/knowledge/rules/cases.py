"""The cases of a rule as a clinician reads them: who, what the record holds, what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import PartialDate, age_in_months_on, age_on
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.knowledge.content.pack import Indicator, Knowledge
from gpsupport.domain.knowledge.language.conditions import Condition, ticks_of
from gpsupport.domain.knowledge.language.phrases import CONTACTS_TODAY, first_upper
from gpsupport.domain.people import CHILD_BELOW, Patient, Relationship, Sex
from gpsupport.domain.record import Attendance, CodedEntry, Contact, Setting
from gpsupport.knowledge.cases.reading import Case, Expectation
from gpsupport.web import words
from gpsupport.web.knowledge.words import TIERS

_MONTHS_COUNT_BELOW_YEARS = 3

_EXPECTED = {
    Expectation.FIRES: "Speaks",
    Expectation.SILENT: "Stays silent",
    Expectation.UNKNOWN: "Cannot tell",
}
_ADULTS = {Sex.FEMALE: "Woman", Sex.MALE: "Man"}
_CHILDREN = {Sex.FEMALE: "Girl", Sex.MALE: "Boy"}
_RELATIVES = {one: first_upper(one.value.replace("-", " ")) for one in Relationship}
_CONTACTS = {
    Setting.EMERGENCY: "Emergency attendance",
    Setting.HOSPITAL: "Hospital stay",
    Setting.HOME: "Home visit",
    Setting.REMOTE: "Remote contact",
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in words."""

    name: str
    who: str
    record: tuple[str, ...]
    expected: str


def case_rows(
    cases: tuple[Case, ...], indicator: Indicator, knowledge: Knowledge
) -> tuple[CaseRow, ...]:
    """The cases that judge one rule, in the order in which they were written."""
    return tuple(
        CaseRow(
            name=first_upper(case.name),
            who=_who(case.picture.patient, case.on),
            record=tuple(_record(case, indicator, knowledge)) or ("Nothing",),
            expected=_expected(case),
        )
        for case in cases
        if case.indicator == indicator.id
    )


def _expected(case: Case) -> str:
    said = _EXPECTED[case.expect]
    return f"{said}: {TIERS[case.tier[0]].lower()}" if case.tier else said


def _who(patient: Patient, on: date) -> str:
    if patient.born is None:
        return f"{_ADULTS.get(patient.sex, 'Somebody')}, age not known"
    years = age_on(patient.born, on)
    names = _ADULTS if years >= CHILD_BELOW else _CHILDREN
    name = names.get(patient.sex, "Somebody" if years >= CHILD_BELOW else "Child")
    if years < _MONTHS_COUNT_BELOW_YEARS:
        return f"{name}, {words.count(age_in_months_on(patient.born, on), 'month')}"
    return f"{name}, {years}"


def _record(case: Case, indicator: Indicator, knowledge: Knowledge) -> Iterator[str]:
    picture = case.picture
    for entry in picture.entries:
        yield f"{_term(entry, knowledge)}, {_when(entry.on, case.on)}"
    for contact in picture.contacts:
        yield f"{_contact(contact)}, {_when(contact.on, case.on)}"
    for relative in picture.relatives:
        yield f"{_RELATIVES[relative.relationship]} named in the record"
    for one in picture.household or ():
        said = f"{_term(one.entry, knowledge)}, {_when(one.entry.on, case.on)}"
        yield f"In the record of somebody of the household: {said}"
    for asking in picture.history.enquiries:
        yield _asking(asking, case.on)
    if picture.registered_on is not None:
        yield f"Registered here {_when(picture.registered_on, case.on)}"
    if picture.contact_today is not None:
        yield f"Today is {CONTACTS_TODAY[picture.contact_today]}"
    asked = {tick: text for part in indicator.conditions for tick, text in _ticks(part)}
    for tick in picture.ticks:
        said = f"{first_upper(asked.get(tick.name, tick.name))}: {'yes' if tick.answer else 'no'}"
        when = "" if tick.on == case.on else f", {_when(PartialDate(tick.on), case.on)}"
        yield f"{said}, somebody says{when}"


def _ticks(condition: Condition) -> Iterable[tuple[str, str]]:
    return ticks_of(condition).items()


def _term(entry: CodedEntry, knowledge: Knowledge) -> str:
    named = entry.display
    if not named:
        known = (knowledge.codes.get(coding.code) for coding in entry.codings)
        named = next((one.term for one in known if one), "Entry without words")
    return first_upper(named)


def _contact(contact: Contact) -> str:
    if contact.attendance is Attendance.MISSED:
        return "Missed appointment"
    if contact.attendance is Attendance.BOOKED:
        return "Booked appointment"
    return _CONTACTS.get(contact.setting, "Contact")


def _asking(asking: Enquiry, on: date) -> str:
    when = _when(PartialDate(asking.on), on)
    if asking.outcome.asked:
        return f"Asked {when}: {words.OUTCOMES[asking.outcome].lower()}"
    return f"Not asked, {when}"


def _when(day: PartialDate | None, on: date) -> str:
    """How long before the day asked: a case is about days apart, and not about a date."""
    if day is None:
        return "no date"
    apart = (on - day.earliest).days
    if not apart:
        return "that day"
    return f"{words.count(abs(apart), 'day')} {'before' if apart > 0 else 'after'}"
