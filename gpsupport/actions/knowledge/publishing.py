"""Publishing content: every check first, and then it is kept as a draft.

What is installed serves as the draft that it is while no release is in force; no other draft does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.days import london_day
from gpsupport.actions.errors import Refused
from gpsupport.domain.access import Occasion, Permission, Purpose, require
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.releases.governance import (
    HINDRANCES,
    LONGEST_TEXT,
    SHORTEST_REASON,
    Hindrance,
    Release,
)
from gpsupport.domain.people import Actor
from gpsupport.knowledge.report import Passed, Told, examine
from gpsupport.persistence.stores.base import new_id
from gpsupport.persistence.work import Database, StaleRow

_TWICE = "This content is kept already, and this version of the software has checked it."


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing. `again`: the content was kept already; only its report is new."""

    release: Release
    passed: Passed
    again: bool


def publish_release(
    database: Database,
    actor: Actor,
    files: Mapping[str, bytes],
    why: str,
    now: datetime,
    *,
    software: str,
    told: Told = lambda _: None,
) -> Published:
    """Check the files of a release (`all_files`) and keep it as a draft, with what was found.

    Content that is kept already is checked again where this version of the software has not done
    so; its steps stand. Takes some seconds; nothing is held meanwhile. Raises Denied, Refused, and
    KnowledgeError with every fault; then nothing is kept.
    """
    require(actor, Permission.PROPOSE_KNOWLEDGE)
    why = why.strip()[:LONGEST_TEXT]
    if len("".join(why.split())) < SHORTEST_REASON:
        raise Refused(HINDRANCES[Hindrance.NO_REASON])
    knowledge, passed = examine(files, london_day(now), software, told)
    release = Release(new_id(), knowledge.version, why, actor.clinician_id, now)
    occasion = Occasion(
        actor, Permission.PROPOSE_KNOWLEDGE, now, Event.PUBLISH_KNOWLEDGE, Purpose.OVERSIGHT
    )
    try:
        with database.writing(occasion) as work:
            known = [
                one
                for one in work.releases.list_all(actor)
                if one.version.release == passed.release
            ]
            if not known:
                work.releases.add(actor, release, files)
            elif work.releases.find_report(actor, passed.release, software) is not None:
                raise Refused(_TWICE)
            release = known[0] if known else release
            work.releases.add_report(actor, release.id, software, passed.as_values(), now)
    except StaleRow:
        raise Refused(_TWICE) from None
    return Published(release, passed, again=bool(known))
