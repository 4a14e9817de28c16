"""Who is signed in: kept in a signed cookie, behind functions that hide where."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, g, session

from gpsupport.actions.identity import find_actor
from gpsupport.domain.people import Actor
from gpsupport.serving.wiring import installation
from gpsupport.settings import Settings

_ACTOR = "actor"
COOKIE_NAME = "session"


def configure_sessions(app: Flask, settings: Settings) -> None:
    """Sign the cookie and keep it from scripts, other sites and unencrypted connections."""
    app.secret_key = settings.session_secret()
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE_NAME,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The settings refuse plain http but on loopback, where Secure would lose the cookie.
        SESSION_COOKIE_SECURE=urlsplit(settings.base_url).scheme == "https",
        SESSION_COOKIE_PATH="/",
    )


def sign_in(actor: Actor) -> None:
    """Begin a session of this actor, keeping nothing of an earlier one."""
    session.clear()
    session[_ACTOR] = [actor.practice_id, actor.clinician_id]
    g.actor = actor


def sign_out() -> None:
    """End the session."""
    session.clear()
    g.actor = None


def find_session_actor() -> Actor | None:
    """Who is signed in, looked up afresh in every request; None for nobody or somebody removed."""
    if "actor" not in g:
        kept = session.get(_ACTOR)
        g.actor = None
        if isinstance(kept, list) and len(kept) == 2:
            g.actor = find_actor(installation().database, str(kept[0]), str(kept[1]))
    found: Actor | None = g.actor
    return found
