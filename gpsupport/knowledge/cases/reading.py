"""Cases that a clinician can read: a record in a few lines, and what an indicator says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gpsupport.domain.assessment import Assessment, Prompt, assess
from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import EnquiryHistory
from gpsupport.domain.front import for_clinician
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.record import ContactKind, PatientPicture
from gpsupport.knowledge.cases.records import (
    read_askings,
    read_contacts,
    read_entries,
    read_household,
    read_patient,
    read_relatives,
    read_ticks,
)
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.overlay import CASES, judging_files
from gpsupport.knowledge.reading import Table, Value, read_yaml


class Expectation(StrEnum):
    """What an indicator should say."""

    FIRES = "fires"
    SILENT = "silent"
    UNKNOWN = "unknown"


class ReadBy(StrEnum):
    """Who may read a prompt: a sensitive one is for the clinician alone with the patient."""

    CLINICIAN = "clinician"
    CLINICIAN_ALONE = "clinician-alone"
    LEAD = "lead"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Case:
    """One record on one day, and what `indicator` should say of it.

    `tier`, `evidence` (how many reasons) and `read_by` are looked at only when they are given; a
    tier that is written as null is expected to be null. `prompts` is how many indicators may fire
    at all. `boundary` names the case of this indicator one step further, where it answers
    differently.
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
    boundary: str = ""
    read_by: ReadBy | None = None


def read_cases(files: Mapping[str, bytes], faults: list[Finding]) -> tuple[Case, ...]:
    """Every case of a pack, in the order of the files.

    `files` are named as `all_files` names them: an indicator that an overlay replaces is judged by
    the overlay's cases alone.
    """
    cases: list[Case] = []
    for file in judging_files(files, CASES):
        table = read_yaml(files[file], file, faults)
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
    if case.prompts is not None and len(assessment.prompts) != case.prompts:
        fired = ", ".join(one.indicator for one in assessment.prompts) or "none"
        return f"“{case.name}” should give {case.prompts} prompts in all and gives: {fired}"
    return _find_wrong_prompt(case, prompt, assessment, knowledge) if prompt else None


def answer(case: Case, knowledge: Knowledge) -> tuple[Expectation, int | None]:
    """What the indicator of a case says of its record, and with which tier."""
    assessment = assess(case.picture, knowledge, case.on)
    prompt = _find_prompt(assessment, case.indicator)
    found, _ = _answer(assessment, case.indicator, prompt)
    return found, prompt.tier if prompt else None


def _find_wrong_prompt(
    case: Case, prompt: Prompt, assessment: Assessment, knowledge: Knowledge
) -> str | None:
    if case.tier and prompt.tier != case.tier[0]:
        return f"“{case.name}” should have tier {case.tier[0]} and has {prompt.tier}"
    if case.evidence is not None and len(prompt.why) != case.evidence:
        return f"“{case.name}” should have {case.evidence} reasons and has {len(prompt.why)}"
    read_by = _read_by(prompt, assessment, knowledge)
    if case.read_by is not None and read_by is not case.read_by:
        return f"“{case.name}” should be for {case.read_by} and is for {read_by}"
    return None


def _read_by(prompt: Prompt, assessment: Assessment, knowledge: Knowledge) -> ReadBy:
    for alone, reader in ((False, ReadBy.CLINICIAN), (True, ReadBy.CLINICIAN_ALONE)):
        if prompt in for_clinician(assessment, knowledge, alone=alone).prompts:
            return reader
    return ReadBy(prompt.audience.value)


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
    tier, read_by = table.find("tier"), table.find("for")
    case = Case(
        indicator=indicator,
        name=table.need("name").text(),
        place=Finding(value.file, value.line, ""),
        picture=_picture(table, on),
        on=on,
        expect=table.need("expect").choice(Expectation),
        tier=() if tier is None else (None if tier.is_nothing else tier.integer(1),),
        evidence=table.find_integer("evidence"),
        prompts=table.find_integer("prompts"),
        boundary=table.find_text("boundary"),
        read_by=read_by.choice(ReadBy) if read_by else None,
    )
    table.finish()
    return case


def _picture(table: Table, on: date) -> PatientPicture:
    patient = table.need("patient").table()
    registered = table.find_integer("registered_days_ago")
    contact_today = table.find("contact_today")
    picture = PatientPicture(
        patient=read_patient(patient, "case", on),
        entries=read_entries(table, "record", on),
        contacts=read_contacts(table, on),
        relatives=read_relatives(table),
        history=EnquiryHistory(read_askings(table, on)),
        ticks=read_ticks(table, on),
        registered_on=(
            None if registered is None else PartialDate(on - timedelta(days=registered))
        ),
        household=read_household(table, on),
        contact_today=contact_today.choice(ContactKind) if contact_today else None,
    )
    patient.finish()
    return picture
