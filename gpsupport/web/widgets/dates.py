"""A date typed into three boxes."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import Field

_NAMES = ("day", "month", "year")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DayField(Field):
    """A whole date; `data` is None when all three boxes are empty.

    Months may be typed as a number or as a word.
    """

    data: date | None

    # Three empty boxes to begin with.
    parts: tuple[str, ...] = ("", "", "")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the three boxes of a form that was sent."""
        self.process_errors = []
        self.data = None
        if formdata is None:
            return
        self.parts = tuple(
            str(formdata.get(f"{self.name}-{name}", "")).strip()[:12] for name in _NAMES
        )
        if any(self.parts):
            try:
                self.data = _read(self.parts)
            except ValueError as error:
                self.process_errors.append(str(error))


def _read(parts: tuple[str, ...]) -> date:
    day, month, year = parts
    missing = [name for name, part in zip(_NAMES, parts, strict=True) if not part]
    if missing:
        raise ValueError(f"The date must have a {' and a '.join(missing)}")
    if month[:3].lower() in _MONTHS:
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    if not all(part.isascii() and part.isdigit() for part in (day, month, year)):
        raise ValueError("The date must be a day, a month and a year, like 14 7 1985")
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        raise ValueError("This date does not exist. Check the day and the month") from None
