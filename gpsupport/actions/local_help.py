"""Local help, and how it fits each person of a family."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import require_gate_without_company, require_picture
from gpsupport.actions.days import london_day
from gpsupport.actions.needs import needs_of
from gpsupport.actions.neutral import is_general
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
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
    today = london_day(now)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_LOCAL_HELP)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        picture = require_picture(work, actor, patient_id)
        options = work.options.list_all(actor)
    needs = needs_of(picture, knowledge, today)
    return LocalHelp(picture.patient, consultation, needs, match_family(options, needs, today))


def list_general_help(
    database: Database, actor: Actor, now: datetime
) -> tuple[ReferralOption, ...]:
    """The options that any page may show, by name. Raises Denied."""
    return tuple(option for option in list_directory(database, actor, now) if is_general(option))


def list_directory(database: Database, actor: Actor, now: datetime) -> tuple[ReferralOption, ...]:
    """Every local option as listed, by name, fitted to nobody. Raises Denied."""
    with database.reading(Occasion(actor, Permission.SEE_LOCAL_HELP, now)) as work:
        return work.options.list_all(actor)


def add_option(database: Database, actor: Actor, option: ReferralOption, now: datetime) -> None:
    """Add an option to the practice's directory, under the option's own id. Raises Denied."""
    occasion = Occasion(actor, Permission.SET_UP_PRACTICE, now, Event.ADD_OPTION, Purpose.OPERATION)
    with database.writing(occasion) as work:
        work.options.add(actor, option)
