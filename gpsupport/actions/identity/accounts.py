"""Accounts as whoever sets a practice up sees them: adding, listing, disabling, unlocking."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.errors import NotFound, Refused
from gpsupport.actions.practices import operator
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.addresses import PostalAddress, key_of
from gpsupport.domain.events import Event
from gpsupport.domain.identity import Account, folded_username
from gpsupport.domain.people import Actor, Clinician, NhsNumber, Practice, Role
from gpsupport.persistence.stores.base import new_id
from gpsupport.persistence.work import Database, UnitOfWork
from gpsupport.sealing.one_time import new_words
from gpsupport.sealing.passwords import PASSWORDS

LONGEST_NAME = 200
_LONGEST_CLAIM = 255
_PASSWORD_GROUPS = 5


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is to sign in. With issuer and subject an identity provider identifies them.

    The own NHS number and home serve to notice that they open their own record or one of their
    household; nothing of either can be read again.
    """

    name: str
    username: str
    roles: tuple[Role, ...]
    issuer: str = ""
    subject: str = ""
    nhs_number: NhsNumber | None = None
    home: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """An account to be signed in to for the first time; the password is None with a provider."""

    clinician: Clinician
    username: str
    password: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A member of staff and how they sign in; `account` is None for whoever cannot."""

    clinician: Clinician
    account: Account | None
    last_at: datetime | None


def add_account(database: Database, practice: Practice, person: NewPerson, now: datetime) -> Begun:
    """Add a member of staff with their account. Raises Refused, which says what is wrong."""
    username = folded_username(person.username)
    name = " ".join(person.name.split())
    home = key_of(PostalAddress(text=person.home)) if person.home.strip() else ""
    if username is None:
        raise Refused("A username has letters, digits and . - _ @ alone, 64 of them at most.")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(f"A person needs a name, of {LONGEST_NAME} letters at most.")
    if not person.roles:
        raise Refused("A person needs at least one role.")
    if bool(person.issuer) != bool(person.subject):
        raise Refused("An identity provider is named by issuer and subject together.")
    if not all(_fits(one) for one in (person.issuer, person.subject)):
        raise Refused(f"Issuer and subject have {_LONGEST_CLAIM} plain letters at most.")
    if person.home.strip() and not home:
        raise Refused("A home needs house, street and postcode, such as: 12 Elm Road, AB1 2CD")
    password = None if person.issuer else new_words(_PASSWORD_GROUPS)
    hashed = PASSWORDS.hash(password) if password else None
    clinician = Clinician(id=new_id(), name=name, roles=tuple(dict.fromkeys(person.roles)))
    actor = operator(practice)
    with database.writing(_setting_up(actor, now, Event.ADD_STAFF)) as work:
        work.practices.hold(actor)
        if work.accounts.find_named(actor, username) is not None:
            raise Refused(f"The username {username} is taken.")
        if person.issuer and work.accounts.find_identified(actor, person.issuer, person.subject):
            raise Refused("Somebody else is known to that identity provider as this subject.")
        work.staff.add(actor, clinician, now, nhs_number=person.nhs_number, home=home)
        account = Account(
            staff_id=clinician.id,
            username=username,
            password_hash=hashed,
            must_change=hashed is not None,
            second_factor=False,
            code_step=0,
            recovery_left=0,
            issuer=person.issuer or None,
            subject=person.subject or None,
            version=1,
        )
        work.accounts.add(actor, account, now)
    return Begun(clinician, username, password)


def list_accounts(database: Database, practice: Practice, now: datetime) -> tuple[Listed, ...]:
    """Everybody who works in a practice, and how each signs in."""
    actor = operator(practice)
    with database.reading(_setting_up(actor, now, None)) as work:
        staff = work.staff.list_all(actor)
        accounts = {one.staff_id: one for one in work.accounts.list_all(actor)}
        last = work.accounts.last_sign_ins(actor)
    return tuple(Listed(one, accounts.get(one.id), last.get(one.id)) for one in staff)


def disable_account(database: Database, practice: Practice, username: str, now: datetime) -> int:
    """Let somebody sign in no more and end their sessions; how many these were.

    Raises NotFound for no such username, and Refused where it was disabled before.
    """
    actor = operator(practice)
    with database.writing(_setting_up(actor, now, Event.CHANGE_STAFF)) as work:
        account, held = _held(work, actor, username)
        if held.disabled:
            raise Refused(f"{account.username} is disabled already.")
        work.staff.disable(actor, held.id, now)
        return work.sessions.end_all(actor, held.id, now)


def unlock_account(database: Database, practice: Practice, username: str, now: datetime) -> None:
    """End every wait that wrong passwords or codes have brought about. Raises NotFound, Refused."""
    actor = operator(practice)
    with database.writing(_setting_up(actor, now, Event.CHANGE_STAFF)) as work:
        account, held = _held(work, actor, username)
        if held.disabled:
            raise Refused(f"{account.username} is disabled, and unlocking does not change that.")
        work.counters.forget_account(actor, account.username)


def reset_account(database: Database, practice: Practice, username: str, now: datetime) -> Begun:
    """A new one-time password; second factor, recovery codes, sessions and waits are gone.

    Raises NotFound and Refused.
    """
    actor = operator(practice)
    password = new_words(_PASSWORD_GROUPS)
    hashed = PASSWORDS.hash(password)
    with database.writing(_setting_up(actor, now, Event.CHANGE_STAFF)) as work:
        account, held = _held(work, actor, username)
        if held.disabled:
            raise Refused(f"{account.username} is disabled.")
        if account.password_hash is None:
            raise Refused(f"{account.username} signs in through an identity provider.")
        work.accounts.write_password(actor, account, hashed, must_change=True)
        work.accounts.forget_second_factor(actor, _present(work, actor, held.id))
        work.counters.forget_account(actor, account.username)
        work.sessions.end_all(actor, held.id, now)
        return Begun(held, account.username, password)


def _setting_up(actor: Actor, now: datetime, event: Event | None) -> Occasion:
    return Occasion(actor, Permission.SET_UP_PRACTICE, now, event, Purpose.OPERATION)


def _held(work: UnitOfWork, actor: Actor, username: str) -> tuple[Account, Clinician]:
    """An account and its person, held. Raises NotFound."""
    found = work.accounts.find_named(actor, folded_username(username) or "")
    held = work.staff.hold(actor, found.staff_id) if found else None
    if found is None or held is None:
        raise NotFound
    return _present(work, actor, held.id), held


def _present(work: UnitOfWork, actor: Actor, staff_id: str) -> Account:
    """The account as it is now. Raises NotFound."""
    found = work.accounts.find(actor, staff_id)
    if found is None:
        raise NotFound
    return found


def _fits(claim: str) -> bool:
    return len(claim) <= _LONGEST_CLAIM and claim.isprintable()
