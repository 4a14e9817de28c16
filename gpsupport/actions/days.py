"""Days as the practice has them: the calendar of Europe/London over instants in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

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
