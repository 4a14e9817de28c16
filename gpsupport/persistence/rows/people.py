"""Rows about people: practices, staff, patients, and the relatives a record names."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gpsupport.persistence.columns import plain_order
from gpsupport.persistence.rows.base import OfPractice, Row, belongs_to, of_practice


class InstallationRow(Row):
    """What holds for the whole installation. The only table that is not a practice's."""

    __tablename__ = "installation"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class PracticeRow(OfPractice, Row):
    """A practice. Its own id leads its key too, so that one rule isolates every table."""

    __tablename__ = "practice"
    __table_args__ = (
        CheckConstraint("practice_id = id", name="own_practice"),
        UniqueConstraint("practice_id"),
        UniqueConstraint("ods_code"),
    )

    ods_code: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class StaffRow(OfPractice, Row):
    """A member of staff; the usual role stands first in `roles`.

    Of the own NHS number and home address only keyed hashes are kept: enough to notice that
    somebody opens their own record or one of their household.
    """

    __tablename__ = "staff"
    __table_args__ = (of_practice(),)

    name: Mapped[str]
    roles: Mapped[list[str]]
    nhs_number_blind: Mapped[str | None]
    home_blind: Mapped[str | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class PatientRow(OfPractice, Row):
    """A patient. The own name and birth date are in the clear: they are searched for."""

    __tablename__ = "patient"
    __table_args__ = (
        of_practice(),
        UniqueConstraint("practice_id", "source_system", "source_type", "source_id"),
        UniqueConstraint("practice_id", "nhs_number_blind"),
        Index(None, "practice_id", "family_folded", "given_folded"),
        Index(None, "practice_id", "given_folded"),
        Index(None, "practice_id", "born_earliest"),
    )

    source_system: Mapped[str]
    source_type: Mapped[str] = mapped_column(default="Patient")
    source_id: Mapped[str]
    family: Mapped[str]
    given: Mapped[str]
    title: Mapped[str]
    family_folded: Mapped[str] = mapped_column(plain_order())
    given_folded: Mapped[str] = mapped_column(plain_order())
    sex: Mapped[str]
    born_earliest: Mapped[date | None]
    born_precision: Mapped[str | None]
    nhs_number_sealed: Mapped[bytes | None]
    nhs_number_blind: Mapped[str | None]
    home_blind: Mapped[str | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class RelativeRow(OfPractice, Row):
    """A related person whom a patient's own record names; the name is sealed."""

    __tablename__ = "relative"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("received_resource", "resource_id"),
        Index(None, "practice_id", "patient_id"),
        Index(None, "practice_id", "resource_id"),
    )

    patient_id: Mapped[str]
    resource_id: Mapped[str]
    resource: Mapped[str]
    place: Mapped[int]
    relationship: Mapped[str]
    name_sealed: Mapped[bytes | None]
    born_earliest: Mapped[date | None]
    born_precision: Mapped[str | None]
