"""Front page, choosing a person in a demonstration, leaving, and hiding the screen."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.identity import Present, list_staff, practice_size, sign_in_to_demo
from gpsupport.actions.practices import list_practices
from gpsupport.domain.identity import Stage
from gpsupport.domain.people import Practice
from gpsupport.serving.guards import STAGE_PAGES, is_demo_caller, needs, open_to_all
from gpsupport.serving.headers import FORGET
from gpsupport.serving.sessions import (
    begin_session,
    find_present,
    find_session_actor,
    is_locked,
    leave_session,
    shut_gates,
)
from gpsupport.serving.ways_back import LOCKED
from gpsupport.serving.wiring import installation
from gpsupport.web.account.pages import people_page
from gpsupport.web.account.signing_in_routes import show_sign_in
from gpsupport.web.frame import start_page

account = Blueprint("account", __name__)


@account.get("/")
@open_to_all
def front() -> str | Response:
    """Where one's day starts; in a demonstration the choice of people; else signing in."""
    found = find_present()
    if found is not None and (step := _next_step(found)):
        return redirect(step, 303)
    practice = _find_demo_practice()
    if practice is None:
        return show_sign_in()
    database = installation().database
    staff = list_staff(database, practice, installation().now())
    size = practice_size(database, practice, installation().now())
    page = people_page(staff, size, request.host_url.rstrip("/"))
    return render_template("account/people.html", page=page)


@account.post("/sign-in/as")
@open_to_all
def choose_person() -> Response:
    """Become somebody of the synthetic practice; anywhere else this does not exist."""
    practice = _find_demo_practice()
    if practice is None:
        abort(404)
    parts = installation()
    person = request.form.get("person", "")
    token, begun = sign_in_to_demo(parts.database, practice, person, parts.now())
    leave_session()
    begin_session(token, begun)
    return redirect(STAGE_PAGES[begun.stage], 303)


@account.post("/sign-out")
@open_to_all
def leave() -> Response:
    """End the session; gates do not outlive it, and the browser forgets what it kept."""
    leave_session()
    answer = redirect("/", 303)
    answer.headers["Clear-Site-Data"] = FORGET
    return answer


@account.get("/away")
@needs(leads_back=False)
def hide() -> Response:
    """Hide the screen: every gate of this clinician closes, and an ordinary page comes."""
    found = find_present()
    if found is not None:
        shut_gates(found)
    return redirect("/", 303)


def _next_step(found: Present) -> str | None:
    """Where this session goes on; None for somebody who may not work here any more."""
    if is_locked():
        return LOCKED
    if found.session.stage is not Stage.FULL:
        return STAGE_PAGES[found.session.stage]
    actor = find_session_actor()
    return start_page(actor) if actor else None


def _find_demo_practice() -> Practice | None:
    """The practice whose people one may become: the first, should there be several."""
    if not is_demo_caller():
        return None
    return next(iter(list_practices(installation().database)), None)
