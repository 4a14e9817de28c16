"""Rows that narrow down who sees a patient, and the audit of who did."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from gpsupport.persistence.rows.base import OfPractice, Row, belongs_to, of_practice


class CaseRuleRow(OfPractice, Row):
    """One member of staff who is named for, or denied, one patient's record.

    `kind` is "named" or "denied". A rule that ended stays, so that its history can be told.
    """

    __tablename__ = "case_rule"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("staff", "staff_id"),
        Index(None, "practice_id", "patient_id"),
    )

    patient_id: Mapped[str]
    kind: Mapped[str]
    staff_id: Mapped[str]
    reason_sealed: Mapped[bytes | None]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class OpeningRow(OfPractice, Row):
    """An emergency opening of one record for one member of staff."""

    __tablename__ = "opening"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("staff", "staff_id"),
        Index(None, "practice_id", "patient_id"),
    )

    patient_id: Mapped[str]
    staff_id: Mapped[str]
    reason_sealed: Mapped[bytes]
    at: Mapped[datetime]
    until: Mapped[datetime]


class ReviewItemRow(OfPractice, Row):
    """Something about access that a lead is to look at.

    `told_id` is the lead it goes to, who is neither the one it is about nor denied the patient;
    none while there is no such lead.
    """

    __tablename__ = "review_item"
    __table_args__ = (
        belongs_to("staff", "staff_id"),
        belongs_to("patient", "patient_id"),
        Index(None, "practice_id", "told_id"),
        Index(None, "practice_id", "staff_id", "patient_id"),
    )

    kind: Mapped[str]
    staff_id: Mapped[str]
    patient_id: Mapped[str | None]
    opening_id: Mapped[str | None]
    words_sealed: Mapped[bytes | None]
    made_at: Mapped[datetime]
    told_id: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    outcome: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class AddressRow(OfPractice, Row):
    """Where a patient lives or can be reached, as a received resource says; sealed."""

    __tablename__ = "patient_address"
    __table_args__ = (
        belongs_to("patient", "patient_id"),
        belongs_to("received_resource", "resource_id"),
        Index(None, "practice_id", "patient_id"),
        Index(None, "practice_id", "resource_id"),
    )

    patient_id: Mapped[str]
    resource_id: Mapped[str]
    place: Mapped[int]
    words_sealed: Mapped[bytes | None]


class AuditRow(Row):
    """One link of a practice's audit chain. Written once, in the transaction that it tells of."""

    __tablename__ = "audit"
    __table_args__ = (of_practice(), Index(None, "practice_id", "object_id", "seq"))

    practice_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[str]
    role: Mapped[str]
    event: Mapped[str]
    object_id: Mapped[str]
    decision: Mapped[str]
    reason: Mapped[str]
    previous: Mapped[str] = mapped_column(Text())
    hash: Mapped[str]


class AuditHeadRow(Row):
    """The newest link of a practice's chain: whoever appends holds this row."""

    __tablename__ = "audit_head"
    __table_args__ = (of_practice(),)

    practice_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger())
    hash: Mapped[str]
