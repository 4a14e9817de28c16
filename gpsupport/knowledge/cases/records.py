"""The record of somebody in a case or a story, in a few lines that a clinician can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, NotAskedReason
from gpsupport.domain.people import Patient, PersonName, Relationship, Relative, Sex
from gpsupport.domain.record import (
    SNOMED_CT,
    Attendance,
    Code,
    CodedEntry,
    Coding,
    Contact,
    DateKind,
    EntryKind,
    HouseholdEntry,
    KnownDate,
    Setting,
    Shown,
    Tick,
)
from gpsupport.knowledge.reading import Table, Value


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the parts of a record are named and dated.

    `owner` stands before each resource, so that people of one family stay apart; `first` is the
    number of the first entry; `usual_on` is the day of what gives none (None: it has no date).
    """

    owner: str = ""
    first: int = 1
    usual_on: date | None = None


def read_patient(table: Table, person: str, on: date) -> Patient:
    """Somebody whose birthday is the day asked (`age`), or who was born on a day, or unknown."""
    age, months = table.find_integer("age"), table.find_integer("age_months")
    born = table.find("born")
    sex = table.find("sex")
    patient = Patient(
        id=person,
        name=PersonName(),
        sex=sex.choice(Sex) if sex else Sex.UNKNOWN,
        born=_when(born) if born else _born(on, age, months),
    )
    if sum(given is not None for given in (age, months, born)) > 1:
        table.fault("give one of age, age_months and born")
    return patient


def read_entries(
    table: Table, key: str, on: date, named: Numbering = Numbering()
) -> tuple[CodedEntry, ...]:
    """The coded entries under a key."""
    return tuple(
        _entry(number, value.table(), on, named)
        for number, value in _numbered(table, key, named.first)
    )


def read_household(table: Table, on: date) -> tuple[HouseholdEntry, ...] | None:
    """What the linked people's records say; None where no links are known."""
    if table.find("household") is None:
        return None
    found: list[HouseholdEntry] = []
    for number, value in _numbered(table, "household", 1):
        item = value.table()
        person = item.need("person").text()
        found.append(HouseholdEntry(person, _entry(number, item, on, Numbering(f"{person}/"))))
    return tuple(found)


def read_contacts(table: Table, on: date, named: Numbering = Numbering()) -> tuple[Contact, ...]:
    """Encounters and appointments."""
    return tuple(
        _contact(number, value.table(), on, named)
        for number, value in _numbered(table, "contacts", named.first)
    )


def read_relatives(table: Table) -> tuple[Relative, ...]:
    """Related people who are named in the record."""
    return tuple(
        Relative(f"RelatedPerson/{number}", value.choice(Relationship))
        for number, value in _numbered(table, "relatives", 1)
    )


def read_askings(table: Table, on: date) -> tuple[Enquiry, ...]:
    """Enquiries of whichever clinician, each with its day."""
    return tuple(
        _enquiry(number, value.table(), on) for number, value in _numbered(table, "askings", 1)
    )


def read_dates(table: Table, on: date) -> tuple[KnownDate, ...]:
    """Dates that a clinician entered on the day of the step; null takes one back."""
    found = table.find("dates")
    pairs = found.table().pairs() if found else ()
    dates = []
    for kind, value in pairs:
        if kind in set(DateKind):
            day = None if value.is_nothing else value.day()
            dates.append(KnownDate(DateKind(kind), day, on))
        else:
            value.fault(f"there is no such date: {kind} (known: {', '.join(DateKind)})")
    return tuple(dates)


def read_shown(table: Table, on: date) -> tuple[Shown, ...]:
    """What stood in front on the day of the step: the indicator, and its newest reason's day."""
    found = table.find("shown")
    pairs = found.table().pairs() if found else ()
    return tuple(Shown(indicator, on, value.day()) for indicator, value in pairs)


def read_ticks(table: Table, on: date) -> tuple[Tick, ...]:
    """What a clinician answered: today, or with `answer` and `days_ago` on an earlier day."""
    found = table.find("ticks")
    pairs = found.table().pairs() if found else ()
    return tuple(_tick(name, value, on) for name, value in pairs)


def _tick(name: str, value: Value, on: date) -> Tick:
    if not value.is_mapping:
        return Tick(name, value.flag(), on)
    table = value.table()
    days_ago = table.need("days_ago").integer(1)
    tick = Tick(name, table.need("answer").flag(), on - timedelta(days=days_ago))
    table.finish()
    return tick


def _numbered(table: Table, key: str, first: int) -> tuple[tuple[int, Value], ...]:
    found = table.find(key)
    return tuple(enumerate(found.items(), start=first)) if found else ()


def _born(on: date, age: int | None, months: int | None) -> PartialDate | None:
    if age is None and months is None:
        return None
    back = (age or 0) * 12 + (months or 0)
    year, month = divmod(on.year * 12 + on.month - 1 - back, 12)
    # The 28th exists in every month; a case about the 29th says `born`.
    return PartialDate(date(year, month + 1, min(on.day, 28)))


def _day_of(table: Table, on: date, usual_on: date | None) -> PartialDate | None:
    """`on` (a day, a month or a year) or `days_ago`; neither means the usual day, or no date."""
    written, days_ago = table.find("on"), table.find_integer("days_ago")
    if written is not None and days_ago is not None:
        table.fault("give on or days_ago, not both")
    if days_ago is not None:
        return PartialDate(on - timedelta(days=days_ago))
    if written is not None:
        return _when(written)
    return PartialDate(usual_on) if usual_on else None


def _when(value: Value) -> PartialDate | None:
    text = value.text()
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        if text:
            value.fault(str(error))
        return None


def _entry(number: int, table: Table, on: date, named: Numbering) -> CodedEntry:
    kind = table.find("kind")
    chosen = kind.choice(EntryKind) if kind else EntryKind.CONDITION
    code = Code(SNOMED_CT, table.need("code").quoted())
    entry = CodedEntry(
        resource=f"{named.owner}{chosen.value.capitalize()}/{number}",
        kind=chosen,
        codings=(Coding(code, table.find_text("words")),),
        on=_day_of(table, on, named.usual_on),
    )
    table.finish()
    return entry


def _contact(number: int, table: Table, on: date, named: Numbering) -> Contact:
    setting, attendance = table.find("setting"), table.find("attendance")
    contact = Contact(
        resource=f"{named.owner}Encounter/{number}",
        setting=setting.choice(Setting) if setting else Setting.SURGERY,
        attendance=attendance.choice(Attendance) if attendance else Attendance.ATTENDED,
        on=_day_of(table, on, named.usual_on),
    )
    table.finish()
    return contact


def _enquiry(number: int, table: Table, on: date) -> Enquiry:
    day = _day_of(table, on, None)
    if day is None:
        table.fault("an asking needs its day")
    asked_on = day.earliest if day else on
    outcome, days = table.need("outcome"), table.find_integer("until_days", 1)
    reason = table.find("reason")
    told = outcome.choice(EnquiryOutcome)
    table.finish()
    try:
        return Enquiry(
            id=f"asking-{number}",
            on=asked_on,
            outcome=told,
            reason=reason.choice(NotAskedReason) if reason else None,
            until=None if days is None else asked_on + timedelta(days=days),
        )
    except ValueError as error:
        outcome.fault(str(error))
        return Enquiry(id=f"asking-{number}", on=asked_on, outcome=EnquiryOutcome.ANSWER_UNKNOWN)
