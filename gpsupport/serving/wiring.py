"""What a running installation is made of, and where a request finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask, current_app

from gpsupport.actions.days import london_day
from gpsupport.domain.knowledge.pack import Knowledge
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings

_KEY = "gpsupport"

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Installation:
    """Settings, database, knowledge and clock of one process.

    `clock` gives an aware instant in UTC.
    """

    settings: Settings
    database: Database
    knowledge: Knowledge
    clock: Clock

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
