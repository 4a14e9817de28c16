"""A small practice to look at through the browser door: the demo's people on one fixed morning."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import html5lib
import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from gpsupport.actions.identity import list_staff
from gpsupport.actions.identity.accounts import NewPerson, add_account
from gpsupport.actions.patients import find_patients
from gpsupport.actions.practices import find_practice
from gpsupport.app import create_app
from gpsupport.demo.practice import build_practice
from gpsupport.demo.seeding import open_practice
from gpsupport.domain.people import Actor, Patient, PatientSearch, Practice, Role
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings

# A Monday morning in surgery hours, in winter, so that London time is UTC.
MORNING = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
SEED = 1
GP = "Dr Priya Shah"
SECOND_GP = "Dr Tom Reid"
NURSE = "Amy Cole"
FORM_KEY = re.compile(r'name="csrf_token"[^>]*value="(?P<key>[^"]*)"')
FORM_KEY_BYTES = re.compile(rb'(name="csrf_token"[^>]*value=")[^"]*')
OWN_PASSWORD = "four words that fit nowhere"
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
        self.app = create_app(
            self.settings,
            database=self.database,
            knowledge=load_knowledge(),
            clock=lambda: self.now,
        )
        self.app.testing = False

    def wait(self, **duration: float) -> None:
        """Let time pass."""
        self.now += timedelta(**duration)

    def actor(self, name: str) -> Actor:
        """Somebody of the staff, by name."""
        for person in list_staff(self.database, self.practice, self.now):
            if person.name == name:
                return Actor(self.practice.id, person.id, person.name, person.role)
        raise LookupError(name)

    def of_role(self, role: Role) -> Actor:
        """The first member of staff with a role."""
        for person in list_staff(self.database, self.practice, self.now):
            if person.role is role:
                return Actor(self.practice.id, person.id, person.name, person.role)
        raise LookupError(role)

    def patient(self, family: str, given: str = "") -> Patient:
        """The one patient of that name."""
        searched = PatientSearch(family, given)
        (found,) = find_patients(self.database, self.actor(GP), searched, self.now)
        return found

    def add_account(self, username: str, *roles: Role, name: str = "Dr Ada Holt") -> str:
        """Somebody new with an account; returns the password that holds for one sign-in."""
        person = NewPerson(name, username, roles or (Role.GP,))
        password = add_account(self.database, self.practice, person, self.now).password
        assert password is not None
        return password

    def code(self, secret: str) -> str:
        """What an authenticator app shows now."""
        return pyotp.TOTP(secret).at(self.now)

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
        """Choose a person on the front page, and the role where the person has several."""
        self.get("/")
        done = self.post("/sign-in/as", person=actor.clinician_id)
        assert done.status_code == 303, done.text
        if done.headers["Location"] == "/account/role":
            self.get("/account/role")
            assert self.post("/account/role", role=actor.role.value).status_code == 303

    def sign_in_with_password(self, username: str, password: str) -> TestResponse:
        """Send the form of a local account; returns the answer, whatever it is."""
        self.get("/sign-in")
        return self.post("/sign-in", username=username, password=password)

    def set_up_account(self, world: World, username: str, given: str) -> "Enrolled":
        """Sign in for the first time: a password of one's own, then an authenticator app."""
        assert self.sign_in_with_password(username, given).status_code == 303
        self.get("/account/password")
        done = self.post("/account/password", old=given, new=OWN_PASSWORD, again=OWN_PASSWORD)
        assert done.status_code == 303, done.text
        page = self.get("/account/second-factor").text
        (letters,) = texts_of_class(page, "cs-letters")
        secret = letters.replace(" ", "")
        shown = self.post("/account/second-factor", code=world.code(secret)).text
        (codes,) = texts_of_class(shown, "cs-codes")
        return Enrolled(secret, tuple(codes.split()))

    def unlock(self, back: str = "") -> TestResponse:
        """Open a locked demonstration session again."""
        self.get("/locked")
        return self.post("/locked", next=back)

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


class Quick(Visitor):
    """The same without parsing: for tests that ask for thousands of pages."""

    def _taken(self, response: TestResponse) -> TestResponse:
        if found := FORM_KEY.search(response.text):
            self.key = found.group("key")
        return response


def seen(answer: TestResponse, *told: str) -> bytes:
    """Status, headers and body, without what is drawn at random for each request.

    `told` are ids that the caller named: an answer may repeat them, whatever they stand for.
    """
    headers = [
        f"{name}: {value}"
        for name, value in answer.headers.items()
        if name not in {"X-Request-Id", "Set-Cookie", "Content-Length"}
    ]
    body = FORM_KEY_BYTES.sub(rb"\1", answer.data)
    whole = "\n".join((answer.status, *headers)).encode() + b"\n" + body
    for drawn in (answer.headers.get("X-Request-Id", ""), *told):
        whole = whole.replace(drawn.encode(), b"") if drawn else whole
    return whole


@dataclass(frozen=True)
class Enrolled:
    """What somebody keeps after setting an account up."""

    secret: str
    codes: tuple[str, ...]


def texts_of_class(text: str, name: str) -> list[str]:
    """The words in every element of a class, its parts apart."""
    return [
        " ".join(part.strip() for part in element.itertext()).strip()
        for element in parse(text).iter()
        if name in (element.get("class") or "").split()
    ]


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
