"""Front page, choosing a person in a demonstration, leaving, and hiding the screen."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.consultation import close_gates
from gpsupport.actions.identity import find_actor, list_staff, practice_size
from gpsupport.actions.practices import list_practices
from gpsupport.domain.access import Decision, Permission, decide
from gpsupport.domain.people import Actor, Practice
from gpsupport.serving.guards import is_demo_caller, needs, open_to_all, signed_in
from gpsupport.serving.sessions import find_session_actor, sign_in, sign_out
from gpsupport.serving.wiring import installation
from gpsupport.web.account.pages import people_page
from gpsupport.web.frame import start_page

account = Blueprint("account", __name__)


@account.get("/")
@open_to_all
def front() -> str | Response:
    """Where one's day starts; in a demonstration the choice of people; else why it is closed."""
    actor = find_session_actor()
    if actor is not None and (start := start_page(actor)):
        return redirect(start, 303)
    database = installation().database
    practice = _find_demo_practice()
    if practice is None:
        return render_template("account/no_accounts.html")
    staff = list_staff(database, practice)
    size = practice_size(database, practice)
    page = people_page(practice, staff, size, request.host_url.rstrip("/"))
    return render_template("account/people.html", page=page)


@account.post("/sign-in")
@open_to_all
def choose_person() -> Response:
    """Become somebody of the synthetic practice; anywhere else this does not exist."""
    database = installation().database
    practice = _find_demo_practice()
    if practice is None:
        abort(404)
    actor = find_actor(database, practice.id, request.form.get("person", ""))
    start = start_page(actor) if actor else None
    if actor is None or start is None:
        abort(404)
    sign_in(actor)
    return redirect(start, 303)


@account.post("/sign-out")
@open_to_all
def leave() -> Response:
    """End the session; gates do not outlive it, and the browser forgets what it kept."""
    actor = find_session_actor()
    sign_out()
    _close_gates(actor)
    answer = redirect("/", 303)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@account.get("/away")
@needs()
def hide() -> Response:
    """Hide the screen: every gate of this clinician closes, and an ordinary page comes."""
    _close_gates(signed_in())
    return redirect(start_page(signed_in()) or "/", 303)


def _find_demo_practice() -> Practice | None:
    """The practice whose people one may become: the first, should there be several."""
    if not is_demo_caller():
        return None
    return next(iter(list_practices(installation().database)), None)


def _close_gates(actor: Actor | None) -> None:
    if actor is not None and decide(actor, Permission.CONSULT) is Decision.ALLOW:
        parts = installation()
        close_gates(parts.database, actor, parts.now())
