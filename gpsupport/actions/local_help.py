"""Local help, and how it fits each person of a family."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from gpsupport.actions.circumstances import circumstances
from gpsupport.actions.consultation.current import require_gate_without_company, require_picture
from gpsupport.actions.days import london_day
from gpsupport.actions.needs import Looking
from gpsupport.actions.referral.reading import Person, people_to_help, place_among
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.directory.option import ReferralOption
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.matching import FamilyFit, Need, match_family
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class LocalHelp:
    """Every local option for a patient and the children who are known, best first.

    `areas` and `languages` are those that the directory names, of which `looking` chose. `there`
    are the newest referrals that are under way, by the place of the person among `needs` and the
    option; of one that may be about several no place is told.
    """

    patient: Patient
    consultation: Consultation
    needs: tuple[Need, ...]
    options: tuple[FamilyFit, ...]
    areas: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    looking: Looking = Looking()
    there: Mapping[tuple[int, str], Referral] = field(default_factory=dict)


def read_local_help(
    database: Database,
    actor: Actor,
    patient_id: str,
    now: datetime,
    knowledge: Knowledge,
    *,
    looking: Looking | None = None,
) -> LocalHelp:
    """Every local option, matched to each person. Raises Denied, NotFound, GateClosed.

    An area or a language that the directory does not name counts as not said.
    """
    today = london_day(now)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_LOCAL_HELP)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        picture = require_picture(work, actor, patient_id)
        options = work.options.list_all(actor)
        people = people_to_help(work, actor, picture, knowledge, now)
        around = circumstances(work, actor, patient_id, today, knowledge)
        referrals = work.referrals.read_all(actor, patient_id)
    areas = _named(one.areas for one in options)
    languages = _named(one.languages for one in options)
    said = _among(looking or Looking(), areas, languages)
    needs = tuple(replace(one.need, area=said.area, language=said.language) for one in people)
    return LocalHelp(
        patient=picture.patient,
        consultation=consultation,
        needs=needs,
        options=match_family(options, needs, today, around),
        areas=areas,
        languages=languages,
        looking=said,
        there=dict(under_way(referrals, people)),
    )


def under_way(
    referrals: Iterable[Referral], people: Sequence[Person]
) -> Iterator[tuple[tuple[int, str], Referral]]:
    """Every referral to an option that is not over, the newest last."""
    for one in referrals:
        place = place_among(one.begun, people)
        if place is None or not one.begun.option_id:
            continue
        if not one.state.over:
            yield (place, one.begun.option_id), one


def add_option(database: Database, actor: Actor, option: ReferralOption, now: datetime) -> None:
    """Add an option to the practice's directory, under the option's own id. Raises Denied."""
    occasion = Occasion(actor, Permission.SET_UP_PRACTICE, now, Event.ADD_OPTION, Purpose.OPERATION)
    with database.writing(occasion) as work:
        work.options.add(actor, option)


def _named(listed: Iterable[frozenset[str]]) -> tuple[str, ...]:
    return tuple(sorted(frozenset().union(*listed), key=str.casefold))


def _among(looking: Looking, areas: tuple[str, ...], languages: tuple[str, ...]) -> Looking:
    return Looking(
        area=looking.area if looking.area in areas else None,
        language=looking.language if looking.language in languages else None,
    )
