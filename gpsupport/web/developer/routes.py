"""The developer's page. In a demonstration it needs no sign-in."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from gpsupport.domain.access import Permission
from gpsupport.serving.guards import needs
from gpsupport.serving.wiring import installation
from gpsupport.web.developer.pages import developer_page, sample_files

developer = Blueprint("developer", __name__)


@developer.get("/developer")
@needs(Permission.SEE_INTERFACES, open_in_demo=True)
def start() -> str:
    """What a program can do here today."""
    page = developer_page(request.host_url.rstrip("/"), installation().knowledge.version)
    return render_template("developer/start.html", page=page)


@developer.get("/developer/samples/<name>")
@needs(Permission.SEE_INTERFACES, open_in_demo=True)
def sample(name: str) -> Response:
    """One sample bundle of invented people; only names that are listed exist."""
    path = sample_files().get(name)
    if path is None:
        abort(404)
    answer = Response(path.read_bytes(), mimetype="application/fhir+json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return answer
