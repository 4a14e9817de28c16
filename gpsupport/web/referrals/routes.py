"""The referrals of one record, one of them with its next step, and what of them is owed."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.actions.forms import SavedSince
from gpsupport.actions.referral import (
    CannotBeWritten,
    add_to_referral,
    keep_referral_form,
    mark_met,
    read_open_referrals,
    read_own_referrals,
    read_referrals,
    rules_of,
    take_back,
)
from gpsupport.actions.referral.messaging import NotSafeToWrite
from gpsupport.domain.access import Permission, permits
from gpsupport.domain.consultation import FormName
from gpsupport.domain.referral.following import Referral
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web.disclosure.typed import Typed, typed_in
from gpsupport.web.frame import banner
from gpsupport.web.referrals import new_routes
from gpsupport.web.referrals.blueprint import referrals
from gpsupport.web.referrals.pages import list_page, one_page, record_page
from gpsupport.web.referrals.step_form import StepForm, complain, event_of, step_form
from gpsupport.web.referrals.steps import CONTACT, TAKE_BACK, asks_of, choices_of

__all__ = ["new_routes", "referrals"]

Answer = str | Response | tuple[str, int]
_LONG = 9


@referrals.app_errorhandler(NotSafeToWrite)
def not_safe(error: NotSafeToWrite) -> tuple[str, int]:
    """Say that nothing goes out for now, and lead to where a safe way is agreed."""
    at = request.view_args or {}
    record = f"/patients/{at.get('patient_id')}"
    of = f"/{at['referral_id']}" if at.get("referral_id") else ""
    page = {
        "why": str(error),
        "contact": f"{record}/contact/safe",
        "back": f"{record}/referrals{of}",
    }
    return render_template("referrals/not_safe.html", **page), 409


@referrals.get("/referrals")
@needs(Permission.CONSULT)
def owed() -> str:
    """What is open: for the lead all of it, for everybody else what is theirs to do."""
    parts = installation()
    actor, now, after = signed_in(), parts.now(), request.args.get("after")
    if not permits(actor.role, Permission.SEE_WORK_LISTS):
        found = read_own_referrals(parts.database, actor, parts.knowledge, now, after)
    else:
        try:
            found = read_open_referrals(parts.database, actor, parts.knowledge, now, after)
        except ValueError:
            abort(404)
    page = list_page(found, rules_of(parts.knowledge), begun=after is None)
    return render_template("referrals/list.html", page=page)


@referrals.get("/patients/<uuid:patient_id>/referrals")
@needs(Permission.CONSULT)
def show_all(patient_id: UUID) -> str:
    """Everything that is followed on one record."""
    parts = installation()
    found = read_referrals(
        parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now()
    )
    return render_template(
        "referrals/record.html",
        page=record_page(found, parts.knowledge, rules_of(parts.knowledge), parts.today()),
        banner=banner(found.patient, parts.today()),
    )


@referrals.post("/patients/<uuid:patient_id>/referrals/met")
@needs(Permission.CONSULT)
def met(patient_id: UUID) -> Response:
    """Note that something met a need after all."""
    parts, typed = installation(), typed_in(request.form.to_dict(flat=False))
    mark_met(
        parts.database,
        signed_in(),
        str(patient_id),
        typed.one("need"),
        _number(typed, "version"),
        parts.now(),
    )
    return redirect(f"/patients/{patient_id}/referrals#unmet", 303)


@referrals.get("/patients/<uuid:patient_id>/referrals/<uuid:referral_id>")
@needs(Permission.CONSULT)
def show(patient_id: UUID, referral_id: UUID) -> Answer:
    """One referral, with the form of the step that was chosen or half written."""
    return _show(patient_id, referral_id, request.args.get("step", ""))


@referrals.post("/patients/<uuid:patient_id>/referrals/<uuid:referral_id>")
@needs(Permission.CONSULT, keeps_typed=True)
def write(patient_id: UUID, referral_id: UUID) -> Answer:
    """Write down what happened."""
    parts = installation()
    here = f"/patients/{patient_id}/referrals/{referral_id}"
    typed = typed_in(request.form.to_dict(flat=False))
    if is_locked():
        with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
            _keep(patient_id, referral_id, typed)
        return lock_first(here)
    _keep(patient_id, referral_id, typed)
    found = read_referrals(
        parts.database, signed_in(), str(patient_id), parts.knowledge, parts.now()
    )
    referral = found.find(str(referral_id))
    if referral is None:
        raise NotFound
    step = typed.one("step")
    form = step_form(typed.fields, step, signed_in().name, parts.knowledge, parts.today())
    try:
        if _write(patient_id, referral, step, form, _number(typed, "seen")):
            unsafe = step == CONTACT
            return redirect(f"/patients/{patient_id}/contact/safe" if unsafe else here, 303)
    except CannotBeWritten as refused:
        complain(form, refused)
    except SavedSince:
        return _show(patient_id, referral_id, step, form, _number(typed, "seen")), 422
    return _show(patient_id, referral_id, step, form), 422


def _write(patient_id: UUID, referral: Referral, step: str, form: StepForm, seen: int) -> bool:
    """Whether it was written. Raises CannotBeWritten, SavedSince."""
    parts, actor = installation(), signed_in()
    known = (parts.database, actor, str(patient_id), referral.begun.id)
    if step not in {
        one.value for one in choices_of(referral, rules_of(parts.knowledge), parts.today())
    }:
        if seen != len(referral.events):
            raise SavedSince
        abort(404)
    if step == TAKE_BACK:
        form.validate()
        if not form.words.data:
            form.words.errors = ["Say what was wrong with it"]
            return False
        take_back(*known, form.words.data, seen, parts.knowledge, parts.now())
        return True
    event = event_of(form, step, referral, actor, parts.now())
    if event is None:
        return False
    add_to_referral(*known, event, seen, parts.knowledge, parts.now())
    return True


def _keep(patient_id: UUID, referral_id: UUID, typed: Typed) -> None:
    parts = installation()
    fields = {name: said for name, said in typed.fields.items() if name != "seen"}
    known = (parts.database, signed_in(), str(patient_id), FormName.REFERRAL_STEP)
    keep_referral_form(*known, str(referral_id), fields, parts.now())


def _show(
    patient_id: UUID,
    referral_id: UUID,
    step: str,
    faulty: StepForm | None = None,
    seen: int | None = None,
) -> str:
    parts = installation()
    actor, today, rules = signed_in(), parts.today(), rules_of(parts.knowledge)
    found = read_referrals(
        parts.database,
        actor,
        str(patient_id),
        parts.knowledge,
        parts.now(),
        of=str(referral_id),
    )
    referral = found.find(str(referral_id))
    if referral is None:
        raise NotFound
    kept = Typed(found.typed_step.get(str(referral_id), {}))
    own = bool(kept.fields) and step in {"", kept.one("step")}
    step = step or (kept.one("step") if own else "")
    fields = kept.fields if own else {}
    printed = str(referral_id) in found.printed
    form = faulty or step_form(fields, step, actor.name, parts.knowledge, today, printed=printed)
    return render_template(
        "referrals/one.html",
        page=one_page(referral, found, parts.knowledge, rules, today, step=step, seen=seen),
        form=form,
        faulty=faulty is not None,
        half_written=own and faulty is None,
        asks=asks_of(referral, step),
        banner=banner(found.patient, today),
    )


def _number(typed: Typed, name: str) -> int:
    """A number of ours from a hidden box; -1, which never fits, for what is none."""
    said = typed.one(name)
    return int(said) if said.isdecimal() and len(said) < _LONG else -1
