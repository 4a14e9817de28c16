"""Saving the drafted words, and finishing a consultation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.consultation.current import find_latest, require_history, require_patient
from gpsupport.actions.consultation.gate import close_gate
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import Incomplete, NotFound
from gpsupport.actions.forms import Fields, SavedSince, keep_form, keep_in
from gpsupport.actions.recording.advice import Advice, advice_for
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, ConsultationState, FormName
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.recording.drafts import EntryWords, Recording, put_together
from gpsupport.domain.recording.form import FormFault, RecordingForm, faults_of_form
from gpsupport.domain.recording.out_of_sight import left_to_do, looks_to_come
from gpsupport.domain.reminders import Reminder
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork


class NothingRecorded(NotFound):
    """In today's consultation nothing was recorded: there is nothing to write an entry about."""


class Unfit(Incomplete):
    """Something cannot be kept as it was sent: `faults` name each entry, and nothing of it."""

    def __init__(self, faults: Iterable[FormFault]) -> None:
        """Name no entry as its message: a key that was made up may say anything."""
        self.faults = tuple(faults)
        super().__init__(("entries",))


@dataclass(frozen=True, slots=True)
class SavedRecording:
    """The consultation with its ticks, and the reminders ticked as done that had moved on.

    `left_alone` are as they are now: somebody did them, or took them back, or opened them again.
    """

    consultation: Consultation
    left_alone: tuple[Reminder, ...] = ()


def is_stale(earlier: Recording | None, sent: Iterable[EntryWords], supersedes: str | None) -> bool:
    """Whether words would take the place of others that were saved since the page was opened."""
    if earlier is None or earlier.id == supersedes:
        return False
    return any(earlier.find(one.key) not in {None, one} for one in sent)


def save_recording(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    form: RecordingForm,
    knowledge: Knowledge,
    now: datetime,
    fields: Fields,
) -> SavedRecording:
    """Save words and ticks as they are; what was saved before is replaced by a new version.

    With a shut gate, when nothing was recorded today, when something cannot be kept, or when other
    words were saved since, nothing is saved: the `fields` are kept as they were typed, and
    GateClosed, NothingRecorded, Unfit or SavedSince is raised. Raises Denied and NotFound too.
    """
    occasion = Occasion(actor, Permission.CONSULT, now, Event.SAVE_RECORDING)
    faults = faults_of_form(form, knowledge.record_rules)
    try:
        with database.writing(occasion) as work:
            found = _find_recorded(work, actor, patient_id, now)
            ready = found is not None and found.history_open(now) and not faults
            saved = _save(work, actor, found, form, now) if found and ready else None
            if saved is not None:
                return saved
            kept_in = _keep(work, actor, patient_id, found, fields, now)
    except StaleRow:
        # Another window was faster by so little that only the database saw it.
        keep_form(database, actor, patient_id, FormName.RECORDING, fields, now)
        raise SavedSince from None
    require_history(kept_in, now)
    raise _why_not(found, faults)


def finish_consultation(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    form: RecordingForm,
    knowledge: Knowledge,
    now: datetime,
    fields: Fields | None = None,
) -> Consultation:
    """End today's consultation and its gate, keeping words and ticks.

    What keeps entries out of sight and was not ticked becomes a reminder, due today; a look at a
    child's access one for its day. Finishing twice keeps the later ticks. When nothing was recorded
    today, when something cannot be kept, or when other words were saved since, nothing is saved or
    ended: the `fields` are kept as they were typed, and NothingRecorded, Unfit or SavedSince is
    raised. Raises Denied and NotFound too.
    """
    occasion = Occasion(actor, Permission.CONSULT, now, Event.FINISH_CONSULTATION)
    faults = faults_of_form(form, knowledge.record_rules)
    try:
        with database.writing(occasion) as work:
            found = _find_recorded(work, actor, patient_id, now)
            saved = _save(work, actor, found, form, now) if found and not faults else None
            if saved is not None:
                return _finish(work, actor, saved.consultation, knowledge, now)
            if fields is not None:
                _keep(work, actor, patient_id, found, fields, now)
    except StaleRow:
        if fields is not None:
            keep_form(database, actor, patient_id, FormName.RECORDING, fields, now)
        raise SavedSince from None
    raise _why_not(found, faults)


def _find_recorded(
    work: UnitOfWork, actor: Actor, patient_id: str, now: datetime
) -> Consultation | None:
    """Today's consultation, if something was recorded in it. Raises NotFound."""
    require_patient(work, actor, patient_id)
    found = find_latest(work, actor, patient_id, now)
    return found if found is not None and found.enquiry_id is not None else None


def _keep(  # noqa: PLR0917 - whose form, where it lies, what stands in it, and when
    work: UnitOfWork,
    actor: Actor,
    patient_id: str,
    recorded: Consultation | None,
    fields: Fields,
    now: datetime,
) -> Consultation:
    """Keep what was typed where something was recorded, else in today's consultation."""
    if recorded is None:
        return keep_in(work, actor, patient_id, FormName.RECORDING, fields, now)
    work.forms.save(actor, recorded.id, FormName.RECORDING, fields, now)
    return recorded


def _why_not(recorded: Consultation | None, faults: tuple[FormFault, ...]) -> Exception:
    if recorded is None:
        return NothingRecorded()
    return Unfit(faults) if faults else SavedSince()


def _save(
    work: UnitOfWork, actor: Actor, consultation: Consultation, form: RecordingForm, now: datetime
) -> SavedRecording | None:
    """The consultation with its ticks; None when words would take the place of unseen ones."""
    earlier = work.recordings.find_of(actor, consultation.id)
    before = earlier.entries if earlier else ()
    entries = put_together(before, form.entries)
    if is_stale(earlier, form.entries, form.supersedes):
        return None
    if entries != before:
        made = Recording("", consultation.patient_id, consultation.id, now, actor.name, entries)
        work.recordings.add(actor, made, earlier.id if earlier else None)
    work.forms.drop(actor, consultation.id, FormName.RECORDING)
    left = _mark_done(work, actor, consultation.patient_id, form.done or {}, now)
    ticked = replace(consultation, added=form.ticks(consultation.added))
    return SavedRecording(work.consultations.save(actor, ticked), left)


def _mark_done(
    work: UnitOfWork, actor: Actor, patient_id: str, done: Mapping[str, int], now: datetime
) -> tuple[Reminder, ...]:
    """Mark those of this patient's reminders in the version that was seen; returns the others."""
    ticked = [one for one in work.reminders.read_all(actor, patient_id) if one.id in done]
    left = []
    for one in ticked:
        if one.open and one.version == done[one.id]:
            work.reminders.mark_done(actor, one.id, one.version, now)
        else:
            left.append(one)
    return tuple(left)


def _finish(
    work: UnitOfWork, actor: Actor, consultation: Consultation, knowledge: Knowledge, now: datetime
) -> Consultation:
    advice = advice_for(work, actor, consultation, knowledge, now)
    _remind(work, actor, advice, knowledge, now)
    return close_gate(work, actor, replace(consultation, state=ConsultationState.FINISHED))


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
    rules, people = knowledge.out_of_sight, advice.people
    looks = looks_to_come(ids[0], advice.steps, people, rules, today, actor.name)
    work.reminders.add_new(actor, (*left, *looks))
