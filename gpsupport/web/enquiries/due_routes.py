"""The work lists: for the lead of the practice, and for each clinician the own patients of today.

Both stand behind the question who can see the screen. Nobody is contacted because of a list.
"""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from gpsupport.actions.enquiry.due import prepare_today, read_due_list
from gpsupport.domain.access import Permission
from gpsupport.domain.enquiry.standing import DueList
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web.enquiries.due_pages import list_page, prepare_page

lists = Blueprint("lists", __name__)


@lists.get("/reviews/due")
@needs(Permission.SEE_WORK_LISTS)
def due() -> str:
    """One list of the practice, a part at a time."""
    parts = installation()
    after = request.args.get("after")
    try:
        which = DueList(request.args.get("list", DueList.DUE.value))
        found = read_due_list(
            parts.database, signed_in(), which, parts.knowledge, parts.now(), after=after
        )
    except ValueError:
        abort(404)
    page = list_page(found, parts.knowledge, parts.today(), begun=after is None)
    return render_template("enquiries/due.html", page=page)


@lists.get("/today/prepare")
@needs(Permission.CONSULT)
def prepare() -> str:
    """The own patients of today with whom something is due."""
    parts = installation()
    prepared = prepare_today(parts.database, signed_in(), parts.knowledge, parts.now())
    return render_template("enquiries/prepare.html", page=prepare_page(prepared, parts.knowledge))
