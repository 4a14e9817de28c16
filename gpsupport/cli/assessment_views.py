"""An assessment as the JSON object that other programs rely on, and as text for a reader."""

from __future__ import annotations

import textwrap
from datetime import date
from typing import Any

from gpsupport.domain.assessment import Assessment, Prompt
from gpsupport.domain.exchange import RecordReading
from gpsupport.domain.knowledge.content.standing import Standing

_WIDTH = 88


def review_line(standing: Standing) -> str:
    """How far the content behind an answer has been reviewed."""
    if standing.signed_off and standing.on is not None:
        return f"The content was signed off by {standing.by} on {standing.on.isoformat()}."
    return (
        "The content behind this has not been clinically reviewed. Do not use it for patient care."
    )


def as_contract(assessment: Assessment, reading: RecordReading) -> dict[str, Any]:
    """The object that `assess --json` prints: its keys are a contract, so none may go missing."""
    patient = assessment.patient
    due = assessment.next_enquiry
    return {
        "assessed_on": assessment.on.isoformat(),
        "knowledge": {"pack": assessment.version.pack, "version": assessment.version.version},
        "patient": {
            "id": patient.id,
            "born_on": str(patient.born) if patient.born else None,
            "sex": patient.sex.value,
        },
        "prompts": [_prompt(prompt) for prompt in assessment.prompts],
        "silent": [
            {"indicator": one.indicator, "because": one.because} for one in assessment.silent
        ],
        "unknown": [
            {"indicator": one.indicator, "missing": one.missing} for one in assessment.unknown
        ],
        "next_enquiry": {
            "due_on": _iso(due.due_on),
            "because": due.because,
            "history": [
                {
                    "on": enquiry.on.isoformat(),
                    "outcome": enquiry.outcome.value,
                    "by": enquiry.by,
                    "resource": enquiry.resource,
                }
                for enquiry in assessment.history.enquiries
            ],
        },
        "not_used": dict(reading.not_used),
    }


def _prompt(prompt: Prompt) -> dict[str, Any]:
    return {
        "indicator": prompt.indicator,
        "tier": prompt.tier,
        "for": prompt.audience.value,
        "title": prompt.title,
        "say": list(prompt.say),
        "why": [
            {
                "code": reason.code.value if reason.code else None,
                "system": reason.code.system if reason.code else None,
                "display": reason.display,
                "on": _iso(reason.on),
                "resource": reason.resource,
            }
            for reason in prompt.why
        ],
        "sources": [{"title": source.title, "url": source.url} for source in prompt.sources],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def as_text(assessment: Assessment, reading: RecordReading, standing: Standing) -> str:
    """The same for a reader: what fires and why, when to ask next, what stayed out."""
    version = assessment.version
    lines = [
        f"Assessed on {assessment.on.isoformat()} with {version.pack} {version.version}",
        review_line(standing),
        "",
    ]
    if assessment.prompts:
        for prompt in assessment.prompts:
            lines += [*_prompt_lines(prompt), ""]
    else:
        lines += ["Nothing in this record suggests anything today.", ""]
    due = assessment.next_enquiry
    lines.append(f"Ask next: {_iso(due.due_on) or 'no date'}. {due.because}")
    for enquiry in assessment.history.enquiries:
        by = f", by {enquiry.by}" if enquiry.by else ""
        lines.append(f"  {enquiry.on.isoformat()}  {enquiry.outcome.value}{by}")
    lines += ["", f"Silent: {_ids([one.indicator for one in assessment.silent])}"]
    lines.append("The record cannot answer:" if assessment.unknown else "Unknown: none")
    for one in assessment.unknown:
        lines += _wrapped(f"{one.indicator}  {one.missing}", "  ", "       ")
    if reading.not_used:
        counted = ", ".join(f"{name} {count}" for name, count in reading.not_used.items())
        lines += ["", *_wrapped(f"Not used: {counted}", "", "  ")]
    return "\n".join(lines)


def _prompt_lines(prompt: Prompt) -> list[str]:
    strength = f"tier {prompt.tier}" if prompt.tier else "for information"
    lines = _wrapped(
        f"{prompt.indicator}  {prompt.title} ({strength}, for the {prompt.audience.value})",
        "",
        "     ",
    )
    for reason in prompt.why:
        code = f" [{reason.code.value}]" if reason.code else ""
        lines += _wrapped(
            f"{_iso(reason.on) or 'undated   '}  {reason.display}{code}  {reason.resource}",
            "     ",
            "                 ",
        )
    for words in prompt.say:
        lines += _wrapped(f"Say: {words}", "     ", "          ")
    for source in prompt.sources:
        lines += _wrapped(f"Source: {source.title} {source.url}", "     ", "             ")
    return lines


def _wrapped(text: str, first: str, then: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _ids(ids: list[str]) -> str:
    return ", ".join(ids) or "none"
