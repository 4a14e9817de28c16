"""Coded entries of a patient's record."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select

from gpsupport.domain.access import Kind
from gpsupport.domain.people import Actor
from gpsupport.domain.record import Code, CodedEntry, Coding, EntryKind
from gpsupport.persistence.columns import partial_date, parts_of
from gpsupport.persistence.rows import CodedEntryRow
from gpsupport.persistence.stores.base import Store, new_id

_WORDS = ("coded_entry", "words_sealed")
_NAMES = ("display", "recorded_by")
_COLUMNS = (
    CodedEntryRow.id,
    CodedEntryRow.resource_id,
    CodedEntryRow.resource,
    CodedEntryRow.place,
    CodedEntryRow.kind,
    CodedEntryRow.system,
    CodedEntryRow.code,
    CodedEntryRow.day,
    CodedEntryRow.precision,
    CodedEntryRow.words_sealed,
)


class EntryStore(Store):
    """What was coded, by whomever."""

    kind = Kind.CLINICAL

    def read_all(self, actor: Actor, patient_id: str) -> tuple[CodedEntry, ...]:
        """Every entry of a patient, in an order that is always the same."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._run(
            select(*_COLUMNS)
            .where(
                CodedEntryRow.practice_id == self._practice(actor),
                CodedEntryRow.patient_id == patient_id,
                # What was noted elsewhere lies beside them.
                CodedEntryRow.kind.in_([one.value for one in EntryKind]),
            )
            .order_by(
                CodedEntryRow.resource,
                CodedEntryRow.resource_id,
                CodedEntryRow.place,
                CodedEntryRow.coding_place,
            )
        )
        grouped = groupby(rows, key=lambda row: (row.resource_id, row.place))
        return tuple(self._entry(actor, list(codings)) for _, codings in grouped)

    def add(self, actor: Actor, patient_id: str, entries: Iterable[tuple[str, CodedEntry]]) -> None:
        """Add entries, each with the id of the received resource that it stands in."""
        practice = self._must(actor, patient_id)
        rows: list[dict[str, Any]] = []
        for place, (resource_id, entry) in enumerate(entries):
            # An entry in words alone keeps one row without a code.
            codings = entry.codings or (Coding(Code("", "")),)
            day, precision = parts_of(entry.on)
            shared = {
                "practice_id": practice,
                "patient_id": patient_id,
                "resource_id": resource_id,
                "resource": entry.resource,
                "place": place,
                "kind": entry.kind.value,
                "day": day,
                "precision": precision,
            }
            rows += [
                shared | self._coding(actor, entry, coding, coding_place)
                for coding_place, coding in enumerate(codings)
            ]
        self._insert(CodedEntryRow, rows)

    def drop(self, actor: Actor, resource_ids: Sequence[str]) -> None:
        """Remove what stands in these received resources, also notes, before it is read again."""
        self._drop_standing_in(actor, CodedEntryRow, resource_ids)

    def _coding(
        self, actor: Actor, entry: CodedEntry, coding: Coding, coding_place: int
    ) -> dict[str, Any]:
        row_id = new_id()
        words = {"display": coding.display, "recorded_by": entry.recorded_by}
        return {
            "id": row_id,
            "coding_place": coding_place,
            "system": coding.code.system,
            "code": coding.code.value,
            "words_sealed": self._seal(words, _WORDS, row_id, actor),
        }

    def _entry(self, actor: Actor, rows: list[Any]) -> CodedEntry:
        words = [self._unseal(row.words_sealed, _WORDS, row.id, actor, _NAMES) for row in rows]
        first = rows[0]
        return CodedEntry(
            resource=first.resource,
            kind=EntryKind(first.kind),
            codings=tuple(
                Coding(Code(row.system, row.code), display)
                for row, (display, _) in zip(rows, words, strict=True)
                if row.system or row.code
            ),
            on=partial_date(first.day, first.precision),
            recorded_by=words[0][1],
        )
