"""The timeline of enquiries across clinicians. Behind the gate."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from gpsupport.actions.timeline import read_timeline
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web.enquiries.pages import timeline_page
from gpsupport.web.frame import banner

enquiries = Blueprint("enquiries", __name__)


@enquiries.get("/patients/<uuid:patient_id>/timeline")
@needs(Permission.CONSULT)
def timeline(patient_id: UUID) -> str:
    """Who asked, when, and what came of it."""
    parts = installation()
    read = read_timeline(parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now())
    return render_template(
        "enquiries/timeline.html",
        page=timeline_page(read, parts.today()),
        banner=banner(read.patient, parts.today()),
    )
