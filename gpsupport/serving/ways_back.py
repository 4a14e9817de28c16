"""Where somebody may be sent back to after unlocking: pages of ours, and nothing else.

What a caller names as `next` is matched against the routes and built anew from the one that fits,
so that no spelling of another site can come through.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from gpsupport.serving.marks import find_access

LOCKED = "/locked"
CONFIRM = "/account/confirm"
SCREEN = "/screen"
_LONGEST = 300


def find_way_back(named: str) -> str | None:
    """The path of a page that opens with GET for somebody signed in; None for anything else."""
    if not named.startswith("/") or named.startswith("//") or len(named) > _LONGEST:
        return None
    routes = current_app.url_map.bind("")
    try:
        endpoint, values = routes.match(named, method="GET")
    except (RequestRedirect, HTTPException):
        return None
    access = find_access(current_app.view_functions.get(endpoint))
    if access is None or not access.leads_back:
        return None
    return routes.build(endpoint, values)


def way_back(named: str) -> str:
    """The same, or the front page, which knows where everybody's day starts."""
    return find_way_back(named) or "/"


def nearest_page(path: str) -> str:
    """The page that a path of ours belongs to: its own, or the one above; empty without any."""
    while path:
        if found := find_way_back(path):
            return found
        path = path.rpartition("/")[0]
    return ""


def with_way_back(page: str, named: str) -> str:
    """The address of a page on the way, with the way back where there is one."""
    found = find_way_back(named)
    return f"{page}?{urlencode({'next': found})}" if found else page
