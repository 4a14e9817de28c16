"""How long the work lists take: 10,000 patients, 200,000 entries in the ledger, on SQLite.

Each list is measured as an action and over the HTTP page, with its audit, and each answer is
compared with what was put in. Type: python -m benchmarks due_lists
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from gpsupport.actions.enquiry.due import PAGE, read_due_list
from gpsupport.actions.identity import add_clinician, find_actor
from gpsupport.actions.practices import add_practice, system_actor
from gpsupport.app import create_app
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import (
    DueKind,
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    NextEnquiry,
    NotAskedReason,
    Presence,
)
from gpsupport.domain.enquiry.standing import DueList, EnquiryStanding, marks_of, standing_of
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, NhsNumber, Patient, PersonName, Practice, Role, Sex
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.rig.world import Quick

PATIENTS = 10_000
# Of every patient but each seventeenth, whom nobody ever asked: 207,000 in all.
ENTRIES = 22
_NEVER = 17
P95_MS = 50.0
TIMES = 40
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
_AT_ONCE = 500
_LEAD = "Dr Helen Marsh"
# Days from today on which the next asking may be due; None: nothing is due.
_DUE = (None, None, None, -400, -60, -27, -28, -29, -1, 0, 1, 30, 200)


def main() -> int:
    """Fill, measure, print; 1 where a list is slower than the limit or not what it should be."""
    knowledge = load_knowledge()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load({}, data_dir=Path(folder), database_url="")
        database = Database.create(settings)
        begun = time.perf_counter()
        practice = add_practice(database, "X99999", "Benchmark", NOW, synthetic=True)
        lead = _add_lead(database, practice)
        expected = _fill(database, practice, knowledge)
        print(f"filled with {PATIENTS:,} patients: {time.perf_counter() - begun:.0f} s")
        wrong = _check(database, lead, knowledge, expected)
        slow = _measure(database, settings, lead, knowledge)
        database.close()
    return int(bool(wrong or slow))


def _add_lead(database: Database, practice: Practice) -> Actor:
    made = add_clinician(database, practice, _LEAD, Role.SAFEGUARDING_LEAD, NOW)
    lead = find_actor(database, practice.id, made.id, NOW)
    if lead is None:
        raise LookupError("the lead is not there")
    return lead


def _fill(database: Database, practice: Practice, knowledge: Knowledge) -> dict[DueList, set[str]]:
    """Put the patients in with their ledgers; returns who belongs in which list."""
    actor = system_actor(practice)
    marks = marks_of(knowledge.cadence)
    expected: dict[DueList, set[str]] = {which: set() for which in DueList}
    for start in range(0, PATIENTS, _AT_ONCE):
        occasion = Occasion(actor, Permission.TAKE_IN_RECORDS, NOW, Event.TAKE_IN_RECORD)
        with database.writing(occasion) as work:
            for number in range(start, min(start + _AT_ONCE, PATIENTS)):
                patient = work.patients.add(actor, _patient(number), "bench", str(number), NOW)
                made = _ledger(number)
                work.enquiries.add_received(
                    actor,
                    patient.id,
                    "bench",
                    [(None, one) for one in made],  # type: ignore[misc]
                )
                standing = _standing(number, made, knowledge)
                work.standings.save(actor, patient.id, standing)
                due_on = standing.upcoming.due_on
                for which, holds in (
                    (DueList.DUE, due_on is not None and due_on <= TODAY),
                    (
                        DueList.OVERDUE,
                        due_on is not None and due_on < TODAY - timedelta(days=marks.overdue_days),
                    ),
                    (
                        DueList.NEVER_ASKED,
                        due_on is not None and due_on <= TODAY and standing.state == "never-asked",
                    ),
                    (DueList.NOT_ALONE, standing.not_alone_in_a_row >= marks.not_alone),
                    (DueList.PUT_OFF, standing.put_off_in_a_row >= marks.put_off),
                    (DueList.UNSEEN_YOUNG, standing.unseen_young),
                ):
                    if holds:
                        expected[which].add(patient.id)
    return expected


def _patient(number: int) -> Patient:
    name = PersonName(f"Family{number % 700:03d}", f"Given{number:05d}", "Ms")
    born = PartialDate(TODAY - timedelta(days=2000 + number * 3 % 25000))
    return Patient("", name, Sex.FEMALE, born, _number(number))


def _number(number: int) -> NhsNumber | None:
    """A number of the range that no patient has, where its check digit exists."""
    digits = f"999{number:06d}"
    for last in "0123456789":
        try:
            return NhsNumber(digits + last)
        except ValueError:
            continue
    return None


def _ledger(number: int) -> tuple[Enquiry, ...]:
    """Entries over eleven years; the newest ones differ from patient to patient."""
    made: list[Enquiry] = []
    if number % _NEVER == 0:
        return ()
    for place in range(ENTRIES):
        day = TODAY - timedelta(days=(ENTRIES - place) * 180 + number % 90)
        kind = (number + place) % 4
        asked = kind < 2 and not (number % 5 == 0 and place >= ENTRIES - 3)
        if number % 11 == 0:
            asked = False
        made.append(
            Enquiry(
                id=f"bench-{number}-{place}",
                on=day,
                outcome=EnquiryOutcome.NOT_DISCLOSED if asked else EnquiryOutcome.NOT_ASKED,
                by=f"Dr {number % 7}",
                role=Role.GP,
                reason=None if asked else _REASONS[(number + place) % len(_REASONS)],
                presence=Presence.ALONE if asked else Presence.SOMEONE_ELSE,
                note="Ask after work." if number % 9 == 0 and place == ENTRIES - 1 else "",
            )
        )
    return tuple(made)


_REASONS = (NotAskedReason.NOT_ALONE, NotAskedReason.NO_TIME, NotAskedReason.NOT_ALONE)


def _standing(number: int, made: tuple[Enquiry, ...], knowledge: Knowledge) -> EnquiryStanding:
    days = _DUE[number % len(_DUE)]
    due_on = None if days is None else TODAY + timedelta(days=days)
    upcoming = NextEnquiry(due_on, "As the ledger says.")
    judged = standing_of(EnquiryHistory(made), upcoming, TODAY, knowledge.cadence)
    raised = tuple(DueKind)[number % len(DueKind)]
    return replace(judged, unseen_young=number % 101 == 0, raised=raised)


def _check(
    database: Database, lead: Actor, knowledge: Knowledge, expected: dict[DueList, set[str]]
) -> bool:
    """Whether any list holds another patient than it should, or one of them twice."""
    wrong = False
    for which in DueList:
        found: list[str] = []
        after: str | None = None
        while True:
            page = read_due_list(database, lead, which, knowledge, NOW, after=after, limit=1000)
            found += [line.patient.id for line in page.lines]
            after = page.after
            if after is None:
                break
        right = set(found) == expected[which] and len(found) == len(set(found))
        right = right and page.counts[which] == len(found)
        wrong = wrong or not right
        print(f"{which.value}: {len(found):,} patients, {'as it should be' if right else 'WRONG'}")
    return wrong


def _measure(database: Database, settings: Settings, lead: Actor, knowledge: Knowledge) -> bool:
    """Whether any list is slower than the limit."""
    app = create_app(settings, database=database, knowledge=knowledge, clock=lambda: NOW)
    visitor = Quick(app.test_client())
    visitor.sign_in(lead)
    visitor.get("/screen")
    visitor.post("/screen", sees="only-me", next="/reviews/due")
    slow = False
    for which in DueList:
        address = f"/reviews/due?list={which.value}"
        if visitor.get(address).status_code != 200:
            raise ValueError("the list does not open")
        for name, once in (
            ("action", lambda: read_due_list(database, lead, which, knowledge, NOW)),  # noqa: B023
            ("page", lambda: visitor.get(address)),  # noqa: B023
        ):
            worked = time.process_time()
            taken = _times(once)
            worked = (time.process_time() - worked) / TIMES * 1000
            p95 = statistics.quantiles(taken, n=20)[-1]
            slow = slow or p95 > P95_MS
            print(
                f"{which.value}, {name} of {PAGE}: median {statistics.median(taken):.1f} ms,"
                f" p95 {p95:.1f} ms; of the processor {worked:.1f} ms"
            )
    return slow


def _times(once: Callable[[], Any]) -> list[float]:
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        once()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


if __name__ == "__main__":
    sys.exit(main())
