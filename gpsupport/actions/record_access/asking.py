"""Asking for a record that is restricted: fifteen minutes, one patient, and a lead is told."""

from datetime import datetime

from gpsupport.actions.errors import Incomplete
from gpsupport.domain.access import (
    Decision,
    Occasion,
    Opening,
    Permission,
    Purpose,
)
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, folded
from gpsupport.domain.record_access import (
    OPEN_FOR,
    Answer,
    ItemKind,
    RecordRequest,
    Verdict,
    answer_request,
    practitioners,
)
from gpsupport.persistence.work import Database, UnitOfWork


class NewReasonWanted(Exception):
    """These very words opened this record before: a second opening needs a reason of its own."""


def ask_for_record(
    database: Database, actor: Actor, request: RecordRequest, now: datetime
) -> str | None:
    """Open the one patient whom a request means, for fifteen minutes, and tell a lead.

    Returns the patient's id, or None: then nothing was opened, and the caller must not say why,
    for nobody learns whether there is such a patient. A record that the actor sees anyway needs no
    opening; one that was opened for the actor lately is not opened longer.

    Raises Denied, Incomplete, NewReasonWanted.
    """
    if request.missing:
        raise Incomplete(request.missing)
    purpose = request.purpose or Purpose.DIRECT_CARE
    occasion = Occasion(actor, Permission.ASK_FOR_RECORD, now, Event.ASK_FOR_RECORD, purpose)
    with database.writing(occasion) as work:
        # Every request reads and writes as much as any other until the answer is known: how long
        # it takes must not tell either.
        leads = practitioners(work.staff.list_all(actor)).leads
        meant, is_one = _meant(work, actor, request)
        rules = work.openings.rules(actor, meant)
        before = work.openings.reasons(actor, meant)
        verdict = answer_request(actor, rules if is_one else None, leads, now)
        if verdict.answer is Answer.OPEN and folded(request.reason) in map(folded, before):
            raise NewReasonWanted
        return _done(work, actor, request, meant, verdict, now=now)


def _meant(work: UnitOfWork, actor: Actor, request: RecordRequest) -> tuple[str, bool]:
    """The patient meant, and whether it is one. Those denied to the actor count as not there."""
    found = work.openings.candidates(actor, request)
    denied = work.openings.denied_among(actor, found)
    open_to_asking = [one for one in found if one not in denied]
    if len(open_to_asking) == 1:
        return open_to_asking[0], True
    if not open_to_asking and denied:
        return min(denied), True
    return "", False


def _done(
    work: UnitOfWork,
    actor: Actor,
    request: RecordRequest,
    meant: str,
    verdict: Verdict,
    *,
    now: datetime,
) -> str | None:
    decision = Decision.DENY if verdict.answer is Answer.REFUSE else Decision.ALLOW
    work.openings.note(actor, meant, decision, verdict.because)
    if verdict.answer in {Answer.VISIBLE, Answer.HELD}:
        return meant
    opened = verdict.answer is Answer.OPEN
    opening_id = None
    if opened:
        opening = Opening(actor.clinician_id, now, now + OPEN_FOR)
        opening_id = work.openings.open(actor, meant, request.reason, opening)
    work.notices.add(
        actor,
        ItemKind.OPENED if opened else ItemKind.NOT_OPENED,
        meant or None,
        verdict.told,
        now,
        reason=request.reason,
        purpose=(request.purpose or Purpose.DIRECT_CARE).value,
        opening_id=opening_id,
    )
    return meant if opened else None
