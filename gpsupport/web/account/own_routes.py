"""One's own account: where one is signed in, the password, the second factor."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from gpsupport.actions.identity import (
    NewSecret,
    PasswordUnfit,
    SignInRefused,
    begin_second_factor,
    change_password,
    confirm_second_factor,
    end_all_sessions,
    own_account,
    renew_recovery_codes,
)
from gpsupport.domain.access import Permission
from gpsupport.domain.identity import Stage
from gpsupport.serving.guards import STAGE_PAGES, needs, on_the_way
from gpsupport.serving.headers import FORGET
from gpsupport.serving.sessions import begin_session, leave_session, require_present, shut_gates
from gpsupport.serving.wiring import installation
from gpsupport.web.account.forms import PasswordForm, SecondFactorForm
from gpsupport.web.account.pages import account_page, find_secret, secret_page

own = Blueprint("own", __name__, url_prefix="/account")

Answer = str | Response | tuple[str, int]


@own.get("")
@needs(Permission.USE_ACCOUNT)
def show() -> str:
    """Who one is here, how one signs in, and where one is signed in now."""
    parts = installation()
    found = require_present()
    held = own_account(parts.database, found.session, parts.now())
    return render_template("account/own.html", page=account_page(found, held))


@own.get("/password")
@on_the_way(Stage.ENROL, Stage.FULL)
def ask_password() -> str:
    """The form for a new password."""
    return _show_password(PasswordForm())


@own.post("/password")
@on_the_way(Stage.ENROL, Stage.FULL)
def take_password() -> Answer:
    """Change the password; every other session of this person ends."""
    parts = installation()
    form = PasswordForm(request.form)
    old, new = str(form.old.data or ""), str(form.new.data or "")
    if not form.validate():
        return _show_password(form, faulty=True), 422
    try:
        token, begun = change_password(
            parts.database, require_present().session, old, new, parts.now()
        )
    except SignInRefused:
        form.refuse()
        return _show_password(form, faulty=True), 422
    except PasswordUnfit as unfit:
        form.refuse_new(unfit.fault)
        return _show_password(form, faulty=True), 422
    begin_session(token, begun)
    return redirect(_after(begun.stage), 303)


@own.get("/second-factor")
@on_the_way(Stage.ENROL, Stage.FULL, confirmed=True)
def ask_second_factor() -> str:
    """A new secret, as a picture for the authenticator app and in letters."""
    parts = installation()
    made = begin_second_factor(parts.database, require_present().session, parts.now())
    return _show_second_factor(SecondFactorForm(data={"uri": made.uri}), made)


@own.post("/second-factor")
@on_the_way(Stage.ENROL, Stage.FULL, confirmed=True)
def take_second_factor() -> Answer:
    """Take the app into use with its first code, and show the recovery codes this once."""
    parts = installation()
    form = SecondFactorForm(request.form)
    try:
        done = confirm_second_factor(
            parts.database, require_present().session, str(form.code.data or ""), parts.now()
        )
    except SignInRefused:
        made = find_secret(str(form.uri.data or ""))
        if made is None:
            return redirect(request.path, 303)
        form.refuse()
        return _show_second_factor(form, made, faulty=True), 422
    begin_session(done.token, done.session)
    return _show_codes(done.codes, _after(done.session.stage))


@own.post("/recovery-codes")
@needs(Permission.USE_ACCOUNT, confirmed=True)
def renew_codes() -> str:
    """Ten new recovery codes; the old ones are worth nothing from now on."""
    parts = installation()
    codes = renew_recovery_codes(parts.database, require_present().session, parts.now())
    return _show_codes(codes, "/account")


@own.post("/sign-out-everywhere")
@needs(Permission.USE_ACCOUNT)
def leave_everywhere() -> Response:
    """End every session of this person, this one too."""
    parts = installation()
    found = require_present()
    shut_gates(found)
    end_all_sessions(parts.database, found.session, parts.now())
    leave_session()
    answer = redirect("/", 303)
    answer.headers["Clear-Site-Data"] = FORGET
    return answer


def _after(stage: Stage) -> str:
    return "/account" if stage is Stage.FULL else STAGE_PAGES[stage]


def _show_password(form: PasswordForm, *, faulty: bool = False) -> str:
    first = require_present().session.stage is Stage.ENROL
    if first:
        form.old.label.text = "The password you were given"
    return render_template("account/password.html", form=form, faulty=faulty, first=first)


def _show_second_factor(form: SecondFactorForm, made: NewSecret, *, faulty: bool = False) -> str:
    return render_template(
        "account/second_factor.html",
        form=form,
        faulty=faulty,
        page=secret_page(made),
        first=require_present().session.stage is Stage.ENROL,
    )


def _show_codes(codes: tuple[str, ...], onwards: str) -> str:
    return render_template("account/recovery_codes.html", codes=codes, onwards=onwards)
