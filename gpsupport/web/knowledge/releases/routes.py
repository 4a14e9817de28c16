"""Releases of the content: the list, one release, and its next step."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.knowledge.releases import list_releases, read_release
from gpsupport.actions.knowledge.reviewing import take_step
from gpsupport.domain.access import Permission
from gpsupport.domain.knowledge.releases.governance import StepRefused
from gpsupport.serving.guards import signed_in
from gpsupport.serving.marks import needs
from gpsupport.serving.wiring import installation
from gpsupport.web.knowledge.releases.forms import StepForm, step_form
from gpsupport.web.knowledge.releases.pages import (
    DECIDING,
    HOME,
    REVIEWING,
    Steps,
    release_page,
    releases_page,
    steps_for,
)

releases = Blueprint("releases", __name__)

Answer = str | Response | tuple[str, int]


@releases.get("/knowledge/releases")
@needs(Permission.SEE_KNOWLEDGE)
def list_all() -> str:
    """What was published here, and what serves now."""
    parts = installation()
    found = list_releases(parts.database, signed_in(), parts.now())
    page = releases_page(found, parts.knowledge)
    return render_template("knowledge/releases.html", page=page)


@releases.get("/knowledge/releases/<uuid:release_id>")
@needs(Permission.SEE_KNOWLEDGE)
def show(release_id: UUID) -> str:
    """One release: its steps, what it changes, what its checks found."""
    return _show(str(release_id), REVIEWING)


@releases.post("/knowledge/releases/<uuid:release_id>")
@needs(Permission.SEE_KNOWLEDGE)
def step(release_id: UUID) -> Answer:
    """Record a review or a return, which wants more than seeing: the action asks for it."""
    return _take(str(release_id), REVIEWING)


@releases.get("/knowledge/releases/<uuid:release_id>/decision")
@needs(Permission.SEE_KNOWLEDGE, confirmed=True)
def decide(release_id: UUID) -> str:
    """The same release, for a sign-off or a withdrawal by somebody who just said who they are."""
    return _show(str(release_id), DECIDING)


@releases.post("/knowledge/releases/<uuid:release_id>/decision")
@needs(Permission.SEE_KNOWLEDGE, confirmed=True)
def take_decision(release_id: UUID) -> Answer:
    """Sign off or withdraw: what everybody is told changes."""
    return _take(str(release_id), DECIDING)


def _take(release_id: str, offered: Steps) -> Answer:
    parts = installation()
    form = StepForm(request.form)
    # A fault of what was typed and a step that was not chosen are said together.
    whole = form.validate()
    wanted = form.find_wanted(offered.states)
    if wanted is None or not whole:
        return _show(release_id, offered, form), 422
    try:
        take_step(parts.database, signed_in(), release_id, wanted, parts.now())
    except StepRefused as refusal:
        form.complain(refusal.hindrance)
        return _show(release_id, offered, form), 422
    return redirect(f"{HOME}/{release_id}", 303)


def _show(release_id: str, offered: Steps, sent: StepForm | None = None) -> str:
    parts = installation()
    actor = signed_in()
    found = read_release(parts.database, actor, release_id, parts.now())
    allowed = steps_for(actor.role, found.onward)
    states = tuple(state for state in allowed if state in offered.states)
    form = step_form(states, len(found.listed.release.steps), sent)
    page = release_page(found, parts.knowledge, offered, allowed)
    return render_template(
        "knowledge/release.html", page=page, form=form, states=states, faulty=sent is not None
    )
