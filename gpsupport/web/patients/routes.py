"""Today's appointments, and finding a patient. What was typed never stands in an address."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from gpsupport.actions.appointments import list_appointments
from gpsupport.actions.errors import Incomplete
from gpsupport.actions.patients import find_patients
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web.patients.forms import FindPatientForm
from gpsupport.web.patients.pages import FindPage, find_page, today_page

patients = Blueprint("patients", __name__)


@patients.get("/today")
@needs(Permission.SEE_APPOINTMENTS)
def today() -> str:
    """The day's appointments: an ordinary page, and the one that hiding the screen leads to."""
    parts = installation()
    actor = signed_in()
    booked = list_appointments(parts.database, actor, parts.now(), parts.knowledge)
    return render_template("patients/today.html", page=today_page(booked, actor, parts.today()))


@patients.get("/patients")
@needs(Permission.FIND_PATIENT)
def search() -> str:
    """The empty search."""
    return render_template(
        "patients/find.html", form=FindPatientForm(), page=FindPage(), faulty=False
    )


@patients.post("/patients")
@needs(Permission.FIND_PATIENT)
def find() -> tuple[str, int]:
    """The patients that fit what was typed."""
    parts = installation()
    form = FindPatientForm(request.form)
    if not form.validate():
        return render_template("patients/find.html", form=form, page=FindPage(), faulty=True), 422
    try:
        found = find_patients(parts.database, signed_in(), form.search(), parts.now())
    except Incomplete:
        form.refuse_as_empty()
        return render_template("patients/find.html", form=form, page=FindPage(), faulty=True), 422
    page = find_page(found, parts.today())
    return render_template("patients/find.html", form=form, page=page, faulty=False), 200
