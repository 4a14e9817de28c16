"""Asking for a restricted record, and the lead's page about who may see one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.audit import read_who_looked
from gpsupport.actions.errors import Incomplete
from gpsupport.actions.record_access import (
    ChangeRefused,
    NewReasonWanted,
    ask_for_record,
    change_rules,
    read_record_access,
)
from gpsupport.domain.access import Permission, permits
from gpsupport.domain.record_access import Change, Hindrance
from gpsupport.serving.guards import signed_in
from gpsupport.serving.marks import needs
from gpsupport.serving.wiring import installation
from gpsupport.web.frame import banner
from gpsupport.web.records.forms import AccessForm, RequestForm
from gpsupport.web.records.pages import access_page

records = Blueprint("records", __name__)

Answer = str | Response | tuple[str, int]


@records.app_context_processor
def _access_link() -> dict[str, str]:
    """The link from a patient's page to who may see it: there for a lead and nobody else."""
    actor, patient_id = g.get("actor"), (request.view_args or {}).get("patient_id")
    leads = actor is not None and permits(actor.role, Permission.GUARD_RECORDS)
    return {"access_href": f"/patients/{patient_id}/access" if leads and patient_id else ""}


@records.get("/records/request")
@needs(Permission.ASK_FOR_RECORD, confirmed=True)
def request_record() -> Answer:
    """The empty request."""
    return render_template("records/request.html", form=RequestForm(), faulty=False)


@records.post("/records/request")
@needs(Permission.ASK_FOR_RECORD, confirmed=True)
def send_request() -> Answer:
    """Open the record asked for, or say that nothing was opened and not why."""
    parts = installation()
    form = RequestForm(request.form)
    if not form.is_whole():
        return render_template("records/request.html", form=form, faulty=True), 422
    try:
        found = ask_for_record(parts.database, signed_in(), form.request(), parts.now())
    except NewReasonWanted:
        form.want_new_reason()
        return render_template("records/request.html", form=form, faulty=True), 422
    if found is None:
        return render_template("records/nothing.html")
    return redirect(f"/patients/{found}/consultation", 303)


@records.get("/patients/<uuid:patient_id>/access")
@needs(Permission.GUARD_RECORDS, Permission.SEE_WHO_LOOKED)
def access(patient_id: UUID) -> Answer:
    """Who may see this record."""
    return _show(patient_id, AccessForm())


@records.post("/patients/<uuid:patient_id>/access")
@needs(Permission.GUARD_RECORDS, Permission.SEE_WHO_LOOKED)
def change_access(patient_id: UUID) -> Answer:
    """Change who may see it."""
    parts = installation()
    actor = signed_in()
    form = AccessForm(request.form)
    wanted = form.find_change()
    try:
        if wanted is None:
            raise Incomplete(("change",))
        if not form.validate():
            raise Incomplete(())
        change_rules(parts.database, actor, str(patient_id), wanted, parts.now())
    except Incomplete as missing:
        form.complain(missing.fields)
        return _show(patient_id, form, faulty=True), 422
    except ChangeRefused as refused:
        return _show(patient_id, form, refused, faulty=True), 422
    shut_out = wanted.change is Change.DENY and actor.clinician_id in wanted.staff_ids
    return redirect("/reviews" if shut_out else request.path, 303)


def _show(
    patient_id: UUID,
    form: AccessForm,
    refused: ChangeRefused | None = None,
    *,
    faulty: bool = False,
) -> str:
    parts = installation()
    read = read_record_access(parts.database, signed_in(), str(patient_id), parts.now())
    looked = read_who_looked(parts.database, signed_in(), str(patient_id), parts.now())
    form.choose_from(read.choices)
    if refused is not None:
        form.refuse(refused, read.choices)
    return render_template(
        "records/access.html",
        page=access_page(read, looked),
        form=form,
        faulty=faulty,
        asks_twice=refused is not None and refused.hindrance is Hindrance.NOT_SURE,
        banner=banner(read.patient, parts.today()),
    )
