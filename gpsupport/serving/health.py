"""Whether the process lives, whether it can work, and which version it is."""

from __future__ import annotations

from importlib.metadata import version

from flask import Blueprint

from gpsupport.serving.guards import open_to_all
from gpsupport.serving.wiring import installation

health = Blueprint("health", __name__)


@health.get("/healthz")
@open_to_all
def healthz() -> dict[str, str]:
    """The process answers; nothing else is looked at."""
    return {"status": "ok"}


@health.get("/readyz")
@open_to_all
def readyz() -> tuple[dict[str, str], int]:
    """Whether the database answers and has the schema that this version knows."""
    try:
        current = installation().database.schema_is_current()
    except Exception:  # noqa: BLE001 - whatever the database raises, the answer is the same
        return {"status": "not ready", "database": "unreachable"}, 503
    if not current:
        return {"status": "not ready", "database": "reachable", "schema": "not current"}, 503
    return {"status": "ready", "database": "reachable", "schema": "current"}, 200


@health.get("/version")
@open_to_all
def running_version() -> dict[str, str]:
    """The version of the software and of the content that decides."""
    pack = installation().knowledge.version
    return {"version": version("gpsupport"), "pack": pack.pack, "knowledge": pack.version}
