"""Proving again who one is: before something grave, and to unlock."""

from dataclasses import replace
from datetime import datetime

from gpsupport.actions.errors import NotFound
from gpsupport.actions.identity.answers import SignInRefused
from gpsupport.actions.identity.guessing import (
    counters_in,
    forget,
    refuse,
    require_turn,
    wait_for,
)
from gpsupport.actions.identity.second_factor import find_proof, use_proof
from gpsupport.actions.identity.standing import (
    Step,
    find_step,
    hold_step,
    identifying,
    rotate,
    using,
)
from gpsupport.actions.practices import is_synthetic, server
from gpsupport.domain.events import Event
from gpsupport.domain.identity import Method, SessionState, Stage, WebSession
from gpsupport.persistence.work import Database, UnitOfWork
from gpsupport.sealing.passwords import PASSWORDS


def confirm_identity(
    database: Database, session: WebSession, *, password: str, code: str, now: datetime
) -> tuple[str, WebSession]:
    """Prove again who one is, which unlocks a session too. Returns the new token.

    The password is wanted; a code that is given must be right too. In the demonstration neither
    is. Wrong ones are counted for this session alone, so that nobody elsewhere can keep its person
    out. Raises SignInRefused, for sessions of an identity provider always, and NotFound.
    """
    step = find_step(database, session, now)
    if step.session.stage is not Stage.FULL:
        raise NotFound
    if step.session.method == Method.DEMO and is_synthetic(database):
        with database.writing(using(step.person, now, _event(step, now))) as work:
            return _confirmed(work, step, hold_step(work, step, now), now)
    account = step.account
    practice_id = step.session.practice_id
    if step.session.method != Method.PASSWORD or account is None:
        refuse(database, practice_id, step.clinician.id, (), now)
    actor = server(practice_id)
    with database.reading(identifying(practice_id, now)) as work:
        counters = counters_in(work, actor, account.username, step.session)
        proof = find_proof(work, actor, account, code, now) if code.strip() else None
        wait = wait_for(work, actor, counters, now)
    checked = PASSWORDS.check(account.password_hash, password)
    if wait or not checked.right or (code.strip() and proof is None):
        refuse(database, practice_id, account.staff_id, counters, now)
    with database.writing(using(step.person, now, _event(step, now))) as work:
        held = hold_step(work, step, now)
        if held.account is None or held.account.password_hash != account.password_hash:
            raise SignInRefused
        require_turn(work, step.person, counters, now)
        if proof is not None:
            use_proof(work, step.person, held.account, proof)
        forget(work, step.person, counters)
        return _confirmed(work, step, held, now)


def _event(step: Step, now: datetime) -> Event:
    locked = step.session.state(now) is SessionState.LOCKED
    return Event.UNLOCK if locked else Event.CONFIRM_IDENTITY


def _confirmed(work: UnitOfWork, step: Step, held: Step, now: datetime) -> tuple[str, WebSession]:
    renewed = replace(held.session, seen_at=now, confirmed_at=now, locked_at=None)
    return rotate(work, step.person, renewed)
