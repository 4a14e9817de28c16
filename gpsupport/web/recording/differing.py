"""Where the saved words of entries differ from what stands in the boxes, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gpsupport.actions.recording import Advice, RecordingForm
from gpsupport.domain.knowledge.content.recording import RecordOf, RecordRule
from gpsupport.domain.recording.drafts import EntryWords
from gpsupport.domain.recording.form import faults_of_form
from gpsupport.web import words
from gpsupport.web.meanwhile import Difference, Meanwhile, saved_meanwhile
from gpsupport.web.recording.sent import PARTS


def version_of(advice: Advice) -> str:
    """The version that counts now, as the page carries it; empty before the first."""
    return advice.recording.id if advice.recording else ""


def ticked_before(advice: Advice) -> tuple[str, ...]:
    """What stands ticked as it was saved, of what this page offers."""
    offered = {*(one.key for one in advice.steps), *advice.by_hand}
    return tuple(sorted(advice.consultation.added & offered))


def find_unsaved(
    advice: Advice, typed: RecordingForm, rules: Iterable[RecordRule]
) -> RecordingForm | None:
    """What stands in the boxes and was not saved, with what another window ticked since.

    None where a late draft says what is saved already.
    """
    ticked = typed.ticks(advice.consultation.added)
    if advice.recording is None or advice.recording.id == typed.supersedes:
        return replace(typed, added=ticked)
    same = all(advice.recording.find(one.key) in {None, one} for one in typed.entries)
    same = same and not faults_of_form(typed, rules)
    if same and ticked == advice.consultation.added and not typed.done:
        return None
    return replace(typed, added=ticked)


def saved_since(advice: Advice, typed: RecordingForm) -> Meanwhile | None:
    """What was saved since the typed words were begun; None where it says the same."""
    saved = advice.recording
    if saved is None or saved.id == typed.supersedes:
        return None
    return saved_meanwhile(saved.at, saved.by, _differing(advice, typed))


def _differing(advice: Advice, typed: RecordingForm) -> Iterator[Difference]:
    called = {
        one.key: f"{one.term}, {words.untitled(one.about)}"
        if one.record_of is RecordOf.CHILD
        else one.term
        for one in advice.steps
    }
    for here in typed.entries:
        there = advice.recording.find(here.key) if advice.recording else None
        if there is not None:
            yield from _parts(called.get(here.key, "An entry"), there, here)


def _parts(called: str, saved: EntryWords, here: EntryWords) -> Iterator[Difference]:
    for part in PARTS:
        yield Difference(f"{called}: {part}", getattr(saved, part), getattr(here, part))
