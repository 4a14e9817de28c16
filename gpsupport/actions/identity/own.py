"""One's own account: password, second factor, recovery codes."""

from datetime import datetime

from gpsupport.actions.errors import NotFound
from gpsupport.actions.identity.answers import (
    NewCodes,
    NewSecret,
    OwnAccount,
    PasswordUnfit,
    SignInRefused,
)
from gpsupport.actions.identity.guessing import (
    counters_in,
    forget,
    refuse,
    require_turn,
    wait_for,
)
from gpsupport.actions.identity.standing import (
    Step,
    advanced,
    find_step,
    hold_step,
    identifying,
    require_open,
    rotate,
    using,
)
from gpsupport.actions.practices import server
from gpsupport.domain.events import Event
from gpsupport.domain.identity import (
    Account,
    PasswordFault,
    Proven,
    Stage,
    WebSession,
    normal_password,
    password_fault,
)
from gpsupport.persistence.work import Database, UnitOfWork
from gpsupport.sealing.one_time import address_of, new_recovery_codes, new_secret, step_of
from gpsupport.sealing.passwords import PASSWORDS


def own_account(database: Database, session: WebSession, now: datetime) -> OwnAccount:
    """What one may see of one's own account, during enrolment too. Raises NotFound."""
    step = find_step(database, session, now)
    require_open(step, now, Stage.ENROL, Stage.ROLE, Stage.FULL)
    with database.reading(using(step.person, now, None)) as work:
        sessions = work.sessions.list_own(step.person, now)
    account = step.account
    return OwnAccount(
        username=account.username if account else "",
        has_password=account is not None and account.password_hash is not None,
        second_factor=account is not None and account.second_factor,
        recovery_left=account.recovery_left if account else 0,
        roles=step.clinician.roles,
        sessions=sessions,
        must_change=account is not None and account.must_change,
    )


def change_password(
    database: Database, session: WebSession, old: str, new: str, now: datetime
) -> tuple[str, WebSession]:
    """Change one's password and end one's other sessions. Returns the new token.

    Raises SignInRefused for a wrong old one, PasswordUnfit for the new one, NotFound.
    """
    step, account = _with_account(database, session, now)
    if account.password_hash is None:
        raise NotFound
    practice_id = step.session.practice_id
    actor = server(practice_id)
    with database.reading(identifying(practice_id, now)) as work:
        practice = work.practices.find(actor)
        counters = counters_in(work, actor, account.username, step.session)
        wait = wait_for(work, actor, counters, now)
    if not PASSWORDS.check(account.password_hash, old).right or wait:
        refuse(database, practice_id, account.staff_id, counters, now)
    house = (practice.name, practice.ods_code) if practice else ()
    fault = password_fault(new, (account.username, step.clinician.name, *house))
    if fault is None and normal_password(new) == normal_password(old):
        fault = PasswordFault.SAME_AGAIN
    if fault is not None:
        raise PasswordUnfit(fault)
    hashed = PASSWORDS.hash(new)
    with database.writing(using(step.person, now, Event.CHANGE_ACCOUNT)) as work:
        held, present = _held(work, step, account, now)
        require_turn(work, step.person, counters, now)
        forget(work, step.person, counters)
        work.accounts.write_password(step.person, present, hashed, must_change=False)
        return _go_on(work, step, held, now)


def begin_second_factor(database: Database, session: WebSession, now: datetime) -> NewSecret:
    """Make the secret of a new second factor; a present one works until this is confirmed.

    Raises NotFound, also where a present one would be replaced without confirming one's identity.
    """
    step, account = _with_account(database, session, now)
    _require_confirmed(step, account, now)
    secret = new_secret()
    with database.writing(using(step.person, now, Event.CHANGE_ACCOUNT)) as work:
        held, present = _held(work, step, account, now)
        _require_confirmed(held, present, now)
        work.accounts.keep_next_secret(step.person, present, secret)
    return NewSecret(secret, address_of(secret, account.username))


def confirm_second_factor(
    database: Database, session: WebSession, code: str, now: datetime
) -> NewCodes:
    """Take the new second factor into use, with new recovery codes; other sessions end.

    Raises SignInRefused for a wrong code, NotFound where none was begun.
    """
    step, account = _with_account(database, session, now)
    practice_id = step.session.practice_id
    actor = server(practice_id)
    with database.reading(identifying(practice_id, now)) as work:
        secret = work.accounts.next_secret(actor, account.staff_id)
        counters = counters_in(work, actor, account.username, step.session)
        wait = wait_for(work, actor, counters, now)
    if not secret:
        raise NotFound
    proven = step_of(secret, code, now, after=-1)
    if proven is None or wait:
        refuse(database, practice_id, account.staff_id, counters, now)
    codes = new_recovery_codes()
    plain = [one.replace("-", "") for one in codes]
    with database.writing(using(step.person, now, Event.CHANGE_ACCOUNT)) as work:
        held, present = _held(work, step, account, now)
        require_turn(work, step.person, counters, now)
        forget(work, step.person, counters)
        work.accounts.take_next_secret(step.person, present, proven, plain, now)
        return NewCodes(codes, *_go_on(work, step, held, now))


def renew_recovery_codes(database: Database, session: WebSession, now: datetime) -> tuple[str, ...]:
    """Ten new recovery codes instead of the old ones, shown this once.

    Raises NotFound unless one has confirmed one's identity and has a second factor.
    """
    step, account = _with_account(database, session, now)
    if not account.second_factor:
        raise NotFound
    codes = new_recovery_codes()
    plain = [one.replace("-", "") for one in codes]
    with database.writing(using(step.person, now, Event.CHANGE_ACCOUNT)) as work:
        held, present = _held(work, step, account, now)
        _require_confirmed(held, present, now)
        work.accounts.write_recovery_codes(step.person, present, plain)
    return codes


def _with_account(database: Database, session: WebSession, now: datetime) -> tuple[Step, Account]:
    step = find_step(database, session, now)
    require_open(step, now, Stage.ENROL, Stage.FULL)
    if step.account is None or step.account.password_hash is None:
        raise NotFound
    return step, step.account


def _held(work: UnitOfWork, step: Step, account: Account, now: datetime) -> tuple[Step, Account]:
    """The same, held. Raises SignInRefused where the account has changed meanwhile."""
    held = hold_step(work, step, now)
    require_open(held, now, Stage.ENROL, Stage.FULL)
    if held.account is None or held.account.version != account.version:
        raise SignInRefused
    return held, held.account


def _require_confirmed(step: Step, account: Account, now: datetime) -> None:
    """Raise NotFound where a second factor there is may not be touched."""
    if account.second_factor and not step.session.confirmed(now):
        raise NotFound


def _go_on(work: UnitOfWork, step: Step, held: Step, now: datetime) -> tuple[str, WebSession]:
    """End the other sessions and come to the next stage of enrolment, if this was one."""
    work.sessions.end_all(step.person, step.person.clinician_id, now, but=step.session.id)
    account = work.accounts.find(step.person, step.person.clinician_id)
    if account is None:
        raise NotFound
    stage = held.session.stage
    if stage is Stage.ENROL:
        stage = Proven(
            code=True,
            must_change=account.must_change,
            second_factor=account.second_factor,
            roles=held.clinician.roles,
        ).next_stage()
    return rotate(work, step.person, advanced(held.session, held.clinician, stage, now))
