"""When a patient speaks of their own behaviour at home: their own words of today alone.

Nothing is read here but who the patient is, what was ticked of this very patient, and the local
directory: no entry, no enquiry, no relative, and nothing that anybody else has told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gpsupport.actions.consultation.current import (
    ensure_open,
    name_of_lead,
    require_gate_without_company,
    require_patient,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.days import age_on
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.enquiry import asked_as_child
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.care import OwnStatements
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.record import Tick
from gpsupport.domain.referral.matching import Fit, Need, rank
from gpsupport.domain.ticks import own_words_on
from gpsupport.persistence.work import Database, UnitOfWork

# Among what was entered and not saved yet.
FORM = FormName.OWN_WORDS
_SAID, _BEFORE = "said", "before"


class OwnWords(StrEnum):
    """Where the page of a patient's own words stands today."""

    NOT_OFFERED = "not-offered"
    NOTHING_SAID = "nothing-said"
    NOT_SAVED = "not-saved"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class OwnStatementsSeen:
    """What the page needs. `said` are the ids of what the patient said today, as it was saved.

    `boxes` are those that stand ticked: the same, unless some were changed and not saved yet.
    `fits` are the local options of the kinds that the pack names, best first, weighed by age and
    sex alone: nothing of any record is read for it. `lead_name` is empty where there is none.
    """

    patient: Patient
    consultation: Consultation
    content: OwnStatements
    said: frozenset[str]
    boxes: frozenset[str]
    fits: tuple[Fit, ...]
    lead_name: str


def read_own_statements(
    database: Database, actor: Actor, patient_id: str, knowledge: Knowledge, now: datetime
) -> OwnStatementsSeen:
    """What was ticked today, and what then helps. Raises Denied, NotFound, GateClosed.

    The gate must be open for asking this very patient, with nobody of their own there.
    """
    today = london_day(now)
    occasion = Occasion(actor, Permission.CONSULT, now, Event.READ_OWN_STATEMENTS)
    with database.writing(occasion) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        if not _may_speak(consultation, now):
            raise GateClosed
        patient = require_patient(work, actor, patient_id)
        content = _require_content(patient, knowledge, now)
        said = own_words_on(work.ticks.read_all(actor, patient_id), content, today)
        typed = work.forms.find(actor, consultation.id, FORM, now) or {}
        options = work.options.list_all(actor)
        staff = work.staff.list_all(actor)
    kinds = _kinds(content, knowledge)
    need = Need(
        age=age_on(patient.born, today) if patient.born else None,
        sex=patient.sex,
        name=patient.name.given,
    )
    return OwnStatementsSeen(
        patient=patient,
        consultation=consultation,
        content=content,
        said=said,
        boxes=_as_typed(said, typed, content),
        fits=rank(tuple(one for one in options if one.kind in kinds), need, today),
        lead_name=name_of_lead(staff),
    )


def note_own_statements(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    said: frozenset[str],
    before: frozenset[str],
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Keep what the patient said today: a box ticked now is said, one cleared is taken back.

    `before` are the boxes that the page showed as saved: what a colleague ticked meanwhile was not
    cleared. With a shut gate, or with somebody there, nothing is said: the boxes are kept as they
    came, to be saved once it is safe again, and then GateClosed is raised. Raises Denied, and
    NotFound also for a statement that the content does not have.
    """
    today = london_day(now)
    occasion = Occasion(actor, Permission.CONSULT, now, Event.NOTE_OWN_STATEMENTS)
    with database.writing(occasion) as work:
        patient = require_patient(work, actor, patient_id)
        content = _require_content(patient, knowledge, now)
        if not said | before <= {one.id for one in content.ticks}:
            raise NotFound
        consultation = ensure_open(work, actor, patient_id, now)
        safe = _may_speak(consultation, now)
        if safe:
            kept = own_words_on(work.ticks.read_all(actor, patient_id), content, today)
            answers = {
                **dict.fromkeys(said - before - kept, True),
                **dict.fromkeys((before - said) & kept, False),
            }
            new = [Tick(name, answer, today) for name, answer in sorted(answers.items())]
            work.ticks.add(actor, consultation, new, knowledge.version.release, now)
            work.forms.drop(actor, consultation.id, FORM)
        elif said != before:
            typed = {_SAID: sorted(said), _BEFORE: sorted(before)}
            work.forms.save(actor, consultation.id, FORM, typed, now)
    if not safe:
        raise GateClosed


def find_own_words(  # noqa: PLR0917 - who, whose, with which content and when
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    patient: Patient,
    knowledge: Knowledge,
    now: datetime,
) -> OwnWords:
    """Where it stands, for the page of the conversation, from this patient's own ticks alone."""
    content = _find_content(patient, knowledge, now)
    if content is None or not _may_speak(consultation, now):
        return OwnWords.NOT_OFFERED
    ticks = work.ticks.read_all(actor, patient.id)
    said = own_words_on(ticks, content, london_day(now))
    typed = work.forms.find(actor, consultation.id, FORM, now) or {}
    if _as_typed(said, typed, content) != said:
        return OwnWords.NOT_SAVED
    return OwnWords.SAID if said else OwnWords.NOTHING_SAID


def _may_speak(consultation: Consultation, now: datetime) -> bool:
    """Whether nobody who came along hears it: an interpreter does, an adult with a child never."""
    gate = consultation.gate
    return gate is not None and gate.passed(now) and gate.presence.seen_alone is True


def _find_content(patient: Patient, knowledge: Knowledge, now: datetime) -> OwnStatements | None:
    """What may be ticked of this patient; None under 16, and where the content has none."""
    age = age_on(patient.born, london_day(now)) if patient.born else None
    return None if asked_as_child(age) else knowledge.own_statements


def _require_content(patient: Patient, knowledge: Knowledge, now: datetime) -> OwnStatements:
    content = _find_content(patient, knowledge, now)
    if content is None:
        raise NotFound
    return content


def _as_typed(
    said: frozenset[str], typed: Mapping[str, Sequence[str]], content: OwnStatements
) -> frozenset[str]:
    """What stands ticked, with what was changed and not saved yet."""
    known = {one.id for one in content.ticks}
    ticked, before = (known.intersection(typed.get(name, ())) for name in (_SAID, _BEFORE))
    return (said | (ticked - before)) - (before - ticked)


def _kinds(content: OwnStatements, knowledge: Knowledge) -> frozenset[OptionKind]:
    known = knowledge.referral.kinds if knowledge.referral else ()
    return frozenset(option for one in known if one.id in content.routes for option in one.options)
