"""Who is here: the question, and the page with somebody there."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.consultation import (
    OpenConsultation,
    answer_gate,
    note_not_alone,
    open_consultation,
)
from gpsupport.actions.consultation.gate import keep_company
from gpsupport.actions.errors import GateClosed, Incomplete
from gpsupport.actions.neutral import mode_of
from gpsupport.domain.access import Permission
from gpsupport.domain.consultation import SEE_ALONE
from gpsupport.domain.enquiry import Mode
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web.consultation.blueprint import consultation
from gpsupport.web.consultation.gate_forms import CompanyForm, GateForm, company_form, gate_form
from gpsupport.web.consultation.ordinary import address, gate_page, ordinary_page
from gpsupport.web.consultation.young import is_child
from gpsupport.web.frame import banner

Answer = str | Response | tuple[str, int]


@consultation.get("/consultation/who")
@needs(Permission.CONSULT)
def who(patient_id: UUID) -> Answer:
    """The question again, to change the answer or how the patient is met."""
    return ask_who_is_here(_open(patient_id))


@consultation.post("/consultation/gate")
@needs(Permission.CONSULT, keeps_typed=True)
def answer(patient_id: UUID) -> Answer:
    """Keep who is here."""
    form = GateForm(request.form)
    if is_locked():
        return _keep_behind_lock(patient_id, form.company.data or "")
    mode = _find_mode(request.form.get("how", Mode.FACE_TO_FACE.value))
    presence = form.answer()
    if mode is None or presence is None:
        return ask_who_is_here(_open(patient_id), missing=("presence",))
    if not form.validate():
        return ask_who_is_here(_open(patient_id), missing=())
    parts = installation()
    try:
        answer_gate(
            parts.database,
            signed_in(),
            str(patient_id),
            presence,
            parts.now(),
            mode,
            form.company.data or "",
        )
    except Incomplete as missing:
        return ask_who_is_here(_open(patient_id), missing=missing.fields)
    return redirect(address(str(patient_id)), 303)


@consultation.post("/consultation/see-alone")
@needs(Permission.CONSULT, keeps_typed=True)
def see_alone(patient_id: UUID) -> Answer:
    """Record why asking was not safe, and plan to see the patient alone."""
    form = CompanyForm(request.form)
    company = form.company.data or ""
    if is_locked():
        return _keep_behind_lock(patient_id, company)
    try:
        closer = form.answer()
    except ValueError:
        abort(400)
    parts, actor = installation(), signed_in()
    if not form.validate():
        opened = _open(patient_id)
        gate = opened.consultation.gate
        if gate is not None and not gate.presence.opens:
            return show_ordinary(opened, faulty=True), 422
    try:
        note_not_alone(
            parts.database, actor, str(patient_id), parts.knowledge, parts.now(), closer, company
        )
    except GateClosed:
        keep_company(parts.database, actor, str(patient_id), company, parts.now())
        raise
    return redirect(address(str(patient_id)), 303)


def ask_who_is_here(opened: OpenConsultation, *, missing: tuple[str, ...] | None = None) -> Answer:
    """The question; with `missing` it is asked again, and says what was not answered."""
    parts = installation()
    faulty = missing is not None
    booked = mode_of(opened.appointment)
    mode = _find_mode(request.values.get("how", "")) or booked
    child = is_child(opened.patient, parts.today())
    form, hints = gate_form(
        parts.knowledge,
        request.form if faulty else None,
        mode=mode,
        child=child,
        company=opened.typed_company,
    )
    if missing is not None:
        form.validate()
        form.complain(missing)
    shown = render_template(
        "consultation/who_is_here.html",
        page=gate_page(
            opened.patient.id,
            hints,
            mode,
            opened.appointment,
            opened.visits,
            # For a child somebody often came along; for others it is asked where it matters.
            asks_company=child or bool(form.company.data),
        ),
        form=form,
        faulty=faulty,
        banner=banner(opened.patient, parts.today()),
    )
    return (shown, 422) if faulty else shown


def show_ordinary(opened: OpenConsultation, *, faulty: bool = False) -> str:
    """The page with somebody there; `faulty`: what was sent is shown again with what is wrong."""
    parts = installation()
    found = opened.consultation
    gate = found.gate
    form = company_form(
        parts.knowledge,
        gate.mode if gate else Mode.FACE_TO_FACE,
        request.form if faulty else None,
        child=is_child(opened.patient, parts.today()),
        chosen=gate.presence if gate and SEE_ALONE in found.added else None,
    )
    if faulty:
        form.validate()
    return render_template(
        "consultation/ordinary.html",
        page=ordinary_page(found, parts.knowledge, opened.appointment, opened.visits),
        form=form,
        faulty=faulty,
        banner=banner(opened.patient, parts.today()),
    )


def _open(patient_id: UUID) -> OpenConsultation:
    parts = installation()
    return open_consultation(
        parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now()
    )


def _keep_behind_lock(patient_id: UUID, company: str) -> Response:
    """Keep what was typed before the screen locked. Nothing is shown; the lock comes first."""
    parts = installation()
    keep_company(parts.database, signed_in(), str(patient_id), company, parts.now())
    return lock_first(address(str(patient_id)))


def _find_mode(named: str) -> Mode | None:
    return next((mode for mode in Mode if mode.value == named), None)
