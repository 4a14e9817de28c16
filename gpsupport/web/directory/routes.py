"""Local help, with a patient behind the gate and without one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from gpsupport.actions.local_help import list_directory, list_general_help, read_local_help
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web.directory.pages import directory_page, general_page, local_help_page
from gpsupport.web.frame import banner

directory = Blueprint("directory", __name__)


@directory.get("/directory")
@needs(Permission.SEE_LOCAL_HELP)
def general_help() -> str:
    """The help that anybody in the room may see: this page is one click from every other."""
    options = list_general_help(installation().database, signed_in(), installation().now())
    return render_template("directory/list.html", page=general_page(options))


@directory.get("/directory/all")
@needs(Permission.SEE_LOCAL_HELP)
def whole_list() -> str:
    """Every option of the practice."""
    parts = installation()
    options = list_directory(parts.database, signed_in(), parts.now())
    page = directory_page(options, parts.knowledge, parts.today())
    return render_template("directory/list.html", page=page)


@directory.get("/patients/<uuid:patient_id>/local-help")
@needs(Permission.CONSULT, Permission.SEE_LOCAL_HELP)
def for_patient(patient_id: UUID) -> str:
    """The options for one family, each with its reasons. Behind the gate."""
    parts = installation()
    found = read_local_help(
        parts.database, signed_in(), str(patient_id), parts.now(), parts.knowledge
    )
    return render_template(
        "directory/for_patient.html",
        page=local_help_page(found, parts.knowledge),
        banner=banner(found.patient, parts.today()),
    )
