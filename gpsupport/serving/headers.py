"""The headers of every answer: what a browser may load, keep and tell."""

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
        if not settings.frame_ancestors:
            response.headers["X-Frame-Options"] = "DENY"
        if request.endpoint != ASSET_ENDPOINT or response.status_code != 200:
            response.headers["Cache-Control"] = "no-store"
        return response
