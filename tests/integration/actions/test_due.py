"""The work lists: who stands in them, for whom, in which order, and what is said of why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gpsupport.actions.consultation import record_enquiry
from gpsupport.actions.days import london_day
from gpsupport.actions.enquiry.due import (
    prepare_today,
    read_due_list,
    refresh_standings,
)
from gpsupport.actions.enquiry.due_in_words import why_due
from gpsupport.actions.errors import ScreenNotPrivate
from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.identity import add_clinician, find_actor
from gpsupport.domain.access import Denied
from gpsupport.domain.enquiry import NextEnquiry, NotAskedReason
from gpsupport.domain.enquiry.standing import DueList, EnquiryStanding, EnquiryState, marks_of
from gpsupport.domain.people import Actor, PersonName, Role
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database
from tests.integration.actions.steps import NO_TIME, pass_gate
from tests.integration.actions.world import (
    NOW,
    PATIENT,
    TODAY,
    World,
    another_practice,
    occasion_of,
    reading,
)

KNOWLEDGE = load_knowledge()
MARKS = marks_of(KNOWLEDGE.cadence)
LATER = NOW + timedelta(days=1)


def lead_of(world: World) -> Actor:
    """The practice's safeguarding lead, at a command line: there is no screen to ask about."""
    made = add_clinician(world.database, world.practice, "Dr Lea Lead", Role.SAFEGUARDING_LEAD, NOW)
    actor = find_actor(world.database, world.practice.id, made.id, NOW)
    assert actor is not None
    return actor


def add_patient(world: World, number: int) -> str:
    """One more patient, by number."""
    named = replace(PATIENT, id=f"more-{number}", name=PersonName(f"More{number:04d}", "Ann"))
    made = replace(named, nhs_number=None)
    return take_in_record(
        world.database, world.system, reading(made, f"m{number}-"), NOW
    ).patient_id


def keep(database: Database, actor: Actor, patient_id: str, standing: EnquiryStanding) -> None:
    with database.writing(occasion_of(actor)) as work:
        work.standings.save(actor, patient_id, standing)


def standing(due: date | None = TODAY, **parts: object) -> EnquiryStanding:
    known = EnquiryStanding(EnquiryState.ASKED_NO, TODAY, NextEnquiry(due, ""))
    return replace(known, **parts)  # type: ignore[arg-type]


def ids(world: World, actor: Actor, which: DueList, **more: object) -> list[str]:
    page = read_due_list(world.database, actor, which, KNOWLEDGE, NOW, **more)  # type: ignore[arg-type]
    return [line.patient.id for line in page.lines]


def test_each_list_holds_whom_its_number_says(world: World) -> None:
    lead = lead_of(world)
    overdue = TODAY - timedelta(days=MARKS.overdue_days + 1)
    cases = {
        "today": standing(),
        "tomorrow": standing(TODAY + timedelta(days=1)),
        "never": standing(state=EnquiryState.NEVER_ASKED),
        "no date": standing(None),
        "just not overdue": standing(overdue + timedelta(days=1)),
        "overdue": standing(overdue),
        "alone once": standing(None, not_alone_in_a_row=MARKS.not_alone - 1),
        "never alone": standing(None, not_alone_in_a_row=MARKS.not_alone),
        "put off": standing(None, put_off_in_a_row=MARKS.put_off),
        "unseen": standing(None, unseen_young=True),
    }
    people = {name: add_patient(world, number) for number, name in enumerate(cases)}
    for name, made in cases.items():
        keep(world.database, world.system, people[name], made)
    keep(world.database, world.system, world.patient_id, standing(None))
    expected = {
        DueList.DUE: {"today", "never", "just not overdue", "overdue"},
        DueList.OVERDUE: {"overdue"},
        DueList.NEVER_ASKED: {"never"},
        DueList.NOT_ALONE: {"never alone"},
        DueList.PUT_OFF: {"put off"},
        DueList.UNSEEN_YOUNG: {"unseen"},
    }
    page = read_due_list(world.database, lead, DueList.DUE, KNOWLEDGE, NOW)
    assert page.counts == {which: len(names) for which, names in expected.items()}
    for which, names in expected.items():
        assert set(ids(world, lead, which)) == {people[name] for name in names}, which
    days = [line.standing.upcoming.due_on or TODAY for line in page.lines]
    assert days == sorted(days)
    tomorrow = ids(world, lead, DueList.DUE, on=TODAY + timedelta(days=1))
    assert people["tomorrow"] in tomorrow


def test_a_list_goes_on_where_it_ended_and_nobody_comes_twice(world: World) -> None:
    lead = lead_of(world)
    for number in range(7):
        keep(world.database, world.system, add_patient(world, number), standing())
    found: list[str] = []
    after: str | None = None
    parts = 0
    while True:
        page = read_due_list(
            world.database, lead, DueList.DUE, KNOWLEDGE, NOW, after=after, limit=3
        )
        found += [line.patient.id for line in page.lines]
        after, parts = page.after, parts + 1
        if after is None:
            break
    assert (parts, len(found), len(set(found))) == (3, 7, 7)
    with pytest.raises(ValueError, match="place"):
        read_due_list(world.database, lead, DueList.DUE, KNOWLEDGE, NOW, after="x")


def test_lists_are_the_lead_s_and_of_one_practice(world: World) -> None:
    keep(world.database, world.system, world.patient_id, standing())
    for actor in (world.doctor, world.receptionist):
        with pytest.raises(Denied):
            read_due_list(world.database, actor, DueList.DUE, KNOWLEDGE, NOW)
    with pytest.raises(Denied):
        prepare_today(world.database, world.receptionist, KNOWLEDGE, NOW)
    elsewhere = replace(another_practice(world), role=Role.SAFEGUARDING_LEAD)
    page = read_due_list(world.database, elsewhere, DueList.DUE, KNOWLEDGE, NOW)
    assert (page.lines, page.counts[DueList.DUE]) == ((), 0)


def test_a_browser_has_to_say_first_who_sees_its_screen(world: World) -> None:
    lead = replace(lead_of(world), session_id="no-such-session")
    with pytest.raises(ScreenNotPrivate):
        read_due_list(world.database, lead, DueList.DUE, KNOWLEDGE, NOW)
    doctor = replace(world.doctor, session_id="no-such-session")
    with pytest.raises(ScreenNotPrivate):
        prepare_today(world.database, doctor, KNOWLEDGE, NOW)


def test_judging_afresh_reaches_everybody_and_tells_how_far_it_is(world: World) -> None:
    more = [add_patient(world, number) for number in range(30)]
    told: list[tuple[int, int]] = []
    count = refresh_standings(
        world.database,
        world.system,
        KNOWLEDGE,
        LATER,
        lambda done, every: told.append((done, every)),
    )
    assert count == len(more) + 1
    assert told[-1] == (count, count)
    assert len(told) > 1
    with world.acting(world.system) as work:
        kept = work.standings.find_many(world.system, [world.patient_id, *more])
    assert {one.on for one in kept.values()} == {london_day(LATER)}
    assert len(kept) == count


def test_judging_afresh_brings_what_time_made_due(world: World) -> None:
    pass_gate(world, world.doctor)
    record_enquiry(world.database, world.doctor, world.patient_id, NO_TIME, KNOWLEDGE, NOW)
    lead = lead_of(world)
    assert ids(world, lead, DueList.DUE) == []
    weeks_later = NOW + timedelta(days=15)
    refresh_standings(world.database, world.system, KNOWLEDGE, weeks_later)
    page = read_due_list(world.database, lead, DueList.DUE, KNOWLEDGE, weeks_later)
    (line,) = page.lines
    assert line.standing.on == london_day(weeks_later)
    assert page.oldest == london_day(weeks_later)
    said = why_due(line.standing, DueList.DUE, KNOWLEDGE)
    assert said == "There was no time last time"


def test_one_s_own_patients_of_today_come_with_where_asking_stands(world: World) -> None:
    prepared = prepare_today(world.database, world.doctor, KNOWLEDGE, NOW)
    (one,) = prepared.expected
    assert (one.patient.id, one.standing) == (world.patient_id, None)
    refresh_standings(world.database, world.system, KNOWLEDGE, NOW)
    (one,) = prepare_today(world.database, world.doctor, KNOWLEDGE, NOW).expected
    assert one.standing is not None
    assert prepare_today(world.database, world.colleague, KNOWLEDGE, NOW).expected == ()


@pytest.mark.parametrize("state", EnquiryState)
@pytest.mark.parametrize("which", DueList)
def test_no_row_says_what_it_is_about(state: EnquiryState, which: DueList) -> None:
    for reason in (None, *NotAskedReason):
        made = standing(
            state=state,
            reason=reason,
            until=TODAY if state in {EnquiryState.OPTED_OUT, EnquiryState.DEFERRED} else None,
            not_alone_in_a_row=3,
            put_off_in_a_row=2,
        )
        said = why_due(made, which, KNOWLEDGE)
        assert said
        assert not said.endswith(".")
        for word in (
            "abus",
            "violen",
            "domestic",
            "victim",
            "perpetrat",
            "told",
            "disclos",
            "home",
        ):
            assert word not in said.lower()
