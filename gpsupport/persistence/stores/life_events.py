"""What changed a life, and what came of it: added to, and never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, select

from gpsupport.domain.access import Denied, Kind
from gpsupport.domain.life_events.cases import LifeCase, LifeEvent, LifeStep
from gpsupport.domain.life_events.kinds import LifeEventKind
from gpsupport.domain.people import Actor
from gpsupport.persistence.plain import read_back, written
from gpsupport.persistence.rows import LifeEventRow, LifeStepRow
from gpsupport.persistence.stores.base import StaleRow, Store, may_be_id, new_id

_EVENT = ("life_event", "body_sealed")
_STEP = ("life_step", "body_sealed")
_KIND, _MARK = "life-event-kind", "life-event-mark"


class LifeEventStore(Store):
    """The events of patients of the actor's practice, each with its steps."""

    kind = Kind.CLINICAL

    def add(self, actor: Actor, made: LifeEvent, mark: str = "") -> LifeEvent | None:
        """Keep an event under a new id.

        `mark` says what it is known from: one of that kind and mark is kept once, and the second
        time the answer is None. Without a mark it is always new. Raises Denied.
        """
        practice = self._must(actor, made.patient_id)
        kept = replace(made, id=new_id())
        known_from = f"{kept.patient_id}|{kept.kind.value}|{mark}" if mark else kept.id
        row = {
            "practice_id": practice,
            "id": kept.id,
            "patient_id": kept.patient_id,
            "kind_blind": self._blind_kind(kept.kind, practice),
            "mark_blind": self._sealer.keyed(_MARK, known_from, practice),
            "noted_at": kept.noted_at,
            "body_sealed": self._sealer.seal(written(kept), *_EVENT, kept.id, practice),
        }
        unique = ("practice_id", "patient_id", "mark_blind")
        return kept if self._insert_if_new(LifeEventRow, row, unique) else None

    def add_steps(
        self, actor: Actor, event_id: str, steps: Iterable[LifeStep], *, expected: int
    ) -> tuple[LifeStep, ...]:
        """Keep what came of an event, each step under a new id, on the timeline of its patient.

        `expected` is how many steps of the event the writer had seen. Raises Denied, and StaleRow
        where somebody else wrote something meanwhile.
        """
        rows = self._events(actor, LifeEventRow.id == event_id) if may_be_id(event_id) else ()
        if not rows:
            raise Denied(self.kind.value)
        practice = self._must(actor, rows[0].patient_id)
        if len(self._steps(actor, (event_id,))) != expected:
            raise StaleRow("somebody else wrote something about it meanwhile")
        made = []
        for seq, step in enumerate(steps, expected + 1):
            kept = replace(step, id=new_id(), event_id=event_id)
            row = {
                "practice_id": self._must(actor, kept.patient_id),
                "id": kept.id,
                "event_id": event_id,
                "patient_id": kept.patient_id,
                "seq": seq,
                "body_sealed": self._sealer.seal(written(kept), *_STEP, kept.id, practice),
            }
            self._insert_or_stale(LifeStepRow, row)
            made.append(kept)
        return tuple(made)

    def read_all(self, actor: Actor, patient_id: str) -> tuple[LifeCase, ...]:
        """The events of one patient with their steps, oldest first."""
        if not self._may(actor, patient_id):
            return ()
        events = self._events(actor, LifeEventRow.patient_id == patient_id)
        steps = self._steps(actor, [one.id for one in events])
        return tuple(
            LifeCase(one, tuple(step for step in steps if step.event_id == one.id))
            for one in events
        )

    def read_beside(self, actor: Actor, patient_id: str) -> tuple[LifeStep, ...]:
        """What came of other people's events for this patient, oldest first; not whose they were.

        `event_id` is empty: nothing here leads to the other record.
        """
        if not self._may(actor, patient_id):
            return ()
        statement = (
            select(LifeStepRow)
            .join(
                LifeEventRow,
                (LifeEventRow.practice_id == LifeStepRow.practice_id)
                & (LifeEventRow.id == LifeStepRow.event_id),
            )
            .where(
                LifeStepRow.practice_id == self._practice(actor),
                LifeStepRow.patient_id == patient_id,
                LifeEventRow.patient_id != patient_id,
            )
        )
        found = [self._step(actor, row) for row in self._session.scalars(statement)]
        return tuple(
            replace(one, event_id="", thing_id="")
            for one in sorted(found, key=lambda one: (one.at, one.id))
        )

    def kept_apart(self, actor: Actor) -> frozenset[str]:
        """The patients whom no other record may propose as a relative, by id alone.

        Those whom the policy hides from this actor are among them: nobody learns which is which.
        """
        practice = self._practice(actor)
        kinds = [self._blind_kind(one, practice) for one in LifeEventKind if one.kept_apart]
        events = self._events(actor, LifeEventRow.kind_blind.in_(kinds))
        steps = self._steps(actor, [one.id for one in events])
        cases = [
            LifeCase(one, tuple(step for step in steps if step.event_id == one.id))
            for one in events
        ]
        apart = {one.event.patient_id for one in cases if one.counts}
        return frozenset(apart | self._scope.hidden(actor, self.kind))

    def _blind_kind(self, kind: LifeEventKind, practice: str) -> str:
        return self._sealer.keyed(_KIND, kind.value, practice)

    def _events(self, actor: Actor, wanted: ColumnElement[bool]) -> tuple[LifeEvent, ...]:
        rows = self._session.scalars(
            select(LifeEventRow)
            .where(LifeEventRow.practice_id == self._practice(actor), wanted)
            .order_by(LifeEventRow.noted_at, LifeEventRow.id)
        )
        return tuple(
            read_back(
                LifeEvent,
                self._sealer.unseal(row.body_sealed, *_EVENT, row.id, self._practice(actor)),
            )
            for row in rows
        )

    def _steps(self, actor: Actor, event_ids: Sequence[str]) -> tuple[LifeStep, ...]:
        if not event_ids:
            return ()
        rows = self._session.scalars(
            select(LifeStepRow)
            .where(
                LifeStepRow.practice_id == self._practice(actor),
                LifeStepRow.event_id.in_(event_ids),
            )
            .order_by(LifeStepRow.event_id, LifeStepRow.seq)
        )
        return tuple(self._step(actor, row) for row in rows)

    def _step(self, actor: Actor, row: LifeStepRow) -> LifeStep:
        plain = self._sealer.unseal(row.body_sealed, *_STEP, row.id, self._practice(actor))
        return read_back(LifeStep, plain)
