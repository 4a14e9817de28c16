"""Needs that nobody meets, for the lead, when nobody else sees the screen."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from gpsupport.actions.unmet import UnmetNeeds, read_unmet_needs
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web.unmet.pages import counts_file, unmet_page

unmet = Blueprint("unmet", __name__, url_prefix="/unmet")


@unmet.get("")
@needs(Permission.SEE_WORK_LISTS)
def show() -> str:
    """Each need, by gap group."""
    return render_template("unmet/list.html", page=unmet_page(_read(), installation().today()))


@unmet.get("/counts.csv")
@needs(Permission.SEE_WORK_LISTS, leads_back=False)
def counts() -> Response:
    """How many there are of each group, never how few: a file that names nobody."""
    text = counts_file(_read().groups, installation().today())
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="needs.csv"'
    return answer


def _read() -> UnmetNeeds:
    parts = installation()
    return read_unmet_needs(parts.database, signed_in(), parts.knowledge, parts.now())
