"""Where asking stands, and its lists: right, in pages, silent about whom one may not see."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from gpsupport.domain.access import Denied, Occasion, Permission
from gpsupport.domain.enquiry import DueKind, NextEnquiry, NotAskedReason
from gpsupport.domain.enquiry.standing import (
    DueList,
    DueMarks,
    DuePatient,
    EnquiryStanding,
    EnquiryState,
)
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Patient, PersonName, Role, Sex
from gpsupport.persistence.rows import AuditRow
from gpsupport.persistence.work import Database, UnitOfWork
from tests.integration.actions.world import NOW, TODAY, World, another_practice, settings_for
from tests.integration.persistence.test_audit_looks import rule

MARKS = DueMarks(overdue_days=28, not_alone=3, put_off=2)
NO_DATE = EnquiryStanding(EnquiryState.ASKED_NO, TODAY, NextEnquiry(None, "No reason to ask."))
FULL = EnquiryStanding(
    EnquiryState.DEFERRED,
    TODAY,
    NextEnquiry(date(2026, 11, 20), "There was no time."),
    since=date(2026, 11, 1),
    until=date(2026, 11, 20),
    reason=NotAskedReason.NO_TIME,
    last_asked_on=date(2025, 1, 8),
    last_asked_by="Nurse Bell",
    not_alone_in_a_row=1,
    put_off_in_a_row=2,
    ask_by="Dr Bola Ade",
    ask_by_because="saw the patient most often",
    note="She comes with her mother.",
    note_by="Dr Amin Rahman",
    note_on=date(2026, 11, 1),
    raised=DueKind.LETTER,
)


@pytest.fixture
def lead(world: World) -> Actor:
    """The colleague as the practice's lead."""
    one = world.colleague
    return Actor(one.practice_id, one.clinician_id, one.name, Role.SAFEGUARDING_LEAD)


def due(days_ago: int, **changed: Any) -> EnquiryStanding:
    on = TODAY - timedelta(days=days_ago)
    return replace(NO_DATE, upcoming=NextEnquiry(on, "It is time."), **changed)


def as_lead(world: World, lead: Actor, read: Callable[[UnitOfWork], Any]) -> Any:
    occasion = Occasion(lead, Permission.SEE_WORK_LISTS, NOW, Event.READ_DUE_LIST)
    with world.database.writing(occasion) as work:
        return read(work)


def patient_with(world: World, name: str, standing: EnquiryStanding) -> str:
    """A further patient whose asking stands so."""
    person = Patient("", PersonName(name, "Ann"), Sex.FEMALE)
    with world.acting(world.system) as work:
        added = work.patients.add(world.system, person, "https://ehr.example", name, NOW)
    with world.acting(world.doctor) as work:
        work.standings.save(world.doctor, added.id, standing)
    return added.id


def listed(
    world: World,
    lead: Actor,
    which: DueList,
    limit: int = 50,
    after: str | None = None,
    *,
    marks: DueMarks = MARKS,
) -> tuple[DuePatient, ...]:
    found: tuple[DuePatient, ...] = as_lead(
        world,
        lead,
        lambda work: work.standings.list_due(lead, which, TODAY, limit, after, marks=marks),
    )
    return found


def names(found: tuple[DuePatient, ...]) -> list[str]:
    return [one.patient.name.family for one in found]


def test_a_standing_is_read_as_it_was_judged_and_the_next_one_replaces_it(world: World) -> None:
    for standing in (FULL, NO_DATE, FULL):
        with world.acting(world.doctor) as work:
            work.standings.save(world.doctor, world.patient_id, standing)
        with world.acting(world.colleague) as work:
            assert work.standings.find(world.colleague, world.patient_id) == standing


def test_several_are_read_at_once(world: World) -> None:
    other = patient_with(world, "Other", FULL)
    wanted = (world.patient_id, other, other, "nobody")
    with world.acting(world.doctor) as work:
        assert work.standings.find_many(world.doctor, wanted) == {other: FULL}
        assert set(work.patients.find_many(world.doctor, wanted)) == {world.patient_id, other}
        assert work.standings.find(world.doctor, world.patient_id) is None


def test_each_list_holds_whom_it_says(world: World, lead: Actor) -> None:
    patient_with(world, "Nobody", NO_DATE)
    patient_with(world, "Later", due(-1))
    patient_with(world, "Today", due(0))
    patient_with(world, "Month", due(28))
    patient_with(world, "Overdue", due(29, state=EnquiryState.NEVER_ASKED))
    patient_with(world, "Unasked-later", due(-9, state=EnquiryState.NEVER_ASKED))
    for count in (2, 3, 4):
        patient_with(world, f"Accompanied-{count}", replace(NO_DATE, not_alone_in_a_row=count))
        patient_with(world, f"Put-off-{count}", replace(NO_DATE, put_off_in_a_row=count - 1))
    patient_with(world, "Young", replace(NO_DATE, unseen_young=True))
    expected = {
        DueList.DUE: ["Overdue", "Month", "Today"],
        DueList.OVERDUE: ["Overdue"],
        DueList.NEVER_ASKED: ["Overdue"],
        DueList.NOT_ALONE: ["Accompanied-4", "Accompanied-3"],
        DueList.PUT_OFF: ["Put-off-4", "Put-off-3"],
        DueList.UNSEEN_YOUNG: ["Young"],
    }
    assert set(expected) == set(DueList)
    for which, whom in expected.items():
        assert names(listed(world, lead, which)) == whom, which
    counted = as_lead(world, lead, lambda work: work.standings.count_due(lead, TODAY, marks=MARKS))
    assert counted == {which: len(whom) for which, whom in expected.items()}
    fewer = DueMarks(overdue_days=0, not_alone=2, put_off=1)
    assert names(listed(world, lead, DueList.OVERDUE, marks=fewer)) == ["Overdue", "Month"]
    for which in (DueList.NOT_ALONE, DueList.PUT_OFF):
        assert len(listed(world, lead, which, marks=fewer)) == 3


def test_the_most_urgent_come_first_and_of_them_who_waits_longest(
    world: World, lead: Actor
) -> None:
    for number, kind in enumerate(reversed(DueKind)):
        patient_with(world, f"{kind.value}-late", due(number, raised=kind))
        patient_with(world, f"{kind.value}-early", due(number + 20, raised=kind))
    patient_with(world, "told-last", due(0, state=EnquiryState.DISCLOSED_CURRENT))
    wanted = [f"{kind.value}-{when}" for kind in DueKind for when in ("early", "late")]
    wanted.insert(wanted.index("told-late") + 1, "told-last")
    assert names(listed(world, lead, DueList.DUE)) == wanted
    paged: list[DuePatient] = []
    while page := listed(world, lead, DueList.DUE, 3, paged[-1].place if paged else None):
        paged += page
    assert names(tuple(paged)) == wanted


def test_a_line_has_the_patient_and_the_whole_standing(world: World, lead: Actor) -> None:
    made = patient_with(world, "Full", FULL)
    (line,) = listed(world, lead, DueList.DUE)
    assert line.patient.id == made
    assert line.patient.name == PersonName("Full", "Ann")
    assert line.standing == FULL


@pytest.mark.parametrize("which", [DueList.DUE, DueList.NOT_ALONE, DueList.UNSEEN_YOUNG])
def test_pages_follow_one_another_without_gap_or_double(
    world: World, lead: Actor, which: DueList
) -> None:
    for number in range(9):
        # Some stand at the same place, so that their ids decide.
        kind = tuple(DueKind)[number // 5]
        same = due(number // 3, not_alone_in_a_row=3 + number // 3, unseen_young=True, raised=kind)
        patient_with(world, f"P{number}", same)
    whole = listed(world, lead, which)
    assert len(whole) == 9
    paged: list[DuePatient] = []
    while page := listed(world, lead, which, 2, paged[-1].place if paged else None):
        paged += page
    assert tuple(paged) == whole


def test_a_page_goes_on_where_the_last_line_stood_though_it_has_moved(
    world: World, lead: Actor
) -> None:
    for number in range(4):
        patient_with(world, f"P{number}", due(9 - number))
    first = listed(world, lead, DueList.DUE, 2)
    with world.acting(world.doctor) as work:
        work.standings.save(world.doctor, first[-1].patient.id, NO_DATE)
    assert names(listed(world, lead, DueList.DUE, 2, first[-1].place)) == ["P2", "P3"]


@pytest.mark.parametrize(
    "place", ["", "x", "x~y", "2026-11-23~y", "0~2026-13-01~y", "x~2026-11-23~y", "~~"]
)
def test_a_place_that_no_list_gave_is_refused(world: World, lead: Actor, place: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        listed(world, lead, DueList.DUE, 2, place)


@pytest.mark.parametrize(
    ("which", "place"),
    [
        (DueList.DUE, "0~2026-11-23~\0"),
        (DueList.DUE, "99999999999999999999999~2026-11-23~a"),
        (DueList.NOT_ALONE, "99999999999999999999999~a"),
        (DueList.PUT_OFF, "1~\0"),
        (DueList.PUT_OFF, "-1~a"),
        (DueList.UNSEEN_YOUNG, "~a\0"),
    ],
)
def test_a_place_that_no_engine_could_look_for_is_refused(
    world: World, lead: Actor, which: DueList, place: str
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        listed(world, lead, which, 2, place)


def test_whom_the_policy_hides_is_neither_listed_nor_counted(world: World, lead: Actor) -> None:
    seen = patient_with(world, "Seen", FULL)
    with world.acting(world.doctor) as work:
        work.standings.save(world.doctor, world.patient_id, FULL)
    assert len(listed(world, lead, DueList.DUE)) == 2
    rule(world, "denied", lead)
    assert [one.patient.id for one in listed(world, lead, DueList.DUE)] == [seen]
    assert (
        as_lead(world, lead, lambda work: work.standings.count_due(lead, TODAY, marks=MARKS))[
            DueList.DUE
        ]
        == 1
    )
    found = as_lead(
        world, lead, lambda work: work.standings.find_many(lead, (seen, world.patient_id))
    )
    assert set(found) == {seen}
    with pytest.raises(Denied):
        as_lead(world, lead, lambda work: work.standings.save(lead, world.patient_id, FULL))


def test_a_page_is_full_though_somebody_is_hidden(world: World, lead: Actor) -> None:
    with world.acting(world.doctor) as work:
        work.standings.save(world.doctor, world.patient_id, due(90))
    for number in range(2):
        patient_with(world, f"P{number}", due(number))
    rule(world, "denied", lead)
    assert len(listed(world, lead, DueList.DUE, 2)) == 2


def test_each_line_that_was_shown_stands_in_the_audit(world: World, lead: Actor) -> None:
    shown = {patient_with(world, f"P{number}", due(number)) for number in range(3)}
    patient_with(world, "Later", due(-1))
    listed(world, lead, DueList.DUE)
    with Session(world.database._engine) as session:
        wanted = select(AuditRow.object_id, AuditRow.decision).where(
            AuditRow.event == Event.READ_DUE_LIST.value
        )
        found = session.execute(wanted).all()
    assert {tuple(row) for row in found} == {(one, "allow") for one in shown}


def test_another_practice_and_another_role_see_no_list(world: World) -> None:
    patient_with(world, "Here", FULL)
    stranger = replace(another_practice(world), role=Role.SAFEGUARDING_LEAD)
    assert listed(world, stranger, DueList.DUE) == ()
    assert set(
        as_lead(
            world, stranger, lambda work: work.standings.count_due(stranger, TODAY, marks=MARKS)
        ).values()
    ) == {0}
    with pytest.raises(Denied):
        listed(world, world.doctor, DueList.DUE)


@pytest.mark.parametrize(
    ("which", "index"),
    [
        (DueList.DUE, "ix_enquiry_standing_practice_id_urgency_due_on_id"),
        (DueList.OVERDUE, "ix_enquiry_standing_practice_id_urgency_due_on_id"),
        (DueList.NEVER_ASKED, "ix_enquiry_standing_practice_id_state_urgency_due_on_id"),
        (DueList.NOT_ALONE, "ix_enquiry_standing_practice_id_not_alone_in_a_row_id"),
        (DueList.PUT_OFF, "ix_enquiry_standing_practice_id_put_off_in_a_row_id"),
        (DueList.UNSEEN_YOUNG, "ix_enquiry_standing_practice_id_unseen_young_id"),
    ],
)
@pytest.mark.parametrize("later_page", [False, True])
def test_a_list_is_found_and_sorted_by_its_index(
    tmp_path: Path, which: DueList, index: str, later_page: bool
) -> None:
    """Asked of the statement that the store really sends."""
    database = Database.create(settings_for(f"sqlite:///{tmp_path / 'plan.sqlite3'}", tmp_path))
    lead = Actor("p", "c", "", Role.SAFEGUARDING_LEAD)
    place = None
    if later_page:
        first = {DueList.NOT_ALONE: "3~x", DueList.PUT_OFF: "3~x", DueList.UNSEEN_YOUNG: "x"}
        place = first.get(which, "1~2026-01-01~x")
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if "FROM enquiry_standing" in statement:
            sent.append((statement, values))

    occasion = Occasion(lead, Permission.SEE_WORK_LISTS, NOW, Event.READ_DUE_LIST)
    event.listen(database._engine, "before_cursor_execute", note)
    with database.writing(occasion) as work:
        work.standings.list_due(lead, which, TODAY, 50, place, marks=MARKS)
        ((statement, values),) = sent
        plan = work.standings._session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", values
        )
        steps = " / ".join(str(row[-1]) for row in plan)
    database.close()
    assert f"INDEX {index}" in steps
    assert "TEMP B-TREE" not in steps
    assert "SCAN" not in steps


def test_counting_reads_indexes_alone(world: World, lead: Actor) -> None:
    if not world.settings.database_url.startswith("sqlite"):
        pytest.skip("The plan is SQLite's.")
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if "count(*)" in statement:
            sent.append((statement, values))

    event.listen(world.database._engine, "before_cursor_execute", note)
    as_lead(world, lead, lambda work: work.standings.count_due(lead, TODAY, marks=MARKS))
    ((statement, values),) = sent
    with Session(world.database._engine) as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        steps = [str(row[-1]) for row in plan if "enquiry_standing" in str(row[-1])]
    assert len(steps) == len(DueList)
    assert all("USING COVERING INDEX" in step and "SCAN" not in step for step in steps), steps
