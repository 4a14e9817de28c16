"""Signing in with a password and a code.

Whyever somebody is refused, the same work is done and the same exception raised. A guess is judged
before its turn is asked for, but told only if it had one: so guesses made at once are counted too.
"""

from dataclasses import replace
from datetime import datetime

from gpsupport.actions.errors import NotFound
from gpsupport.actions.identity.answers import SignInRefused
from gpsupport.actions.identity.guessing import (
    CODE,
    PASSWORD,
    counters_of,
    forget,
    known_device,
    marked_device,
    refuse,
    require_turn,
    wait_for,
)
from gpsupport.actions.identity.second_factor import find_proof, use_proof
from gpsupport.actions.identity.standing import (
    advanced,
    begin,
    find_step,
    hold_step,
    identifying,
    new_session,
    person_of,
    plain_id,
    require_open,
    rotate,
    using,
)
from gpsupport.actions.practices import is_synthetic, server
from gpsupport.domain.events import Event
from gpsupport.domain.identity import (
    Method,
    Proven,
    Stage,
    WebSession,
    folded_username,
    stage_for,
)
from gpsupport.domain.people import Practice
from gpsupport.persistence.work import Database
from gpsupport.sealing.passwords import PASSWORDS


def sign_in_with_password(
    database: Database,
    practice_id: str,
    username: str,
    password: str,
    *,
    device: str,
    address: str,
    now: datetime,
) -> tuple[str, WebSession]:
    """Begin a session with a password. Returns its token and the session.

    `device` is the value of the browser's cookie or "". Raises SignInRefused.
    """
    practice_id = plain_id(practice_id)
    actor = server(practice_id)
    # What can be no username is looked for all the same: nobody has the empty one.
    name = folded_username(username) or ""
    with database.reading(identifying(practice_id, now)) as work:
        account = work.accounts.find_named(actor, name)
        staff_id = account.staff_id if account else ""
        clinician = work.staff.find(actor, staff_id)
        device_id = known_device(work, actor, staff_id, device)
        counters = counters_of(work, actor, name, PASSWORD, device_id=device_id, address=address)
        wait = wait_for(work, actor, counters, now)
    stored = account.password_hash if account else None
    checked = PASSWORDS.check(stored, password)
    if account is None or clinician is None or clinician.disabled or wait or not checked.right:
        refuse(database, practice_id, staff_id or None, counters, now)
    stage = Proven(
        code=False,
        must_change=account.must_change,
        second_factor=account.second_factor,
        roles=clinician.roles,
    ).next_stage()
    renewed = PASSWORDS.hash(password) if checked.outgrown else None
    person = person_of(practice_id, clinician)
    event = Event.BEGIN_SIGN_IN if stage is Stage.CODE else Event.SIGN_IN
    with database.writing(using(person, now, event)) as work:
        held = work.staff.hold(person, clinician.id)
        account = work.accounts.find(person, clinician.id)
        changed = account is None or account.password_hash != stored
        if held is None or held.disabled or account is None or changed:
            raise SignInRefused
        require_turn(work, person, counters, now)
        if stage is not Stage.CODE:
            forget(work, person, counters)
        if renewed:
            work.accounts.write_password(person, account, renewed, must_change=account.must_change)
        session = new_session(practice_id, held, stage, Method.PASSWORD, now)
        return begin(work, person, replace(session, device=device_id), now)


def enter_code(
    database: Database, session: WebSession, code: str, *, device: str, address: str, now: datetime
) -> tuple[str, WebSession]:
    """Go on with a code of the second factor or a recovery code.

    Returns the new token; the old one is dead. Raises SignInRefused, and NotFound where no code is
    wanted of this session.
    """
    step = find_step(database, session, now)
    require_open(step, now, Stage.CODE)
    account = step.account
    if account is None:
        raise NotFound
    practice_id = step.session.practice_id
    actor = server(practice_id)
    with database.reading(identifying(practice_id, now)) as work:
        device_id = known_device(work, actor, account.staff_id, device)
        origin = {"device_id": device_id, "address": address}
        counters = counters_of(work, actor, account.username, CODE, **origin)
        # A password that was right begins to count once the code was right too.
        earlier = counters_of(work, actor, account.username, PASSWORD, **origin)
        proof = find_proof(work, actor, account, code, now)
        wait = wait_for(work, actor, counters, now)
    if proof is None or wait:
        refuse(database, practice_id, account.staff_id, counters, now)
    with database.writing(using(step.person, now, Event.SIGN_IN)) as work:
        held = hold_step(work, step, now)
        require_open(held, now, Stage.CODE)
        require_turn(work, step.person, counters, now)
        proven = use_proof(work, step.person, held.account, proof)
        forget(work, step.person, (*counters, *earlier))
        stage = Proven(
            code=True,
            must_change=proven.must_change,
            second_factor=proven.second_factor,
            roles=held.clinician.roles,
        ).next_stage()
        moved = advanced(held.session, held.clinician, stage, now)
        assured = replace(moved, confirmed_at=now, assurance=proof.assurance)
        return rotate(work, step.person, assured)


def sign_in_with_provider(  # noqa: PLR0917 - each is a claim that the provider made
    database: Database, practice_id: str, issuer: str, subject: str, assurance: str, now: datetime
) -> tuple[str, WebSession]:
    """Begin a session for whom an identity provider has identified. Raises SignInRefused."""
    practice_id = plain_id(practice_id)
    actor = server(practice_id)
    with database.reading(identifying(practice_id, now)) as work:
        account = work.accounts.find_identified(actor, issuer, subject)
        staff_id = account.staff_id if account else ""
        clinician = work.staff.find(actor, staff_id)
    if account is None or clinician is None or clinician.disabled:
        refuse(database, practice_id, staff_id or None, (), now)
    person = person_of(practice_id, clinician)
    with database.writing(using(person, now, Event.SIGN_IN)) as work:
        held = work.staff.hold(person, clinician.id)
        account = work.accounts.find(person, clinician.id)
        same = account is not None and (account.issuer, account.subject) == (issuer, subject)
        if held is None or held.disabled or not same:
            raise SignInRefused
        stage = stage_for(held.roles)
        session = new_session(practice_id, held, stage, Method.PROVIDER, now)
        return begin(work, person, replace(session, assurance=assurance), now)


def sign_in_to_demo(
    database: Database, practice: Practice, clinician_id: str, now: datetime
) -> tuple[str, WebSession]:
    """Begin a session of an invented person. Raises NotFound anywhere but in a demonstration."""
    if not is_synthetic(database):
        raise NotFound
    actor = server(plain_id(practice.id))
    with database.reading(identifying(actor.practice_id, now)) as work:
        clinician = work.staff.find(actor, plain_id(clinician_id))
    if clinician is None or clinician.disabled:
        raise NotFound
    person = person_of(practice.id, clinician)
    with database.writing(using(person, now, Event.SIGN_IN)) as work:
        held = work.staff.hold(person, clinician.id)
        if held is None or held.disabled:
            raise NotFound
        work.accounts.find(person, held.id)
        session = new_session(practice.id, held, stage_for(held.roles), Method.DEMO, now)
        return begin(work, person, session, now)


def trust_device(
    database: Database, practice_id: str, staff_id: str, now: datetime, *, device: str = ""
) -> str:
    """The value of the browser's cookie after a sign-in; `device` is the value that it has now.

    A browser that several people use keeps the marks of the last eight of them.
    """
    practice_id = plain_id(practice_id)
    with database.reading(identifying(practice_id, now)) as work:
        return marked_device(work, server(practice_id), staff_id, device)
