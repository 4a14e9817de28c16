"""Browser sessions: finding, locking and ending them, and choosing a role."""

from dataclasses import replace
from datetime import datetime, timedelta

from gpsupport.actions.errors import NotFound
from gpsupport.actions.identity.answers import Present
from gpsupport.actions.identity.standing import (
    Step,
    advanced,
    find_step,
    hold_step,
    identifying,
    plain_id,
    require_open,
    rotate,
    using,
)
from gpsupport.actions.practices import server
from gpsupport.domain.events import Event
from gpsupport.domain.identity import ENDED_KEEPS, SessionState, Stage, WebSession
from gpsupport.domain.people import Role
from gpsupport.persistence.work import Database

# Each note costs a write, and a lock after five minutes needs it no finer.
_TOUCHED_EVERY = timedelta(seconds=30)


def find_session(database: Database, practice_id: str, token: str, now: datetime) -> Present | None:
    """Who is there; None for a token that is no session's or whose session has ended."""
    actor = server(plain_id(practice_id))
    with database.reading(identifying(actor.practice_id, now)) as work:
        session = work.sessions.find_by_token(actor, token)
        if session is None or session.state(now) is SessionState.ENDED:
            return None
        clinician = work.staff.find(actor, session.staff_id)
    if clinician is None:
        return None
    acts = (
        session.stage is Stage.FULL
        and session.state(now) is SessionState.OPEN
        and session.role in clinician.roles
        and not clinician.disabled
    )
    person = Step(session, clinician, None).person
    return Present(session, clinician, person if acts else None)


def find_ended_session(
    database: Database, practice_id: str, token: str, now: datetime
) -> Present | None:
    """Whose session ended by itself within the last day; None for any other token.

    Nobody acts in it, and nothing may be shown to it: what was typed in it is kept, that is all.
    One that somebody ended is gone.
    """
    actor = server(plain_id(practice_id))
    with database.reading(identifying(actor.practice_id, now)) as work:
        session = work.sessions.find_by_token(actor, token)
        if session is None or session.stage is not Stage.FULL:
            return None
        if not session.ends_at <= now < session.ends_at + ENDED_KEEPS:
            return None
        clinician = work.staff.find(actor, session.staff_id)
    return Present(session, clinician, None) if clinician else None


def touch_session(database: Database, session: WebSession, now: datetime) -> None:
    """Note that somebody is there; never for what a browser sends by itself.

    It writes at most every 30 seconds and brings no locked, idle or ended session back.
    """
    recent = now - session.seen_at < _TOUCHED_EVERY
    if recent or session.stage is not Stage.FULL or session.state(now) is not SessionState.OPEN:
        return
    try:
        step = find_step(database, session, now)
    except NotFound:
        return
    with database.writing(using(step.person, now, None)) as work:
        work.sessions.touch(step.person, step.session.id, now)


def lock_session(database: Database, session: WebSession, now: datetime) -> None:
    """Lock a session until its person confirms who they are. One that is not FULL ends by it."""
    step = _find_any(database, session, now)
    if step is None:
        return
    with database.writing(using(step.person, now, None)) as work:
        work.sessions.lock(step.person, step.session.id, now)


def choose_role(
    database: Database, session: WebSession, role: Role, now: datetime
) -> tuple[str, WebSession]:
    """Act in one of one's own roles, or in another of them later.

    Returns the new token; the old one is dead. Raises NotFound where it is not one's own role or
    the session is not open.
    """
    step = find_step(database, session, now)
    require_open(step, now, Stage.ROLE, Stage.FULL)
    if role not in step.clinician.roles:
        raise NotFound
    chosen = Step(_in_role(step, role, now), step.clinician, step.account)
    with database.writing(using(chosen.person, now, Event.CHOOSE_ROLE)) as work:
        held = hold_step(work, chosen, now)
        require_open(held, now, Stage.ROLE, Stage.FULL)
        if role not in held.clinician.roles:
            raise NotFound
        return rotate(work, chosen.person, _in_role(held, role, now))


def end_session(database: Database, session: WebSession, now: datetime) -> None:
    """Sign out: the token is dead at once. Harmless where the session has ended already."""
    step = _find_any(database, session, now)
    if step is None:
        return
    with database.writing(using(step.person, now, Event.SIGN_OUT)) as work:
        work.sessions.end(step.person, step.session.id)


def end_all_sessions(database: Database, session: WebSession, now: datetime) -> int:
    """Sign out everywhere, here too. Returns how many sessions ended. Raises NotFound.

    A locked session may do this: it takes rights away and gives none.
    """
    step = find_step(database, session, now)
    if step.session.stage is not Stage.FULL:
        raise NotFound
    with database.writing(using(step.person, now, Event.SIGN_OUT_EVERYWHERE)) as work:
        return work.sessions.end_all(step.person, step.person.clinician_id, now)


def _in_role(step: Step, role: Role, now: datetime) -> WebSession:
    return advanced(replace(step.session, role=role), step.clinician, Stage.FULL, now)


def _find_any(database: Database, session: WebSession, now: datetime) -> Step | None:
    """The session and its person, whatever became of either: signing out must always work."""
    actor = server(plain_id(session.practice_id))
    with database.reading(identifying(actor.practice_id, now)) as work:
        found = work.sessions.find(actor, session.id)
        if found is None or found.staff_id != session.staff_id:
            return None
        clinician = work.staff.find(actor, found.staff_id)
    return Step(found, clinician, None) if clinician else None
