"""What a patient says of their own behaviour, behind the gate, and what then helps."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.consultation.own_statements import (
    note_own_statements,
    read_own_statements,
)
from gpsupport.actions.errors import GateClosed
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web.consultation.ordinary import address
from gpsupport.web.consultation.ticks import kept_in_words, stamp_of
from gpsupport.web.frame import banner
from gpsupport.web.own.pages import HERE, own_page

own_words = Blueprint(
    "own_words", __name__, url_prefix="/patients/<uuid:patient_id>/consultation/own"
)


@own_words.get("")
@needs(Permission.CONSULT)
def read(patient_id: UUID) -> str:
    """The boxes, and what helps once one is ticked."""
    parts = installation()
    now = parts.now()
    seen = read_own_statements(parts.database, signed_in(), str(patient_id), parts.knowledge, now)
    return render_template(
        "own/statements.html",
        page=own_page(seen, parts.knowledge, kept_in_words(request.args)),
        banner=banner(seen.patient, parts.today()),
    )


@own_words.post("")
@needs(Permission.CONSULT, keeps_typed=True)
def note(patient_id: UUID) -> Response:
    """Keep what was said today; behind a lock or a shut gate, the boxes alone as they came."""
    if is_locked():
        with suppress(GateClosed):  # the lock shut the gate; the boxes are kept behind a shut one
            _note(patient_id)
        return lock_first(address(str(patient_id)))
    _note(patient_id)
    stamp = stamp_of(installation().now())
    return redirect(f"{address(str(patient_id), HERE)}?ticks={stamp}", 303)


def _note(patient_id: UUID) -> None:
    parts = installation()
    said, before = (frozenset(request.form.getlist(name)) for name in ("said", "before"))
    note_own_statements(
        parts.database, signed_in(), str(patient_id), said, before, parts.knowledge, parts.now()
    )
