"""Signing in at an identity provider, and proving there again who one is."""

from __future__ import annotations

import logging
from typing import Any

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
)
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from gpsupport.actions.errors import NotFound
from gpsupport.actions.identity import Present, SignInRefused, sign_in_with_provider
from gpsupport.actions.identity.provider import confirm_with_provider
from gpsupport.actions.practices import list_practices
from gpsupport.domain.identity import Method, Stage
from gpsupport.outbound.client_keys import require_client_key
from gpsupport.outbound.id_tokens import Identity
from gpsupport.outbound.openid import Asking, OpenIdClient, Registration
from gpsupport.outbound.refusals import ProviderRefused, Reason
from gpsupport.serving.guards import STAGE_PAGES, open_to_all
from gpsupport.serving.requests import request_id
from gpsupport.serving.sessions import begin_session, find_present, leave_session
from gpsupport.serving.ways_back import find_way_back, way_back
from gpsupport.serving.wiring import Installation, installation
from gpsupport.settings import Settings

provider = Blueprint("provider", __name__)

_LOG = logging.getLogger("gpsupport.provider")
_CLIENT = "gpsupport.openid"
_KEPT = "provider"
RETURN = "/sign-in/provider/return"

Answer = str | Response | tuple[str, int]


def open_client(settings: Settings) -> OpenIdClient | None:
    """The client of the provider that the settings name, None without one. Raises KeysUnusable."""
    if not settings.oidc_issuer:
        return None
    return OpenIdClient(
        Registration(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.base_url + RETURN,
            settings.oidc_assurance,
            require_client_key(settings.data_dir),
        )
    )


@provider.record_once
def _prepare(state: BlueprintSetupState) -> None:
    """Open the client once for the process: it keeps what the provider says of itself."""
    app = state.app
    if isinstance(app, Flask):
        with app.app_context():
            app.extensions[_CLIENT] = open_client(installation().settings)


@provider.get("/sign-in/provider")
@open_to_all
def ask() -> str:
    """The way to the provider, with the practice where there are several."""
    _client()
    return _show_start()


@provider.post("/sign-in/provider")
@open_to_all
def start() -> Answer:
    """Send the browser to the provider, remembering what for.

    By a page and not by a redirect: browsers apply form-action to where a form is redirected to,
    and our policy names no other site.
    """
    parts = installation()
    found = _session_of_provider()
    practice_id = found.session.practice_id if found else _chosen_practice(parts)
    if practice_id is None:
        return _show_start(faulty=True), 422
    try:
        address, asking = _client().begin(parts.now())
    except ProviderRefused as refusal:
        return _refuse(refusal.reason)
    session[_KEPT] = {
        "asking": asking.kept(),
        "practice": practice_id,
        "session": found.session.id if found else "",
        "next": find_way_back(request.form.get("next", "")) or "",
    }
    name = parts.settings.oidc_name
    onward = Response(
        render_template("account/provider_onward.html", address=address, name=name),
        mimetype="text/html",
    )
    onward.headers["Refresh"] = f"0; url={address}"
    return onward


@provider.get(RETURN)
@open_to_all
def come_back() -> Answer:
    """Take what the provider sent, once, and let in whom it vouches for."""
    client, now = _client(), installation().now()
    kept = session.pop(_KEPT, None)
    waiting: dict[str, Any] = kept if isinstance(kept, dict) else {}
    asking = Asking.find(waiting.get("asking"))
    if asking is None:
        return _refuse(Reason.NO_REQUEST)
    try:
        identity = client.finish(asking, request.args.to_dict(flat=False), now)
        if waiting.get("session"):
            return _confirm(identity, str(waiting["session"]), str(waiting.get("next", "")))
        return _sign_in(identity, str(waiting.get("practice", "")))
    except ProviderRefused as refusal:
        return _refuse(refusal.reason)
    except (SignInRefused, NotFound):
        return _refuse(Reason.NOT_OURS)


@provider.get("/sign-in/provider/keys")
@open_to_all
def keys() -> dict[str, Any]:
    """The public key with which the provider checks that it is us who ask."""
    return _client().public_keys()


def _sign_in(identity: Identity, practice_id: str) -> Answer:
    parts = installation()
    token, begun = sign_in_with_provider(
        parts.database,
        practice_id,
        identity.issuer,
        identity.subject,
        str(identity.assurance),
        parts.now(),
    )
    leave_session()
    begin_session(token, begun)
    return redirect(STAGE_PAGES[begun.stage], 303)


def _confirm(identity: Identity, session_id: str, named: str) -> Answer:
    parts, found = installation(), _session_of_provider()
    if found is None or found.session.id != session_id:
        raise NotFound
    token, confirmed = confirm_with_provider(
        parts.database,
        found.session,
        identity.issuer,
        identity.subject,
        identity.signed_in_at,
        parts.now(),
    )
    begin_session(token, confirmed)
    return redirect(way_back(named), 303)


def _client() -> OpenIdClient:
    found = current_app.extensions.get(_CLIENT)
    if not isinstance(found, OpenIdClient):
        abort(404)
    return found


def _session_of_provider() -> Present | None:
    """The session of this browser, locked or not, if its person came from the provider."""
    found = find_present()
    if found is None or found.session.stage is not Stage.FULL:
        return None
    return found if found.session.method == Method.PROVIDER else None


def _chosen_practice(parts: Installation) -> str | None:
    practices = list_practices(parts.database)
    wanted = request.form.get("practice", "").strip().upper()
    fitting = [one for one in practices if len(practices) == 1 or one.ods_code == wanted]
    return fitting[0].id if fitting else None


def _show_start(*, faulty: bool = False) -> str:
    parts = installation()
    return render_template(
        "account/provider.html",
        name=parts.settings.oidc_name,
        several=_session_of_provider() is None and len(list_practices(parts.database)) > 1,
        faulty=faulty,
        next=find_way_back(request.values.get("next", "")) or "",
    )


def _refuse(reason: Reason) -> tuple[str, int]:
    """One page whatever the reason; the log has the reason, and nothing about the person."""
    _LOG.warning("request=%s refused=%s", request_id(), reason.value)
    return render_template("account/provider_refused.html"), 422
