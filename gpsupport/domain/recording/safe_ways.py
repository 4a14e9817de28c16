"""What may be written of how to reach a patient: never a way that was taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from gpsupport.domain.disclosure.contact import SafeContact

NO_LONGER = "[no longer safe]"
# Fewer letters and digits than this would be found in words that are about something else.
_FEWEST = 5


def way_to_write(kept: SafeContact | None, on: date) -> SafeContact | None:
    """The way last kept, as far as it says anything on a day; None where it does not.

    One that holds no longer still says what must never be used.
    """
    return kept if kept is not None and (kept.stands(on) or kept.never) else None


def withdrawn_ways(kept: Sequence[SafeContact], on: date) -> tuple[str, ...]:
    """The numbers, places and persons of all that was kept, without what the last one allows."""
    last = kept[-1] if kept else None
    allowed = _bare(last.detail) if last is not None and last.holds(on) else ""
    details = dict.fromkeys(one.detail for one in kept)
    return tuple(one for one in details if len(_bare(one)) >= _FEWEST and _bare(one) != allowed)


def without_withdrawn(text: str, withdrawn: Iterable[str], never: str = "") -> str:
    """The text with a mark in place of each way that was withdrawn, however it is spaced.

    `never` is what must never be used: a text that says so keeps its words.
    """
    if never and never in text:
        return text
    for one in withdrawn:
        spaced = r"[\W_]*".join(re.escape(letter) for letter in _bare(one))
        text = re.sub(rf"[(+]*{spaced}", NO_LONGER, text, flags=re.IGNORECASE)
    return text


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum()).casefold()
