"""Taking a release one step further, or stopping it. What is signed off serves from its day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.knowledge.releases import read_content
from gpsupport.actions.knowledge.serving import has_passed
from gpsupport.domain.access import Occasion, Permission, Purpose, permits
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.releases.governance import (
    LONGEST_TEXT,
    Hindrance,
    Release,
    ReleaseState,
    Step,
    StepRefused,
    advance,
)
from gpsupport.domain.people import Actor, Role
from gpsupport.knowledge.load import read_files
from gpsupport.knowledge.report import software_version
from gpsupport.persistence.stores.base import new_id
from gpsupport.persistence.work import Database, StaleRow

_NEEDS: dict[ReleaseState, tuple[Permission, Event]] = {
    ReleaseState.CLINICAL_REVIEW: (Permission.REVIEW_KNOWLEDGE, Event.REVIEW_KNOWLEDGE),
    ReleaseState.LIVED_EXPERIENCE_REVIEW: (
        Permission.RECORD_LIVED_EXPERIENCE,
        Event.REVIEW_KNOWLEDGE,
    ),
    ReleaseState.SIGNED_OFF: (Permission.SIGN_OFF_KNOWLEDGE, Event.SIGN_OFF_KNOWLEDGE),
    ReleaseState.RETURNED: (Permission.STOP_KNOWLEDGE, Event.RETURN_KNOWLEDGE),
    ReleaseState.WITHDRAWN: (Permission.STOP_KNOWLEDGE, Event.WITHDRAW_KNOWLEDGE),
}


@dataclass(frozen=True, slots=True)
class WantedStep:
    """What somebody wants to do with a release.

    `reviewer` is who reviewed: the group of people with lived experience that the step is recorded
    for, or a person; empty: whoever records it, except of a review by lived experience. `seen` is
    how many steps there were when they decided.
    """

    state: ReleaseState
    why: str
    seen: int
    reviewer: str = ""
    effective_on: date | None = None


def may_take(role: Role, state: ReleaseState) -> bool:
    """Whether a role may take the step that leads to this state, rules about persons apart."""
    return state in _NEEDS and permits(role, _NEEDS[state][0])


def take_step(
    database: Database, actor: Actor, release_id: str, wanted: WantedStep, now: datetime
) -> Release:
    """Take one step with a release; returns it as it stands after.

    What is signed off has a report of this version of the software, and no rule in it is overdue
    on the day from which it serves. Raises Denied, NotFound and StepRefused, also where somebody
    else was faster.
    """
    if wanted.state not in _NEEDS:
        raise StepRefused(Hindrance.NOT_NEXT)
    permission, event = _NEEDS[wanted.state]
    named = " ".join(wanted.reviewer.split())[:LONGEST_TEXT]
    if not named and wanted.state is not ReleaseState.LIVED_EXPERIENCE_REVIEW:
        named = actor.name
    step = Step(
        state=wanted.state,
        by=actor.clinician_id,
        reviewer=named,
        why=wanted.why.strip()[:LONGEST_TEXT],
        at=now,
        effective_on=wanted.effective_on,
    )
    occasion = Occasion(actor, permission, now, event, Purpose.OVERSIGHT)
    unfit = None
    if wanted.state is ReleaseState.SIGNED_OFF and wanted.effective_on is not None:
        unfit = _unfit(database, actor, release_id, wanted.effective_on, now)
    try:
        with database.writing(occasion) as work:
            release = work.releases.find(actor, release_id)
            if release is None:
                raise NotFound
            if wanted.seen != len(release.steps):
                raise StepRefused(Hindrance.MOVED_ON)
            advanced = advance(release, step, london_day(now))
            if unfit is not None:
                raise StepRefused(unfit)
            work.releases.add_step(actor, advanced)
    except StaleRow:
        raise StepRefused(Hindrance.MOVED_ON) from None
    return advanced


def withdraw_installed(
    database: Database, actor: Actor, files: Mapping[str, bytes], why: str, now: datetime
) -> Release:
    """Stop content that serves as it is installed and was never published here.

    It is kept as withdrawn, whatever its faults are: harm stops first. Raises Denied, and
    StepRefused, also where somebody has kept it meanwhile.
    """
    knowledge, _ = read_files(files)
    why = why.strip()[:LONGEST_TEXT]
    kept = Release(new_id(), knowledge.version, why, actor.clinician_id, now)
    step = Step(ReleaseState.WITHDRAWN, actor.clinician_id, actor.name, why, now)
    withdrawn = advance(kept, step, london_day(now))
    permission, event = _NEEDS[ReleaseState.WITHDRAWN]
    try:
        with database.writing(Occasion(actor, permission, now, event, Purpose.OVERSIGHT)) as work:
            work.releases.add(actor, kept, files)
            work.releases.add_step(actor, withdrawn)
    except StaleRow:
        raise StepRefused(Hindrance.MOVED_ON) from None
    return withdrawn


def _unfit(
    database: Database, actor: Actor, release_id: str, on: date, now: datetime
) -> Hindrance | None:
    """Why the content of a release should not serve from a day on, whatever its reviews say."""
    with database.reading(Occasion(actor, Permission.SIGN_OFF_KNOWLEDGE, now)) as work:
        release = work.releases.find(actor, release_id)
        files = work.releases.find_files(actor, release_id)
    if release is None or files is None:
        raise NotFound
    mark = release.version.release
    if not has_passed(database, actor.practice_id, mark, software_version(), now):
        return Hindrance.NOT_CHECKED
    content = read_content(files)
    if content is None:
        return Hindrance.NOT_CHECKED
    late = any(indicator.review_by < on for indicator in content.indicators)
    return Hindrance.REVIEW_OVERDUE if late else None
