"""Printing the page behind the gate, for every address that may have to show it."""

from __future__ import annotations

from flask import render_template

from gpsupport.actions.consultation import Look
from gpsupport.serving.wiring import installation
from gpsupport.web.consultation.forms import ConversationForm, NoteForm, conversation_form
from gpsupport.web.consultation.pages import Shown, conversation_page, is_asking
from gpsupport.web.consultation.saved import to_begin_with
from gpsupport.web.consultation.young import is_child
from gpsupport.web.frame import banner
from gpsupport.web.own.pages import own_line


def show(
    seen: Look,
    shown: Shown,
    form: ConversationForm | None = None,
    note: NoteForm | None = None,
    *,
    faulty: bool = False,
) -> str:
    """The page as a template prints it; without forms it has those that fit what is open."""
    parts = installation()
    today = parts.today()
    begun = to_begin_with(seen)
    if form is None and is_asking(seen):
        child = is_child(seen.patient, today)
        form = conversation_form(parts.knowledge.cadence, begun, child=child)
    if form is not None:
        form.stand_under(seen.consultation.gate)
    page = conversation_page(seen, parts.knowledge, today, parts.now(), shown)
    note = note or NoteForm(data={"note": begun.note if begun else ""})
    dates = page.ticks.dates if page.ticks else None
    return render_template(
        "consultation/conversation.html",
        page=page,
        form=form,
        note_form=note,
        forms=[one for one in (form or note, dates) if one is not None],
        faulty=faulty,
        own=own_line(seen.patient.id, seen.own_words),
        banner=banner(seen.patient, today),
    )
