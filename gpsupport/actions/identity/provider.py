"""Proving again who one is where an identity provider vouches for it."""

from dataclasses import replace
from datetime import datetime, timedelta

from gpsupport.actions.errors import NotFound
from gpsupport.actions.identity.answers import SignInRefused
from gpsupport.actions.identity.guessing import refuse
from gpsupport.actions.identity.standing import find_step, hold_step, rotate, using
from gpsupport.domain.events import Event
from gpsupport.domain.identity import CONFIRMED_HOLDS, Method, SessionState, Stage, WebSession
from gpsupport.persistence.work import Database

# By how much the provider's clock may be ahead of ours.
_AHEAD = timedelta(minutes=1)


def confirm_with_provider(  # noqa: PLR0917 - each is a claim that the provider made
    database: Database,
    session: WebSession,
    issuer: str,
    subject: str,
    signed_in_at: datetime,
    now: datetime,
) -> tuple[str, WebSession]:
    """Unlock or confirm a session whose person has just signed in at the provider again.

    `signed_in_at` is when they did so there, in UTC; from then on it holds. Returns the new token.
    Raises SignInRefused, also for anybody but the session's own person, and NotFound.
    """
    step = find_step(database, session, now)
    if step.session.stage is not Stage.FULL:
        raise NotFound
    account = step.account
    theirs = account is not None and (account.issuer, account.subject) == (issuer, subject)
    lately = now - CONFIRMED_HOLDS < signed_in_at <= now + _AHEAD
    if step.session.method != Method.PROVIDER or not theirs or not lately:
        refuse(database, step.session.practice_id, step.clinician.id, (), now)
    locked = step.session.state(now) is SessionState.LOCKED
    event = Event.UNLOCK if locked else Event.CONFIRM_IDENTITY
    with database.writing(using(step.person, now, event)) as work:
        held = hold_step(work, step, now)
        if held.account is None or (held.account.issuer, held.account.subject) != (issuer, subject):
            raise SignInRefused
        confirmed_at = min(signed_in_at, now)
        renewed = replace(held.session, seen_at=now, confirmed_at=confirmed_at, locked_at=None)
        return rotate(work, step.person, renewed)
