"""The front page of a demonstration, one's own account, and a new second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from gpsupport.actions.days import london_day
from gpsupport.actions.identity import NewSecret, OwnAccount, PracticeSize, Present
from gpsupport.domain.identity import Method, WebSession
from gpsupport.domain.people import Clinician, Role
from gpsupport.web import words
from gpsupport.web.account.qr import QrPicture, qr_picture
from gpsupport.web.frame import Row

_CARDS = (
    (Role.GP, "Open as GP", "A ten-minute appointment, from the first question to saved."),
    (Role.NURSE, "Open as nurse", "A long-term condition review where something does not fit."),
    (
        Role.SAFEGUARDING_LEAD,
        "Open as lead",
        "Any patient, and who asked before. No work lists yet.",
    ),
    (Role.PRACTICE_MANAGER, "Open as manager", "The list of local help, and when it was checked."),
    (Role.INTEGRATOR, "Open as integrator", "Sample records, and the commands that read them."),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be. `button` and `sentence` are empty for those without a card."""

    id: str
    name: str
    role: str
    initials: str = ""
    sentence: str = ""
    button: str = ""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The front page of a demonstration."""

    people: tuple[Person, ...]
    others: tuple[Person, ...]
    commands: tuple[str, ...]
    counts: tuple[Row, ...]


def people_page(staff: tuple[Clinician, ...], size: PracticeSize, base_url: str) -> PeoplePage:
    """The first person of each role has a card; everybody else is listed."""
    cards: list[Person] = []
    shown: set[str] = set()
    for role, button, sentence in _CARDS:
        first = next((person for person in staff if person.role is role), None)
        if first is not None:
            shown.add(first.id)
            cards.append(
                Person(
                    first.id,
                    first.name,
                    words.ROLES[role],
                    words.initials(first.name),
                    sentence,
                    button,
                )
            )
    return PeoplePage(
        people=tuple(cards),
        others=tuple(
            Person(person.id, person.name, words.ROLES[person.role])
            for person in staff
            if person.id not in shown
        ),
        commands=(
            f"curl {base_url}/healthz",
            f"curl {base_url}/readyz",
            f"curl {base_url}/version",
        ),
        counts=(Row("patients", f"{size.patients:,}"), Row("staff", f"{size.staff:,}")),
    )


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One place where somebody is signed in."""

    began: str
    seen: str
    role: str
    how: str
    here: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account. `local` is False where there is no password of ours to change."""

    name: str
    role: str
    several_roles: bool
    username: str
    how: str
    local: bool
    second_factor: bool
    recovery_left: str
    few_codes: bool
    sessions: tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True)
class SecretPage:
    """A new second factor: the picture, and the same in groups of four letters to be typed."""

    picture: QrPicture
    letters: str


_METHODS = {
    Method.PASSWORD: "Password and code",
    Method.PROVIDER: "Your work account",
    Method.DEMO: "Demonstration, no password",
}
_FEW_CODES = 3
_LONGEST_URI = 400


def account_page(found: Present, held: OwnAccount) -> AccountPage:
    """What one may see of one's own account, the present session first."""
    here = found.session
    others = [one for one in held.sessions if one.id != here.id]
    others.sort(key=lambda one: one.seen_at, reverse=True)
    return AccountPage(
        name=found.clinician.name,
        role=words.ROLES[here.role] if here.role else "",
        several_roles=len(held.roles) > 1,
        username=held.username,
        how=_METHODS[Method(here.method)],
        local=held.has_password,
        second_factor=held.second_factor,
        recovery_left=f"{held.recovery_left} left",
        few_codes=held.recovery_left < _FEW_CODES,
        sessions=tuple(_session_row(one, here=one is here) for one in (here, *others)),
    )


def _session_row(one: WebSession, *, here: bool) -> SessionRow:
    return SessionRow(
        began=_moment(one.created_at),
        seen=_moment(one.seen_at),
        role=words.ROLES[one.role] if one.role else "Not chosen yet",
        how=_METHODS[Method(one.method)],
        here=here,
    )


def _moment(at: datetime) -> str:
    return f"{words.day(london_day(at))}, {words.clock_time(at)}"


def secret_page(made: NewSecret) -> SecretPage:
    """The picture and the letters of a new second factor."""
    letters = made.secret
    grouped = " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))
    return SecretPage(qr_picture(made.uri), grouped)


def find_secret(uri: str) -> NewSecret | None:
    """The secret that a page showed, to show it again after a mistake; None for anything else.

    Only the picture depends on it: a code is checked against what the server keeps.
    """
    parts = urlsplit(uri) if uri.isascii() and len(uri) <= _LONGEST_URI else urlsplit("")
    secret = parse_qs(parts.query).get("secret", [""])[0]
    if (parts.scheme, parts.netloc) != ("otpauth", "totp") or not secret.isalnum():
        return None
    return NewSecret(secret, uri)
