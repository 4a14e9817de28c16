"""Needs that nobody meets, as shown, and their counts as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.days import london_day
from gpsupport.actions.unmet import UnmetNeeds
from gpsupport.domain.people import Patient
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.domain.referral.unmet_groups import GapCount
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import address

# A program that opens the file would take these for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need. `about` names the person where it is not the patient; `met` says when and by whom
    it was met, empty while nobody meets it.
    """

    patient: str
    href: str
    about: str
    need: str
    why: str
    noted: str
    met: str


@dataclass(frozen=True, slots=True)
class GroupBlock:
    """One gap group with its needs; those that are met stand folded."""

    id: str
    short: str
    words: str
    rows: tuple[NeedRow, ...]
    met: tuple[NeedRow, ...]


@dataclass(frozen=True, slots=True)
class UnmetPage:
    """The whole list: first the groups that have needs, then the names of those without."""

    sentence: str
    blocks: tuple[GroupBlock, ...]
    without: tuple[str, ...]


def unmet_page(found: UnmetNeeds, today: date) -> UnmetPage:
    """The list on a day."""
    count = sum(len(one.open) for one in found.groups)
    said = words.count(count, "need") if count else "No need"
    return UnmetPage(
        sentence=f"{said} that nobody meets now.",
        blocks=tuple(
            GroupBlock(
                id=one.group.id,
                short=one.group.short,
                words=one.group.words,
                rows=tuple(_row(need, found.patients[need.patient_id], today) for need in one.open),
                met=tuple(_row(need, found.patients[need.patient_id], today) for need in one.met),
            )
            for one in found.groups
            if one.open or one.met
        ),
        without=tuple(one.group.words for one in found.groups if not one.open and not one.met),
    )


def counts_file(found: tuple[GapCount, ...], today: date) -> str:
    """The counts of each group as bands, nothing of any patient; safe to open in a spreadsheet.

    No total stands beside the parts: from it a small one could be worked out.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(("Group", "Needs that nobody meets", "Number", "On"))
    for one in found:
        row = (one.group.short, one.group.words, str(one.band), today.isoformat())
        writer.writerow(tuple(safe_cell(cell) for cell in row))
    return file.getvalue()


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(need: UnmetNeed, patient: Patient, today: date) -> NeedRow:
    noted = london_day(need.noted_at)
    return NeedRow(
        patient=words.banner_name(patient.name),
        href=address(patient.id),
        about=words.untitled(need.about),
        need=need.need,
        why=_why(need),
        noted=f"{words.day(noted)} ({words.ago(noted, today)}), {need.noted_by}",
        met=f"{words.day(need.met_on)}, {need.met_by}" if need.met_on else "",
    )


def _why(need: UnmetNeed) -> str:
    if need.expected_refusal:
        said = f"Not sent to {need.option_name}: a no was expected"
    elif need.option_name:
        said = f"Came back from {need.option_name}"
    else:
        said = ""
    return ". ".join(part for part in (said, need.words) if part)
