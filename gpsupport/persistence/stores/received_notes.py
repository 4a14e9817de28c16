"""What clinicians elsewhere noted that no code holds: boxes and dates of received records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from gpsupport.domain.access import Kind
from gpsupport.domain.days import Precision
from gpsupport.domain.exchange import ReceivedNotes
from gpsupport.domain.people import Actor
from gpsupport.domain.record import DateKind, KnownDate, Tick
from gpsupport.persistence.rows import CodedEntryRow
from gpsupport.persistence.stores.base import Store, new_id

_WORDS = ("coded_entry", "words_sealed")
_NAMES = ("display", "recorded_by")
_YES, _NO = "yes", "no"


class _NoteKind(StrEnum):
    """What a row is that is no coded entry; its `code` names the box, or of what the date is."""

    TICK = "tick"
    DATE = "known-date"


@dataclass(frozen=True, slots=True)
class _Note:
    """One answer of either kind: `said` is yes or no, or a date as FHIR writes it, or empty."""

    kind: _NoteKind
    code: str
    said: str
    on: date
    by: str


class ReceivedNoteStore(Store):
    """Rows beside the coded entries of the same resources, and dropped with those."""

    kind = Kind.CLINICAL

    def read_all(self, actor: Actor, patient_id: str) -> tuple[ReceivedNotes, ...]:
        """Everything noted of a patient elsewhere, each resource in the order of its answers."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.scalars(
            select(CodedEntryRow)
            .where(
                CodedEntryRow.practice_id == self._practice(actor),
                CodedEntryRow.patient_id == patient_id,
                CodedEntryRow.kind.in_([one.value for one in _NoteKind]),
            )
            .order_by(CodedEntryRow.resource, CodedEntryRow.resource_id, CodedEntryRow.coding_place)
        )
        found: dict[tuple[str, str], list[_Note]] = {}
        for row in rows:
            said, by = self._unseal(row.words_sealed, _WORDS, row.id, actor, _NAMES)
            note = _Note(_NoteKind(row.kind), row.code, said, row.day or date.min, by)
            found.setdefault((row.resource, row.resource_id), []).append(note)
        return tuple(_received(resource, notes) for (resource, _), notes in found.items())

    def add(
        self, actor: Actor, patient_id: str, noted: Iterable[tuple[str, ReceivedNotes]]
    ) -> None:
        """Add notes, each with the id of the received resource that tells of them."""
        practice = self._must(actor, patient_id)
        rows: list[dict[str, Any]] = []
        for place, (resource_id, received) in enumerate(noted):
            for coding_place, note in enumerate(_notes(received)):
                row_id = new_id()
                words = {"display": note.said, "recorded_by": note.by}
                rows.append(
                    {
                        "practice_id": practice,
                        "id": row_id,
                        "patient_id": patient_id,
                        "resource_id": resource_id,
                        "resource": received.resource,
                        "place": place,
                        "coding_place": coding_place,
                        "kind": note.kind.value,
                        "system": "",
                        "code": note.code,
                        "day": note.on,
                        "precision": Precision.DAY.value,
                        "words_sealed": self._seal(words, _WORDS, row_id, actor),
                    }
                )
        self._insert(CodedEntryRow, rows)


def _notes(received: ReceivedNotes) -> Iterable[_Note]:
    for tick in received.ticks:
        said = _YES if tick.answer else _NO
        yield _Note(_NoteKind.TICK, tick.name, said, tick.on, tick.by)
    for one in received.dates:
        day = one.day.isoformat() if one.day else ""
        yield _Note(_NoteKind.DATE, one.kind.value, day, one.said_on, one.by)


def _received(resource: str, notes: list[_Note]) -> ReceivedNotes:
    return ReceivedNotes(
        resource,
        tuple(
            Tick(one.code, one.said == _YES, one.on, one.by)
            for one in notes
            if one.kind is _NoteKind.TICK
        ),
        tuple(
            KnownDate(
                DateKind(one.code),
                date.fromisoformat(one.said) if one.said else None,
                one.on,
                one.by,
            )
            for one in notes
            if one.kind is _NoteKind.DATE
        ),
    )
