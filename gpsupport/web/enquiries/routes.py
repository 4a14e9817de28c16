"""The timeline of enquiries across clinicians, and the handover sheet. Behind the gate."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from gpsupport.actions.enquiry.handover import read_handover
from gpsupport.actions.enquiry.timeline import read_timeline
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web.enquiries.handover_pages import handover_page
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
        page=timeline_page(read, parts.knowledge, parts.today()),
        banner=banner(read.patient, parts.today()),
    )


@enquiries.get("/patients/<uuid:patient_id>/handover")
@needs(Permission.CONSULT)
def handover(patient_id: UUID) -> str:
    """One page for whoever sees the patient next. Printed from here it says nothing."""
    return _sheet("enquiries/handover.html", patient_id)


@enquiries.get("/patients/<uuid:patient_id>/handover/print")
@needs(Permission.CONSULT)
def before_printing(patient_id: UUID) -> str:
    """The page that interrupts: paper can be found."""
    return _sheet("enquiries/before_printing.html", patient_id)


@enquiries.post("/patients/<uuid:patient_id>/handover/print")
@needs(Permission.CONSULT)
def print_handover(patient_id: UUID) -> str:
    """The sheet that may be printed."""
    return _sheet("enquiries/handover_paper.html", patient_id)


def _sheet(template: str, patient_id: UUID) -> str:
    parts = installation()
    read = read_handover(parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now())
    return render_template(
        template,
        page=handover_page(read, parts.knowledge, parts.today()),
        banner=banner(read.patient, parts.today()),
    )
