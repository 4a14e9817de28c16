"""Who may open what: every request is judged here before anything else looks at it.

What is not allowed looks exactly like what does not exist; an anonymous caller is sent to the
front page whether or not the thing exists, a locked session to the lock.
"""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address

from flask import Flask, abort, current_app, g, redirect, request
from werkzeug.wrappers import Response

from gpsupport.actions.identity import Present, touch_session
from gpsupport.actions.practices import is_synthetic
from gpsupport.domain.access import permits
from gpsupport.domain.identity import Stage
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import StaleRow
from gpsupport.serving.marks import (
    Access,
    Unmarked,
    find_access,
    needs,
    on_the_way,
    open_to_all,
    refuse_unmarked,
    unmarked_routes,
)
from gpsupport.serving.sessions import (
    actor_behind,
    find_ended,
    find_present,
    is_locked,
    lock,
    shut_gates,
)
from gpsupport.serving.ways_back import CONFIRM, LOCKED, nearest_page, with_way_back
from gpsupport.serving.wiring import installation

__all__ = [
    "STAGE_PAGES",
    "Access",
    "Unmarked",
    "find_access",
    "guard",
    "is_demo_caller",
    "lock_first",
    "needs",
    "on_the_way",
    "open_to_all",
    "refuse_unmarked",
    "signed_in",
    "unmarked_routes",
]

# Where signing in goes on. Somebody who is through has the front page, which leads to their own.
STAGE_PAGES = {
    Stage.CODE: "/sign-in/code",
    Stage.ENROL: "/sign-in/set-up",
    Stage.ROLE: "/account/role",
    Stage.FULL: "/",
}


def guard(app: Flask) -> None:
    """Judge every request before anything else looks at it."""
    app.before_request(_admit)


def signed_in() -> Actor:
    """The actor of a request that the guard has let in. Answers 404 for anybody else."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        abort(404)
    return actor


def lock_first(back: str) -> Response:
    """Send a locked session to the lock, and from there back to a page of ours."""
    return redirect(with_way_back(LOCKED, back), 303)


def is_demo_caller() -> bool:
    """Whether this is a synthetic installation, asked from the machine it runs on.

    The host name counts too: a page elsewhere may have a name that leads to 127.0.0.1. Behind a
    proxy nobody can tell who is on this machine.
    """
    return (
        installation().settings.proxies == 0
        and _is_loopback(request.remote_addr or "")
        and _is_loopback(request.host.rsplit(":", 1)[0].strip("[]"))
        and is_synthetic(installation().database)
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _admit() -> Response | None:
    view = current_app.view_functions.get(request.endpoint) if request.endpoint else None
    access = find_access(view) or Access()
    if access.open_to_all or (access.open_in_demo and is_demo_caller()):
        return None
    found = find_present()
    if found is None:
        return _keep_after_end(access)
    locked = is_locked()
    if locked:
        if found.session.locked_at is None:
            lock(found)
        if not (access.locked_ok or (access.keeps_typed and request.method == "POST")):
            return lock_first(nearest_page(request.path))
    if found.session.stage not in access.stages:
        return redirect(STAGE_PAGES[found.session.stage], 303)
    if found.session.stage is not Stage.FULL:
        return None
    return _judge(found, access, locked=locked)


def _keep_after_end(access: Access) -> Response | None:
    """Nobody is signed in. A form of somebody whose session has just ended is kept nevertheless.

    The route then shows nothing, as behind the lock; its key is asked for like any other's.
    """
    found = find_ended() if access.keeps_typed and request.method == "POST" else None
    actor = actor_behind(found) if found else None
    if found is None or actor is None:
        return redirect("/", 303)
    if any(not permits(actor.role, wanted) for wanted in access.permissions):
        return redirect("/", 303)
    shut_gates(found)
    g.actor = actor
    return None


def _judge(found: Present, access: Access, *, locked: bool) -> Response | None:
    """What holds for somebody who is fully signed in."""
    actor = actor_behind(found)
    if actor is None:
        return redirect("/", 303)
    if any(not permits(actor.role, wanted) for wanted in access.permissions):
        abort(404)
    g.actor = actor
    if locked:
        return None
    parts = installation()
    if access.confirmed and not found.session.confirmed(parts.now()):
        return redirect(with_way_back(CONFIRM, nearest_page(request.path)), 303)
    if not (access.by_script and request.headers.get("HX-Request")):
        with suppress(StaleRow):  # another request of this browser was first
            touch_session(parts.database, found.session, parts.now())
    return None
