"""Rows about a received record: the sealed text, and what of it is looked for."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gpsupport.persistence.rows.base import OfPractice, Row, belongs_to


class ReceivedResourceRow(OfPractice, Row):
    """One resource as it came, sealed.

    `copy_for` is empty for what belongs to one patient, so that the same resource cannot turn up
    under a second one. What many records carry (a practitioner, an organisation) is kept once for
    each of them and names its patient there: one patient's import never changes another's record.
    """

    __tablename__ = "received_resource"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        UniqueConstraint(
            "practice_id",
            "source_system",
            "type",
            "source_id",
            "copy_for",
            name="uq_received_resource_source",
        ),
        Index(None, "practice_id", "patient_id"),
    )

    patient_id: Mapped[str]
    source_system: Mapped[str]
    type: Mapped[str]
    source_id: Mapped[str]
    copy_for: Mapped[str]
    fingerprint: Mapped[str]
    text_sealed: Mapped[bytes]
    received_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class CodedEntryRow(OfPractice, Row):
    """One coding of one entry. An entry of two codings has two rows with the same `place`.

    `words_sealed` holds the display and who recorded it: both are the sender's own words.
    """

    __tablename__ = "coded_entry"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("received_resource", "resource_id"),
        # Both cover the questions asked of them: the sweep by code, the page by patient.
        Index("ix_coded_entry_by_code", "practice_id", "code", "patient_id", "day", "system"),
        Index("ix_coded_entry_by_patient", "practice_id", "patient_id", "day"),
        Index(None, "practice_id", "resource_id"),
    )

    patient_id: Mapped[str]
    resource_id: Mapped[str]
    resource: Mapped[str]
    place: Mapped[int]
    coding_place: Mapped[int]
    kind: Mapped[str]
    system: Mapped[str]
    code: Mapped[str]
    day: Mapped[date | None]
    precision: Mapped[str | None]
    words_sealed: Mapped[bytes | None]


class ContactRow(OfPractice, Row):
    """An encounter or appointment. `words_sealed` holds the reason and who saw the patient."""

    __tablename__ = "contact"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("received_resource", "resource_id"),
        Index("ix_contact_by_patient", "practice_id", "patient_id", "day"),
        Index(None, "practice_id", "resource_id"),
    )

    patient_id: Mapped[str]
    resource_id: Mapped[str]
    resource: Mapped[str]
    place: Mapped[int]
    setting: Mapped[str]
    attendance: Mapped[str]
    day: Mapped[date | None]
    precision: Mapped[str | None]
    words_sealed: Mapped[bytes | None]


class AppointmentRow(OfPractice, Row):
    """A booked appointment. `words_sealed` holds how, what for and with whom, in sender's words."""

    __tablename__ = "appointment"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("received_resource", "resource_id"),
        Index(None, "practice_id", "starts_at"),
        Index(None, "practice_id", "patient_id", "starts_at"),
        Index(None, "practice_id", "resource_id"),
    )

    patient_id: Mapped[str]
    resource_id: Mapped[str]
    resource: Mapped[str]
    place: Mapped[int]
    starts_at: Mapped[datetime]
    minutes: Mapped[int | None]
    words_sealed: Mapped[bytes | None]
