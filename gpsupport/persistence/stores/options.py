"""Local help, as a practice has listed it."""

from dataclasses import fields
from typing import Any

from sqlalchemy import select

from gpsupport.domain.access import Kind
from gpsupport.domain.people import Actor, Sex
from gpsupport.domain.referral import Capacity, OptionKind, ReferralOption
from gpsupport.persistence.rows import ReferralOptionRow
from gpsupport.persistence.stores.base import Store

_NAMES = tuple(field.name for field in fields(ReferralOption))
_NOT_PLAIN = {"kind", "capacity", "sexes", "areas"}


class OptionStore(Store):
    """The options of the actor's practice."""

    kind = Kind.DIRECTORY

    def list_all(self, actor: Actor) -> tuple[ReferralOption, ...]:
        """Every option, by name."""
        rows = self._session.scalars(
            select(ReferralOptionRow)
            .where(ReferralOptionRow.practice_id == self._practice(actor))
            .order_by(ReferralOptionRow.name, ReferralOptionRow.id)
        )
        return tuple(_option(row) for row in rows)

    def add(self, actor: Actor, option: ReferralOption) -> None:
        """Add an option under its own id."""
        values: dict[str, Any] = {name: getattr(option, name) for name in _NAMES}
        values |= {
            "kind": option.kind.value,
            "capacity": option.capacity.value,
            "sexes": sorted(option.sexes),
            "areas": sorted(option.areas),
            "practice_id": self._practice(actor),
            "version": 1,
        }
        self._insert(ReferralOptionRow, [values])


def _option(row: ReferralOptionRow) -> ReferralOption:
    plain = {name: getattr(row, name) for name in _NAMES if name not in _NOT_PLAIN}
    return ReferralOption(
        **plain,
        kind=OptionKind(row.kind),
        capacity=Capacity(row.capacity),
        sexes=frozenset(Sex(sex) for sex in row.sexes),
        areas=frozenset(row.areas),
    )
