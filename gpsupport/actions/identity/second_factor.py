"""Codes that prove the second factor: each works once."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.identity.answers import SignInRefused
from gpsupport.domain.identity import Account
from gpsupport.domain.people import Actor
from gpsupport.persistence.stores.base import StaleRow
from gpsupport.persistence.work import UnitOfWork
from gpsupport.sealing.one_time import plain_recovery_code, step_of


@dataclass(frozen=True, slots=True)
class Proof:
    """A code that was right: the time step of an authenticator app, or a recovery code."""

    step: int | None = None
    recovery_code: str = ""

    @property
    def assurance(self) -> str:
        """How the person was identified, as a session keeps it."""
        return "password+recovery-code" if self.step is None else "password+code"


def find_proof(
    work: UnitOfWork, actor: Actor, account: Account, code: str, now: datetime
) -> Proof | None:
    """What a typed code proves now; None where it proves nothing or was used before."""
    if not account.second_factor:
        return None
    recovery_code = plain_recovery_code(code)
    if recovery_code is not None:
        right = work.accounts.has_recovery_code(actor, account.staff_id, recovery_code)
        return Proof(recovery_code=recovery_code) if right else None
    secret = work.accounts.secret(actor, account.staff_id)
    step = step_of(secret, code, now, account.code_step)
    return Proof(step) if step is not None else None


def use_proof(work: UnitOfWork, actor: Actor, account: Account | None, proof: Proof) -> Account:
    """Use a code up, with the account held. Raises SignInRefused where it was used meanwhile."""
    if account is None or not account.second_factor:
        raise SignInRefused
    try:
        if proof.step is not None and proof.step > account.code_step:
            work.accounts.accept_step(actor, account, proof.step)
            return account
        if proof.step is None and work.accounts.accept_recovery_code(
            actor, account, proof.recovery_code
        ):
            return account
    except StaleRow:
        pass
    raise SignInRefused
