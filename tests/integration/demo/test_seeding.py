"""The synthetic practice in a database, through actions alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gpsupport.actions.appointments import list_appointments
from gpsupport.actions.directory.listing import list_directory
from gpsupport.actions.enquiry.due import read_due_list
from gpsupport.actions.errors import Refused
from gpsupport.actions.exchange import collect_record
from gpsupport.actions.identity import find_actor, practice_size
from gpsupport.actions.patients import find_patients
from gpsupport.actions.practices import add_practice, is_synthetic, system_actor
from gpsupport.demo.practice import build_practice
from gpsupport.demo.seeding import fill_practice, open_practice, seed_practice
from gpsupport.demo.staff import MARSH, SHAH
from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.enquiry.standing import DueList
from gpsupport.domain.people import Actor, NhsNumber, PatientSearch, Practice
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    settings = Settings.load({}, data_dir=tmp_path / "data", database_url=database_url)
    made = Database.create(settings)
    yield made
    made.close()


def shah(database: Database, practice: Practice) -> Actor:
    actor = find_actor(database, practice.id, SHAH.id, NOW)
    assert actor is not None
    return actor


def test_the_first_step_is_enough_for_a_morning(database: Database) -> None:
    synthetic = build_practice(1, TODAY, 60)
    told: list[tuple[int, int]] = []
    practice = open_practice(
        database, synthetic, NOW, lambda done, every: told.append((done, every))
    )
    actor = shah(database, practice)

    assert is_synthetic(database)
    assert told[-1] == (synthetic.first, 60)
    assert practice_size(database, practice, NOW).patients == synthetic.first
    assert practice_size(database, practice, NOW).staff == 12
    appointments = list_appointments(database, actor, NOW, load_knowledge())
    jane = next(one for one in appointments if "ATKINSON" in one.patient_name.upper())
    assert (jane.starts_at, jane.clinician_name) == (
        datetime(2026, 11, 23, 9, 10, tzinfo=UTC),
        "Dr Priya Shah",
    )
    assert list_directory(database, actor, NOW).total == len(synthetic.options)

    fill_practice(database, practice, synthetic, NOW)
    assert practice_size(database, practice, NOW).patients == 60


def test_the_practice_can_be_searched(database: Database) -> None:
    practice = seed_practice(database, 1, TODAY, NOW, patients=40)
    assert practice_size(database, practice, NOW).patients == 40
    search = PatientSearch(nhs_number=NhsNumber("999 000 0018"))
    found = find_patients(database, shah(database, practice), search, NOW)
    assert [str(one.name) for one in found] == ["Ms Jane Atkinson"]


def test_it_never_goes_in_beside_a_real_practice(database: Database) -> None:
    add_practice(database, "Z00001", "Real Surgery", NOW)
    with pytest.raises(Refused):
        seed_practice(database, 1, TODAY, NOW, patients=30)
    assert not is_synthetic(database)


def test_the_lists_hold_a_patient_for_each_state(database: Database) -> None:
    practice = open_practice(database, build_practice(1, TODAY, 60), NOW)
    lead = find_actor(database, practice.id, MARSH.id, NOW)
    assert lead is not None
    knowledge = load_knowledge()

    def names(which: DueList) -> set[str]:
        page = read_due_list(database, lead, which, knowledge, NOW)
        return {str(line.patient.name) for line in page.lines}

    assert "Mrs Ngozi Okafor" in names(DueList.NOT_ALONE)
    assert names(DueList.PUT_OFF) == {"Mrs Dawn Hollis"}
    assert names(DueList.UNSEEN_YOUNG) == {"Miss Jodie Finch"}
    assert "Miss Leanne Price" in names(DueList.DUE)
    assert "Ms Tess Marlow" not in names(DueList.DUE)


def test_what_was_noted_here_before_today_is_kept_here(database: Database) -> None:
    practice = open_practice(database, build_practice(1, TODAY, 60), NOW)
    system = system_actor(practice)
    (carol,) = find_patients(database, shah(database, practice), PatientSearch("Duffy", "C"), NOW)
    assert carol.nhs_number is not None
    record = collect_record(database, system, carol.nhs_number, NOW)
    (told,) = record.enquiries
    (noted,) = record.disclosures
    assert told.outcome is EnquiryOutcome.DISCLOSED_PAST
    assert (noted.enquiry_id, [one.name for one in noted.children]) == (told.id, ["Sean"])
    assert record.next_due is not None
    assert record.next_due.due_on is not None
