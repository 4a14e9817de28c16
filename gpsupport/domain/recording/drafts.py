"""The words of each entry, as a person drafts them: fact, report and opinion apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EntryPart(StrEnum):
    """A part of an entry's words: what was seen or done, what was said, what somebody thinks."""

    FACT = "fact"
    REPORTED = "reported"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class EntryWords:
    """The words of one entry; `key` is that of its advice. Fact, report and opinion stay apart."""

    key: str
    fact: str = ""
    reported: str = ""
    opinion: str = ""

    def of(self, part: EntryPart) -> str:
        """The words of one part."""
        said = {
            EntryPart.FACT: self.fact,
            EntryPart.REPORTED: self.reported,
            EntryPart.OPINION: self.opinion,
        }
        return said[part]


@dataclass(frozen=True, slots=True)
class Recording:
    """The drafted entries of one consultation. Never changed: a correction is a new one."""

    id: str
    patient_id: str
    consultation_id: str
    at: datetime
    by: str
    entries: tuple[EntryWords, ...] = ()

    def find(self, key: str) -> EntryWords | None:
        """The words of one entry."""
        return next((one for one in self.entries if one.key == key), None)


def put_together(
    earlier: Iterable[EntryWords], sent: Iterable[EntryWords]
) -> tuple[EntryWords, ...]:
    """The entries of a new version: what was sent takes the place of what was saved.

    An entry that the page no longer offered stays as it was saved, and one that was emptied stays
    empty: its words must not come back by themselves.
    """
    return tuple(({one.key: one for one in earlier} | {one.key: one for one in sent}).values())
