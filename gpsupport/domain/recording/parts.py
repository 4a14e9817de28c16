"""What of the notes is fact, what was reported, and what is opinion: an entry keeps them apart."""

from __future__ import annotations

from collections.abc import Callable

from gpsupport.domain.knowledge.content.recording import FilledFrom, RecordOf
from gpsupport.domain.recording.advice import CodingAdvice
from gpsupport.domain.recording.drafts import EntryPart, EntryWords

# In the order in which they stand in an entry.
_PART_OF = {
    FilledFrom.REASON: EntryPart.FACT,
    FilledFrom.WHO_WAS_THERE: EntryPart.FACT,
    FilledFrom.OBSERVED: EntryPart.FACT,
    FilledFrom.CHECKLIST: EntryPart.FACT,
    FilledFrom.SAFE_CONTACT: EntryPart.FACT,
    FilledFrom.CHILD_PLAN: EntryPart.FACT,
    FilledFrom.OWN_WORDS: EntryPart.REPORTED,
    FilledFrom.JUDGEMENT: EntryPart.OPINION,
}


def part_of(filled: FilledFrom) -> EntryPart:
    """The part in which something that was noted belongs."""
    return _PART_OF[filled]


def parts_of(record_of: RecordOf) -> tuple[EntryPart, ...]:
    """The parts that an entry in one kind of record has.

    A child's has no place for what was told, so nothing of it can be written there.
    """
    return (EntryPart.FACT,) if record_of is RecordOf.CHILD else tuple(EntryPart)


def begin_entry(step: CodingAdvice, say: Callable[[FilledFrom], str]) -> EntryWords:
    """The words of an entry before anybody has touched them: what its rule fills in, part by part.

    `say` puts what was noted into words, empty where nothing was.
    """
    there = parts_of(step.record_of)
    filled = dict.fromkeys(EntryPart, "")
    for source, part in _PART_OF.items():
        if source in step.fills and part in there:
            filled[part] = " ".join(words for words in (filled[part], say(source)) if words)
    return EntryWords(
        key=step.key,
        fact=filled[EntryPart.FACT],
        reported=filled[EntryPart.REPORTED],
        opinion=filled[EntryPart.OPINION],
    )
