"""Who is signed in: an opaque cookie here, everything it stands for on the server.

Three cookies, none of them readable by a script: the session (opaque, gone at sign-out), the device
(proves that somebody signed in from this browser before, so that guessing from elsewhere does not
lock them out; it opens nothing), and Flask's signed one, which holds the key of the forms and the
state of a sign-in at an identity provider, and never who somebody is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, abort, after_this_request, g, request, session
from flask.wrappers import Response

from gpsupport.actions.consultation import close_gates
from gpsupport.actions.identity import (
    Present,
    end_session,
    find_ended_session,
    find_session,
    lock_session,
    trust_device,
)
from gpsupport.domain.access import Permission, permits
from gpsupport.domain.identity import Method, SessionState, Stage, WebSession
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import StaleRow
from gpsupport.serving.wiring import installation
from gpsupport.settings import Settings

SESSION, DEVICE, FORMS = "session", "device", "forms"
DEVICE_KEPT = timedelta(days=365)
_LONGEST_COOKIE = 2048


def configure_sessions(app: Flask, settings: Settings) -> None:
    """Sign the forms' cookie and keep it from scripts, other sites and unencrypted connections."""
    app.secret_key = settings.session_secret()
    app.config.update(
        SESSION_COOKIE_NAME=cookie_name(FORMS, settings),
        SESSION_COOKIE_HTTPONLY=True,
        # Strict would be withheld when an identity provider sends somebody back to us.
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=_encrypted(settings),
        SESSION_COOKIE_PATH="/",
    )


def cookie_name(name: str, settings: Settings) -> str:
    """The name of a cookie. With its prefix a browser takes it from this very host alone."""
    return f"__Host-{name}" if _encrypted(settings) else name


def find_present() -> Present | None:
    """Whose session this is, looked up once in every request; locked and half-done ones too."""
    if "present" not in g:
        practice_id, _, token = _session_cookie().partition(".")
        g.present = None
        if practice_id and token:
            parts = installation()
            g.present = find_session(parts.database, practice_id, token, parts.now())
    found: Present | None = g.present
    return found


def find_ended() -> Present | None:
    """Whose session this was, where it ended by itself lately: only to keep what was typed in it.

    Once it is found, this request counts as one of a locked session.
    """
    practice_id, _, token = _session_cookie().partition(".")
    if not practice_id or not token:
        return None
    parts = installation()
    g.present = find_ended_session(parts.database, practice_id, token, parts.now())
    found: Present | None = g.present
    return found


def require_present() -> Present:
    """The same where the guard has let somebody in. Answers 404 for anybody else."""
    found = find_present()
    if found is None:
        abort(404)
    return found


def is_locked() -> bool:
    """Whether the session of this request is locked, or ended while something was typed."""
    found = find_present()
    if found is None:
        return False
    return found.session.state(installation().now()) is not SessionState.OPEN


def find_session_actor() -> Actor | None:
    """Who is signed in and may see something now; None for nobody, half a sign-in and a lock."""
    found = find_present()
    return None if found is None or is_locked() else found.actor


def begin_session(token: str, begun: WebSession) -> None:
    """Give the browser a session, in place of whatever it had.

    The forms' key is renewed with it: what an earlier user of this browser had is worth nothing.
    """
    session.clear()
    _use(f"{begun.practice_id}.{token}")
    if begun.stage in {Stage.ROLE, Stage.FULL} and begun.method == Method.PASSWORD:
        _trust(begun)


def leave_session() -> None:
    """End the session on the server, and take its cookie back."""
    found = find_present()
    if found is not None:
        shut_gates(found)
        end_session(installation().database, found.session, installation().now())
    session.clear()
    _use("")


def lock(found: Present) -> None:
    """Lock a session. Its gates shut: in the meantime somebody may have come into the room."""
    with suppress(StaleRow):  # another request of this browser was first
        lock_session(installation().database, found.session, installation().now())
    shut_gates(found)
    g.pop("present", None)


def shut_gates(found: Present) -> None:
    """Put everything that this person had open out of sight."""
    actor = actor_behind(found)
    if actor is not None and permits(actor.role, Permission.CONSULT):
        close_gates(installation().database, actor, installation().now())


def actor_behind(found: Present) -> Actor | None:
    """Who a session acts for, locked or not: to shut gates, and to keep what was typed.

    None where nobody acts yet, or may not any more. Nothing may be shown to a locked session.
    """
    began, person = found.session, found.clinician
    if began.stage is not Stage.FULL or began.role not in person.roles or person.disabled:
        return None
    return Actor(began.practice_id, person.id, person.name, began.role, began.id)


def device() -> str:
    """What this browser kept of an earlier sign-in; empty for one that never saw one."""
    return request.cookies.get(cookie_name(DEVICE, installation().settings), "")[:_LONGEST_COOKIE]


def address() -> str:
    """Where the request came from; behind proxies only if the settings say how many."""
    return request.remote_addr or ""


def _session_cookie() -> str:
    if "session_cookie" in g:
        return str(g.session_cookie)
    given = request.cookies.get(cookie_name(SESSION, installation().settings), "")
    return given if len(given) <= _LONGEST_COOKIE else ""


def _use(value: str) -> None:
    # Lax and not Strict: the way back from an identity provider, and a link in another program,
    # must find the session. A form of another site brings no Lax cookie and has no key.
    _send(SESSION, value, "Lax", None)
    g.session_cookie = value
    g.pop("present", None)


def _trust(begun: WebSession) -> None:
    parts = installation()
    kept = trust_device(
        parts.database, begun.practice_id, begun.staff_id, parts.now(), device=device()
    )
    _send(DEVICE, kept, "Strict", DEVICE_KEPT)


def _send(name: str, value: str, same_site: str, kept: timedelta | None) -> None:
    """Send a cookie with the answer, in place of one sent before; an empty one goes."""
    waiting: dict[str, Callable[[Response], None]] = g.setdefault("cookies", {})
    if not waiting:
        after_this_request(_send_all)
    settings = installation().settings
    full_name = cookie_name(name, settings)
    secure = _encrypted(settings)

    def put(response: Response) -> None:
        if value:
            response.set_cookie(
                full_name, value, max_age=kept, secure=secure, httponly=True, samesite=same_site
            )
        else:
            response.delete_cookie(full_name, secure=secure, httponly=True, samesite=same_site)

    waiting[name] = put


def _send_all(response: Response) -> Response:
    for put in g.cookies.values():
        put(response)
    return response


def _encrypted(settings: Settings) -> bool:
    # The settings refuse plain http but on loopback, where Secure would lose the cookie.
    return urlsplit(settings.base_url).scheme == "https"
