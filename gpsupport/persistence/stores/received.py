"""Received resources: the text as it came, sealed, and where it came from."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from gpsupport.domain.access import Kind
from gpsupport.domain.exchange import ReceivedResource
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import ReceivedResourceRow
from gpsupport.persistence.stores.base import AT_ONCE, Store, new_id, table_of

_TEXT = ("received_resource", "text_sealed")

# What many patients' records carry: each of them gets a copy of its own.
CARRIED_BY_MANY = frozenset(
    {
        "ActivityDefinition", "CodeSystem", "Device", "Endpoint", "Group", "HealthcareService",
        "Location", "Medication", "Organization", "PlanDefinition", "Practitioner",
        "PractitionerRole", "Questionnaire", "Schedule", "Slot", "Substance", "ValueSet",
    }
)  # fmt: skip


_KNOWN = (
    ReceivedResourceRow.id,
    ReceivedResourceRow.type,
    ReceivedResourceRow.source_id,
    ReceivedResourceRow.copy_for,
    ReceivedResourceRow.patient_id,
    ReceivedResourceRow.fingerprint,
)


@dataclass(frozen=True, slots=True)
class KnownResource:
    """What is stored of a resource: whose it is and the keyed hash of its content."""

    id: str
    patient_id: str
    fingerprint: str


class ReceivedStore(Store):
    """The texts of the actor's practice. They are never searched, only kept and handed out."""

    kind = Kind.CLINICAL

    def find_patient_id(self, actor: Actor, system: str, source_id: str) -> str | None:
        """The patient whose own resource came from that system under that id."""
        return self._session.scalar(
            select(ReceivedResourceRow.patient_id).where(
                ReceivedResourceRow.practice_id == self._practice(actor),
                ReceivedResourceRow.source_system == system,
                ReceivedResourceRow.type == "Patient",
                ReceivedResourceRow.source_id == source_id,
                ReceivedResourceRow.copy_for == "",
            )
        )

    def find_known(
        self, actor: Actor, system: str, patient_id: str, resources: Sequence[ReceivedResource]
    ) -> dict[tuple[str, str], KnownResource]:
        """Which of these resources are stored already, by (type, id), whoever's they are."""
        known: dict[tuple[str, str], KnownResource] = {}
        wanted = {(one.type, one.id): _copy_for(one.type, patient_id) for one in resources}
        kinds = sorted({one.type for one in resources})
        for ids in _batches(sorted({one.id for one in resources})):
            rows = self._run(
                select(*_KNOWN).where(
                    ReceivedResourceRow.practice_id == self._practice(actor),
                    ReceivedResourceRow.source_system == system,
                    ReceivedResourceRow.type.in_(kinds),
                    ReceivedResourceRow.source_id.in_(ids),
                    ReceivedResourceRow.copy_for.in_(("", patient_id)),
                )
            )
            for row in rows:
                key = row.type, row.source_id
                if wanted.get(key) == row.copy_for:
                    known[key] = KnownResource(row.id, row.patient_id, row.fingerprint)
        return known

    def fingerprint(self, actor: Actor, resource: ReceivedResource) -> str:
        """The keyed hash under which a content is recognised."""
        return self._sealer.fingerprint(resource.digest, self._practice(actor))

    def add(
        self,
        actor: Actor,
        system: str,
        patient_id: str,
        resources: Sequence[ReceivedResource],
        now: datetime,
    ) -> dict[tuple[str, str], str]:
        """Keep new resources and return their ids by (type, id)."""
        practice = self._must(actor, patient_id)
        rows = [
            {
                "practice_id": practice,
                "id": new_id(),
                "patient_id": patient_id,
                "source_system": system,
                "type": resource.type,
                "source_id": resource.id,
                "copy_for": _copy_for(resource.type, patient_id),
                "fingerprint": self.fingerprint(actor, resource),
                "received_at": now,
                "version": 1,
            }
            for resource in resources
        ]
        for row, resource in zip(rows, resources, strict=True):
            row["text_sealed"] = self._seal_text(actor, str(row["id"]), resource)
        self._insert(ReceivedResourceRow, rows)
        return {(str(row["type"]), str(row["source_id"])): str(row["id"]) for row in rows}

    def change(
        self, actor: Actor, resources: Sequence[tuple[str, ReceivedResource]], now: datetime
    ) -> None:
        """Replace the text of stored resources, each given with its id; a new version of each."""
        if not resources:
            return
        table = table_of(ReceivedResourceRow)
        statement = (
            update(ReceivedResourceRow)
            .where(table.c.practice_id == self._practice(actor), table.c.id == bindparam("row_id"))
            .values(
                text_sealed=bindparam("sealed"),
                fingerprint=bindparam("content"),
                received_at=now,
                version=table.c.version + 1,
            )
        )
        values: list[dict[str, Any]] = [
            {
                "row_id": row_id,
                "sealed": self._seal_text(actor, row_id, resource),
                "content": self.fingerprint(actor, resource),
            }
            for row_id, resource in resources
        ]
        self._session.connection().execute(statement, values)

    def has_any(self, actor: Actor, patient_id: str) -> bool:
        """Whether a record of this patient was ever received."""
        if not self._may(actor, patient_id):
            return False
        statement = select(ReceivedResourceRow.id).where(
            ReceivedResourceRow.practice_id == self._practice(actor),
            ReceivedResourceRow.patient_id == patient_id,
        )
        return self._session.scalar(statement.limit(1)) is not None

    def read_all(self, actor: Actor, patient_id: str) -> tuple[ReceivedResource, ...]:
        """Every resource of a patient as it came, by type and id."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.scalars(
            select(ReceivedResourceRow)
            .where(
                ReceivedResourceRow.practice_id == self._practice(actor),
                ReceivedResourceRow.patient_id == patient_id,
            )
            .order_by(
                ReceivedResourceRow.type,
                ReceivedResourceRow.source_id,
                ReceivedResourceRow.source_system,
            )
        )
        return tuple(self._resource(actor, row) for row in rows)

    def sources(self, actor: Actor, patient_id: str) -> tuple[str, ...]:
        """The systems from which resources of a patient came."""
        if not self._may(actor, patient_id):
            return ()
        found = self._session.scalars(
            select(ReceivedResourceRow.source_system)
            .where(
                ReceivedResourceRow.practice_id == self._practice(actor),
                ReceivedResourceRow.patient_id == patient_id,
            )
            .distinct()
        )
        return tuple(sorted(found))

    def _seal_text(self, actor: Actor, row_id: str, resource: ReceivedResource) -> bytes:
        return self._sealer.seal(resource.text.encode(), *_TEXT, row_id, self._practice(actor))

    def _resource(self, actor: Actor, row: ReceivedResourceRow) -> ReceivedResource:
        plain = self._sealer.unseal(row.text_sealed, *_TEXT, row.id, self._practice(actor))
        return ReceivedResource(
            type=row.type,
            id=row.source_id,
            text=plain.decode(),
            digest=hashlib.sha256(plain).hexdigest(),
        )


def _copy_for(kind: str, patient_id: str) -> str:
    return patient_id if kind in CARRIED_BY_MANY else ""


def _batches(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
