"""Patients: found by id, by name, birth date or number, or by where they came from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from gpsupport.domain.people import (
    Actor,
    NhsNumber,
    Patient,
    PatientSearch,
    PersonName,
    Sex,
    folded,
)
from gpsupport.persistence.columns import partial_date, parts_of
from gpsupport.persistence.rows import PatientRow
from gpsupport.persistence.stores.base import Store, new_id

_NUMBER = ("patient", "nhs_number_sealed")
_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class StoredPatient:
    """A patient with the version of the row, for whoever means to change it."""

    patient: Patient
    version: int


class PatientStore(Store):
    """The patients of the actor's practice."""

    def find(self, actor: Actor, patient_id: str) -> Patient | None:
        """One patient."""
        found = self._one(actor, PatientRow.id == patient_id)
        return found.patient if found else None

    def find_by_source(self, actor: Actor, system: str, source_id: str) -> StoredPatient | None:
        """The patient who first came from that system under that id."""
        return self._one(
            actor,
            PatientRow.source_system == system,
            PatientRow.source_type == "Patient",
            PatientRow.source_id == source_id,
        )

    def find_stored(self, actor: Actor, patient_id: str) -> StoredPatient | None:
        """One patient with the row's version."""
        return self._one(actor, PatientRow.id == patient_id)

    def find_by_number(self, actor: Actor, number: NhsNumber) -> StoredPatient | None:
        """The patient with that NHS number."""
        blind = self._sealer.blind(number, self._practice(actor))
        return self._one(actor, PatientRow.nhs_number_blind == blind)

    def search(self, actor: Actor, sought: PatientSearch, limit: int) -> tuple[Patient, ...]:
        """Those whom every given criterion fits, by name; names match from their beginning."""
        practice = self._practice(actor)
        wanted: list[ColumnElement[bool]] = [PatientRow.practice_id == practice]
        for column, name in (
            (PatientRow.family_folded, folded(sought.family)),
            (PatientRow.given_folded, folded(sought.given)),
        ):
            if name:
                # A range instead of LIKE: both engines find it in the index.
                wanted += [column >= name, column < name + _AFTER_ALL]
        if sought.born is not None:
            wanted.append(PatientRow.born_earliest == sought.born)
        if sought.nhs_number is not None:
            blind = self._sealer.blind(sought.nhs_number, practice)
            wanted.append(PatientRow.nhs_number_blind == blind)
        rows = self._session.scalars(
            select(PatientRow)
            .where(*wanted)
            .order_by(PatientRow.family_folded, PatientRow.given_folded, PatientRow.id)
            .limit(limit)
        )
        return tuple(self._patient(row, actor) for row in rows)

    def add(
        self, actor: Actor, patient: Patient, system: str, source_id: str, now: datetime
    ) -> Patient:
        """Add a patient under a new id; the id of the value given counts for nothing."""
        row_id = new_id()
        self._insert(
            PatientRow,
            [
                {
                    "practice_id": self._practice(actor),
                    "id": row_id,
                    "source_system": system,
                    "source_type": "Patient",
                    "source_id": source_id,
                    "created_at": now,
                    "version": 1,
                    **self._columns(actor, row_id, patient),
                }
            ],
        )
        return _with_id(patient, row_id)

    def change(self, actor: Actor, stored: StoredPatient, patient: Patient) -> Patient:
        """Replace what is known of a patient. Raises StaleRow when somebody else did so first."""
        row_id = stored.patient.id
        self._change(
            update(PatientRow)
            .where(
                PatientRow.practice_id == self._practice(actor),
                PatientRow.id == row_id,
                PatientRow.version == stored.version,
            )
            .values(version=stored.version + 1, **self._columns(actor, row_id, patient))
        )
        return _with_id(patient, row_id)

    def count(self, actor: Actor) -> int:
        """How many there are."""
        statement = select(func.count()).where(PatientRow.practice_id == self._practice(actor))
        return self._session.scalar(statement) or 0

    def _one(self, actor: Actor, *wanted: ColumnElement[bool]) -> StoredPatient | None:
        row = self._session.scalars(
            select(PatientRow).where(PatientRow.practice_id == self._practice(actor), *wanted)
        ).one_or_none()
        return StoredPatient(self._patient(row, actor), row.version) if row else None

    def _columns(self, actor: Actor, row_id: str, patient: Patient) -> dict[str, Any]:
        practice, number = self._practice(actor), patient.nhs_number
        earliest, precision = parts_of(patient.born)
        sealed = blind = None
        if number is not None:
            sealed = self._sealer.seal(number.value.encode(), *_NUMBER, row_id, practice)
            blind = self._sealer.blind(number, practice)
        return {
            "family": patient.name.family,
            "given": patient.name.given,
            "title": patient.name.title,
            "family_folded": folded(patient.name.family),
            "given_folded": folded(patient.name.given),
            "sex": patient.sex.value,
            "born_earliest": earliest,
            "born_precision": precision,
            "nhs_number_sealed": sealed,
            "nhs_number_blind": blind,
        }

    def _patient(self, row: PatientRow, actor: Actor) -> Patient:
        number = None
        if row.nhs_number_sealed is not None:
            plain = self._sealer.unseal(
                row.nhs_number_sealed, *_NUMBER, row.id, self._practice(actor)
            )
            number = NhsNumber(plain.decode())
        return Patient(
            id=row.id,
            name=PersonName(family=row.family, given=row.given, title=row.title),
            sex=Sex(row.sex),
            born=partial_date(row.born_earliest, row.born_precision),
            nhs_number=number,
        )


def _with_id(patient: Patient, row_id: str) -> Patient:
    return Patient(row_id, patient.name, patient.sex, patient.born, patient.nhs_number)
