"""What every route says about who may open it. A route without a mark does not start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask

from gpsupport.domain.access import Permission
from gpsupport.domain.identity import Stage

_MARK = "_gpsupport_access"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """What a route asks of its caller. Without permissions: to be signed in.

    `confirmed`: the person proved lately who they are. `locked_ok`: it opens on a locked session.
    `keeps_typed`: on a locked session a form reaches it, which keeps what was typed and shows
    nothing. `by_script`: a script may send it without anybody there, so then it does not put the
    lock off. `stages`: how far signing in has come. `leads_back`: one may be sent here afterwards.
    """

    open_to_all: bool = False
    open_in_demo: bool = False
    permissions: tuple[Permission, ...] = ()
    confirmed: bool = False
    locked_ok: bool = False
    keeps_typed: bool = False
    by_script: bool = False
    stages: frozenset[Stage] = frozenset({Stage.FULL})
    leads_back: bool = True


class Unmarked(Exception):
    """A route says nothing about who may open it."""


def needs(
    *permissions: Permission,
    open_in_demo: bool = False,
    confirmed: bool = False,
    keeps_typed: bool = False,
    by_script: bool = False,
    leads_back: bool = True,
) -> Callable[[View], View]:
    """Mark a route: the caller is signed in and has every one of these permissions."""
    return _mark(
        Access(
            open_in_demo=open_in_demo,
            permissions=permissions,
            confirmed=confirmed,
            keeps_typed=keeps_typed,
            by_script=by_script,
            leads_back=leads_back,
        )
    )


def on_the_way(
    *stages: Stage, locked_ok: bool = False, confirmed: bool = False
) -> Callable[[View], View]:
    """Mark a route of signing in: it opens at these stages alone.

    `confirmed` counts for those who are fully signed in; a stage before that has just proved it.
    """
    return _mark(
        Access(
            stages=frozenset(stages),
            locked_ok=locked_ok,
            confirmed=confirmed,
            leads_back=Stage.FULL in stages and not locked_ok,
        )
    )


def open_to_all(view: View) -> View:
    """Mark a route that anybody may open."""
    return _mark(Access(open_to_all=True, locked_ok=True, leads_back=False))(view)


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


def refuse_unmarked(app: Flask) -> None:
    """Raise Unmarked when a route has no mark: it would be open by accident."""
    unmarked = unmarked_routes(app)
    if unmarked:
        raise Unmarked(f"these routes do not say who may open them: {', '.join(unmarked)}")
