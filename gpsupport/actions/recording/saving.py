"""Keeping the drafted words, saving them, and finishing a consultation."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.consultation.current import (
    find_latest,
    require_history,
    require_patient,
)
from gpsupport.actions.consultation.gate import close_gate
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.forms import Fields, SavedSince, keep_form
from gpsupport.actions.recording.advice import Advice, advice_for
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, ConsultationState, FormName
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.recording.drafts import EntryWords, Recording, put_together
from gpsupport.domain.recording.keeping import left_to_do, looks_to_come
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork

MOST_STEPS = 200
_STEP = re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a page of recording sends: the words of entries, what was ticked, what was done.

    `added` are entries made and steps taken, `before` those that the page showed as ticked: what
    another window ticked meanwhile was not cleared. `done` are reminders, each with the version
    seen. `supersedes` is the id of the recording that the page showed, None for none.
    """

    entries: tuple[EntryWords, ...] = ()
    added: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    done: Mapping[str, int] | None = None
    supersedes: str | None = None

    def ticks(self, kept: frozenset[str]) -> frozenset[str]:
        """What is ticked once this was sent, where `kept` was ticked until then."""
        return (kept | (self.added - self.before)) - (self.before - self.added)


def is_stale(earlier: Recording | None, sent: Iterable[EntryWords], supersedes: str | None) -> bool:
    """Whether words would take the place of others that were saved since the page was opened."""
    if earlier is None or earlier.id == supersedes:
        return False
    return any(earlier.find(one.key) not in {None, one} for one in sent)


def save_recording(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    sent: Ticked,
    fields: Fields,
    now: datetime,
) -> Consultation:
    """Save words and ticks as they are; what was saved before is replaced by a new version.

    With a shut gate, or when other words were saved since, nothing is saved: the `fields` are kept
    as they were typed, and GateClosed or SavedSince is raised. Raises Denied, and NotFound when
    nothing was recorded in today's consultation.
    """
    occasion = Occasion(actor, Permission.CONSULT, now, Event.SAVE_RECORDING)
    saved = None
    try:
        with database.writing(occasion) as work:
            consultation = _recorded(work, actor, patient_id, sent, now)
            if consultation.history_open(now):
                saved = _save(work, actor, consultation, sent, now)
            if saved is None:
                work.forms.save(actor, consultation.id, FormName.RECORDING, fields, now)
    except StaleRow:
        # Another window was faster by so little that only the database saw it.
        keep_form(database, actor, patient_id, FormName.RECORDING, fields, now)
        raise SavedSince from None
    require_history(consultation, now)
    if saved is None:
        raise SavedSince
    return saved


def finish_consultation(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    sent: Ticked,
    knowledge: Knowledge,
    now: datetime,
    fields: Fields | None = None,
) -> Consultation:
    """End today's consultation and its gate, keeping words and ticks.

    What keeps entries out of sight and was not ticked becomes a reminder, due today; a look at a
    child's access one for its day. Finishing twice keeps the later ticks. When other words were
    saved since, nothing is saved or ended: the `fields` are kept as they were typed, and SavedSince
    is raised. Raises Denied, and NotFound when none was recorded or when a tick is for no step of
    its advice.
    """
    occasion = Occasion(actor, Permission.CONSULT, now, Event.FINISH_CONSULTATION)
    finished = None
    try:
        with database.writing(occasion) as work:
            consultation = _recorded(work, actor, patient_id, sent, now)
            saved = _save(work, actor, consultation, sent, now)
            if saved is not None:
                advice = advice_for(work, actor, saved, knowledge, now)
                _remind(work, actor, advice, knowledge, now)
                over = replace(saved, state=ConsultationState.FINISHED)
                finished = close_gate(work, actor, over)
            elif fields is not None:
                work.forms.save(actor, consultation.id, FormName.RECORDING, fields, now)
    except StaleRow:
        if fields is not None:
            keep_form(database, actor, patient_id, FormName.RECORDING, fields, now)
        raise SavedSince from None
    if finished is None:
        raise SavedSince
    return finished


def _recorded(
    work: UnitOfWork, actor: Actor, patient_id: str, sent: Ticked, now: datetime
) -> Consultation:
    """Today's consultation, in which something was recorded. Raises NotFound."""
    require_patient(work, actor, patient_id)
    found = find_latest(work, actor, patient_id, now)
    keys = sent.added | {one.key for one in sent.entries}
    if found is None or found.enquiry_id is None or not _plausible(keys):
        raise NotFound
    return found


def _plausible(keys: frozenset[str]) -> bool:
    return len(keys) <= MOST_STEPS and all(_STEP.fullmatch(key) for key in keys)


def _save(
    work: UnitOfWork, actor: Actor, consultation: Consultation, sent: Ticked, now: datetime
) -> Consultation | None:
    """The consultation with its ticks; None when words would take the place of unseen ones."""
    earlier = work.recordings.find_of(actor, consultation.id)
    entries = put_together(earlier.entries if earlier else (), sent.entries)
    if is_stale(earlier, sent.entries, sent.supersedes):
        return None
    if entries != (earlier.entries if earlier else ()):
        made = Recording("", consultation.patient_id, consultation.id, now, actor.name, entries)
        work.recordings.add(actor, made, earlier.id if earlier else None)
    work.forms.drop(actor, consultation.id, FormName.RECORDING)
    _mark_done(work, actor, consultation.patient_id, sent.done or {}, now)
    return work.consultations.save(
        actor, replace(consultation, added=sent.ticks(consultation.added))
    )


def _mark_done(
    work: UnitOfWork, actor: Actor, patient_id: str, done: Mapping[str, int], now: datetime
) -> None:
    """Mark those of this patient's reminders; one that somebody else has done since is done."""
    for reminder in work.reminders.read_open(actor, patient_id):
        if reminder.id in done:
            work.reminders.mark_done(actor, reminder.id, done[reminder.id], now)


def _remind(
    work: UnitOfWork, actor: Actor, advice: Advice, knowledge: Knowledge, now: datetime
) -> None:
    today = london_day(now)
    consultation = advice.consultation
    ids = (consultation.patient_id, consultation.id)
    left = left_to_do(*ids, advice.by_hand, consultation.added, today, actor.name)
    taken = {one.key for one in left_to_do(*ids, advice.by_hand, frozenset(), today, actor.name)}
    taken -= {one.key for one in left}
    for reminder in advice.reminders:
        if reminder.key in taken:
            work.reminders.mark_done(actor, reminder.id, reminder.version, now)
    work.reminders.add_new(
        actor,
        (
            *left,
            *looks_to_come(
                consultation.patient_id,
                advice.steps,
                advice.people,
                knowledge.out_of_sight,
                today,
                actor.name,
            ),
        ),
    )
