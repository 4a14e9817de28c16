"""The whole list of local help, for writing it somewhere else."""

from datetime import datetime

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.directory.option import ReferralOption
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database


def list_for_export(database: Database, actor: Actor, now: datetime) -> tuple[ReferralOption, ...]:
    """Every option of the practice, by name. Raises Denied."""
    with database.reading(Occasion(actor, Permission.SET_UP_PRACTICE, now)) as work:
        return work.options.list_all(actor)
