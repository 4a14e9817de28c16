"""The safeguarding lead's decision to write in the other person's record, with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import (
    ensure_open,
    require_gate_without_company,
    require_history,
    require_patient,
)
from gpsupport.actions.errors import Incomplete, NotFound
from gpsupport.actions.forms import Fields, SavedSince, keep_form
from gpsupport.actions.recording.saving import is_stale
from gpsupport.domain.access import Occasion, Permission, require
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.recording.drafts import EntryWords, Recording, put_together
from gpsupport.domain.recording.form import too_long
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork

# The place of the decision among the entries.
DECISION = "other-party-decided"
_WANTED = ("fact", "opinion")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the lead decided in today's consultation, and what is being typed.

    It lies with the patient who told: nothing of it is in anybody else's record here.
    """

    patient: Patient
    consultation: Consultation
    decided: EntryWords | None
    recording: Recording | None
    typed: Mapping[str, list[str]] | None


def read_decision(database: Database, actor: Actor, patient_id: str, now: datetime) -> Decision:
    """The lead's decision. Raises Denied, NotFound, GateClosed."""
    require(actor, Permission.SEE_WORK_LISTS)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_ADVICE)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        patient = work.patients.find(actor, patient_id)
        recording = work.recordings.find_of(actor, consultation.id)
        typed = work.forms.find(actor, consultation.id, FormName.ELSEWHERE, now)
    if patient is None:
        raise NotFound
    decided = recording.find(DECISION) if recording else None
    return Decision(patient, consultation, decided, recording, typed)


def keep_elsewhere(
    database: Database, actor: Actor, patient_id: str, fields: Fields, now: datetime
) -> None:
    """Keep what was typed so far, for 24 hours. Raises Denied, NotFound, and then GateClosed."""
    require(actor, Permission.SEE_WORK_LISTS)
    keep_form(database, actor, patient_id, FormName.ELSEWHERE, fields, now)


def decide(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    made: EntryWords,
    fields: Fields,
    now: datetime,
    supersedes: str | None = None,
) -> Recording:
    """Keep what the lead means to write there, and why, in place of an earlier decision.

    `supersedes` is the id of the recording that the page showed, None for none. With a shut gate,
    when something is missing, or when another decision was saved since, the `fields` are kept as
    they were typed. Raises Denied, NotFound, GateClosed, Incomplete naming what is missing or too
    long, and SavedSince.
    """
    require(actor, Permission.SEE_WORK_LISTS)
    wrong = {one.part.value for one in too_long(made) if one.part}
    wrong |= {name for name in _WANTED if not getattr(made, name)}
    kept = None
    try:
        with database.writing(
            Occasion(actor, Permission.CONSULT, now, Event.SAVE_RECORDING)
        ) as work:
            require_patient(work, actor, patient_id)
            consultation = ensure_open(work, actor, patient_id, now)
            if consultation.history_open(now) and not wrong:
                kept = _decide(work, actor, consultation, made, supersedes, now)
            if kept is None:
                work.forms.save(actor, consultation.id, FormName.ELSEWHERE, fields, now)
    except StaleRow:
        # Another window was faster by so little that only the database saw it.
        keep_form(database, actor, patient_id, FormName.ELSEWHERE, fields, now)
        raise SavedSince from None
    require_history(consultation, now)
    if wrong:
        raise Incomplete(tuple(name for name in _WANTED if name in wrong))
    if kept is None:
        raise SavedSince
    return kept


def _decide(  # noqa: PLR0917 - each is what the page sends or the clock says
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    made: EntryWords,
    supersedes: str | None,
    now: datetime,
) -> Recording | None:
    """The version that counts now; None when it would replace a decision that nobody saw here."""
    earlier = work.recordings.find_of(actor, consultation.id)
    if is_stale(earlier, (made,), supersedes):
        return None
    work.forms.drop(actor, consultation.id, FormName.ELSEWHERE)
    entries = put_together(earlier.entries if earlier else (), (made,))
    if earlier is not None and entries == earlier.entries:
        return earlier
    recording = Recording("", consultation.patient_id, consultation.id, now, actor.name, entries)
    return work.recordings.add(actor, recording, earlier.id if earlier else None)
