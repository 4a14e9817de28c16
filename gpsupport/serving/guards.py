"""Who may open what: every route carries a mark, and a route without one does not start.

What is not allowed looks exactly like what does not exist; an anonymous caller is sent to the
front page whether or not the thing exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from gpsupport.actions.practices import is_synthetic
from gpsupport.domain.access import Decision, Permission, decide
from gpsupport.domain.people import Actor
from gpsupport.serving.sessions import find_session_actor
from gpsupport.serving.wiring import installation

_MARK = "_gpsupport_access"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """What a route asks of its caller. Without permissions: to be signed in."""

    open_to_all: bool = False
    open_in_demo: bool = False
    permissions: tuple[Permission, ...] = ()


class Unmarked(Exception):
    """A route says nothing about who may open it."""


def needs(*permissions: Permission, open_in_demo: bool = False) -> Callable[[View], View]:
    """Mark a route: the caller is signed in and has every one of these permissions."""
    return _mark(Access(open_in_demo=open_in_demo, permissions=permissions))


def open_to_all(view: View) -> View:
    """Mark a route that anybody may open."""
    return _mark(Access(open_to_all=True))(view)


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _MARK, access)
        return view

    return mark


def find_access(view: object) -> Access | None:
    """The mark of a view function, None when it has none."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Access) else None


def unmarked_routes(app: Flask) -> tuple[str, ...]:
    """The addresses of routes that say nothing about who may open them."""
    rules: Iterable[Any] = app.url_map.iter_rules()
    return tuple(
        sorted(
            str(rule.rule)
            for rule in rules
            if find_access(app.view_functions[rule.endpoint]) is None
        )
    )


def guard(app: Flask) -> None:
    """Judge every request before anything else looks at it."""
    app.before_request(_admit)


def refuse_unmarked(app: Flask) -> None:
    """Raise Unmarked when a route has no mark: it would be open by accident."""
    unmarked = unmarked_routes(app)
    if unmarked:
        raise Unmarked(f"these routes do not say who may open them: {', '.join(unmarked)}")


def signed_in() -> Actor:
    """The actor of a request that the guard has let in. Answers 404 for anybody else."""
    actor = find_session_actor()
    if actor is None:
        abort(404)
    return actor


def is_demo_caller() -> bool:
    """Whether this is a synthetic installation, asked from the machine it runs on.

    The host name counts too: a page elsewhere may have a name that leads to 127.0.0.1.
    """
    return (
        _is_loopback(request.remote_addr or "")
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
    actor = find_session_actor()
    if actor is None:
        return redirect("/", 303)
    if any(decide(actor, wanted) is not Decision.ALLOW for wanted in access.permissions):
        abort(404)
    return None
