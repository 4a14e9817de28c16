"""Ticking what could not wait: it keeps the time and the name at once, whatever is typed beside."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import redirect, request
from werkzeug.wrappers import Response

from gpsupport.actions.errors import GateClosed
from gpsupport.actions.forms import keep_form
from gpsupport.actions.recording.doing import do_actions
from gpsupport.domain.access import Permission
from gpsupport.domain.consultation import FormName
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web.consultation.ordinary import address
from gpsupport.web.recording.blueprint import record
from gpsupport.web.recording.sent import fields_of


@record.post("/record/done")
@needs(Permission.CONSULT, keeps_typed=True)
def done(patient_id: UUID) -> Response:
    """Note that one action was done, and keep what was typed on the page."""
    parts = installation()
    here, actor = str(patient_id), signed_in()
    fields = fields_of(request.form.to_dict(flat=False))
    if is_locked():
        with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
            keep_form(parts.database, actor, here, FormName.RECORDING, fields, parts.now())
        return lock_first(address(here, "record"))
    did = frozenset(request.form.getlist("did"))
    do_actions(parts.database, actor, here, did, fields, parts.now())
    return redirect(f"{address(here, 'record')}#actions", 303)
