"""What the page of recording sends, and why something of it cannot be kept as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gpsupport.domain.knowledge.content.recording import RecordRule
from gpsupport.domain.recording.drafts import EntryPart, EntryWords
from gpsupport.domain.recording.out_of_sight import STEPS_BY_HAND

# No entry of a record system is longer; whoever writes more has pasted something else.
MOST_LETTERS = 4000
_PERSON = re.compile(r"\d{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RecordingForm:
    """What a page of recording sends: the words of entries, what was ticked, what was done.

    `added` are entries made and steps taken, `before` those that the page showed as ticked: what
    another window ticked meanwhile was not cleared. `done` are reminders, each with the version
    seen. `supersedes` is the id of the recording that the page showed, None for none.
    """

    entries: tuple[EntryWords, ...] = ()
    added: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    done: Mapping[str, int] | None = None
    supersedes: str | None = None

    def ticks(self, kept: frozenset[str]) -> frozenset[str]:
        """What is ticked once this was sent, where `kept` was ticked until then."""
        return (kept | (self.added - self.before)) - (self.before - self.added)


@dataclass(frozen=True, slots=True)
class FormFault:
    """Words that are too long, with how many letters they have; or a `key` that no entry has.

    `part` is None for the latter.
    """

    key: str
    part: EntryPart | None = None
    letters: int = 0


def faults_of_form(form: RecordingForm, rules: Iterable[RecordRule]) -> tuple[FormFault, ...]:
    """What cannot be kept: keys of no rule and no step by hand first, then words too long.

    An entry that is not offered any more, because the answer was corrected meanwhile, is no fault.
    """
    known = {rule.id for rule in rules}
    keys = sorted(form.added | {one.key for one in form.entries})
    unknown = tuple(FormFault(key) for key in keys if not _is_known(key, known))
    return (*unknown, *(fault for one in form.entries for fault in too_long(one)))


def too_long(words: EntryWords) -> Iterator[FormFault]:
    """The parts of one entry that are longer than an entry may be."""
    for part in EntryPart:
        letters = len(words.of(part))
        if letters > MOST_LETTERS:
            yield FormFault(words.key, part, letters)


def _is_known(key: str, rules: set[str]) -> bool:
    rule, _, person = key.rpartition("-")
    return key in STEPS_BY_HAND or (rule in rules and _PERSON.fullmatch(person) is not None)
