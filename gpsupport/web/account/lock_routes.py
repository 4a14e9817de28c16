"""The lock after five minutes without anybody there, and proving again who one is."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.identity import SignInRefused, confirm_identity
from gpsupport.domain.identity import Stage
from gpsupport.serving import sessions
from gpsupport.serving.guards import needs, on_the_way
from gpsupport.serving.ways_back import find_way_back, way_back
from gpsupport.serving.wiring import installation
from gpsupport.web.account.forms import ConfirmForm

lock = Blueprint("lock", __name__)

Answer = str | Response | tuple[str, int]


@lock.get("/locked")
@on_the_way(Stage.FULL, locked_ok=True)
def show_lock() -> str:
    """The lock. Opening it locks, so that the link in the header and the script need no more."""
    if not sessions.is_locked():
        sessions.lock(sessions.require_present())
    return _show("account/locked.html", ConfirmForm(data={"next": _wanted(request.args)}))


@lock.post("/locked")
@on_the_way(Stage.FULL, locked_ok=True)
def unlock() -> Answer:
    """Open the session again, and go back to where it locked."""
    return _confirm("account/locked.html")


@lock.get("/account/confirm")
@needs(leads_back=False)
def ask_again() -> str:
    """The question before something rare: is it still you?"""
    return _show("account/confirm.html", ConfirmForm(data={"next": _wanted(request.args)}))


@lock.post("/account/confirm")
@needs(leads_back=False)
def take_answer() -> Answer:
    """Note that it is, and go on to what was wanted."""
    return _confirm("account/confirm.html")


@lock.post("/account/here")
@needs(leads_back=False)
def here() -> Response:
    """Somebody pressed a key or moved the pointer: the script says so, which puts the lock off.

    What a page sends by itself, such as a draft, does not come here and puts nothing off.
    """
    return Response(status=204)


def _confirm(template: str) -> Answer:
    parts = installation()
    form = ConfirmForm(request.form)
    found = sessions.require_present()
    try:
        token, confirmed = confirm_identity(
            parts.database,
            found.session,
            password=str(form.password.data or ""),
            code="",
            now=parts.now(),
        )
    except SignInRefused:
        form.next.data = _wanted(request.form)
        form.refuse()
        return _show(template, form, faulty=True), 422
    sessions.begin_session(token, confirmed)
    return redirect(way_back(str(form.next.data or "")), 303)


def _wanted(given: Mapping[str, str]) -> str:
    return find_way_back(given.get("next", "")) or ""


def _show(template: str, form: ConfirmForm, *, faulty: bool = False) -> str:
    found = sessions.require_present()
    return render_template(
        template,
        form=form,
        faulty=faulty,
        name=found.clinician.name,
        method=found.session.method,
    )
