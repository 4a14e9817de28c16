"""What stands around every page: the strip, the links, who is signed in; and the patient banner."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date

from flask import Flask, request

from gpsupport.actions.practices import SeveralPractices, find_practice, is_synthetic
from gpsupport.domain.access import Decision, Permission, decide
from gpsupport.domain.people import Actor, Patient
from gpsupport.serving.sessions import find_session_actor
from gpsupport.serving.wiring import Installation, installation
from gpsupport.web import words

_LOG = logging.getLogger("gpsupport.web")


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the header; `current` is "page" on its page, "true" below it, else empty."""

    words: str
    href: str
    current: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The surroundings of a page."""

    synthetic: bool = False
    place: str = ""
    links: tuple[Link, ...] = ()
    home: str = "/"
    actor_name: str = ""
    actor_role: str = ""


@dataclass(frozen=True, slots=True)
class Banner:
    """Who the patient is. No address, phone or marker, on purpose."""

    name: str
    born: str
    gender: str
    nhs_number: str


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value."""

    label: str
    value: str


_PLACES = (
    ("Today", "/today", Permission.SEE_APPOINTMENTS),
    ("Patients", "/patients", Permission.FIND_PATIENT),
    ("Local help", "/directory", Permission.SEE_LOCAL_HELP),
    ("Developer", "/developer", Permission.EXCHANGE_RECORDS),
)


def start_page(actor: Actor) -> str | None:
    """Where this actor's day starts; None for a role that has nothing to open yet."""
    for _, href, permission in _PLACES:
        if decide(actor, permission) is Decision.ALLOW:
            return href
    return None


def banner(patient: Patient, today: date) -> Banner:
    """The patient banner in the shape that NHS staff know."""
    return Banner(
        name=words.banner_name(patient.name),
        born=words.banner_birth(patient.born, today),
        gender=words.gender(patient.sex),
        nhs_number=words.nhs_number(patient),
    )


def put_frame(app: Flask) -> None:
    """Give every template its frame."""

    @app.context_processor
    def _frame() -> dict[str, Frame]:
        try:
            return {"frame": _build()}
        except Exception:  # noqa: BLE001 - an error page appears even without a database
            _LOG.warning("the frame of a page could not be built")
            return {"frame": Frame()}


def _build() -> Frame:
    parts = installation()
    actor = find_session_actor()
    synthetic = is_synthetic(parts.database)
    return Frame(
        synthetic=synthetic,
        place=_place(parts),
        links=_links(actor) if actor else (),
        home=(start_page(actor) if actor else None) or "/",
        actor_name=actor.name if actor else "",
        actor_role=words.ROLES[actor.role] if actor else "",
    )


def _place(parts: Installation) -> str:
    today = words.weekday(parts.today())
    try:
        practice = find_practice(parts.database, None)
    except SeveralPractices:
        return today
    return f"{practice.name}, {today}" if practice else today


def _links(actor: Actor) -> tuple[Link, ...]:
    return tuple(
        Link(name, href, _current(href))
        for name, href, permission in _PLACES
        if decide(actor, permission) is Decision.ALLOW
    )


def _current(href: str) -> str:
    if request.path == href:
        return "page"
    if href == "/directory" and request.path.startswith("/directory/"):
        return "true"
    if request.path.startswith("/patients/"):
        # A patient's pages belong to the day's work, except the help looked up for them.
        belongs_to = "/directory" if request.path.endswith("/local-help") else "/today"
        return "true" if href == belongs_to else ""
    return ""
