"""The counters that slow guessing down."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.sql.elements import ColumnElement

from gpsupport.domain.identity import FORGOTTEN_AFTER, Tally
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import SignInCounterRow
from gpsupport.persistence.stores.accounts import OfAccount

_ADDRESS = "address"
_HASH_LETTERS = 32


class SignInCounterStore(OfAccount):
    """Failed attempts, each counted under a keyed hash that tells neither name nor address.

    The hashes of one account begin alike, so that they can be forgotten together.
    """

    def name_for_account(self, actor: Actor, username: str, *what: str) -> str:
        """The name of a counter of one account."""
        practice = self._practice(actor)
        bucket = self._sealer.keyed("sign-in", "|".join((username, *what)), practice)
        return f"{self._group(actor, username)}.{bucket[:_HASH_LETTERS]}"

    def name_for_address(self, actor: Actor, address: str) -> str:
        """The name of the counter of an address."""
        practice = self._practice(actor)
        return f"{_ADDRESS}.{self._sealer.keyed('sign-in-address', address, practice)}"

    def tallies(self, actor: Actor, names: Collection[str]) -> dict[str, Tally]:
        """What these counters say, held until the end of a transaction that writes."""
        statement = (
            select(SignInCounterRow)
            .where(
                SignInCounterRow.practice_id == self._practice(actor),
                SignInCounterRow.id.in_(names),
            )
            .order_by(SignInCounterRow.id)
            .execution_options(populate_existing=True)
        )
        if self._writing():
            statement = statement.with_for_update()
        rows = self._session.scalars(statement)
        return {row.id: Tally(row.failures, row.first_at, row.last_at) for row in rows}

    def hold(self, actor: Actor, names: Collection[str], now: datetime) -> dict[str, Tally]:
        """The same, and of two transactions that count the first failure the second waits."""
        practice = self._practice(actor)
        for name in sorted(names):
            values = {"failures": 0, "first_at": now, "last_at": now}
            self._insert_unless_there(
                SignInCounterRow, {"practice_id": practice, "id": name, **values}
            )
        return self.tallies(actor, names)

    def write(self, actor: Actor, name: str, tally: Tally) -> None:
        """Write what a counter says now."""
        values = {
            "practice_id": self._practice(actor),
            "id": name,
            "failures": tally.failures,
            "first_at": tally.first_at,
            "last_at": tally.last_at,
        }
        self._insert_or_replace(SignInCounterRow, values, ("practice_id", "id"))

    def forget(self, actor: Actor, names: Collection[str]) -> None:
        """Begin these counters anew."""
        practice = self._practice(actor)
        self._drop(SignInCounterRow.practice_id == practice, SignInCounterRow.id.in_(names))

    def forget_account(self, actor: Actor, username: str) -> None:
        """Begin every counter anew that may keep this account's person out, addresses too."""
        practice = self._anyones(actor)
        prefixes = (self._group(actor, username), _ADDRESS)
        self._drop(
            SignInCounterRow.practice_id == practice,
            or_(*(SignInCounterRow.id.startswith(f"{prefix}.") for prefix in prefixes)),
        )

    def sweep(self, actor: Actor, now: datetime) -> None:
        """Remove what no longer counts; what another transaction holds is left to the next."""
        practice = self._practice(actor)
        old = (
            select(SignInCounterRow.id)
            .where(
                SignInCounterRow.practice_id == practice,
                SignInCounterRow.last_at <= now - FORGOTTEN_AFTER,
            )
            .with_for_update(skip_locked=True)
        )
        self._drop(SignInCounterRow.practice_id == practice, SignInCounterRow.id.in_(old))

    def _group(self, actor: Actor, username: str) -> str:
        practice = self._practice(actor)
        return self._sealer.keyed("sign-in-account", username, practice)[:_HASH_LETTERS]

    def _drop(self, *which: ColumnElement[bool]) -> None:
        self._run(
            delete(SignInCounterRow).where(*which).execution_options(synchronize_session=False)
        )
