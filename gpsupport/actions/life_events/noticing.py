"""Noticing in a received record that a life changed: nothing ends before somebody has looked.

What is noticed stands as a question to the lead. Of a death, and of somebody who left, asking
stops at once all the same.
"""

from collections.abc import Iterable
from datetime import datetime

from gpsupport.actions.life_events.standing import settle
from gpsupport.actions.whose import AnotherNumber
from gpsupport.domain.exchange import RecordReading
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.life_events.cases import LifeCase, LifeEvent
from gpsupport.domain.life_events.kinds import LifeEventKind, LifeSign
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import UnitOfWork

# A record that came for the first time has changed nothing: it has nothing to move or to end.
_OF_NEW = frozenset({LifeEventKind.DEATH, LifeEventKind.LEFT, LifeEventKind.BEGUN_ANEW})


def notice(  # noqa: PLR0917 - whose record, which, known before or not, by which rules and when
    work: UnitOfWork,
    actor: Actor,
    patient_id: str,
    reading: RecordReading,
    knowledge: Knowledge | None,
    now: datetime,
    *,
    known: bool,
) -> None:
    """Keep what a record says of such events, each once. `known`: the patient was here before.

    The same record again is known, and so is what stands already or was taken back for it.
    """
    practice = work.practices.find(actor)
    here = practice.ods_code if practice else ""
    signs = [one for one in reading.signs if known or one.kind in _OF_NEW]
    if not signs:
        return
    standing = {
        one.event.kind for one in work.life_events.read_all(actor, patient_id) if one.counts
    }
    own = next(one for one in reading.resources if one.type == "Patient")
    for sign in _news(signs, here, standing):
        event = LifeEvent(
            id="",
            patient_id=patient_id,
            kind=sign.kind,
            noted_at=now,
            on=sign.on,
            source=reading.source_system,
        )
        _keep(work, actor, event, own.digest, knowledge, now)


def notice_another_number(
    work: UnitOfWork,
    actor: Actor,
    error: AnotherNumber,
    knowledge: Knowledge | None,
    now: datetime,
) -> None:
    """Keep that a source gives another number for somebody: a question, and not the number."""
    known = work.life_events.read_all(actor, error.patient_id)
    if not any(one.counts and one.event.kind is LifeEventKind.NEW_NUMBER for one in known):
        event = LifeEvent(
            id="",
            patient_id=error.patient_id,
            kind=LifeEventKind.NEW_NUMBER,
            noted_at=now,
            source=error.source,
        )
        _keep(work, actor, event, error.digest, knowledge, now)


def _keep(  # noqa: PLR0917 - what, known from where, by which rules and when
    work: UnitOfWork,
    actor: Actor,
    event: LifeEvent,
    mark: str,
    knowledge: Knowledge | None,
    now: datetime,
) -> None:
    """Keep what was noticed as a question to the lead, once for each mark."""
    kept = work.life_events.add(actor, event, mark)
    if kept is not None:
        rules = knowledge.life_events if knowledge else None
        settle(work, actor, LifeCase(kept), rules, "", now)


def _news(
    signs: Iterable[LifeSign], here: str, standing: set[LifeEventKind]
) -> tuple[LifeSign, ...]:
    return tuple(
        one
        for one in signs
        if one.kind not in standing and not (one.practice and one.practice == here)
    )
