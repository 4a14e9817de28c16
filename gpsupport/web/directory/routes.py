"""Local help, with a patient behind the gate and without one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from gpsupport.actions.consultation import look
from gpsupport.actions.local_help import list_directory
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web.consultation.ordinary import gate_state
from gpsupport.web.consultation.pages import hrefs
from gpsupport.web.directory.pages import directory_page, local_help_page
from gpsupport.web.frame import banner

directory = Blueprint("directory", __name__)


@directory.get("/directory")
@needs(Permission.SEE_LOCAL_HELP)
def whole_list() -> str:
    """Every option of the practice."""
    parts = installation()
    options = list_directory(parts.database, signed_in())
    return render_template("directory/list.html", page=directory_page(options, parts.today()))


@directory.get("/patients/<uuid:patient_id>/local-help")
@needs(Permission.CONSULT, Permission.SEE_LOCAL_HELP)
def for_patient(patient_id: UUID) -> str:
    """The options for one patient, each with its reasons. Behind the gate."""
    parts = installation()
    seen = look(parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now())
    page = local_help_page(
        seen.patient, seen.options, gate_state(seen.consultation), hrefs(seen.patient.id)
    )
    return render_template(
        "directory/for_patient.html", page=page, banner=banner(seen.patient, parts.today())
    )
