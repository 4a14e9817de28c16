"""Which content decided, and how far it has been reviewed: every door says both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_MARK_LETTERS = 12


@dataclass(frozen=True, slots=True)
class PackVersion:
    """Which content decided: the pack's name, its version, and the hash of its files.

    `by` is who answers for the local content; empty where there is none.
    """

    pack: str
    version: str
    release: str
    by: str = ""

    @property
    def mark(self) -> str:
        """So much of the hash as a person is shown, enough to name the release to a command."""
        return self.release[:_MARK_LETTERS]


class Origin(StrEnum):
    """Which layer of the content something stands in."""

    PACK = "pack"
    OVERLAY = "overlay"


class Reviewed(StrEnum):
    """Whether a practice took responsibility for the content."""

    DRAFT = "draft"
    SIGNED_OFF = "signed-off"


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of content in use: only the steps of a release can make it signed off.

    `by` is who signed off, `on` the day in London on which they did; empty and None for a draft.
    """

    reviewed: Reviewed = Reviewed.DRAFT
    by: str = ""
    on: date | None = None

    @property
    def signed_off(self) -> bool:
        """Whether it is reviewed and signed off."""
        return self.reviewed is Reviewed.SIGNED_OFF

    @property
    def words(self) -> str:
        """The same in words."""
        return _WORDS[self.reviewed]


_WORDS = {
    Reviewed.DRAFT: "draft: not clinically reviewed",
    Reviewed.SIGNED_OFF: "reviewed and signed off",
}
