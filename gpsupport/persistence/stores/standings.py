"""Where the asking of each patient stands, and the lists that are made from it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

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
    """How a list is ordered: by one column, or none, from its beginning or its end; then by id."""

    column: Any = None
    backwards: bool = False
    by_day: bool = False

    def place(self, row: EnquiryStandingRow) -> str:
        """Where a row stands, as words."""
        value = "" if self.column is None else getattr(row, self.column.key)
        return f"{value}{_BETWEEN}{row.id}"

    def after(self, place: str) -> ColumnElement[bool]:
        """What comes after a place. Raises ValueError for one that no list gave."""
        first, between, row_id = place.partition(_BETWEEN)
        if not between or not row_id or not may_be_id(row_id):
            raise ValueError("this is no place in a list")
        row_is = EnquiryStandingRow.id
        if self.column is None:
            return row_is > row_id
        value = date.fromisoformat(first) if self.by_day else _count(first)
        same = self.column == value
        # The first part is implied by the second: it tells the engines where to begin.
        if self.backwards:
            return and_(self.column <= value, or_(self.column < value, and_(same, row_is < row_id)))
        return and_(self.column >= value, or_(self.column > value, and_(same, row_is > row_id)))

    def sorted(self, statement: Select[Any]) -> Select[Any]:
        """The statement in this order."""
        columns = [one for one in (self.column, EnquiryStandingRow.id) if one is not None]
        return statement.order_by(*(one.desc() if self.backwards else one for one in columns))


def _count(said: str) -> int:
    """A number of times, as the column holds it. Raises ValueError for any other."""
    if not (said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS):
        raise ValueError("this is no number of times")
    return int(said)


_BY_DAY = _Order(EnquiryStandingRow.due_on, by_day=True)
_ORDERS = {
    DueList.DUE: _BY_DAY,
    DueList.OVERDUE: _BY_DAY,
    DueList.NEVER_ASKED: _BY_DAY,
    DueList.NOT_ALONE: _Order(EnquiryStandingRow.not_alone_in_a_row, backwards=True),
    DueList.PUT_OFF: _Order(EnquiryStandingRow.put_off_in_a_row, backwards=True),
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
            "not_alone_in_a_row": standing.not_alone_in_a_row,
            "put_off_in_a_row": standing.put_off_in_a_row,
            "unseen_young": standing.unseen_young,
            "body_sealed": self._sealer.seal(written(standing), *_BODY, patient_id, practice),
        }
        self._insert_or_replace(EnquiryStandingRow, row, ("practice_id", "id"))

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
        """The patients of a list on a day, whoever waits longest first.

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
