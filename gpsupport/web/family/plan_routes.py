"""The plan of a family, behind the gate and with no company."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.errors import GateClosed
from gpsupport.actions.family import (
    FamilyPlan,
    PlanWanting,
    give_action,
    read_family_plan,
    save_tracks,
    tracks_of,
)
from gpsupport.actions.forms import SavedSince, give_up, keep_form
from gpsupport.domain.access import Permission
from gpsupport.domain.consultation import FormName
from gpsupport.serving.guards import lock_first, needs, signed_in
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.disclosure.boxes import Boxes
from gpsupport.web.disclosure.reading import FormFault
from gpsupport.web.disclosure.typed import Typed, typed_in
from gpsupport.web.family.plan_forms import boxes_of, in_words, read_plan
from gpsupport.web.family.plan_pages import plan_page
from gpsupport.web.frame import banner
from gpsupport.web.meanwhile import GIVE_UP, VERSION

plans = Blueprint("plans", __name__, url_prefix="/patients/<uuid:patient_id>/family/plan")

Answer = str | Response | tuple[str, int]
_LONG = 9


@plans.get("")
@needs(Permission.CONSULT)
def show(patient_id: UUID) -> Answer:
    """What is open on this record, and the three tracks."""
    found = _read(patient_id)
    if found.typed:
        state = "This is what you typed and have not saved yet."
        return _show(found, Typed(found.typed), state=state)
    return _show(found, boxes_of(found.plan))


@plans.post("/draft")
@needs(Permission.CONSULT, keeps_typed=True, by_script=True)
def draft(patient_id: UUID) -> Answer:
    """Keep what was typed so far: for a script an answer in words, else the page again."""
    typed = typed_in(request.form.to_dict(flat=False))
    if is_locked():
        return _keep_behind_lock(patient_id, typed)
    if request.form.get(GIVE_UP):
        parts = installation()
        give_up(parts.database, signed_in(), str(patient_id), FormName.TRACKS, parts.now())
        return redirect(_address(patient_id), 303)
    kept = _keep(patient_id, typed)
    if request.headers.get("HX-Request"):
        return Response(f"Draft saved at {words.clock_time(kept)}", mimetype="text/plain")
    return redirect(_address(patient_id), 303)


@plans.post("")
@needs(Permission.CONSULT, keeps_typed=True)
def save(patient_id: UUID) -> Answer:
    """Save a version; what is wanting, or was saved since, holds it back."""
    typed = typed_in(request.form.to_dict(flat=False))
    if is_locked():
        return _keep_behind_lock(patient_id, typed)
    parts = installation()
    actor, rules = signed_in(), tracks_of(parts.knowledge)
    now, today = parts.now(), parts.today()
    read = read_plan(typed, rules, str(patient_id), actor.name, now, today)
    if read.faults:
        _keep(patient_id, typed)
        return _show(_read(patient_id), typed, faults=read.faults), 422
    try:
        save_tracks(
            parts.database, actor, read.plan, _seen(typed), typed.fields, parts.knowledge, now
        )
    except PlanWanting as wanted:
        faults = tuple(in_words(wanted.faults, rules))
        return _show(_read(patient_id), typed, faults=faults), 422
    except SavedSince:
        # There both are shown: what was saved since, and what was typed here.
        return _show(_read(patient_id), typed), 422
    return redirect(_address(patient_id), 303)


@plans.post("/owner")
@needs(Permission.CONSULT)
def give(patient_id: UUID) -> Answer:
    """Say who does something that nobody has."""
    parts, typed = installation(), typed_in(request.form.to_dict(flat=False))
    give_action(
        parts.database,
        signed_in(),
        str(patient_id),
        typed.one("action"),
        _seen(typed),
        typed.one("owner"),
        parts.now(),
    )
    return redirect(_address(patient_id), 303)


def _address(patient_id: UUID) -> str:
    return f"/patients/{patient_id}/family/plan"


def _seen(typed: Typed) -> int:
    said = typed.one(VERSION)
    return int(said) if said.isdecimal() and len(said) < _LONG else -1


def _read(patient_id: UUID) -> FamilyPlan:
    parts = installation()
    return read_family_plan(parts.database, signed_in(), str(patient_id), parts.now())


def _keep(patient_id: UUID, typed: Typed) -> datetime:
    parts = installation()
    actor, now = signed_in(), parts.now()
    return keep_form(parts.database, actor, str(patient_id), FormName.TRACKS, typed.fields, now)


def _keep_behind_lock(patient_id: UUID, typed: Typed) -> Response:
    """Keep what was typed before the screen locked. Nothing is shown; the lock comes first."""
    with suppress(GateClosed):  # the lock shut the gate; what was typed is kept all the same
        _keep(patient_id, typed)
    return lock_first(_address(patient_id))


def _show(
    found: FamilyPlan, typed: Typed, *, faults: tuple[FormFault, ...] = (), state: str = ""
) -> str:
    parts = installation()
    today, rules = parts.today(), tracks_of(parts.knowledge)
    page = plan_page(found, Boxes(typed, faults), parts.knowledge, rules, today, state)
    return render_template("family/plan.html", page=page, banner=banner(found.patient, today))
