"""Local help, and how it fits each person of a family."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import require_gate
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.needs import needs_of
from gpsupport.actions.neutral import is_general
from gpsupport.actions.practices import system_actor
from gpsupport.domain.access import Permission, require
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.knowledge import Knowledge
from gpsupport.domain.people import Actor, Patient, Practice
from gpsupport.domain.referral import FamilyFit, Need, ReferralOption, match_family
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class LocalHelp:
    """Every local option for a patient and the children whom the record names, best first."""

    patient: Patient
    consultation: Consultation
    needs: tuple[Need, ...]
    options: tuple[FamilyFit, ...]


def read_local_help(
    database: Database, actor: Actor, patient_id: str, now: datetime, knowledge: Knowledge
) -> LocalHelp:
    """Every local option, matched to each person. Raises Denied, NotFound, GateClosed."""
    require(actor, Permission.CONSULT)
    require(actor, Permission.SEE_LOCAL_HELP)
    today = london_day(now)
    with database.reading() as work:
        consultation = require_gate(work, actor, patient_id, now)
        picture = work.pictures.read(actor, patient_id)
        options = work.options.list_all(actor)
    if picture is None:
        raise NotFound
    needs = needs_of(picture, knowledge, today)
    return LocalHelp(picture.patient, consultation, needs, match_family(options, needs, today))


def list_general_help(database: Database, actor: Actor) -> tuple[ReferralOption, ...]:
    """The options that any page may show, by name. Raises Denied."""
    return tuple(option for option in list_directory(database, actor) if is_general(option))


def list_directory(database: Database, actor: Actor) -> tuple[ReferralOption, ...]:
    """Every local option as listed, by name, fitted to nobody. Raises Denied."""
    require(actor, Permission.SEE_LOCAL_HELP)
    with database.reading() as work:
        return work.options.list_all(actor)


def add_option(database: Database, practice: Practice, option: ReferralOption) -> None:
    """Add an option to a practice's directory, under the option's own id."""
    with database.writing() as work:
        work.options.add(system_actor(practice), option)
