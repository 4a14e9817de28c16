"""Patients: found by id, by name, birth date or number, or by where they came from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from gpsupport.domain.access import Kind
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
from gpsupport.persistence.rows import PatientRow, StaffRow
from gpsupport.persistence.stores.base import AT_ONCE, Store, in_parts, new_id
from gpsupport.sealing import Sealer

_NUMBER = ("patient", "nhs_number_sealed")
_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class StoredPatient:
    """A patient with the version of the row, for whoever means to change it."""

    patient: Patient
    version: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """Whether a record is the actor's own, or else that of somebody at the actor's home."""

    own_record: bool
    same_address: bool


class PatientStore(Store):
    """The patients of the actor's practice."""

    kind = Kind.PATIENT

    def find(self, actor: Actor, patient_id: str) -> Patient | None:
        """One patient; None for the unknown and the forbidden alike, and both are audited."""
        found = self.find_stored(actor, patient_id)
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
        allowed = self._may(actor, patient_id)
        row = self._row(actor, PatientRow.id == patient_id)
        if row is None:
            self._scope.note_unknown(patient_id)
        return self._stored(actor, row) if row is not None and allowed else None

    def find_many(self, actor: Actor, patient_ids: Collection[str]) -> dict[str, Patient]:
        """The patients of these ids, without those whom the policy hides; each is audited."""
        seen = [one for one in dict.fromkeys(patient_ids) if self._may(actor, one)]
        found: dict[str, Patient] = {}
        for start in range(0, len(seen), AT_ONCE):
            rows = self._session.scalars(
                select(PatientRow).where(
                    PatientRow.practice_id == self._practice(actor),
                    PatientRow.id.in_(seen[start : start + AT_ONCE]),
                )
            )
            found |= {row.id: self._patient(row, actor) for row in rows}
        return found

    def list_some(self, actor: Actor, patient_ids: Collection[str]) -> dict[str, Patient]:
        """The same as a search shows them: nobody of them is audited one by one.

        That the page of somebody else names them must not stand with their own record.
        """
        seen = self._seen_by(actor)
        found: dict[str, Patient] = {}
        for some in in_parts(patient_ids):
            rows = self._session.scalars(select(PatientRow).where(*seen, PatientRow.id.in_(some)))
            found |= {row.id: self._patient(row, actor) for row in rows}
        return found

    def find_by_number(self, actor: Actor, number: NhsNumber) -> StoredPatient | None:
        """The patient with that NHS number."""
        blind = self._sealer.blind(number, self._practice(actor))
        return self._one(actor, PatientRow.nhs_number_blind == blind)

    def search(self, actor: Actor, sought: PatientSearch, limit: int) -> tuple[Patient, ...]:
        """Those whom every given criterion fits, by name; names match from their beginning."""
        practice, wanted = self._practice(actor), self._seen_by(actor)
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

    def list_ids(self, actor: Actor) -> tuple[str, ...]:
        """Everybody by id alone, in the order of `search`: nobody's details are read."""
        rows = self._session.scalars(
            select(PatientRow.id)
            .where(*self._seen_by(actor))
            .order_by(PatientRow.family_folded, PatientRow.given_folded, PatientRow.id)
        )
        return tuple(rows)

    def add(
        self, actor: Actor, patient: Patient, system: str, source_id: str, now: datetime
    ) -> Patient:
        """Add a patient under a new id; the id of the value given counts for nothing."""
        row_id = new_id()
        self._must(actor, row_id)
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
                PatientRow.practice_id == self._must(actor, row_id),
                PatientRow.id == row_id,
                PatientRow.version == stored.version,
            )
            .values(version=stored.version + 1, **self._columns(actor, row_id, patient))
        )
        return _with_id(patient, row_id)

    def write_home(self, actor: Actor, patient_id: str, home: str) -> None:
        """Keep the keyed hash of the home (domain.addresses.address_key); empty: not known."""
        practice = self._must(actor, patient_id)
        self._run(
            update(PatientRow)
            .where(PatientRow.practice_id == practice, PatientRow.id == patient_id)
            .values(home_blind=blind_home(self._sealer, home, practice))
        )

    def likeness(self, actor: Actor, patient_id: str) -> Likeness:
        """What ties the actor to a patient, by keyed hashes alone; nobody's details are read.

        The actor's home is the one given for the member of staff, and the one in the actor's own
        record where the practice keeps it. It says nothing of whether the actor may see either.
        """
        practice = self._practice(actor)
        staff = self._session.execute(
            select(StaffRow.nhs_number_blind, StaffRow.home_blind).where(
                StaffRow.practice_id == practice, StaffRow.id == actor.clinician_id
            )
        ).one_or_none()
        patient = self._session.execute(
            select(PatientRow.nhs_number_blind, PatientRow.home_blind).where(
                PatientRow.practice_id == practice, PatientRow.id == patient_id
            )
        ).one_or_none()
        if staff is None or patient is None:
            return Likeness(own_record=False, same_address=False)
        own = patient.nhs_number_blind is not None
        own = own and patient.nhs_number_blind == staff.nhs_number_blind
        homes = {staff.home_blind}
        if staff.nhs_number_blind is not None and not own:
            homes.add(
                self._session.scalar(
                    select(PatientRow.home_blind).where(
                        PatientRow.practice_id == practice,
                        PatientRow.nhs_number_blind == staff.nhs_number_blind,
                    )
                )
            )
        return Likeness(own, not own and bool(patient.home_blind) and patient.home_blind in homes)

    def _seen_by(self, actor: Actor) -> list[ColumnElement[bool]]:
        """The practice's own, without those whom the policy hides."""
        wanted: list[ColumnElement[bool]] = [PatientRow.practice_id == self._practice(actor)]
        if hidden := self._scope.hidden(actor, self.kind):
            wanted.append(PatientRow.id.not_in(hidden))
        return wanted

    def _one(self, actor: Actor, *wanted: ColumnElement[bool]) -> StoredPatient | None:
        row = self._row(actor, *wanted)
        if row is None or not self._may(actor, row.id):
            return None
        return self._stored(actor, row)

    def _row(self, actor: Actor, *wanted: ColumnElement[bool]) -> PatientRow | None:
        return self._session.scalars(
            select(PatientRow).where(PatientRow.practice_id == self._practice(actor), *wanted)
        ).one_or_none()

    def _stored(self, actor: Actor, row: PatientRow) -> StoredPatient:
        return StoredPatient(self._patient(row, actor), row.version)

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


def blind_home(sealer: Sealer, home: str, practice_id: str) -> str | None:
    """The keyed hash of a home (domain.addresses.address_key); None for one that is not known."""
    return sealer.keyed("home", home, practice_id) if home else None


def _with_id(patient: Patient, row_id: str) -> Patient:
    return Patient(row_id, patient.name, patient.sex, patient.born, patient.nhs_number)
