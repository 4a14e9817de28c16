"""Local help, and how it fits a patient."""

from datetime import datetime

from gpsupport.actions.consultation.current import require_gate
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.needs import need_of
from gpsupport.actions.practices import system_actor
from gpsupport.domain.access import Permission, require
from gpsupport.domain.knowledge import Knowledge
from gpsupport.domain.people import Actor, Practice
from gpsupport.domain.referral import Fit, ReferralOption, rank
from gpsupport.persistence.work import Database


def list_local_help(
    database: Database, actor: Actor, patient_id: str, now: datetime, knowledge: Knowledge
) -> tuple[Fit, ...]:
    """Every local option with its reasons, best first. Raises Denied, NotFound, GateClosed."""
    require(actor, Permission.CONSULT)
    require(actor, Permission.SEE_LOCAL_HELP)
    with database.reading() as work:
        require_gate(work, actor, patient_id, now)
        picture = work.pictures.read(actor, patient_id)
        options = work.options.list_all(actor)
    if picture is None:
        raise NotFound
    return rank(options, need_of(picture, knowledge, london_day(now)), london_day(now))


def list_directory(database: Database, actor: Actor) -> tuple[ReferralOption, ...]:
    """Every local option as listed, by name, fitted to nobody. Raises Denied."""
    require(actor, Permission.SEE_LOCAL_HELP)
    with database.reading() as work:
        return work.options.list_all(actor)


def add_option(database: Database, practice: Practice, option: ReferralOption) -> None:
    """Add an option to a practice's directory, under the option's own id."""
    with database.writing() as work:
        work.options.add(system_actor(practice), option)
