"""The lead's list of accesses to look at."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.errors import Incomplete
from gpsupport.actions.record_access import (
    close_review_item,
    list_review_items,
    list_ruled_records,
)
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import signed_in
from gpsupport.serving.marks import needs
from gpsupport.serving.wiring import installation
from gpsupport.web.reviews.forms import CloseForm, close_form
from gpsupport.web.reviews.pages import reviews_page

reviews = Blueprint("reviews", __name__)

Answer = str | Response | tuple[str, int]


@reviews.get("/reviews")
@needs(Permission.GUARD_RECORDS)
def list_reviews() -> Answer:
    """What this lead is to look at."""
    return _show({})


@reviews.post("/reviews/<uuid:item_id>/close")
@needs(Permission.GUARD_RECORDS)
def close(item_id: UUID) -> Answer:
    """Keep what the lead found."""
    parts = installation()
    form = close_form(str(item_id), request.form)
    try:
        if not form.validate():
            raise Incomplete(())
        close_review_item(
            parts.database,
            signed_in(),
            str(item_id),
            parts.now(),
            outcome=form.find_outcome(),
            note=form.note.data or "",
        )
    except Incomplete as missing:
        form.complain(missing.fields)
        return _show({str(item_id): form}), 422
    return redirect("/reviews", 303)


def _show(sent: dict[str, CloseForm]) -> str:
    parts = installation()
    actor, now = signed_in(), parts.now()
    page = reviews_page(
        list_review_items(parts.database, actor, now),
        list_ruled_records(parts.database, actor, now),
        parts.today(),
        sent,
    )
    return render_template("reviews/list.html", page=page, faulty=bool(sent))
