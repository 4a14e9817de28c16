"""Where the asking of each patient stands, and the lists that are made from it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from gpsupport.domain.access import Kind
from gpsupport.domain.enquiry.standing import (
    DueList,
    DueMarks,
    DuePatient,
    EnquiryStanding,
    EnquiryState,
)
from gpsupport.domain.people import Actor
from gpsupport.persistence.plain import read_back, written
from gpsupport.persistence.rows import EnquiryStandingRow
from gpsupport.persistence.stores.base import AT_ONCE, Store, may_be_id
from gpsupport.persistence.stores.patients import PatientStore

_BODY = ("enquiry_standing", "body_sealed")
_BETWEEN = "~"
# More do not fit into the column.
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class _Order:
    """How a list is ordered: by its columns, from its beginning or its end; then by id.

    `read` reads the value of each column as a place says it.
    """

    columns: tuple[InstrumentedAttribute[Any], ...] = ()
    read: tuple[Callable[[str], Any], ...] = ()
    backwards: bool = False

    def place(self, row: EnquiryStandingRow) -> str:
        """Where a row stands, as words."""
        return _BETWEEN.join(str(getattr(row, one.key)) for one in self._keys)

    def after(self, place: str) -> ColumnElement[bool]:
        """What comes after a place. Raises ValueError for one that no list gave."""
        *said, row_id = place.split(_BETWEEN)
        if len(said) != len(self.columns) or not row_id or not may_be_id(row_id):
            raise ValueError("this is no place in a list")
        values = [*(read(one) for read, one in zip(self.read, said, strict=True)), row_id]
        keys = self._keys
        here = [literal(value, key.type) for key, value in zip(keys, values, strict=True)]
        # The second part follows from the first: it tells the engines where to begin.
        if self.backwards:
            return and_(tuple_(*keys) < tuple_(*here), keys[0] <= here[0])
        return and_(tuple_(*keys) > tuple_(*here), keys[0] >= here[0])

    def sorted(self, statement: Select[Any]) -> Select[Any]:
        """The statement in this order."""
        return statement.order_by(*(one.desc() if self.backwards else one for one in self._keys))

    @property
    def _keys(self) -> tuple[InstrumentedAttribute[Any], ...]:
        return (*self.columns, EnquiryStandingRow.id)


def _count(said: str) -> int:
    """A number of times, as the column holds it. Raises ValueError for any other."""
    if not (said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS):
        raise ValueError("this is no number of times")
    return int(said)


_URGENT_FIRST = _Order(
    (EnquiryStandingRow.urgency, EnquiryStandingRow.due_on), (_count, date.fromisoformat)
)
_ORDERS = {
    DueList.DUE: _URGENT_FIRST,
    DueList.OVERDUE: _URGENT_FIRST,
    DueList.NEVER_ASKED: _URGENT_FIRST,
    DueList.NOT_ALONE: _Order((EnquiryStandingRow.not_alone_in_a_row,), (_count,), backwards=True),
    DueList.PUT_OFF: _Order((EnquiryStandingRow.put_off_in_a_row,), (_count,), backwards=True),
    DueList.UNSEEN_YOUNG: _Order(),
}


class StandingStore(Store):
    """One standing for each patient of the actor's practice whose asking was judged."""

    kind = Kind.CLINICAL

    def save(self, actor: Actor, patient_id: str, standing: EnquiryStanding) -> None:
        """Keep where it stands, in place of what was judged before. Raises Denied."""
        practice = self._must(actor, patient_id)
        row = {
            "practice_id": practice,
            "id": patient_id,
            "state": standing.state.value,
            "on_day": standing.on,
            "due_on": standing.upcoming.due_on,
            "urgency": standing.kind.urgency,
            "not_alone_in_a_row": standing.not_alone_in_a_row,
            "put_off_in_a_row": standing.put_off_in_a_row,
            "unseen_young": standing.unseen_young,
            "body_sealed": self._sealer.seal(written(standing), *_BODY, patient_id, practice),
        }
        self._insert_or_replace(EnquiryStandingRow, row, ("practice_id", "id"))

    def drop(self, actor: Actor, patient_id: str) -> None:
        """Forget where it stands: nobody asks this patient any more. Raises Denied."""
        practice = self._must(actor, patient_id)
        self._run(
            delete(EnquiryStandingRow).where(
                EnquiryStandingRow.practice_id == practice, EnquiryStandingRow.id == patient_id
            )
        )

    def find(self, actor: Actor, patient_id: str) -> EnquiryStanding | None:
        """Where it stands with one patient, as last judged."""
        return self.find_many(actor, (patient_id,)).get(patient_id)

    def find_many(
        self, actor: Actor, patient_ids: Collection[str]
    ) -> Mapping[str, EnquiryStanding]:
        """The same for several, by patient; without those whom the policy hides."""
        seen = [one for one in dict.fromkeys(patient_ids) if self._may(actor, one)]
        found: dict[str, EnquiryStanding] = {}
        for start in range(0, len(seen), AT_ONCE):
            rows = self._session.scalars(
                self._of(actor).where(EnquiryStandingRow.id.in_(seen[start : start + AT_ONCE]))
            )
            found |= {row.id: self._standing(actor, row) for row in rows}
        return found

    def list_due(
        self,
        actor: Actor,
        which: DueList,
        on: date,
        limit: int,
        after: str | None = None,
        *,
        marks: DueMarks,
    ) -> tuple[DuePatient, ...]:
        """The patients of a list on a day, the most urgent first, and then who waits longest.

        `after` is the place of the last line that was shown. Whom the policy hides from this actor
        is left out without a word; of the others it is audited that each was seen. Raises
        ValueError for a place that no list gave.
        """
        order = _ORDERS[which]
        statement = self._of(actor).where(*_wanted(which, on, marks), *self._visible(actor))
        if after is not None:
            statement = statement.where(order.after(after))
        rows = [
            row
            for row in self._session.scalars(order.sorted(statement).limit(limit))
            if self._may(actor, row.id)
        ]
        patients = PatientStore(self._scope).find_many(actor, [row.id for row in rows])
        return tuple(
            DuePatient(patients[row.id], self._standing(actor, row), order.place(row))
            for row in rows
            if row.id in patients
        )

    def count_due(self, actor: Actor, on: date, *, marks: DueMarks) -> dict[DueList, int]:
        """How many patients stand in each list, without those whom the policy hides."""
        visible = self._visible(actor)
        own = EnquiryStandingRow.practice_id == self._practice(actor)
        counts = [
            select(func.count())
            .select_from(EnquiryStandingRow)
            .where(own, *_wanted(which, on, marks), *visible)
            .scalar_subquery()
            for which in DueList
        ]
        found = self._session.execute(select(*counts)).one()
        return dict(zip(DueList, map(int, found), strict=True))

    def _visible(self, actor: Actor) -> Iterable[ColumnElement[bool]]:
        hidden = self._scope.hidden(actor, self.kind)
        return (EnquiryStandingRow.id.not_in(hidden),) if hidden else ()

    def _of(self, actor: Actor) -> Select[EnquiryStandingRow]:
        return (
            select(EnquiryStandingRow)
            .where(EnquiryStandingRow.practice_id == self._practice(actor))
            .execution_options(populate_existing=True)
        )

    def _standing(self, actor: Actor, row: EnquiryStandingRow) -> EnquiryStanding:
        plain = self._sealer.unseal(row.body_sealed, *_BODY, row.id, self._practice(actor))
        return read_back(EnquiryStanding, plain)


def _wanted(which: DueList, on: date, marks: DueMarks) -> tuple[ColumnElement[bool], ...]:
    row = EnquiryStandingRow
    if which is DueList.NOT_ALONE:
        return (row.not_alone_in_a_row >= marks.not_alone,)
    if which is DueList.PUT_OFF:
        return (row.put_off_in_a_row >= marks.put_off,)
    if which is DueList.UNSEEN_YOUNG:
        return (row.unseen_young.is_(True),)
    if which is DueList.OVERDUE:
        return (row.due_on < on - timedelta(days=marks.overdue_days),)
    if which is DueList.NEVER_ASKED:
        return (row.state == EnquiryState.NEVER_ASKED.value, row.due_on <= on)
    return (row.due_on <= on,)
