"""`gpsupport serve`: the server for a practice."""

from __future__ import annotations

from pathlib import Path

import click

from gpsupport.cli.common import APPLICATION, data_dir_option, load_settings
from gpsupport.cli.failures import Failure


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port."
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes."
)
@data_dir_option
def serve(host: str, port: int, workers: int, data_dir: Path | None) -> None:
    """Serve the pages until Ctrl+C. Put a proxy that speaks https in front of it."""
    from gpsupport.serving.server import is_taken, run  # noqa: PLC0415

    settings = load_settings(data_dir)
    if is_taken(host, port):
        raise Failure(
            f"Nothing can listen on {host}, port {port}.",
            "Another program has the port, or the address is not this machine's.",
            f"Type: gpsupport serve --port {port + 1 if port < 65535 else port - 1}",
        )
    run(
        settings,
        host,
        port,
        workers,
        lambda address: click.echo(f"Serving {address}"),
        target=APPLICATION,
    )
