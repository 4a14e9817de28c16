"""What a running installation is made of, and where a request finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask, current_app, g

from gpsupport.actions.days import london_day
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database
from gpsupport.serving.shelf import FixedShelf, Shelf
from gpsupport.settings import Settings

_KEY = "gpsupport"

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Installation:
    """Settings, database, shelf of knowledge and clock of one process.

    `clock` gives an aware instant in UTC.
    """

    settings: Settings
    database: Database
    shelf: Shelf | FixedShelf
    clock: Clock

    @property
    def knowledge(self) -> Knowledge:
        """The content that serves the practice of whoever is signed in.

        One request has one content, whatever comes into force meanwhile. Raises NotFitToServe.
        """
        actor: Actor | None = g.get("actor")
        practice_id = actor.practice_id if actor else None
        kept: dict[str | None, Knowledge] = g.setdefault("knowledge", {})
        if practice_id not in kept:
            kept[practice_id] = self.shelf.current(practice_id, self.today(), self.now())
        return kept[practice_id]

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self.clock()

    def today(self) -> date:
        """The day in Europe/London."""
        return london_day(self.now())


def install(app: Flask, installation: Installation) -> None:
    """Give the application its parts."""
    app.extensions[_KEY] = installation


def installation() -> Installation:
    """The parts of the application that answers this request."""
    found: Installation = current_app.extensions[_KEY]
    return found
