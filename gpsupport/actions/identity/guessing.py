"""Slowing guesses down: which counters an attempt meets, and how a refusal is counted.

A browser in which the person has signed in before has a counter of its own, so that whoever guesses
from elsewhere cannot keep them out.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn

from gpsupport.actions.identity.answers import SignInRefused
from gpsupport.actions.practices import server
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.events import Event
from gpsupport.domain.identity import (
    FREE_GUESSES,
    FREE_GUESSES_FROM_ADDRESS,
    Tally,
    WebSession,
    address_group,
    counted,
    wait_of,
)
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database, UnitOfWork

# What is guessed. A right password must not wipe out the wrong codes that followed earlier ones.
PASSWORD = "password"  # noqa: S105 - the name of a counter
CODE = "code"

_MARKS_KEPT = 8
_LONGEST_DEVICE = 1024


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter that an attempt meets, and how many failures it lets pass without a wait."""

    name: str
    free: int


def counters_of(
    work: UnitOfWork, actor: Actor, username: str, what: str, *, device_id: str, address: str
) -> tuple[Counter, ...]:
    """The counters of an attempt from outside; `device_id` is empty for an unknown browser."""
    named = work.counters.name_for_account
    if device_id:
        return (Counter(named(actor, username, what, "device", device_id), FREE_GUESSES),)
    from_there = work.counters.name_for_address(actor, address_group(address))
    return (
        Counter(named(actor, username, what, "account"), FREE_GUESSES),
        Counter(from_there, FREE_GUESSES_FROM_ADDRESS),
    )


def counters_in(
    work: UnitOfWork, actor: Actor, username: str, session: WebSession
) -> tuple[Counter, ...]:
    """The counter of what is guessed within a session."""
    named = work.counters.name_for_account(actor, username, "session", session.id)
    return (Counter(named, FREE_GUESSES),)


def wait_for(
    work: UnitOfWork, actor: Actor, counters: tuple[Counter, ...], now: datetime
) -> timedelta:
    """How long an attempt has to wait yet."""
    tallies = work.counters.tallies(actor, [one.name for one in counters])
    return _longest(tallies, counters, now)


def require_turn(
    work: UnitOfWork, actor: Actor, counters: tuple[Counter, ...], now: datetime
) -> None:
    """Raise SignInRefused where the attempt has to wait: others may have failed meanwhile."""
    if wait := wait_for(work, actor, counters, now):
        raise SignInRefused(wait)


def forget(work: UnitOfWork, actor: Actor, counters: tuple[Counter, ...]) -> None:
    """Begin anew after a success; an address is not cleared by whoever has an account there."""
    own = [one.name for one in counters if one.free != FREE_GUESSES_FROM_ADDRESS]
    work.counters.forget(actor, own)


def refuse(
    database: Database,
    practice_id: str,
    staff_id: str | None,
    counters: tuple[Counter, ...],
    now: datetime,
) -> NoReturn:
    """Count and audit an attempt that failed, whyever, then raise SignInRefused.

    While a wait runs nothing is counted: guessing on would otherwise lengthen it without end.
    """
    actor = server(practice_id)
    occasion = Occasion(actor, Permission.IDENTIFY, now, Event.SIGN_IN_REFUSED, Purpose.OPERATION)
    wait = timedelta()
    with database.writing(occasion) as work:
        work.accounts.refuse(actor, staff_id or "", known=staff_id is not None)
        if counters and work.practices.find(actor) is not None:
            work.counters.sweep(actor, now)
            tallies = work.counters.hold(actor, [one.name for one in counters], now)
            wait = _longest(tallies, counters, now)
            for one in () if wait else counters:
                work.counters.write(actor, one.name, counted(tallies.get(one.name), now))
    raise SignInRefused(wait or None)


def known_device(work: UnitOfWork, actor: Actor, staff_id: str, device: str) -> str:
    """The id of the browser if this person has signed in there before, else empty."""
    device_id, marks = _parts(device)
    mark = work.accounts.device_mark(actor, staff_id, device_id)
    found = [hmac.compare_digest(mark, one) for one in marks]
    return device_id if any(found) else ""


def marked_device(work: UnitOfWork, actor: Actor, staff_id: str, device: str) -> str:
    """The cookie's value with this person's mark in front, the oldest of too many left out."""
    device_id, marks = _parts(device)
    device_id = device_id or secrets.token_hex(16)
    mark = work.accounts.device_mark(actor, staff_id, device_id)
    kept = [one for one in marks if one != mark][: _MARKS_KEPT - 1]
    return ".".join((device_id, mark, *kept))


def _parts(device: str) -> tuple[str, list[str]]:
    """The id of a browser and the marks in its cookie; nothing of what is not of our making."""
    whole = len(device) <= _LONGEST_DEVICE and device.isascii()
    device_id, *marks = device.split(".") if whole else [""]
    return (device_id, marks) if len(device_id) == 32 and device_id.isalnum() else ("", [])


def _longest(tallies: dict[str, Tally], counters: tuple[Counter, ...], now: datetime) -> timedelta:
    waits = (wait_of(tallies.get(one.name), one.free, now) for one in counters)
    return max(waits, default=timedelta())
