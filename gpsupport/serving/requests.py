"""Request ids and the access log: ids and outcomes, never a name, a query or an address typed."""

from __future__ import annotations

import logging
import secrets
import time

from flask import Flask, g, request
from flask.wrappers import Response

_LOG = logging.getLogger("gpsupport.access")
HEADER = "X-Request-Id"


def request_id() -> str:
    """The id of this request, made here: one that the caller sends could forge log lines."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    found: str = g.request_id
    return found


def write_log_lines(level: str) -> None:
    """Send our log lines to standard error: what a server process does, and a test does not."""
    log = logging.getLogger("gpsupport")
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        log.addHandler(handler)
    log.setLevel(level)


def trace_requests(app: Flask) -> None:
    """Give every request an id and write one line about it.

    The line names the route and not the address: an address holds whatever was typed into it.
    """

    @app.before_request
    def _begin() -> None:
        g.began = time.monotonic()

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers[HEADER] = request_id()
        if request.endpoint != "health.healthz":
            actor = g.get("actor")
            _LOG.info(
                "request=%s route=%s method=%s status=%d ms=%d actor=%s",
                request_id(),
                request.endpoint or "unknown",
                request.method if request.url_rule else "-",
                response.status_code,
                (time.monotonic() - g.get("began", time.monotonic())) * 1000,
                actor.clinician_id if actor else "-",
            )
        return response
