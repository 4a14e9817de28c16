"""What is still to be done: for the lead all of it, for each their own.

Both stand behind the question of who sees the screen.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.reminders import (
    OpenReminders,
    do_own_reminders,
    do_reminders,
    read_reminders,
)
from gpsupport.domain.access import Permission
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.persistence.work import StaleRow
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.recording.reminder_rows import PatientLines, by_patient
from gpsupport.web.recording.sent import read_versions

reminders = Blueprint("reminders", __name__)

_MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class RemindersPage:
    """What is due, and what comes; `more` says that the list was cut."""

    due: tuple[PatientLines, ...]
    later: tuple[PatientLines, ...]
    until: str
    more: bool


@reminders.get("/reminders")
@needs(Permission.SEE_WORK_LISTS)
def to_do() -> str:
    """What is to be done in the practice."""
    parts = installation()
    found = read_reminders(parts.database, signed_in(), parts.now())
    return render_template("recording/reminders.html", page=_page(found, parts.knowledge))


@reminders.post("/reminders/done")
@needs(Permission.SEE_WORK_LISTS)
def done() -> Response:
    """Note that one thing, or all of one line, is done."""
    parts = installation()
    versions = _versions()
    with suppress(StaleRow):  # done already: the list shows what is left
        do_reminders(parts.database, signed_in(), versions, parts.now())
    return redirect("/reminders", 303)


@reminders.post("/today/prepare/done")
@needs(Permission.CONSULT)
def own_done() -> Response:
    """The same for one's own."""
    parts = installation()
    versions = _versions()
    with suppress(StaleRow):
        do_own_reminders(parts.database, signed_in(), versions, parts.now())
    return redirect("/today/prepare", 303)


def _versions() -> dict[str, int]:
    versions = dict(read_versions(request.form.getlist("done")))
    if not 0 < len(versions) <= _MOST_AT_ONCE:
        abort(400)
    return versions


def _page(found: OpenReminders, knowledge: Knowledge) -> RemindersPage:
    due = [one for one in found.reminders if one.reminder.due_on <= found.today]
    later = [one for one in found.reminders if one.reminder.due_on > found.today]
    return RemindersPage(
        due=by_patient(due, knowledge, found.today),
        later=by_patient(later, knowledge, found.today),
        until=words.long_day(found.until),
        more=found.more,
    )
