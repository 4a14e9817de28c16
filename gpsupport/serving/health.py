"""Whether the process lives, whether it can work, and which version it is."""

from __future__ import annotations

from importlib.metadata import version

from flask import Blueprint

from gpsupport.serving.fitness import NotFitToServe
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
    """Whether the database answers with the schema of this version, and content may be used.

    One practice that withdrew its content does not take this process from the others.
    """
    parts = installation()
    serves = False
    try:
        current = parts.database.schema_is_current()
        if current:
            serves = parts.shelf.serves_anybody(parts.today(), parts.now())
    except Exception:  # noqa: BLE001 - whatever the database raises, the answer is the same
        return {"status": "not ready", "database": "unreachable"}, 503
    if not current:
        return {"status": "not ready", "database": "reachable", "schema": "not current"}, 503
    found = {"database": "reachable", "schema": "current"}
    if not serves:
        return {"status": "not ready", **found, "content": "none"}, 503
    return {"status": "ready", **found, "content": "in use"}, 200


@health.get("/version")
@open_to_all
def running_version() -> dict[str, str | None]:
    """The version of the software and of the content that decides; null where none may."""
    software = version("gpsupport")
    try:
        pack = installation().knowledge.version
    except NotFitToServe:
        return {"version": software, "pack": None, "knowledge": None}
    return {"version": software, "pack": pack.pack, "knowledge": pack.version}
