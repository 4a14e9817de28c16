"""The needs of the practice that nobody meets, for its lead for safeguarding."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.referral.reading import rules_of
from gpsupport.actions.screen import require_private_screen
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.domain.referral.unmet_groups import GapCount, by_group
from gpsupport.persistence.work import Database, UnitOfWork

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class UnmetNeeds:
    """Every gap group with its needs, the newest first; `patients` by id, whose they are."""

    groups: tuple[GapCount, ...]
    patients: Mapping[str, Patient]


def read_unmet_needs(
    database: Database, actor: Actor, knowledge: Knowledge, now: datetime
) -> UnmetNeeds:
    """All of them, whoever the actor may see. Raises Denied, ScreenNotPrivate."""
    groups = rules_of(knowledge).gap_groups
    occasion = Occasion(actor, Permission.SEE_WORK_LISTS, now, Event.READ_UNMET_NEEDS)
    with database.writing(occasion) as work:
        require_private_screen(work, actor, now)
        needs = _all(work, actor)
        ids = {one.patient_id for one in needs}
        patients = work.patients.list_some(actor, ids)
    seen = [one for one in needs if one.patient_id in patients]
    return UnmetNeeds(by_group(seen, groups), patients)


def _all(work: UnitOfWork, actor: Actor) -> list[UnmetNeed]:
    found = list(work.unmet.list_all(actor, _AT_ONCE))
    part = found
    while len(part) == _AT_ONCE:
        part = list(work.unmet.list_all(actor, _AT_ONCE, part[-1].id))
        found += part
    return found
