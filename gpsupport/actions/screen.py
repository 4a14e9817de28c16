"""Who sees this screen: asked before anything that lists patients, as a patient's page asks."""

from datetime import datetime

from gpsupport.actions.errors import ScreenNotPrivate
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import GATE_HOLDS
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database, UnitOfWork


def say_who_sees_screen(database: Database, actor: Actor, *, only_me: bool, now: datetime) -> None:
    """Keep whether anybody else sees this browser's screen; `now` is in UTC. Raises Denied.

    A yes holds as long as the answer to "Who is here today?". Hiding, locking, signing out and
    that answer end it.
    """
    occasion = Occasion(actor, Permission.CONSULT, now, Event.SAY_WHO_SEES_SCREEN)
    with database.writing(occasion) as work:
        work.sessions.say_screen_private(actor, now if only_me else None)


def find_private_screen(work: UnitOfWork, actor: Actor, now: datetime) -> datetime | None:
    """Since when nobody else sees this browser's screen; None where that is not known now."""
    said_at = work.sessions.screen_private_at(actor)
    if said_at is None or not said_at <= now < said_at + GATE_HOLDS:
        return None
    return said_at


def require_private_screen(work: UnitOfWork, actor: Actor, now: datetime) -> None:
    """Let nobody past whose screen others may see. Raises ScreenNotPrivate.

    Outside a browser session, as on the command line, there is no screen of ours to ask about.
    """
    if actor.session_id and find_private_screen(work, actor, now) is None:
        raise ScreenNotPrivate
