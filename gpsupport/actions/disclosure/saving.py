"""Saving what was noted after a telling, with the reminders that come of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from gpsupport.actions.consultation.current import (
    ensure_open,
    name_of_lead,
    require_history,
    require_patient,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.contacting import keep
from gpsupport.actions.disclosure.reminding import remind_of_actions
from gpsupport.actions.disclosure.telling import NobodyTold, find_told
from gpsupport.actions.disclosure.wanting import Wanting
from gpsupport.actions.forms import Fields, SavedSince, keep_form
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure
from gpsupport.domain.disclosure.due_actions import plan_key
from gpsupport.domain.disclosure.faults import faults_of
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.domain.people import Actor
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork

_Plan = tuple[str, str | None, str, date | None]


def save_disclosure(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    made: Disclosure,
    knowledge: Knowledge,
    now: datetime,
    supersedes: str | None = None,
    typed: Fields | None = None,
) -> Disclosure:
    """Save what was noted, in place of the version that `supersedes` names, None for the first.

    Of `made` what says whose it is, when and by whom is filled in here. Each child's plan becomes a
    reminder, so does the day on which to confirm the safe contact, and so does each action that is
    urgent or due today. Saying the same twice is one
    disclosure. With a shut gate, when nobody told, when something is wanting, or when another
    version was saved since, nothing is saved and no reminder ends: the fields as `typed` are kept,
    and GateClosed, NobodyTold, Wanting or SavedSince is raised. Raises Denied and NotFound too.
    """
    occasion = Occasion(actor, Permission.CONSULT, now, Event.SAVE_NEXT_STEPS)
    faults = faults_of(made, knowledge, london_day(now))
    saved = None
    try:
        with database.writing(occasion) as work:
            patient = require_patient(work, actor, patient_id)
            consultation = ensure_open(work, actor, patient_id, now)
            told = find_told(work, actor, consultation)
            if consultation.history_open(now) and told is not None and not faults:
                whole = _whole(made, consultation, told, actor, now)
                saved = _save(work, actor, consultation, whole, supersedes, knowledge, now)
                if saved is not None:
                    remind_of_actions(work, actor, saved, patient, knowledge, now)
            if saved is None and typed is not None:
                work.forms.save(actor, consultation.id, FormName.DISCLOSURE, typed, now)
    except StaleRow:
        # Another window was faster by so little that only the database saw it.
        if typed is not None:
            keep_form(database, actor, patient_id, FormName.DISCLOSURE, typed, now)
        raise SavedSince from None
    if saved is not None:
        return saved
    require_history(consultation, now)
    if told is None:
        raise NobodyTold
    if faults:
        raise Wanting(faults)
    raise SavedSince


def _whole(
    made: Disclosure, consultation: Consultation, told: Enquiry, actor: Actor, now: datetime
) -> Disclosure:
    return replace(
        made,
        id="",
        patient_id=consultation.patient_id,
        consultation_id=consultation.id,
        enquiry_id=told.id,
        at=now,
        by=actor.name,
        contact=replace(made.contact, confirmed_on=london_day(now)) if made.contact else None,
    )


def _save(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    made: Disclosure,
    supersedes: str | None,
    knowledge: Knowledge,
    now: datetime,
) -> Disclosure | None:
    """The version that counts now; None when another than the one that was shown did already."""
    earlier = work.disclosures.find_of(actor, consultation.id)
    if earlier and earlier == replace(made, id=earlier.id, at=earlier.at, by=earlier.by):
        # A button pressed twice is one disclosure.
        work.forms.drop(actor, consultation.id, FormName.DISCLOSURE)
        return earlier
    if supersedes != (earlier.id if earlier else None):
        return None
    saved = work.disclosures.add(actor, made, supersedes)
    work.forms.drop(actor, consultation.id, FormName.DISCLOSURE)
    if saved.contact is not None and saved.contact != (earlier.contact if earlier else None):
        keep(work, actor, consultation, saved.contact, knowledge, now)
    _remind(work, actor, saved, earlier, knowledge, now)
    return saved


def _remind(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    saved: Disclosure,
    earlier: Disclosure | None,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Remind of every child's plan that is new, and no longer of one that was corrected."""
    before = {_plan_of(child) for child in earlier.children} if earlier else set()
    gone = before - {_plan_of(child) for child in saved.children}
    over = {(name, owner, by) for name, _, owner, by in gone}
    for reminder in work.reminders.read_open(actor, saved.patient_id):
        said = (reminder.about, reminder.owner, reminder.due_on)
        if reminder.kind is ReminderKind.CHILD_PLAN and said in over:
            work.reminders.take_back(actor, reminder.id, reminder.version, now)
    lead = name_of_lead(work.staff.list_all(actor))
    work.reminders.add_new(actor, _reminders(saved, before, _names(knowledge, lead)))


def _reminders(
    saved: Disclosure, known: Collection[_Plan], names: Mapping[str, str]
) -> Iterator[Reminder]:
    for number, child in enumerate(saved.children):
        if child.plan is not None and child.by is not None and _plan_of(child) not in known:
            yield Reminder(
                id="",
                patient_id=saved.patient_id,
                key=f"{plan_key(saved.id)}{number}",
                kind=ReminderKind.CHILD_PLAN,
                due_on=child.by,
                about=child.name,
                owner=child.owner,
                detail=names[child.plan],
            )


def _plan_of(child: ChildPlan) -> _Plan:
    """By what a child's plan is known again."""
    return child.name, child.plan, child.owner, child.by


def _names(knowledge: Knowledge, lead: str) -> dict[str, str]:
    """What the plans are called here, by their ids."""
    called = {"{lead}": lead or "the safeguarding lead", "{advocate}": "the advocate"}
    names = {}
    for kind in knowledge.afterwards.child_plans:
        name = kind.name
        for place, words in called.items():
            name = name.replace(place, words)
        names[kind.id] = first_upper(name)
    return names
