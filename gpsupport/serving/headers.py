"""The headers of every answer: what a browser may load, keep and tell.

The policy has no nonce: no page of ours holds a script or a style of its own, so nothing needs one,
and what cannot be allowed cannot be smuggled in.
"""

from __future__ import annotations

from flask import Flask, request
from flask.wrappers import Response

from gpsupport.settings import Settings

_QUIET_FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "payment",
    "usb",
)
ASSET_ENDPOINT = "asset"
_ENCRYPTED_FOR = 365 * 24 * 60 * 60
# At sign-out. Not "cookies": that would take the mark of a known browser too, and then somebody
# who guesses passwords from elsewhere could keep its owner out. The session's own cookie is
# expired by name, and what it stood for has ended on the server.
FORGET = '"cache", "storage"'


def content_security_policy(frame_ancestors: tuple[str, ...]) -> str:
    """The policy: only our own files, no inline script or style, no frame unless it is named."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {' '.join(frame_ancestors) or chr(39) + 'none' + chr(39)}",
        )
    )


def add_headers(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer, error pages and refusals included."""
    policy = content_security_policy(settings.frame_ancestors)
    features = ", ".join(f"{feature}=()" for feature in _QUIET_FEATURES)

    @app.after_request
    def _add(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = features
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if settings.base_url.startswith("https:"):
            response.headers["Strict-Transport-Security"] = f"max-age={_ENCRYPTED_FOR}"
        if not settings.frame_ancestors:
            response.headers["X-Frame-Options"] = "DENY"
        if request.endpoint != ASSET_ENDPOINT or not response.cache_control.public:
            response.headers["Cache-Control"] = "no-store"
        return response
