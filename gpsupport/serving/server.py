"""Running the application: granian where it is installed, waitress elsewhere."""

from __future__ import annotations

import importlib
import importlib.util
import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from gpsupport.actions.days import london_day
from gpsupport.outbound.client_keys import require_client_key
from gpsupport.persistence.schema import find_fault
from gpsupport.persistence.work import Database
from gpsupport.serving.shelf import Shelf
from gpsupport.settings import Settings, variable

Ready = Callable[[str], None]

# More than twice the cores would only queue inside Python.
_THREADS = max(2, min(8, 2 * (os.cpu_count() or 1)))


def run(
    settings: Settings,
    host: str,
    port: int,
    workers: int = 1,
    on_ready: Ready | None = None,
    *,
    target: str,
) -> None:
    """Serve until somebody stops it. `on_ready` is called once with the address.

    `target` names the function that makes the application, as "module:function": it stands above
    this room, so the caller says which it is.

    Workers are processes that read their settings from the environment, so what was chosen on a
    command line is put there first. Raises SchemaNotCurrent and NotFitToServe before anything
    listens: a fault in a worker would be repeated for ever.
    """
    fault = find_fault(settings)
    if fault is not None:
        raise fault
    require_content(settings, datetime.now(UTC))
    settings.session_secret()
    if settings.oidc_issuer:
        require_client_key(settings.data_dir)
    _hand_over(settings)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if importlib.util.find_spec("granian") is not None:
        _run_granian(target, host, port, workers, address, on_ready)
    else:
        _run_waitress(target, settings, host, port, address, on_ready)


def require_content(settings: Settings, now: datetime) -> None:
    """Make sure that every practice of a database has content that may serve.

    Nothing stays open: the workers are made afterwards. Raises NotFitToServe.
    """
    database = Database.open(settings)
    try:
        Shelf(database, settings.knowledge_overlay).require(london_day(now), now)
    finally:
        database.close()


def is_taken(host: str, port: int) -> bool:
    """Whether nothing could listen there: asked before a server starts, to say so in words."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _hand_over(settings: Settings) -> None:
    # A database named by a file would win over the one that the command was given.
    os.environ.pop(variable("database_url") + "_FILE", None)
    for field in ("data_dir", "database_url", "base_url", "log_level"):
        os.environ[variable(field)] = str(getattr(settings, field))


def _run_granian(  # noqa: PLR0917 - as run() has them
    target: str, host: str, port: int, workers: int, address: str, on_ready: Ready | None
) -> None:
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    server: Any = Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        factory=True,
        # Its access log would write addresses; ours writes routes.
        log_access=False,
        log_level=LogLevels.warning,
    )
    if on_ready is not None:
        server.on_startup(lambda: on_ready(address))
    server.serve()


def _run_waitress(  # noqa: PLR0917 - as run() has them
    target: str, settings: Settings, host: str, port: int, address: str, on_ready: Ready | None
) -> None:
    import waitress  # noqa: PLC0415

    server = waitress.create_server(_load(target)(settings), host=host, port=port, threads=_THREADS)
    if on_ready is not None:
        on_ready(address)
    server.run()


def _load(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)
