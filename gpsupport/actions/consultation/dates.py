"""Dates that only people know: when a baby is expected, and when it was born."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from gpsupport.actions.consultation.beside import FORM, Fields, keep_beside
from gpsupport.actions.consultation.current import (
    ensure_open,
    require_patient,
    require_picture,
)
from gpsupport.actions.consultation.drafts import keep_draft
from gpsupport.actions.consultation.standing import keep_standing
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import GateClosed, Incomplete
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.days import days_after, days_before, span_in_words
from gpsupport.domain.enquiry import EnteredDates
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.record import DateKind, KnownDate, newest_dates
from gpsupport.persistence.work import Database


def fault_of(kind: DateKind, day: date, today: date, limits: EnteredDates | None) -> str:
    """What is wrong with a date, in words that stand beside its field; empty when nothing is.

    `limits` are the content's, None for content that sets none.
    """
    if kind is DateKind.BIRTH:
        if day > today:
            return "The date of birth of the baby must be today or earlier"
        if limits and day < days_before(today, limits.born_within):
            back = span_in_words(days_before(today, limits.born_within), today)
            return f"The date of birth of the baby must be in the last {back}"
    elif limits and day > days_after(today, limits.expected_ahead):
        ahead = span_in_words(today, days_after(today, limits.expected_ahead))
        return f"The expected date must be in the next {ahead}"
    elif limits and day < days_before(today, limits.expected_past):
        past = span_in_words(days_before(today, limits.expected_past), today)
        return f"The expected date is past by more than {past}. Enter the date of birth instead"
    return ""


def note_dates(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    dates: Mapping[DateKind, date | None],
    draft: ConsultationDraft | None,
    knowledge: Knowledge,
    now: datetime,
    beside: Fields | None = None,
) -> None:
    """Keep the dates that changed; None takes back what was entered before.

    `draft` is what was typed on the same page, None where it has no such fields; `beside` are boxes
    that are not saved yet. With a shut gate all of it is kept too, and then GateClosed is raised.
    Raises Denied, NotFound, and Incomplete for a date that cannot be: then nothing is kept.
    """
    today = london_day(now)
    limits = knowledge.cadence.entered_dates
    if wrong := [kind for kind, day in dates.items() if day and fault_of(kind, day, today, limits)]:
        raise Incomplete(tuple(kind.value for kind in wrong))
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.NOTE_DATE)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        picture = require_picture(work, actor, patient_id)
        known = newest_dates(picture.dates, today)
        new = [
            KnownDate(kind, day, today, actor.name)
            for kind, day in dates.items()
            if day != known.get(kind)
        ]
        for one in new:
            work.known_dates.add(actor, consultation, one, now)
        work.forms.drop(actor, consultation.id, FORM)
        if beside is not None:
            keep_beside(work, actor, consultation.id, beside, now)
        if draft is not None:
            keep_draft(work, actor, consultation, draft, now)
        if new:
            after = replace(picture, dates=(*picture.dates, *new))
            keep_standing(work, actor, after, assess(after, knowledge, today), knowledge.cadence)
    if not consultation.gate_passed(now):
        raise GateClosed
