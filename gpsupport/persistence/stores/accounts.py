"""Accounts: how members of staff sign in."""

import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from gpsupport.domain.access import Because, Decision, Denied, Kind, Permission, Ruling
from gpsupport.domain.events import Event
from gpsupport.domain.identity import Account
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import AccountRow, AuditRow
from gpsupport.persistence.stores.base import Store

_PLACE = ("account", "totp_sealed")
_SECRETS = ("secret", "next")


class OfAccount(Store):
    """A store of what belongs to one account: whoever uses an account uses their own alone."""

    kind = Kind.ACCOUNT

    def _own(self, actor: Actor, staff_id: str) -> str:
        """The practice of an account that may be touched; it is audited. Raises Denied."""
        practice = self._practice(actor)
        occasion = self._scope.occasion
        using = occasion is not None and occasion.permission is Permission.USE_ACCOUNT
        if using and staff_id != actor.clinician_id:
            self._scope.note(staff_id, Ruling(Decision.DENY, Because.ROLE))
            raise Denied(Permission.USE_ACCOUNT.value)
        self._scope.note(staff_id, Ruling(Decision.ALLOW))
        return practice

    def _anyones(self, actor: Actor) -> str:
        """The practice in which accounts may be looked through. Raises Denied."""
        practice = self._practice(actor)
        occasion = self._scope.occasion
        if occasion is None or occasion.permission is Permission.USE_ACCOUNT:
            raise Denied(Permission.IDENTIFY.value)
        return practice


class AccountStore(OfAccount):
    """The accounts of the actor's practice. Secrets never leave it but to be compared or shown."""

    def find_named(self, actor: Actor, username: str) -> Account | None:
        """The account of a folded username."""
        return self._find(_of(self._anyones(actor)).where(AccountRow.username == username))

    def find_identified(self, actor: Actor, issuer: str, subject: str) -> Account | None:
        """The account of whom an identity provider knows as this subject."""
        statement = _of(self._anyones(actor))
        return self._find(
            statement.where(AccountRow.issuer == issuer, AccountRow.subject == subject)
        )

    def find(self, actor: Actor, staff_id: str) -> Account | None:
        """The account of a member of staff."""
        return self._find(_of(self._own(actor, staff_id)).where(AccountRow.id == staff_id))

    def list_all(self, actor: Actor) -> tuple[Account, ...]:
        """Every account, by username."""
        statement = _of(self._anyones(actor)).order_by(AccountRow.username)
        return tuple(_account(row) for row in self._session.scalars(statement))

    def last_sign_ins(self, actor: Actor) -> dict[str, datetime]:
        """When each member of staff signed in last: the audit knows, and it is kept only there."""
        practice = self._anyones(actor)
        statement = (
            select(AuditRow.object_id, func.max(AuditRow.at))
            .where(
                AuditRow.practice_id == practice,
                AuditRow.event == Event.SIGN_IN.value,
                AuditRow.decision == Decision.ALLOW.value,
                AuditRow.reason == "",
                AuditRow.object_id == AuditRow.actor_id,
            )
            .group_by(AuditRow.object_id)
        )
        return {str(staff_id): at for staff_id, at in self._session.execute(statement)}

    def add(self, actor: Actor, account: Account, now: datetime) -> None:
        """Add an account for a member of staff who has none."""
        self._insert(
            AccountRow,
            [
                {
                    "practice_id": self._own(actor, account.staff_id),
                    "id": account.staff_id,
                    "username": account.username,
                    "password_hash": account.password_hash,
                    "must_change": account.must_change,
                    "totp_step": account.code_step,
                    "recovery_hashes": [],
                    "issuer": account.issuer,
                    "subject": account.subject,
                    "created_at": now,
                    "version": account.version,
                }
            ],
        )

    def write_password(
        self, actor: Actor, account: Account, password_hash: str, *, must_change: bool
    ) -> None:
        """Change the password. Raises StaleRow where the account has changed meanwhile."""
        self._write(actor, account, password_hash=password_hash, must_change=must_change)

    def forget_second_factor(self, actor: Actor, account: Account) -> None:
        """Take the second factor and the recovery codes away. Raises StaleRow."""
        self._write(actor, account, totp_sealed=None, totp_confirmed_at=None, recovery_hashes=[])

    def secret(self, actor: Actor, staff_id: str) -> str:
        """The secret of the second factor that is in use, empty where there is none."""
        return self._secrets(actor, staff_id)[0]

    def next_secret(self, actor: Actor, staff_id: str) -> str:
        """The secret that is to be confirmed, empty where there is none."""
        return self._secrets(actor, staff_id)[1]

    def keep_next_secret(self, actor: Actor, account: Account, secret: str) -> None:
        """Keep a secret that is to be confirmed beside the one in use. Raises StaleRow."""
        words = {"secret": self.secret(actor, account.staff_id), "next": secret}
        sealed = self._seal(words, _PLACE, account.staff_id, actor)
        self._write(actor, account, totp_sealed=sealed)

    def take_next_secret(
        self, actor: Actor, account: Account, step: int, codes: Iterable[str], now: datetime
    ) -> None:
        """Take the confirmed secret into use, with new recovery codes. Raises StaleRow."""
        words = {"secret": self.next_secret(actor, account.staff_id)}
        self._write(
            actor,
            account,
            totp_sealed=self._seal(words, _PLACE, account.staff_id, actor),
            totp_confirmed_at=now,
            totp_step=step,
            recovery_hashes=self._hashes(actor, account.staff_id, codes),
        )

    def write_recovery_codes(self, actor: Actor, account: Account, codes: Iterable[str]) -> None:
        """Put new recovery codes in place of the old ones. Raises StaleRow."""
        hashes = self._hashes(actor, account.staff_id, codes)
        self._write(actor, account, recovery_hashes=hashes)

    def accept_step(self, actor: Actor, account: Account, step: int) -> None:
        """Use up the code of a time step. Raises StaleRow where another has just done so."""
        self._write(actor, account, totp_step=step)

    def has_recovery_code(self, actor: Actor, staff_id: str, code: str) -> bool:
        """Whether this is a recovery code that was not used yet."""
        return self._place_of_code(actor, staff_id, code) is not None

    def accept_recovery_code(self, actor: Actor, account: Account, code: str) -> bool:
        """Use up a recovery code; whether there was one. Raises StaleRow as above."""
        place = self._place_of_code(actor, account.staff_id, code)
        if place is None:
            return False
        left = [one for at, one in enumerate(self._kept(actor, account.staff_id)) if at != place]
        self._write(actor, account, recovery_hashes=left)
        return True

    def device_mark(self, actor: Actor, staff_id: str, device_id: str) -> str:
        """What proves that this person has signed in from that browser before."""
        practice = self._practice(actor)
        return self._sealer.keyed("device", f"{staff_id}|{device_id}", practice)

    def refuse(self, actor: Actor, staff_id: str, *, known: bool) -> None:
        """Have it audited that somebody was refused; without an id where nobody was meant."""
        self._practice(actor)
        because = Because.NOT_DONE if known else Because.UNKNOWN
        self._scope.note(staff_id, Ruling(Decision.DENY, because))

    def _find(self, statement: Select[Any]) -> Account | None:
        row = self._session.scalars(statement).one_or_none()
        return _account(row) if row else None

    def _write(self, actor: Actor, account: Account, **values: Any) -> None:
        self._change(
            update(AccountRow)
            .where(
                AccountRow.practice_id == self._own(actor, account.staff_id),
                AccountRow.id == account.staff_id,
                AccountRow.version == account.version,
            )
            .values(version=account.version + 1, **values)
        )

    def _secrets(self, actor: Actor, staff_id: str) -> tuple[str, ...]:
        blob = self._session.scalar(
            select(AccountRow.totp_sealed).where(
                AccountRow.practice_id == self._own(actor, staff_id), AccountRow.id == staff_id
            )
        )
        return self._unseal(blob, _PLACE, staff_id, actor, _SECRETS)

    def _kept(self, actor: Actor, staff_id: str) -> list[str]:
        found = self._session.scalar(
            select(AccountRow.recovery_hashes).where(
                AccountRow.practice_id == self._own(actor, staff_id), AccountRow.id == staff_id
            )
        )
        return list(found or ())

    def _place_of_code(self, actor: Actor, staff_id: str, code: str) -> int | None:
        (wanted,) = self._hashes(actor, staff_id, (code,))
        kept = self._kept(actor, staff_id)
        return next((at for at, one in enumerate(kept) if hmac.compare_digest(one, wanted)), None)

    def _hashes(self, actor: Actor, staff_id: str, codes: Iterable[str]) -> list[str]:
        # The codes are random and long, so a keyed hash keeps them as well as a slow one would.
        practice = self._own(actor, staff_id)
        return [self._sealer.keyed("recovery-code", f"{staff_id}|{one}", practice) for one in codes]


def _of(practice: str) -> Select[Any]:
    """Accounts read afresh: another transaction may have changed one that we waited for."""
    return (
        select(AccountRow)
        .where(AccountRow.practice_id == practice)
        .execution_options(populate_existing=True)
    )


def _account(row: AccountRow) -> Account:
    return Account(
        staff_id=row.id,
        username=row.username,
        password_hash=row.password_hash,
        must_change=row.must_change,
        second_factor=row.totp_confirmed_at is not None,
        code_step=row.totp_step,
        recovery_left=len(row.recovery_hashes),
        issuer=row.issuer,
        subject=row.subject,
        version=row.version,
    )
