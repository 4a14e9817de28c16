"""Opening the demo, in a process beside the server: wait until it answers, say so, fill up.

The server forks its workers, and neither a thread nor an open SQLite connection survives that, so
this is a process of its own: `python -m gpsupport.demo.opening`.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from gpsupport.actions.practices import find_practice
from gpsupport.demo.folder import DemoNote, demo_settings, write_note
from gpsupport.demo.practice import SyntheticPractice, build_practice
from gpsupport.demo.seeding import fill_practice
from gpsupport.demo.staff import PRACTICE_NAME
from gpsupport.persistence.work import Database

_PATIENCE_SECONDS = 60
_BETWEEN_TRIES_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Opening:
    """What the process beside the server has to know. `fill` when records are still to come."""

    folder: str
    host: str
    port: int
    seed: int
    day: str
    version: str
    started_at: str
    fill: bool
    browser: bool

    @property
    def address(self) -> str:
        """Where the demo answers."""
        return f"http://{self.host}:{self.port}"


@contextmanager
def beside_the_server(opening: Opening) -> Iterator[None]:
    """Run the opening in a process of its own, and end it with the server."""
    command = [sys.executable, "-m", "gpsupport.demo.opening", json.dumps(asdict(opening))]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - ourselves
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def welcome(opening: Opening, coming: str = "") -> str:
    """What is said once the demo answers; `coming` says how many records are still to come."""
    lines = [
        "",
        f"{PRACTICE_NAME} is open. It is synthetic: nobody in it is real.",
        "",
        f"  {opening.address}/    choose who you would like to be",
        "",
        "From the command line:",
        f"  curl {opening.address}/healthz",
        f"  curl {opening.address}/version",
        "",
        "The demo is disposable: tomorrow it is made afresh, without what was typed today.",
        f"Its folder is {opening.folder}. Ctrl+C stops it.",
    ]
    return "\n".join([*lines, coming] if coming else lines) + "\n"


def _run(opening: Opening) -> int:
    if not _answers(opening):
        _say(f"The server does not answer at {opening.address}. Stop it with Ctrl+C.\n")
        return 1
    if not opening.fill:
        _open_the_door(opening, "")
        return 0
    synthetic = build_practice(opening.seed, date.fromisoformat(opening.day))
    every = len(synthetic.records)
    coming = f"{synthetic.first} of {every} patients are in. The others follow in seconds."
    _open_the_door(opening, coming)
    _fill(opening, synthetic)
    _say(f"All {every} patients are in.\n")
    return 0


def _open_the_door(opening: Opening, coming: str) -> None:
    _say(welcome(opening, coming))
    if opening.browser and _has_display():
        webbrowser.open(f"{opening.address}/")


def _fill(opening: Opening, synthetic: SyntheticPractice) -> None:
    settings = demo_settings(Path(opening.folder), opening.address)
    database = Database.open(settings)
    try:
        practice = find_practice(database, None)
        if practice is None:
            raise LookupError("the demo's practice is not there")
        fill_practice(database, practice, synthetic, datetime.fromisoformat(opening.started_at))
    finally:
        database.close()
    write_note(settings, DemoNote(opening.seed, opening.day, opening.version, complete=True))


def _answers(opening: Opening) -> bool:
    """Wait for the first good answer."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(opening.host, opening.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.client.OK:
                return True
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(_BETWEEN_TRIES_SECONDS)
    return False


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    # Ctrl+C reaches every process of the terminal; the server ends this one when it stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(_run(Opening(**json.loads(sys.argv[1]))))
