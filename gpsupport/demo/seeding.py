"""Putting the synthetic practice into a database, through the same actions as anything else.

It can be done in two steps: the people whom the demo is about and today's list come first, so that
a page can be looked at while the ordinary records follow.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from gpsupport.actions.enquiry.due import refresh_standings
from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.identity import add_clinician
from gpsupport.actions.local_help import add_option
from gpsupport.actions.practices import add_practice, operator, system_actor
from gpsupport.demo.conversations import hold_conversations
from gpsupport.demo.practice import PATIENTS, SyntheticPractice, build_practice
from gpsupport.demo.shapes import Resource, as_bytes
from gpsupport.demo.staff import ODS_CODE, PRACTICE_NAME, STAFF
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Practice
from gpsupport.fhir.reading import read_record
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database

# Called with how many records are in, and how many there are. What it raises stops the seeding.
Progress = Callable[[int, int], None]


def seed_practice(
    database: Database,
    seed: int,
    today: date,
    now: datetime,
    progress: Progress | None = None,
    *,
    patients: int = PATIENTS,
) -> Practice:
    """Build the practice of a seed and a day and put all of it into an empty database.

    `now` is an aware instant in UTC. Raises Refused when the database holds a practice already.
    """
    synthetic = build_practice(seed, today, patients)
    practice = open_practice(database, synthetic, now, progress)
    fill_practice(database, practice, synthetic, now, progress)
    return practice


def open_practice(
    database: Database,
    synthetic: SyntheticPractice,
    now: datetime,
    progress: Progress | None = None,
) -> Practice:
    """Put in the practice, its staff, its local help and everybody who is expected today."""
    practice = add_practice(database, ODS_CODE, PRACTICE_NAME, now, synthetic=True)
    for member in STAFF:
        add_clinician(database, practice, member.name, member.role, now, clinician_id=member.id)
    for option in synthetic.options:
        add_option(database, operator(practice), option, now)
    knowledge = load_knowledge()
    first = synthetic.records[: synthetic.first]
    taken = _take_in(database, practice, first, None, now, _after(0, progress, synthetic))
    told = dict(zip(map(_name, first[: synthetic.stories]), taken, strict=False))
    hold_conversations(database, practice, told, knowledge, now)
    # They were judged on the day of each conversation; the lists are of this morning.
    refresh_standings(database, system_actor(practice), knowledge, now)
    return practice


def fill_practice(
    database: Database,
    practice: Practice,
    synthetic: SyntheticPractice,
    now: datetime,
    progress: Progress | None = None,
) -> None:
    """Put in everybody else, after open_practice()."""
    rest = synthetic.records[synthetic.first :]
    after = _after(synthetic.first, progress, synthetic)
    _take_in(database, practice, rest, load_knowledge(), now, after)


def _take_in(  # noqa: PLR0917 - each is what the two steps have
    database: Database,
    practice: Practice,
    records: tuple[Resource, ...],
    knowledge: Knowledge | None,
    now: datetime,
    tell: Callable[[int], None],
) -> list[str]:
    """Take in the records one after another; gives the patients' ids in the same order."""
    actor = system_actor(practice)
    taken = []
    for number, record in enumerate(records, 1):
        reading = read_record(as_bytes(record))
        taken.append(take_in_record(database, actor, reading, now, knowledge).patient_id)
        tell(number)
    return taken


def _name(record: Resource) -> tuple[str, str]:
    """Given and family name of the patient, who comes first in a record."""
    name = record["entry"][0]["resource"]["name"][0]
    return name["given"][0], name["family"]


def _after(
    before: int, progress: Progress | None, synthetic: SyntheticPractice
) -> Callable[[int], None]:
    def tell(number: int) -> None:
        if progress is not None:
            progress(before + number, len(synthetic.records))

    return tell
