"""Cases that a clinician can read: a record in a few lines, and what an indicator says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from gpsupport.domain.assessment import Assessment, Prompt, assess
from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome
from gpsupport.domain.knowledge.pack import Knowledge
from gpsupport.domain.people import Patient, PersonName, Relationship, Relative, Sex
from gpsupport.domain.record import (
    SNOMED_CT,
    Attendance,
    Code,
    CodedEntry,
    Coding,
    Contact,
    EntryKind,
    PatientPicture,
    Setting,
)
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.load import CASES
from gpsupport.knowledge.reading import Table, Value, read_yaml


class Expectation(StrEnum):
    """What an indicator should say."""

    FIRES = "fires"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Case:
    """One record on one day, and what `indicator` should say of it.

    `tier` and `evidence` (how many reasons) are looked at only when they are given; a tier that
    is written as null is expected to be null. `prompts` is how many indicators may fire at all.
    """

    indicator: str
    name: str
    place: Finding
    picture: PatientPicture
    on: date
    expect: Expectation
    tier: tuple[int | None, ...] = ()
    evidence: int | None = None
    prompts: int | None = None


def read_cases(folder: Path, faults: list[Finding]) -> tuple[Case, ...]:
    """Every case of a pack's folder, in the order of the files."""
    cases: list[Case] = []
    for path in sorted((folder / CASES).rglob("*.yaml")):
        file = path.relative_to(folder).as_posix()
        table = read_yaml(path.read_bytes(), file, faults)
        indicator = table.need("indicator").text()
        on = table.need("on").day()
        cases += [_case(item, indicator, on) for item in table.need("cases").items()]
        table.finish()
    return tuple(cases)


def find_wrong(case: Case, knowledge: Knowledge) -> str | None:
    """What is wrong when a case is judged, in words; None when it holds."""
    assessment = assess(case.picture, knowledge, case.on)
    prompt = _find_prompt(assessment, case.indicator)
    found, words = _answer(assessment, case.indicator, prompt)
    if found is not case.expect:
        return f"“{case.name}” should be {case.expect} and is {found}: {words}"
    if prompt and case.tier and prompt.tier != case.tier[0]:
        return f"“{case.name}” should have tier {case.tier[0]} and has {prompt.tier}"
    if prompt and case.evidence is not None and len(prompt.why) != case.evidence:
        return f"“{case.name}” should have {case.evidence} reasons and has {len(prompt.why)}"
    if case.prompts is not None and len(assessment.prompts) != case.prompts:
        fired = ", ".join(one.indicator for one in assessment.prompts) or "none"
        return f"“{case.name}” should give {case.prompts} prompts in all and gives: {fired}"
    return None


def _find_prompt(assessment: Assessment, indicator: str) -> Prompt | None:
    return next((one for one in assessment.prompts if one.indicator == indicator), None)


def _answer(
    assessment: Assessment, indicator: str, prompt: Prompt | None
) -> tuple[Expectation, str]:
    if prompt:
        return Expectation.FIRES, "; ".join(reason.display for reason in prompt.why)
    for unknown in assessment.unknown:
        if unknown.indicator == indicator:
            return Expectation.UNKNOWN, unknown.missing
    because = {silence.indicator: silence.because for silence in assessment.silent}
    return Expectation.SILENT, because.get(indicator, "there is no such indicator")


def _case(value: Value, indicator: str, usual_on: date) -> Case:
    """One case; `on` is the day of the file unless the case names its own."""
    table = value.table()
    own_day = table.find("on")
    on = own_day.day() if own_day else usual_on
    tier = table.find("tier")
    case = Case(
        indicator=indicator,
        name=table.need("name").text(),
        place=Finding(value.file, value.line, ""),
        picture=PatientPicture(
            patient=_patient(table.need("patient").table(), on),
            entries=tuple(_entry(*numbered, on) for numbered in _listed(table, "record")),
            contacts=tuple(_contact(*numbered, on) for numbered in _listed(table, "contacts")),
            relatives=tuple(
                Relative(f"RelatedPerson/{number}", item.choice(Relationship))
                for number, item in _listed(table, "relatives")
            ),
            history=EnquiryHistory(
                tuple(_enquiry(*numbered, on) for numbered in _listed(table, "askings"))
            ),
            ticks=_ticks(table),
        ),
        on=on,
        expect=table.need("expect").choice(Expectation),
        tier=() if tier is None else (None if tier.is_nothing else tier.integer(1),),
        evidence=table.find_integer("evidence"),
        prompts=table.find_integer("prompts"),
    )
    table.finish()
    return case


def _listed(table: Table, key: str) -> tuple[tuple[int, Value], ...]:
    found = table.find(key)
    return tuple(enumerate(found.items(), start=1)) if found else ()


def _patient(table: Table, on: date) -> Patient:
    """Somebody whose birthday is the day asked (`age`), or who was born on a day, or unknown."""
    age, months = table.find_integer("age"), table.find_integer("age_months")
    born = table.find("born")
    sex = table.find("sex")
    patient = Patient(
        id="case",
        name=PersonName(),
        sex=sex.choice(Sex) if sex else Sex.UNKNOWN,
        born=_when(born) if born else _born(on, age, months),
    )
    table.finish()
    if sum(given is not None for given in (age, months, born)) > 1:
        table.fault("give one of age, age_months and born")
    return patient


def _born(on: date, age: int | None, months: int | None) -> PartialDate | None:
    if age is None and months is None:
        return None
    back = (age or 0) * 12 + (months or 0)
    year, month = divmod(on.year * 12 + on.month - 1 - back, 12)
    # The 28th exists in every month; a case about the 29th says `born`.
    return PartialDate(date(year, month + 1, min(on.day, 28)))


def _day_of(table: Table, on: date) -> PartialDate | None:
    """`on` (a day, a month or a year) or `days_ago`; neither means that no date is recorded."""
    written, days_ago = table.find("on"), table.find_integer("days_ago")
    if written is not None and days_ago is not None:
        table.fault("give on or days_ago, not both")
    if days_ago is not None:
        return PartialDate(on - timedelta(days=days_ago))
    return _when(written) if written else None


def _when(value: Value) -> PartialDate | None:
    text = value.text()
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        if text:
            value.fault(str(error))
        return None


def _entry(number: int, value: Value, on: date) -> CodedEntry:
    table = value.table()
    code = Code(SNOMED_CT, table.need("code").quoted())
    entry = CodedEntry(
        resource=f"Condition/{number}",
        kind=EntryKind.CONDITION,
        codings=(Coding(code, table.find_text("words")),),
        on=_day_of(table, on),
    )
    table.finish()
    return entry


def _contact(number: int, value: Value, on: date) -> Contact:
    table = value.table()
    setting, attendance = table.find("setting"), table.find("attendance")
    contact = Contact(
        resource=f"Encounter/{number}",
        setting=setting.choice(Setting) if setting else Setting.SURGERY,
        attendance=attendance.choice(Attendance) if attendance else Attendance.ATTENDED,
        on=_day_of(table, on),
    )
    table.finish()
    return contact


def _enquiry(number: int, value: Value, on: date) -> Enquiry:
    table = value.table()
    day = _day_of(table, on)
    if day is None:
        table.fault("an asking needs its day")
    enquiry = Enquiry(
        id=f"asking-{number}",
        on=day.earliest if day else on,
        outcome=table.need("outcome").choice(EnquiryOutcome),
    )
    table.finish()
    return enquiry


def _ticks(table: Table) -> tuple[tuple[str, bool], ...]:
    found = table.find("ticks")
    pairs: Mapping[str, Value] = dict(found.table().pairs()) if found else {}
    return tuple((tick, value.flag()) for tick, value in pairs.items())
