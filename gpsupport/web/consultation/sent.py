"""What one sending of the conversation page holds, and keeping it when it cannot be shown."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from gpsupport.actions.consultation import note_ticks, save_draft
from gpsupport.actions.errors import GateClosed
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.serving.guards import lock_first, signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web.consultation.dates import typed_dates
from gpsupport.web.consultation.forms import conversation_form, find_reason, is_sent
from gpsupport.web.consultation.ordinary import address

Beside = dict[str, list[str]]

_BOXES = ("tick", "before")


def sent_draft() -> ConsultationDraft | None:
    """What was typed at the two questions; None for a form that does not hold them."""
    if not is_sent(request.form):
        return None
    return conversation_form(installation().knowledge.cadence, None, request.form).draft()


def sent_beside() -> Beside | None:
    """The boxes and dates as they came; None for a page that shows none of them."""
    if "boxes" not in request.form:
        return None
    return sent_boxes() | sent_dates()


def sent_boxes() -> Beside:
    """The boxes that came ticked, and those that the page had shown as ticked."""
    return {name: request.form.getlist(name) for name in _BOXES}


def sent_dates() -> Beside:
    """The boxes of the dates, as they came."""
    return {name: request.form.getlist(name) for name in typed_dates(request.form)}


def keep_ticks(patient_id: UUID, draft: ConsultationDraft | None = None) -> None:
    """Keep the boxes of a form as answers, and the draft and the dates beside them as typed.

    Behind a shut gate it is kept too: what follows answers the shut gate.
    """
    parts = installation()
    actor, now = signed_in(), parts.now()
    boxes, dates = sent_boxes(), sent_dates()
    ticked, before = (frozenset(boxes[name]) for name in _BOXES)
    with suppress(GateClosed):
        if ticked != before:
            note_ticks(
                parts.database,
                actor,
                str(patient_id),
                ticked,
                before,
                draft,
                parts.knowledge,
                now,
                dates,
            )
        elif draft is not None or any(map(any, dates.values())):
            save_draft(parts.database, actor, str(patient_id), draft, now, boxes | dates)


def keep_behind_lock(patient_id: UUID) -> Response:
    """Keep what was typed before the screen locked. Nothing is shown; the lock comes first."""
    parts = installation()
    draft = sent_draft()
    if reason := find_reason(request.form.get("because", "")):
        typed = draft or ConsultationDraft()
        draft = replace(typed, asked=False, outcome=None, reason=reason)
    with suppress(GateClosed):  # the lock shut the gate; a draft is kept behind a shut one
        save_draft(parts.database, signed_in(), str(patient_id), draft, parts.now(), sent_beside())
    return lock_first(address(str(patient_id)))
