"""The front page: who one may be in a demonstration."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.actions.identity import PracticeSize
from gpsupport.domain.people import Actor, Clinician, Practice, Role
from gpsupport.web import words
from gpsupport.web.frame import Row, start_page

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


def people_page(
    practice: Practice, staff: tuple[Clinician, ...], size: PracticeSize, base_url: str
) -> PeoplePage:
    """The first person of each role has a card; everybody else who can open something is listed."""
    useful = [person for person in staff if start_page(_as_actor(person, practice)) is not None]
    cards: list[Person] = []
    shown: set[str] = set()
    for role, button, sentence in _CARDS:
        first = next((person for person in useful if person.role is role), None)
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
            for person in useful
            if person.id not in shown
        ),
        commands=(
            f"curl {base_url}/healthz",
            f"curl {base_url}/readyz",
            f"curl {base_url}/version",
        ),
        counts=(Row("patients", f"{size.patients:,}"), Row("staff", f"{size.staff:,}")),
    )


def _as_actor(person: Clinician, practice: Practice) -> Actor:
    return Actor(practice.id, person.id, person.name, person.role)
