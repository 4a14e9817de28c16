"""Needs that nobody here meets."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, or_, select, update

from gpsupport.domain.access import Denied, Kind
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.persistence.plain import read_back, written
from gpsupport.persistence.rows import UnmetNeedRow
from gpsupport.persistence.stores.base import Store, may_be_id, new_id

_BODY = ("unmet_need", "body_sealed")


class UnmetNeedStore(Store):
    """The unmet needs of patients of the actor's practice. None is ever removed."""

    kind = Kind.CLINICAL

    def add(self, actor: Actor, made: UnmetNeed) -> UnmetNeed:
        """Keep a need under a new id. Raises Denied."""
        practice = self._must(actor, made.patient_id)
        kept = replace(made, id=new_id(), version=1)
        row = {
            "practice_id": practice,
            "id": kept.id,
            "patient_id": kept.patient_id,
            "noted_at": kept.noted_at,
            "met_on": kept.met_on,
            "body_sealed": self._sealer.seal(written(kept), *_BODY, kept.id, practice),
            "version": kept.version,
        }
        self._insert(UnmetNeedRow, [row])
        return kept

    def mark_met(self, actor: Actor, need_id: str, version: int, on: date, by: str) -> UnmetNeed:
        """Note the day on which something met it, and who noted that; returns it as it is kept.

        Raises Denied, and StaleRow when somebody noted it already.
        """
        row = None
        if may_be_id(need_id):
            one = self._of(actor).where(UnmetNeedRow.id == need_id)
            row = self._session.scalars(one).one_or_none()
        if row is None:
            raise Denied(self.kind.value)
        practice = self._must(actor, row.patient_id)
        met = replace(self._need(actor, row), met_on=on, met_by=by, version=version + 1)
        self._change(
            update(UnmetNeedRow)
            .where(
                UnmetNeedRow.practice_id == practice,
                UnmetNeedRow.id == need_id,
                UnmetNeedRow.version == version,
                UnmetNeedRow.met_on.is_(None),
            )
            .values(
                met_on=on,
                version=met.version,
                body_sealed=self._sealer.seal(written(met), *_BODY, met.id, practice),
            )
        )
        return met

    def read_all(self, actor: Actor, patient_id: str) -> tuple[UnmetNeed, ...]:
        """Every need noted on a patient's own record, met or not, oldest first."""
        if not self._may(actor, patient_id):
            return ()
        rows = self._session.scalars(
            self._of(actor)
            .where(UnmetNeedRow.patient_id == patient_id)
            .order_by(UnmetNeedRow.noted_at, UnmetNeedRow.id)
        )
        return tuple(self._need(actor, row) for row in rows)

    def list_all(self, actor: Actor, limit: int, after: str | None = None) -> tuple[UnmetNeed, ...]:
        """The needs of the whole practice, the newest first.

        `after` is the id of the last one that was shown. Whom the policy hides from this actor is
        left out without a word; of the others it is audited that each was seen. Raises ValueError
        for an id that no list gave.
        """
        statement = self._of(actor)
        if hidden := self._scope.hidden(actor, self.kind):
            statement = statement.where(UnmetNeedRow.patient_id.not_in(hidden))
        if after is not None:
            statement = statement.where(self._following(actor, after))
        rows = self._session.scalars(
            statement.order_by(UnmetNeedRow.noted_at.desc(), UnmetNeedRow.id.desc()).limit(limit)
        )
        return tuple(self._need(actor, row) for row in rows if self._may(actor, row.patient_id))

    def _following(self, actor: Actor, after: str) -> Any:
        at = None
        if may_be_id(after):
            at = self._session.scalar(
                select(UnmetNeedRow.noted_at).where(
                    UnmetNeedRow.practice_id == self._practice(actor), UnmetNeedRow.id == after
                )
            )
        if at is None:
            raise ValueError("this is no place in the list")
        same = and_(UnmetNeedRow.noted_at == at, UnmetNeedRow.id < after)
        return or_(UnmetNeedRow.noted_at < at, same)

    def _of(self, actor: Actor) -> Select[UnmetNeedRow]:
        return (
            select(UnmetNeedRow)
            .where(UnmetNeedRow.practice_id == self._practice(actor))
            .execution_options(populate_existing=True)
        )

    def _need(self, actor: Actor, row: UnmetNeedRow) -> UnmetNeed:
        plain = self._sealer.unseal(row.body_sealed, *_BODY, row.id, self._practice(actor))
        return read_back(UnmetNeed, plain)
