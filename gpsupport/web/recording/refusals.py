"""Why something of what was typed cannot be kept, in words beside it: nothing of it is cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gpsupport.actions.recording import Advice, RecordingForm
from gpsupport.domain.recording.drafts import EntryPart
from gpsupport.domain.recording.form import MOST_LETTERS, FormFault
from gpsupport.web.recording.entries import box_name


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One thing that cannot be kept; `id` is of the box, or of what was typed for no box."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Stray:
    """What was typed for an entry that no page has: to be read and copied, and saved nowhere."""

    id: str
    key: str
    words: str


def said_of_faults(faults: Iterable[FormFault], advice: Advice) -> tuple[FaultLine, ...]:
    """What is wrong, for the top of the page."""
    terms = {one.key: one.term for one in advice.steps}
    return tuple(
        FaultLine(box_name(one.key, one.part), f"{terms.get(one.key, one.key)}: {_long(one)}")
        if one.part
        else FaultLine(_stray_id(number), f"“{one.key}” is no entry of this page. It is not saved.")
        for number, one in enumerate(faults)
    )


def faults_by_box(faults: Iterable[FormFault]) -> dict[str, str]:
    """What is said beside each box, by its name."""
    return {
        box_name(one.key, one.part): too_long_in_words(one.letters) for one in faults if one.part
    }


def strays(faults: Iterable[FormFault], typed: RecordingForm | None) -> tuple[Stray, ...]:
    """What was typed for no entry, part by part."""
    entries = {one.key: one for one in typed.entries} if typed else {}
    found = []
    for number, one in enumerate(faults):
        if one.part is None:
            said = entries.get(one.key)
            parts = [said.of(part) for part in EntryPart] if said else []
            text = "\n".join(part for part in parts if part)
            found.append(Stray(_stray_id(number), one.key, text))
    return tuple(found)


def too_long_in_words(letters: int) -> str:
    """How long it is, and how long it may be."""
    return f"{letters:,} letters. At most {MOST_LETTERS:,} can be kept: shorten it. Nothing is cut."


def _long(fault: FormFault) -> str:
    said = too_long_in_words(fault.letters)
    return f"{fault.part.value}, {said}" if fault.part else said


def _stray_id(number: int) -> str:
    return f"stray-{number}"
