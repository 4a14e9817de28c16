"""What was saved in another window meanwhile, beside what is typed here: neither is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gpsupport.web import words

# The box that says which version a page showed, and the button that gives up what was typed.
VERSION = "version"
GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class Difference:
    """One box, as it was saved and as it is typed here; empty for nothing."""

    label: str
    saved: str
    here: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Who saved what since the page was opened, box by box where it differs."""

    said: str
    rows: tuple[Difference, ...]


def saved_meanwhile(at: datetime, by: str, rows: Iterable[Difference]) -> Meanwhile | None:
    """What somebody saved at an instant in UTC; None where nothing differs."""
    found = tuple(one for one in rows if one.saved != one.here)
    if not found:
        return None
    return Meanwhile(f"{by} saved at {words.clock_time(at)}, after this page was opened.", found)
