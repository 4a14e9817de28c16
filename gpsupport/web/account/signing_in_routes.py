"""Signing in step by step: password, code, what is to be set up first, and the role."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.identity import (
    SignInRefused,
    choose_role,
    enter_code,
    own_account,
    sign_in_with_password,
)
from gpsupport.actions.identity.accounts import list_accounts
from gpsupport.actions.practices import list_practices
from gpsupport.domain.identity import Stage
from gpsupport.domain.people import Practice
from gpsupport.serving.guards import STAGE_PAGES, on_the_way, open_to_all
from gpsupport.serving.sessions import (
    address,
    begin_session,
    device,
    leave_session,
    require_present,
)
from gpsupport.serving.wiring import installation
from gpsupport.web.account.forms import CodeForm, SignInForm, role_form

signing_in = Blueprint("signing_in", __name__)

PASSWORD = "/account/password"  # noqa: S105 - an address
SECOND_FACTOR = "/account/second-factor"
_ACCOUNTS = "gpsupport.accounts"

Answer = str | Response | tuple[str, int]


def show_sign_in(form: SignInForm | None = None) -> str:
    """The form; before there is any account, how to make the first one."""
    practices = list_practices(installation().database)
    if not _has_accounts(practices):
        return render_template("account/no_accounts.html")
    settings = installation().settings
    return render_template(
        "account/sign_in.html",
        form=form or SignInForm(),
        faulty=form is not None,
        several=len(practices) > 1,
        provider=settings.oidc_name if settings.oidc_issuer else "",
    )


def _has_accounts(practices: tuple[Practice, ...]) -> bool:
    """Whether anybody has an account. None is ever removed, so a yes need not be asked twice."""
    parts = installation()
    if not current_app.extensions.get(_ACCOUNTS):
        current_app.extensions[_ACCOUNTS] = any(
            one.account is not None
            for practice in practices
            for one in list_accounts(parts.database, practice, parts.now())
        )
    return bool(current_app.extensions[_ACCOUNTS])


@signing_in.get("/sign-in")
@open_to_all
def ask_password() -> str:
    """The form, also in a demonstration whose front page offers people."""
    return show_sign_in()


@signing_in.post("/sign-in")
@open_to_all
def take_password() -> Answer:
    """Go on with a username and a password, or say alike for every reason that it did not work."""
    parts = installation()
    form = SignInForm(request.form)
    practices = list_practices(parts.database)
    if not practices:
        return show_sign_in()
    wanted = str(form.practice.data or "").strip().upper()
    fitting = [one for one in practices if len(practices) == 1 or one.ods_code == wanted]
    try:
        # For a practice that does not exist nobody's password is judged, which takes as long.
        token, begun = sign_in_with_password(
            parts.database,
            (fitting or practices)[0].id,
            str(form.username.data or "") if fitting else "",
            str(form.password.data or ""),
            device=device(),
            address=address(),
            now=parts.now(),
        )
    except SignInRefused:
        form.refuse()
        return show_sign_in(form), 422
    leave_session()
    begin_session(token, begun)
    return redirect(STAGE_PAGES[begun.stage], 303)


@signing_in.get("/sign-in/code")
@on_the_way(Stage.CODE)
def ask_code() -> str:
    """The second step."""
    return render_template("account/code.html", form=CodeForm(), faulty=False)


@signing_in.post("/sign-in/code")
@on_the_way(Stage.CODE)
def take_code() -> Answer:
    """Go on with a code, or say that it did not work."""
    parts = installation()
    form = CodeForm(request.form)
    try:
        token, begun = enter_code(
            parts.database,
            require_present().session,
            str(form.code.data or ""),
            device=device(),
            address=address(),
            now=parts.now(),
        )
    except SignInRefused:
        form.refuse()
        return render_template("account/code.html", form=form, faulty=True), 422
    begin_session(token, begun)
    return redirect(STAGE_PAGES[begun.stage], 303)


@signing_in.get("/sign-in/set-up")
@on_the_way(Stage.ENROL)
def set_up() -> Response:
    """What has to be set up first: a password of one's own, then the second factor."""
    parts = installation()
    held = own_account(parts.database, require_present().session, parts.now())
    return redirect(PASSWORD if held.must_change else SECOND_FACTOR, 303)


@signing_in.get("/account/role")
@on_the_way(Stage.ROLE, Stage.FULL)
def ask_role() -> str:
    """Which of one's roles."""
    found = require_present()
    return render_template(
        "account/role.html",
        form=role_form(found.clinician.roles),
        faulty=False,
        name=found.clinician.name,
        first=found.session.stage is Stage.ROLE,
    )


@signing_in.post("/account/role")
@on_the_way(Stage.ROLE, Stage.FULL)
def take_role() -> Answer:
    """Work in one of one's roles from now on."""
    parts = installation()
    found = require_present()
    form = role_form(found.clinician.roles, request.form)
    if not form.validate():
        shown = render_template(
            "account/role.html",
            form=form,
            faulty=True,
            name=found.clinician.name,
            first=found.session.stage is Stage.ROLE,
        )
        return shown, 422
    token, begun = choose_role(parts.database, found.session, form.answer(), parts.now())
    begin_session(token, begun)
    return redirect("/", 303)
