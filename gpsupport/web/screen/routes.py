"""Who can see this screen: asked once, for the lists that name more than one patient."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.screen import say_who_sees_screen
from gpsupport.domain.access import Permission
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.ways_back import SCREEN, find_way_back
from gpsupport.serving.wiring import installation
from gpsupport.web.screen.forms import ScreenForm

screen = Blueprint("screen", __name__)


@screen.get(SCREEN)
@needs(Permission.CONSULT)
def who_sees() -> str:
    """The question. Where it leads afterwards is a page of ours, or the day's list."""
    return _show(ScreenForm(), request.args.get("next", ""))


@screen.post(SCREEN)
@needs(Permission.CONSULT)
def say() -> Response | tuple[str, int]:
    """Keep who sees the screen, and go to the list only where nobody else does."""
    form = ScreenForm(request.form)
    named = request.form.get("next", "")
    if not form.validate():
        return _show(form, named, faulty=True), 422
    parts = installation()
    say_who_sees_screen(parts.database, signed_in(), only_me=form.only_me(), now=parts.now())
    return redirect((form.only_me() and find_way_back(named)) or "/today", 303)


def _show(form: ScreenForm, named: str, *, faulty: bool = False) -> str:
    return render_template(
        "screen/who_sees.html", form=form, back=find_way_back(named) or "", faulty=faulty
    )
