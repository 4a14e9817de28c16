"""Small phrases that rules and answers share."""

from __future__ import annotations

from collections.abc import Iterable

from gpsupport.domain.knowledge.language.conditions import Age
from gpsupport.domain.record import ContactKind

CONTACTS_TODAY = {
    ContactKind.CONSULTATION: "a consultation",
    ContactKind.VACCINATION: "a vaccination",
    ContactKind.DISPENSING: "dispensing alone",
    ContactKind.ADMINISTRATION: "administration alone",
}

_KNOWN_WINDOWS = {
    1: "day",
    7: "week",
    91: "3 months",
    183: "6 months",
    280: "40 weeks",
    365: "12 months",
    730: "24 months",
}


def in_words(days: int) -> str:
    """A window in the words a clinician uses after "in the last"."""
    if days in _KNOWN_WINDOWS:
        return _KNOWN_WINDOWS[days]
    if days % 365 == 0:
        return f"{days // 365} years"
    if days % 7 == 0 and days <= 84:
        return f"{days // 7} weeks"
    return f"{days} days"


def either(words: Iterable[str]) -> str:
    """Alternatives in a row: "a", "a or b", "a, b or c"."""
    *others, last = list(dict.fromkeys(words)) or [""]
    return f"{', '.join(others)} or {last}" if others else last


def first_upper(words: str) -> str:
    """The words with a capital at the front."""
    return words[:1].upper() + words[1:]


def ages(condition: Age) -> str:
    """The range of an age condition, to stand after "aged": "16 or over", "6 to 35 months"."""
    years = _span(condition.from_years, condition.below_years, "")
    months = _span(condition.from_months, condition.below_months, " month")
    return " and ".join(part for part in (years, months) if part) or "anything"


def _span(start: int | None, stop: int | None, unit: str) -> str:
    if start is None:
        return "" if stop is None else f"under {_counted(stop, unit)}"
    if stop is None:
        return f"{_counted(start, unit)} or over"
    if stop - start == 1:
        return _counted(start, unit)
    return f"{start} to {_counted(stop - 1, unit)}"


def _counted(number: int, unit: str) -> str:
    return f"{number}{unit}s" if unit and number != 1 else f"{number}{unit}"
