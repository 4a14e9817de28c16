"""Writing down what only people can say: the boxes that a clinician ticks or clears."""

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
from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.assessment import assess
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.record import Tick, newest_ticks
from gpsupport.domain.ticks import OfferedTick, offered_ticks
from gpsupport.persistence.work import Database


def note_ticks(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    ticked: frozenset[str],
    before: frozenset[str],
    draft: ConsultationDraft | None,
    knowledge: Knowledge,
    now: datetime,
    beside: Fields | None = None,
) -> None:
    """Keep the answers: a box ticked now is a yes of today, one cleared a no of today.

    `before` are the boxes that the page showed as ticked: what somebody else ticked meanwhile was
    not cleared. A box left alone says nothing. `draft` is what was typed on the same page, None
    where it has no such fields; `beside` what else stands there and is not saved yet, such as
    dates. With a shut gate both are kept too, and then GateClosed is raised,
    so that nothing is shown. Raises Denied, NotFound, also for a box that was never offered.
    """
    today = london_day(now)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.NOTE_TICKS)) as work:
        require_patient(work, actor, patient_id)
        consultation = ensure_open(work, actor, patient_id, now)
        picture = require_picture(work, actor, patient_id)
        # Which boxes were offered depended on who was there, which may have changed since.
        offered = offered_ticks(picture, knowledge, today, alone=True)
        said = newest_ticks(picture.ticks, today)
        answers = {**dict.fromkeys(ticked - before, True), **dict.fromkeys(before - ticked, False)}
        if not answers.keys() <= _may_be_said(offered, said, knowledge):
            raise NotFound
        new = [
            Tick(name, answer, today)
            for name, answer in sorted(answers.items())
            if not _says(said.get(name), today, answer=answer)
        ]
        work.ticks.add(actor, consultation, new, knowledge.version.release, now)
        work.forms.drop(actor, consultation.id, FORM)
        if beside is not None:
            keep_beside(work, actor, consultation.id, beside, now)
        if draft is not None:
            keep_draft(work, actor, consultation, draft, now)
        if new:
            after = replace(picture, ticks=(*picture.ticks, *new))
            keep_standing(work, actor, after, assess(after, knowledge, today), knowledge.cadence)
    if not consultation.gate_passed(now):
        raise GateClosed


def _may_be_said(
    offered: tuple[OfferedTick, ...], said: dict[str, Tick], knowledge: Knowledge
) -> set[str]:
    """What was offered, and what was answered before: but what has a page of its own."""
    own = knowledge.own_statements.ticks if knowledge.own_statements else ()
    return {one.asked.tick for one in offered} | said.keys() - {one.id for one in own}


def _says(said: Tick | None, today: date, *, answer: bool) -> bool:
    """Whether it was answered so today already: a button may be pressed twice."""
    return said is not None and said.on == today and said.answer is answer
