"""What all rows have in common: names of constraints, types, the practice in front of every key."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, ForeignKeyConstraint, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from gpsupport.persistence.columns import UtcInstant

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(DeclarativeBase):
    """The base of every stored row."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        bytes: LargeBinary(),
        date: Date(),
        datetime: UtcInstant(),
        list[str]: JSON(),
        dict[str, Any]: JSON(),
    }


class OfPractice:
    """A row that belongs to one practice. Ids are opaque and made here, never taken from a file."""

    practice_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-2)
    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-1)


def belongs_to(table: str, column: str) -> ForeignKeyConstraint:
    """A reference that cannot leave the practice."""
    return ForeignKeyConstraint(
        ["practice_id", column], [f"{table}.practice_id", f"{table}.id"], ondelete="RESTRICT"
    )


def of_practice() -> ForeignKeyConstraint:
    """The practice must exist."""
    return ForeignKeyConstraint(["practice_id"], ["practice.practice_id"], ondelete="RESTRICT")
