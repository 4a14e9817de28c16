"""Practices: which there are, and the actor that stands for a program rather than a person."""

from datetime import datetime

from gpsupport.actions.errors import Refused, SeveralPractices
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Practice, Role
from gpsupport.persistence.stores.base import new_id
from gpsupport.persistence.work import Database

__all__ = [
    "SeveralPractices",
    "add_practice",
    "find_practice",
    "is_synthetic",
    "list_practices",
    "operator",
    "server",
    "system_actor",
]

_SYNTHETIC = "synthetic"
_COMMAND_LINE = "command-line"
_SERVER = "server"
LONGEST_ODS_CODE = 12
LONGEST_NAME = 200

# Choosing a practice comes before anybody can act for one.
INSTALLATION = Actor(practice_id="", clinician_id="", name="", role=Role.ADMINISTRATOR)


def list_practices(database: Database) -> tuple[Practice, ...]:
    """Every practice of this database, by ODS code."""
    with database.reading() as work:
        return work.practices.list_all(INSTALLATION)


def find_practice(database: Database, ods: str | None) -> Practice | None:
    """The practice of an ODS code; without a code the only one there is, or None.

    Raises SeveralPractices when no code was given and there are several.
    """
    practices = list_practices(database)
    if ods is not None:
        wanted = ods.strip().upper()
        return next((one for one in practices if one.ods_code.upper() == wanted), None)
    if len(practices) > 1:
        raise SeveralPractices(tuple(practice.ods_code for practice in practices))
    return practices[0] if practices else None


def add_practice(
    database: Database, ods: str, name: str, now: datetime, synthetic: bool = False
) -> Practice:
    """Add a practice. `synthetic` marks the whole database as holding invented people alone.

    Raises Refused when the code is taken or cannot be one, when there is no name, or when real and
    invented practices would mix.
    """
    practice = Practice(id=new_id(), ods_code=ods.strip().upper(), name=" ".join(name.split()))
    code = practice.ods_code
    if not (code.isascii() and code.isalnum() and len(code) <= LONGEST_ODS_CODE):
        raise Refused(
            f"An ODS code has letters and digits alone, {LONGEST_ODS_CODE} of them at most."
        )
    if not practice.name or len(practice.name) > LONGEST_NAME:
        raise Refused(f"A practice needs a name, of {LONGEST_NAME} letters at most.")
    actor = operator(practice)
    occasion = Occasion(
        actor, Permission.SET_UP_PRACTICE, now, Event.ADD_PRACTICE, Purpose.OPERATION
    )
    with database.writing(occasion) as work:
        practices = work.practices.list_all(actor)
        if any(one.ods_code == practice.ods_code for one in practices):
            raise Refused(f"There is a practice {practice.ods_code} already.")
        if practices and synthetic != (work.installation.find(actor, _SYNTHETIC) == "true"):
            raise Refused("A database holds either real or synthetic practices, never both.")
        work.practices.add(actor, practice, now)
        if synthetic:
            work.installation.write(actor, _SYNTHETIC, "true")
    return practice


def is_synthetic(database: Database) -> bool:
    """Whether everybody in this database is invented."""
    with database.reading() as work:
        return work.installation.find(INSTALLATION, _SYNTHETIC) == "true"


def system_actor(practice: Practice) -> Actor:
    """The actor for what a program does for a practice: exchange records, and nothing clinical."""
    return Actor(practice.id, _COMMAND_LINE, "gpsupport", Role.INTEGRATOR)


def operator(practice: Practice) -> Actor:
    """The actor for setting a practice up from the command line: nothing of any patient."""
    return Actor(practice.id, _COMMAND_LINE, "gpsupport", Role.ADMINISTRATOR)


def server(practice_id: str) -> Actor:
    """The actor for finding out who somebody is, before anybody can act."""
    return Actor(practice_id, _SERVER, "gpsupport", Role.ADMINISTRATOR)
