"""Saving what was noted after a telling, with the reminders that come of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from gpsupport.actions.consultation.current import (
    ensure_open,
    name_of_lead,
    require_history,
    require_patient,
)
from gpsupport.actions.days import london_day
from gpsupport.actions.disclosure.contacting import keep, last_of
from gpsupport.actions.disclosure.opening import keep_disclosure_form
from gpsupport.actions.disclosure.reminding import remind_of_actions
from gpsupport.actions.disclosure.telling import (
    NobodyTold,
    Telling,
    find_telling,
    keep_words,
    named_in,
)
from gpsupport.actions.disclosure.wanting import Wanting
from gpsupport.actions.forms import Fields, SavedSince
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.disclosure.contact import ContactForm
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure
from gpsupport.domain.disclosure.due_actions import plan_key
from gpsupport.domain.disclosure.faults import faults_of
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.domain.people import Actor
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork

_Plan = tuple[str, str, str | None, str, date | None]


def save_disclosure(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    made: Disclosure,
    knowledge: Knowledge,
    now: datetime,
    supersedes: str | None = None,
    typed: Fields | None = None,
    begun_contact: str | None = None,
) -> Disclosure:
    """Save what was noted, in place of the version that `supersedes` names, None for the first.

    `typed` names the consultation in which the patient told, today's if it names none; whoever was
    told, the new version is by whoever saves it.
    Of `made` what says whose it is, when and by whom is filled in here. `begun_contact` names the
    safe way that counted when the form was opened; see `ContactForm` for what counts after it. Each
    child's plan becomes a reminder, so does the day on which to confirm the safe way, and so does
    each action that is urgent or due today. Saying the same twice is one disclosure. With a shut
    gate, when nobody told, when something is wanting, or when another version or another safe way
    was saved since, nothing is saved and no reminder ends: the fields as `typed` are kept, and
    GateClosed, NobodyTold, Wanting or SavedSince is raised. Raises Denied and NotFound too.
    """
    occasion = Occasion(actor, Permission.CONSULT, now, Event.SAVE_NEXT_STEPS)
    faults = faults_of(made, knowledge, london_day(now))
    saved = None
    try:
        with database.writing(occasion) as work:
            patient = require_patient(work, actor, patient_id)
            consultation = ensure_open(work, actor, patient_id, now)
            told = find_telling(work, actor, consultation, named_in(typed or {}))
            if consultation.history_open(now) and told and told.counts and not faults:
                whole = _whole(made, patient_id, told, actor, now)
                saved = _save(
                    work, actor, consultation, whole, supersedes, begun_contact, knowledge, now
                )
                if saved is not None:
                    work.forms.drop(actor, told.place.consultation_id, told.place.form)
                    remind_of_actions(work, actor, saved, patient, knowledge, now)
            if saved is None and typed is not None:
                keep_words(work, actor, consultation, typed, now)
    except StaleRow:
        # Another window was faster by so little that only the database saw it.
        if typed is not None:
            keep_disclosure_form(database, actor, patient_id, typed, knowledge, now)
        raise SavedSince from None
    if saved is not None:
        return saved
    require_history(consultation, now)
    if told is None or not told.counts:
        raise NobodyTold
    if faults:
        raise Wanting(faults)
    raise SavedSince


def _whole(
    made: Disclosure, patient_id: str, told: Telling, actor: Actor, now: datetime
) -> Disclosure:
    return replace(
        made,
        id="",
        patient_id=patient_id,
        consultation_id=told.consultation_id,
        enquiry_id=told.enquiry.id,
        at=now,
        by=actor.name,
    )


def _save(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    consultation: Consultation,
    made: Disclosure,
    supersedes: str | None,
    begun_contact: str | None,
    knowledge: Knowledge,
    now: datetime,
) -> Disclosure | None:
    """The version that counts now; None when something else than what was shown did already."""
    kept = work.safe_contacts.read_all(actor, consultation.patient_id)
    current = last_of(kept)
    begun = next((one for one in kept if one.id == begun_contact), None)
    contact = ContactForm(made.contact, begun, current, london_day(now))
    if contact.differs:
        return None
    made = replace(made, contact=contact.settled)
    earlier = work.disclosures.find_of(actor, made.consultation_id)
    if earlier and _same(earlier, made) and made.contact == contact.standing:
        # A button pressed twice is one disclosure.
        return earlier
    if supersedes != (earlier.id if earlier else None):
        return None
    saved = work.disclosures.add(actor, made, supersedes)
    if saved.contact is not None and saved.contact != contact.standing:
        keep(work, actor, consultation, saved.contact, current, knowledge, now)
    _remind(work, actor, saved, earlier, knowledge, now)
    return saved


def _same(one: Disclosure, other: Disclosure) -> bool:
    """Whether both say the same, whoever said it when."""
    return one == replace(other, id=one.id, at=one.at, by=one.by)


def _remind(  # noqa: PLR0917 - each is what the clinician or the clock says
    work: UnitOfWork,
    actor: Actor,
    saved: Disclosure,
    earlier: Disclosure | None,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Remind of every child's plan that is new, and no longer of one that was corrected.

    Of several that are alike as many stay open as there still are.
    """
    reasons = _reasons(work, actor, saved)
    wanted = Counter(map(_plan_of, saved.children))
    for reminder in work.reminders.read_open(actor, saved.patient_id):
        plan = reasons.get(reminder.key)
        if plan is None:
            continue
        if wanted[plan]:
            wanted[plan] -= 1
        else:
            work.reminders.take_back(actor, reminder.id, reminder.version, now)
    known = Counter(map(_plan_of, earlier.children)) if earlier else Counter[_Plan]()
    lead = name_of_lead(work.staff.list_all(actor))
    work.reminders.add_new(actor, _reminders(saved, known, _names(knowledge, lead)))


def _reasons(work: UnitOfWork, actor: Actor, saved: Disclosure) -> dict[str, _Plan]:
    """The plans of earlier versions, each under the key of the reminder that it had."""
    return {
        f"{plan_key(one.disclosure.id)}{number}": _plan_of(child)
        for one in work.disclosures.read_replaced(actor, saved.patient_id)
        if one.disclosure.consultation_id == saved.consultation_id
        for number, child in enumerate(one.disclosure.children)
    }


def _reminders(
    saved: Disclosure, known: Counter[_Plan], names: Mapping[str, str]
) -> Iterator[Reminder]:
    """One for every plan beyond those that were known before."""
    for number, child in enumerate(saved.children):
        if child.plan is None or child.by is None:
            continue
        if known[_plan_of(child)]:
            known[_plan_of(child)] -= 1
            continue
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
    return child.resource, child.name, child.plan, child.owner, child.by


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
