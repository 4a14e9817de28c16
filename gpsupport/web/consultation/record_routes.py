"""After saving: what to write in whose record, and the consultation as a file."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from gpsupport.actions.consultation import (
    finish_consultation,
    look,
    read_consultation,
    recording_advice,
)
from gpsupport.domain.access import Permission
from gpsupport.fhir.writing import write_consultation
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web.consultation.recording import record_page
from gpsupport.web.frame import banner

record = Blueprint("record", __name__, url_prefix="/patients/<uuid:patient_id>/consultation")

FILE_NAME = "record.json"


@record.get("/record")
@needs(Permission.CONSULT)
def what_to_write(patient_id: UUID) -> str:
    """The checklist after an enquiry. Behind the gate."""
    return _show(patient_id)


def _show(patient_id: UUID, *, nothing_ticked: bool = False) -> str:
    parts = installation()
    actor = signed_in()
    now = parts.now()
    advice = recording_advice(parts.database, actor, str(patient_id), parts.knowledge, now)
    seen = look(parts.database, actor, str(patient_id), parts.knowledge, now)
    page = record_page(
        advice,
        seen,
        parts.knowledge,
        parts.today(),
        clinician=actor.name,
        nothing_ticked=nothing_ticked,
    )
    return render_template(
        "consultation/record.html", page=page, banner=banner(advice.patient, parts.today())
    )


@record.post("/record")
@needs(Permission.CONSULT)
def finish(patient_id: UUID) -> AnyResponse | str:
    """Keep which entries a person ticked as made, and end the consultation.

    Without a single tick the page comes back once and says so; it never holds anybody up twice.
    """
    parts = installation()
    added = frozenset(request.form.getlist("added"))
    if not added and not request.form.get("said"):
        return _show(patient_id, nothing_ticked=True)
    finish_consultation(parts.database, signed_in(), str(patient_id), added, parts.now())
    return redirect("/today", 303)


@record.get("/bundle")
@needs(Permission.CONSULT)
def bundle(patient_id: UUID) -> Response:
    """The saved consultation as a FHIR Bundle, under a name that says nothing. Behind the gate."""
    parts = installation()
    actor = signed_in()
    seen = look(parts.database, actor, str(patient_id), parts.knowledge, parts.now())
    saved = read_consultation(
        parts.database, actor, seen.consultation.id, parts.knowledge, parts.now()
    )
    if saved.enquiry is None:
        abort(404)
    written = write_consultation(
        saved.practice,
        saved.patient,
        saved.consultation,
        saved.enquiry,
        saved.next_enquiry,
        saved.clinician,
    )
    answer = Response(written, mimetype="application/fhir+json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return answer
