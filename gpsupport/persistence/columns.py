"""Column types and conversions shared by all rows."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from gpsupport.domain.days import PartialDate, Precision


class UtcInstant(TypeDecorator[datetime]):
    """An instant, stored and returned in UTC. Refuses a time without a zone: it is no instant."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """PostgreSQL keeps the zone; SQLite keeps text, which we write in UTC."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every stored instant its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def plain_order() -> Text:
    """Text that sorts by its bytes on both engines, so that a prefix is a range of an index."""
    return Text().with_variant(Text(collation="C"), "postgresql")


def parts_of(day: PartialDate | None) -> tuple[date | None, str | None]:
    """A partial date as its two columns: earliest day, precision."""
    return (None, None) if day is None else (day.earliest, day.precision.value)


def partial_date(earliest: date | None, precision: str | None) -> PartialDate | None:
    """The partial date of two columns."""
    if earliest is None:
        return None
    return PartialDate(earliest, Precision(precision or Precision.DAY))
