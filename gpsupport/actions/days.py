"""Days as the practice has them: the calendar of Europe/London over instants in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gpsupport.domain.days import PartialDate, Precision

LONDON = ZoneInfo("Europe/London")


def london_day(now: datetime) -> date:
    """The day in London at an instant. Raises ValueError for a time without a zone."""
    if now.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return now.astimezone(LONDON).date()


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """The instants at which a London day begins and the next one does."""
    start = datetime.combine(day, time.min, LONDON)
    end = datetime.combine(day + timedelta(days=1), time.min, LONDON)
    return start.astimezone(UTC), end.astimezone(UTC)


def instant_of(text: str) -> datetime | None:
    """The instant that a FHIR dateTime names; None when it has no time of day or is none.

    A time without an offset is taken as London time.
    """
    if "T" not in text:
        return None
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day_in_words(day: PartialDate) -> str:
    """A date as a page shows it: "3 November 2026", "November 2026" or "2026"."""
    shown = {Precision.DAY: "%-d %B %Y", Precision.MONTH: "%B %Y", Precision.YEAR: "%Y"}
    return _format(day.earliest, shown[day.precision])


def span_in_words(start: date, end: date) -> str:
    """A span rounded down to a unit that one would say: "14 weeks", "18 months", "2 years"."""
    days = (end - start).days
    if days < 14:
        return _counted(days, "day")
    if days < 120:
        return _counted(days // 7, "week")
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return _counted(months, "month") if months < 24 else _counted(months // 12, "year")


def _format(day: date, shape: str) -> str:
    # "%-d" is not known on every platform.
    return day.strftime(shape.replace("%-d", str(day.day)))


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
