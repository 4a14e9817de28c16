"""The folder of a demo: whether it may be used, whether it is of today, and how it is emptied.

A demo is disposable. Nothing but a demo is ever emptied, and only one demo runs from a folder.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gpsupport.actions.errors import SeveralPractices
from gpsupport.actions.practices import find_practice, is_synthetic
from gpsupport.domain.people import Practice
from gpsupport.persistence.engine import sqlite_file
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings

_NOTE = "demo.json"
_LOCK = "demo.lock"


class NotADemo(Exception):
    """The folder cannot be used for a demo: what, why, what to type next."""

    def __init__(self, what: str, why: str, next_step: str) -> None:
        """Keep the three parts apart, for a door that shows them in its own way."""
        super().__init__(f"{what}\n{why}\n{next_step}")
        self.what = what
        self.why = why
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class DemoNote:
    """What is noted beside a demo database: which demo it is, and whether all of it is in."""

    seed: int
    day: str
    version: str
    complete: bool = False


def note_for(seed: int, today: date) -> DemoNote:
    """The note of the demo that would be made now."""
    return DemoNote(seed, today.isoformat(), version("gpsupport"))


def demo_settings(folder: Path | None, base_url: str) -> Settings:
    """Settings of a demo: SQLite in a folder of its own, whatever database is configured.

    Without a folder it is "demo" in the data folder. Raises SettingsError.
    """
    place = folder or Settings.load().data_dir / "demo"
    return Settings.load(data_dir=place, database_url="", base_url=base_url)


@contextmanager
def holding(settings: Settings) -> Iterator[None]:
    """Keep other demos away from this folder. Raises NotADemo when one runs from it already."""
    path = settings.ensure_data_dir() / _LOCK
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise NotADemo(
            f"The folder {settings.data_dir} cannot be used.",
            str(error.strerror),
            "Make it writable for this account, or type: gpsupport demo --data-dir another-folder",
        ) from None
    try:
        try:
            _lock(handle)
        except OSError:
            raise NotADemo(
                "A demo runs from this folder already.",
                f"Its folder is {settings.data_dir}.",
                "Stop it with Ctrl+C, or type: gpsupport demo --data-dir another-folder",
            ) from None
        yield
    finally:
        os.close(handle)


def find_ready(settings: Settings, wanted: DemoNote) -> Practice | None:
    """The practice of the finished demo that is wanted; None when it has to be made (again).

    Raises NotADemo when the folder holds anything but a demo.
    """
    path = sqlite_file(settings)
    if path is None or not path.exists():
        return None
    practice = _synthetic_practice(settings, path)
    complete = DemoNote(wanted.seed, wanted.day, wanted.version, complete=True)
    return practice if _read_note(settings) == asdict(complete) else None


def empty(settings: Settings, wanted: DemoNote) -> None:
    """Delete the demo's database. Raises NotADemo, deleting nothing, when it is not a demo's."""
    path = sqlite_file(settings)
    if path is None:
        raise ValueError("a demo is kept in SQLite")
    if path.exists():
        _synthetic_practice(settings, path)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
    write_note(settings, wanted)


def write_note(settings: Settings, note: DemoNote) -> None:
    """Note which demo is in the folder."""
    path = settings.ensure_data_dir() / _NOTE
    path.write_text(json.dumps(asdict(note)) + "\n", encoding="utf-8")


def _read_note(settings: Settings) -> dict[str, Any]:
    try:
        note = json.loads((settings.data_dir / _NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _synthetic_practice(settings: Settings, path: Path) -> Practice | None:
    """The demo's practice, None when the seeding stopped before there was one."""
    try:
        database = Database.open(settings)
    except Exception as error:
        raise NotADemo(
            "This folder holds a database that cannot be opened.",
            f"So nobody can tell whether {path} is a demo. {getattr(error, 'why', '')}".strip(),
            f"If it is one, delete the folder {settings.data_dir} and type the command again.",
        ) from error
    try:
        practice = find_practice(database, None)
        real = practice is not None and not is_synthetic(database)
    except SeveralPractices:
        practice, real = None, True
    finally:
        database.close()
    if real:
        raise NotADemo(
            "This folder does not hold a demo.",
            f"{path} holds a practice that is not marked as synthetic. Nothing was changed.",
            "Name another folder: gpsupport demo --data-dir another-folder",
        )
    return practice


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
