"""`gpsupport demo`: a synthetic practice on this machine, made afresh each day."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gpsupport.cli.common import APPLICATION, now, today
from gpsupport.cli.failures import Failure

if TYPE_CHECKING:
    from gpsupport.demo.folder import DemoNote
    from gpsupport.settings import Settings

LOOPBACK = "127.0.0.1"
USUAL_PORT = 8000


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port on this machine; 0 means any. Without it 8000, or another one if that is taken.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Which practice is drawn.")
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the demo; without it “demo” in the data folder.",
)
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
def demo(port: int | None, seed: int, data_dir: Path | None, no_open: bool) -> None:
    """Run a synthetic practice on this machine: nobody in it is real.

    It can be reached from this machine alone. The demo is disposable: what was typed into it is
    gone on the next day, when it is made afresh.
    """
    from gpsupport.demo.folder import demo_settings, find_ready, holding, note_for  # noqa: PLC0415
    from gpsupport.demo.opening import Opening, beside_the_server  # noqa: PLC0415
    from gpsupport.serving.server import run  # noqa: PLC0415
    from gpsupport.settings import variable  # noqa: PLC0415

    chosen = _find_port(port)
    settings = demo_settings(data_dir, f"http://{LOOPBACK}:{chosen}")
    wanted = note_for(seed, today())
    with holding(settings):
        ready = find_ready(settings, wanted) is not None
        if not ready:
            _begin(settings, wanted)
        note = asdict(wanted)
        opening = Opening(
            folder=str(settings.data_dir),
            host=LOOPBACK,
            port=chosen,
            seed=note["seed"],
            day=note["day"],
            version=note["version"],
            started_at=now().isoformat(),
            fill=not ready,
            browser=not no_open,
        )
        # The server's workers read the environment; another database's address must not be there.
        os.environ.pop(f"{variable('database_url')}_FILE", None)
        with beside_the_server(opening), suppress(KeyboardInterrupt):
            run(settings, LOOPBACK, chosen, target=APPLICATION)
    click.echo("The demo has stopped.")


def _find_port(wanted: int | None) -> int:
    """A port that is free now: the one asked for, or else 8000, or else any."""
    from gpsupport.serving.server import is_taken  # noqa: PLC0415

    if wanted is None:
        return _any_port() if is_taken(LOOPBACK, USUAL_PORT) else USUAL_PORT
    if wanted == 0:
        return _any_port()
    if is_taken(LOOPBACK, wanted):
        raise Failure(
            f"Port {wanted} is taken.",
            "Another program on this machine listens there.",
            "Type: gpsupport demo --port 0",
            exit_code=2,
        )
    return wanted


def _any_port() -> int:
    import socket  # noqa: PLC0415

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def _begin(settings: Settings, wanted: DemoNote) -> None:
    """Make the database and put in everybody who is expected today."""
    from gpsupport.demo.folder import empty  # noqa: PLC0415
    from gpsupport.demo.practice import build_practice  # noqa: PLC0415
    from gpsupport.demo.seeding import open_practice  # noqa: PLC0415
    from gpsupport.persistence import schema  # noqa: PLC0415
    from gpsupport.persistence.work import Database  # noqa: PLC0415

    empty(settings, wanted)
    schema.upgrade(settings)
    synthetic = build_practice(wanted.seed, today())
    database = Database.open(settings)
    try:
        with click.progressbar(
            length=synthetic.first, label="Making the practice", file=sys.stderr
        ) as bar:
            open_practice(database, synthetic, now(), lambda _done, _all: bar.update(1))
    finally:
        # The server forks: no connection may be open when it does.
        database.close()
