"""What stands around every page: the strip, the links, who is signed in; and the patient banner."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date

from flask import Flask, request

from gpsupport.actions.practices import is_synthetic, list_practices
from gpsupport.domain.access import Permission, permits
from gpsupport.domain.identity import IDLE_LOCKS
from gpsupport.domain.people import Actor, Patient
from gpsupport.serving.fitness import NotFitToServe
from gpsupport.serving.sessions import find_present, find_session_actor, is_locked
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
    """The surroundings of a page.

    `asks_for_records`: somebody who may ask for a record that is kept from them. `idle_seconds`:
    after how long without anybody there the browser locks the page. `signed_off`: the content in
    use was reviewed and signed off by this practice.
    """

    synthetic: bool = False
    place: str = ""
    links: tuple[Link, ...] = ()
    home: str = "/"
    actor_name: str = ""
    actor_role: str = ""
    locked: bool = False
    asks_for_records: bool = False
    idle_seconds: int = 0
    signed_off: bool = False


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
    ("Knowledge", "/knowledge", Permission.SEE_KNOWLEDGE),
    ("Reviews", "/reviews", Permission.GUARD_RECORDS),
    ("Developer", "/developer", Permission.SEE_INTERFACES),
)


_NO_PLACE = "/account"
# What is looked up at times is nobody's day.
_NO_START = "/knowledge"
_WITH_PAGES_BELOW = frozenset({"/directory", "/knowledge", "/reviews", "/today"})


def start_page(actor: Actor) -> str:
    """Where this actor's day starts: the first page that the role opens, or one's own account."""
    starts = (
        href for _, href, needed in _PLACES if href != _NO_START and permits(actor.role, needed)
    )
    return next(starts, _NO_PLACE)


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
        home=start_page(actor) if actor else "/",
        actor_name=actor.name if actor else "",
        actor_role=words.ROLES[actor.role] if actor else "",
        locked=is_locked(),
        asks_for_records=actor is not None and permits(actor.role, Permission.ASK_FOR_RECORD),
        idle_seconds=int(IDLE_LOCKS.total_seconds()) if actor else 0,
        signed_off=actor is not None and _is_signed_off(parts),
    )


def _is_signed_off(parts: Installation) -> bool:
    """Where nothing may be used nothing is signed off, and the page about that still appears."""
    try:
        return parts.knowledge.standing.signed_off
    except NotFitToServe:
        return False


def _place(parts: Installation) -> str:
    today = words.weekday(parts.today())
    practices = list_practices(parts.database)
    found = find_present()
    # Where there are several, whose they are is known only once somebody is there.
    if len(practices) > 1:
        practices = tuple(
            one for one in practices if found is not None and one.id == found.session.practice_id
        )
    return f"{practices[0].name}, {today}" if practices else today


def _links(actor: Actor) -> tuple[Link, ...]:
    return tuple(
        Link(name, href, _current(href))
        for name, href, permission in _PLACES
        if permits(actor.role, permission)
    )


def _current(href: str) -> str:
    if request.path == href:
        return "page"
    if href in _WITH_PAGES_BELOW and request.path.startswith(f"{href}/"):
        return "true"
    if request.path.startswith("/patients/"):
        # A patient's pages belong to the day's work, except the help looked up for them.
        belongs_to = "/directory" if request.path.endswith("/local-help") else "/today"
        return "true" if href == belongs_to else ""
    return ""
