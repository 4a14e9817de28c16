"""Whose telling the page is about, where that is not plain: an earlier one, or one taken back."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure import OpenDisclosure
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import address
from gpsupport.web.consultation.young import is_child, outcome_in_words


@dataclass(frozen=True, slots=True)
class Whose:
    """What the page says of it, a line each; `of` names the consultation, `whom` who was told.

    `correct` leads to where the answer can be brought back, empty where it cannot.
    """

    of: str
    whom: str
    lines: tuple[str, ...] = ()
    correct: str = ""
    save: str = ""


def about_of(opened: OpenDisclosure, reader: str) -> Whose:
    """What a reader has to know before changing anything."""
    answer = opened.enquiry
    whom = "you" if answer.by == reader or not opened.of else answer.by or "us"
    on = words.day(answer.on)
    lines = []
    if not answer.outcome.told:
        said = outcome_in_words(answer.outcome, child=is_child(opened.patient, answer.on))
        lines.append(f"The answer of {on} was changed since: {said}.")
        lines.append("What you typed is kept for 24 hours. It cannot be saved to that answer.")
    elif opened.of:
        lines.append(f"Told {whom} on {on}.")
        if opened.saved is not None:
            noted = words.day(london_day(opened.saved.at))
            lines.append(f"What stands here was noted by {opened.saved.by} on {noted}.")
            lines.append("What you save takes its place, in your name.")
        else:
            lines.append("Nothing was noted after it yet.")
    back = not answer.outcome.told and not opened.of
    correct = address(opened.patient.id, "correct") if back else ""
    save = "Save" if opened.of else "Save and go to recording"
    return Whose(opened.about, whom, tuple(lines), correct, save)
