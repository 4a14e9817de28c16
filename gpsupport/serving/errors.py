"""One plain error page with a reference, and nothing about what went wrong."""

from __future__ import annotations

import logging

from flask import Flask, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from gpsupport.actions.errors import GateClosed, InCompany, NotFound, ScreenNotPrivate
from gpsupport.domain.access import Denied
from gpsupport.persistence.work import StaleRow
from gpsupport.serving.fitness import NotFitToServe
from gpsupport.serving.guards import lock_first
from gpsupport.serving.requests import request_id
from gpsupport.serving.sessions import is_locked
from gpsupport.serving.ways_back import SCREEN, nearest_page, with_way_back

_LOG = logging.getLogger("gpsupport.errors")

_STATUSES_SHOWN = (400, 404, 413, 500, 503)


def answer_errors(app: Flask) -> None:
    """Answer every fault with the same page; only the status tells them apart."""

    @app.errorhandler(NotFound)
    @app.errorhandler(Denied)
    def _not_found(_error: Exception) -> tuple[str, int]:
        return _page(404)

    @app.errorhandler(GateClosed)
    def _gate_closed(error: GateClosed) -> Response:
        # The page of the patient asks who is here; it says nothing about what was wanted.
        patient_id = (request.view_args or {}).get("patient_id")
        page = f"/patients/{patient_id}/consultation" if patient_id else "/today"
        if patient_id and isinstance(error, InCompany):
            # That page is open: the question has an address of its own.
            page = f"{page}/who"
        return lock_first(page) if is_locked() else redirect(page, 303)

    @app.errorhandler(ScreenNotPrivate)
    def _screen_not_private(_error: ScreenNotPrivate) -> Response:
        page = nearest_page(request.path)
        return lock_first(page) if is_locked() else redirect(with_way_back(SCREEN, page), 303)

    @app.errorhandler(CSRFError)
    @app.errorhandler(StaleRow)
    def _stale_form(_error: Exception) -> tuple[str, int]:
        return _page(400)

    @app.errorhandler(NotFitToServe)
    def _nothing_to_serve(error: NotFitToServe) -> tuple[str, int]:
        _LOG.error(
            "request=%s release=%s cannot serve. %s",
            request_id(),
            error.release or "none",
            error.next_step,
        )
        return _page(503, no_content=True)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> tuple[str, int]:
        code = error.code or 500
        return _page(code if code in _STATUSES_SHOWN else (404 if code < 500 else 500))

    @app.errorhandler(Exception)
    def _fault(error: Exception) -> tuple[str, int]:
        # The message of an exception may hold what somebody typed: the log gets its kind and place.
        _LOG.error("request=%s fault=%s at=%s", request_id(), type(error).__name__, _place(error))
        return _page(500)


def _place(error: Exception) -> str:
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None:
        return "unknown"
    frame = last.tb_frame
    return f"{frame.f_globals.get('__name__', 'unknown')}:{last.tb_lineno}"


def _page(status: int, *, no_content: bool = False) -> tuple[str, int]:
    page = render_template(
        "errors/plain.html", status=status, reference=request_id(), no_content=no_content
    )
    return page, status
