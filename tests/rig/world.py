"""A small practice to look at through the browser door: the demo's people on one fixed morning."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from gpsupport.actions.identity import list_staff
from gpsupport.actions.patients import find_patients
from gpsupport.actions.practices import find_practice
from gpsupport.app import create_app
from gpsupport.demo.practice import build_practice
from gpsupport.demo.seeding import open_practice
from gpsupport.domain.people import Actor, Patient, PatientSearch, Practice, Role
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings

# A Monday morning in surgery hours, in winter, so that London time is UTC.
MORNING = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
SEED = 1
GP = "Dr Priya Shah"
SECOND_GP = "Dr Tom Reid"
NURSE = "Amy Cole"
XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass
class World:
    """One practice in a database of its own, and a clock that a test moves by hand."""

    settings: Settings
    database: Database
    practice: Practice
    app: Flask = field(init=False)
    now: datetime = MORNING

    def __post_init__(self) -> None:
        self.app = create_app(self.settings, database=self.database, clock=lambda: self.now)
        self.app.testing = False

    def wait(self, **duration: float) -> None:
        """Let time pass."""
        self.now += timedelta(**duration)

    def actor(self, name: str) -> Actor:
        """Somebody of the staff, by name."""
        for person in list_staff(self.database, self.practice):
            if person.name == name:
                return Actor(self.practice.id, person.id, person.name, person.role)
        raise LookupError(name)

    def of_role(self, role: Role) -> Actor:
        """The first member of staff with a role."""
        for person in list_staff(self.database, self.practice):
            if person.role is role:
                return Actor(self.practice.id, person.id, person.name, person.role)
        raise LookupError(role)

    def patient(self, family: str, given: str = "") -> Patient:
        """The one patient of that name."""
        (found,) = find_patients(self.database, self.actor(GP), PatientSearch(family, given))
        return found

    def visitor(self) -> "Visitor":
        """A browser without scripts, signed in as nobody."""
        return Visitor(self.app.test_client())

    def signed_in(self, name: str) -> "Visitor":
        """A browser without scripts in which somebody of the staff is signed in."""
        visitor = self.visitor()
        visitor.sign_in(self.actor(name))
        return visitor


class Visitor:
    """Follows links and sends forms, parsing every page strictly."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.key = ""

    def sign_in(self, actor: Actor) -> None:
        """Choose a person on the front page."""
        self.get("/")
        assert self.post("/sign-in", person=actor.clinician_id).status_code == 303

    def get(self, path: str) -> TestResponse:
        """Open a page; a page in HTML must parse without a fault."""
        return self._taken(self.client.get(path))

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form with the key that the last page held."""
        return self._taken(self.client.post(path, data={"csrf_token": self.key, **fields}))

    def answer_gate(self, patient: Patient, presence: str = "alone") -> TestResponse:
        """Open a patient and say who is here; returns the page that follows."""
        self.get(f"/patients/{patient.id}/consultation")
        done = self.post(f"/patients/{patient.id}/consultation/gate", presence=presence)
        assert done.status_code == 303, done.text
        return self.get(f"/patients/{patient.id}/consultation")

    def _taken(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 308}:
            page = parse(response.text)
            for control in page.iter(f"{XHTML}input"):
                if control.get("name") == "csrf_token":
                    self.key = control.get("value") or ""
        return response


def parse(text: str) -> Any:
    """The page as an element tree. Raises html5lib's ParseError for what is not HTML5."""
    return html5lib.HTMLParser(strict=True).parse(text)


def title_of(text: str) -> str:
    """The title of a page."""
    found = parse(text).find(f"{XHTML}head/{XHTML}title")
    return "".join(found.itertext()) if found is not None else ""


def make_template(folder: Path) -> Path:
    """Seed a data folder once; tests work on copies of it."""
    settings = Settings.load({}, data_dir=folder)
    database = Database.create(settings)
    open_practice(database, build_practice(SEED, MORNING.date()), MORNING)
    database.close()
    return folder


@contextmanager
def open_world(template: Path, folder: Path) -> Iterator[World]:
    """A world on a copy of the seeded folder."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    settings = Settings.load({}, data_dir=folder)
    database = Database.open(settings)
    practice = find_practice(database, None)
    assert practice is not None
    yield World(settings, database, practice)
    database.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the application on a free port of loopback, and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
