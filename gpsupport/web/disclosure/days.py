"""A day as somebody types it into one box: 30 Nov, Friday, 1 week, 2 weeks ago."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_abbr)}
_NEAR = {"today": 0, "now": 0, "tomorrow": 1, "yesterday": -1}
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6}

_LATER = re.compile(
    r"(?:in |within )?(?P<many>\d{1,3}|a|one|two|three|four|six) "
    r"(?P<unit>day|week|month|year)s?(?P<ago> ago)?"
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_WRITTEN = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[ /.-]+(?P<month>\d{1,2}|[a-z]{3,9})"
    r"(?:[ /.-]+(?P<year>\d{4}|\d{2}))?"
)
_CENTURY = 2000

HOW_TO_WRITE = "write a day, such as 30 Nov, Friday or 1 week"
HOW_TO_WRITE_PAST = "write a day, such as 3 Nov, yesterday or 2 weeks ago"


def read_day(typed: str, today: date, *, past: bool = False) -> date:
    """The day that was meant. Raises ValueError, in words for the page, for what is no day.

    What leaves the year or the direction open is the next such day, or with `past` the last.
    """
    text = " ".join(typed.lower().replace(",", " ").split())
    found = _in_words(text, today, past=past) or _as_date(text, today, past=past)
    if found is None:
        raise ValueError(HOW_TO_WRITE_PAST if past else HOW_TO_WRITE)
    return found


def _in_words(text: str, today: date, *, past: bool) -> date | None:
    if text in _NEAR:
        return today + timedelta(days=_NEAR[text])
    if text in {name.lower() for name in calendar.day_name} | set(_WEEKDAYS):
        ahead = (_WEEKDAYS[text[:3]] - today.weekday()) % 7
        return today + timedelta(days=ahead - 7 if past and ahead else ahead)
    said = _LATER.fullmatch(text)
    if said is None:
        return None
    many = _NUMBERS.get(said["many"]) or int(said["many"])
    return _moved(today, -many if past or said["ago"] else many, said["unit"])


def _moved(day: date, many: int, unit: str) -> date:
    if unit in {"day", "week"}:
        return day + timedelta(days=many * (7 if unit == "week" else 1))
    years, month = divmod(day.month - 1 + many * (12 if unit == "year" else 1), 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _as_date(text: str, today: date, *, past: bool) -> date | None:
    said = _ISO.fullmatch(text) or _WRITTEN.fullmatch(text)
    if said is None:
        return None
    month = _month(said["month"])
    if month is None:
        return None
    day = int(said["day"])
    if said["year"]:
        year = int(said["year"])
        return _on(year if len(said["year"]) > 2 else _CENTURY + year, month, day)
    near = [_on(year, month, day) for year in range(today.year - 8, today.year + 9)]
    days = [one for one in near if one is not None]
    if past:
        return max((one for one in days if one <= today), default=None)
    return min((one for one in days if one >= today), default=None)


def _month(said: str) -> int | None:
    if said.isdigit():
        return int(said)
    number = _MONTHS.get(said[:3])
    # "mayor" is no month.
    return number if number and calendar.month_name[number].lower().startswith(said) else None


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
