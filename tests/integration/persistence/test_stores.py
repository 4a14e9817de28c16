"""Stores: the right index, one winner among two editors, nothing sealed in the clear."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from gpsupport.actions.consultation import answer_gate, record_enquiry, save_draft
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.enquiry import EnquiryOutcome, Presence
from gpsupport.domain.people import PatientSearch, folded
from gpsupport.persistence.engine import sqlite_file
from gpsupport.persistence.work import Database, StaleRow
from gpsupport.sealing import SealBroken, Sealer
from tests.integration.actions.world import (
    CANARY,
    NOW,
    NUMBER,
    TODAY,
    World,
    another_practice,
    option,
    reading,
    settings_for,
)


def test_of_two_editors_of_a_consultation_one_wins(world: World) -> None:
    with world.acting(world.doctor) as work:
        opened = work.consultations.add(world.doctor, world.patient_id, NOW, TODAY)
    with world.acting(world.doctor) as work:
        one = work.consultations.find(world.doctor, opened.id)
        two = work.consultations.find(world.doctor, opened.id)
    assert one is not None
    assert two is not None
    with world.acting(world.doctor) as work:
        won = work.consultations.save(world.doctor, replace(one, added=frozenset({"one"})))
    assert won.version == one.version + 1
    with pytest.raises(StaleRow), world.acting(world.doctor) as work:
        work.consultations.save(world.doctor, replace(two, added=frozenset({"two"})))
    with world.acting(world.doctor) as work:
        kept = work.consultations.find(world.doctor, opened.id)
    assert kept == won


def test_everybody_by_id_opens_no_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.acting(world.doctor) as work:
        found = work.patients.search(world.doctor, PatientSearch(), 100)
    assert any(one.nhs_number for one in found)

    def refuse(*_args: object) -> bytes:
        raise AssertionError("a number was opened")

    monkeypatch.setattr(Sealer, "unseal", refuse)
    with world.acting(world.doctor) as work:
        assert work.patients.list_ids(world.doctor) == tuple(one.id for one in found)
    stranger = another_practice(world)
    with world.acting(stranger) as work:
        assert world.patient_id not in work.patients.list_ids(stranger)


def test_two_windows_that_open_at_once_share_a_consultation(world: World) -> None:
    with world.acting(world.doctor) as work:
        one = work.consultations.add(world.doctor, world.patient_id, NOW, TODAY)
    with world.acting(world.doctor) as work:
        two = work.consultations.add(world.doctor, world.patient_id, NOW, TODAY)
    with world.acting(world.colleague) as work:
        other = work.consultations.add(world.colleague, world.patient_id, NOW, TODAY)
    assert one == two
    assert other.id != one.id


def test_of_two_editors_of_a_patient_one_wins(world: World) -> None:
    with world.acting(world.system) as work:
        stored = work.patients.find_stored(world.system, world.patient_id)
    assert stored is not None
    with world.acting(world.system) as work:
        work.patients.change(world.system, stored, stored.patient)
    with pytest.raises(StaleRow), world.acting(world.system) as work:
        work.patients.change(world.system, stored, stored.patient)


def test_a_version_of_another_practice_is_stale(world: World) -> None:
    stranger = another_practice(world)
    with world.acting(world.system) as work:
        stored = work.patients.find_stored(world.system, world.patient_id)
    assert stored is not None
    with pytest.raises(StaleRow), world.acting(stranger) as work:
        work.patients.change(stranger, stored, stored.patient)


def test_the_picture_is_the_one_that_was_read(world: World) -> None:
    came = reading().picture
    with world.acting(world.doctor) as work:
        stored = work.pictures.read(world.doctor, world.patient_id)
    assert stored is not None
    assert stored.patient == replace(came.patient, id=world.patient_id)
    assert set(stored.entries) == set(came.entries)
    assert len(stored.entries) == len(came.entries)
    assert set(stored.contacts) == set(came.contacts)
    assert set(stored.relatives) == set(came.relatives)
    assert stored.history == came.history


def test_an_option_is_read_as_it_was_written(world: World) -> None:
    options = (option("advocate"), replace(option("hub", OptionKind.FAMILY_HUB), assured_on=None))
    with world.acting(world.operator) as work:
        for one in options:
            work.options.add(world.operator, one)
    with world.acting(world.doctor) as work:
        assert work.options.list_all(world.doctor) == options


def test_instants_are_stored_in_utc_and_need_a_zone(world: World) -> None:
    east = datetime(2026, 11, 23, 15, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5.5)))
    with world.acting(world.doctor) as work:
        opened = work.consultations.add(world.doctor, world.patient_id, east, TODAY)
    with world.acting(world.doctor) as work:
        found = work.consultations.find(world.doctor, opened.id)
    assert found is not None
    assert found.opened_at == east
    assert found.opened_at.utcoffset() == timedelta(0)
    with pytest.raises(StatementError, match="time zone"), world.acting(world.colleague) as work:
        work.consultations.add(world.colleague, world.patient_id, NOW.replace(tzinfo=None), TODAY)


def test_a_sealed_value_copied_to_another_row_does_not_open(world: World) -> None:
    with world.acting(world.doctor) as work:
        session = work.contacts._session
        session.execute(
            text(
                "UPDATE contact SET words_sealed = (SELECT words_sealed FROM contact"
                " WHERE resource = 'Encounter/e1') WHERE resource = 'Encounter/e2'"
            )
        )
    with pytest.raises(SealBroken), world.acting(world.doctor) as work:
        work.contacts.read_all(world.doctor, world.patient_id)


@pytest.mark.parametrize(
    ("plain", "seen_by", "reason"),
    [
        (b'{"reason": "cough"}', "", "cough"),
        (b'{"seen_by": "Dr Ade", "mood": "new in a later version"}', "Dr Ade", ""),
        (b"{}", "", ""),
        (b'["cough", "Dr Ade"]', "Dr Ade", "cough"),
    ],
)
def test_what_was_sealed_with_other_parts_is_read(
    world: World, plain: bytes, seen_by: str, reason: str
) -> None:
    with world.acting(world.doctor) as work:
        session, sealer = work.contacts._session, work.contacts._sealer
        found = session.execute(text("SELECT id FROM contact WHERE resource = 'Encounter/e1'"))
        row_id = found.scalar_one()
        blob = sealer.seal(plain, "contact", "words_sealed", row_id, world.practice.id)
        session.execute(
            text("UPDATE contact SET words_sealed = :blob WHERE id = :id"),
            {"blob": blob, "id": row_id},
        )
    with world.acting(world.doctor) as work:
        contacts = work.contacts.read_all(world.doctor, world.patient_id)
    (one,) = [contact for contact in contacts if contact.resource == "Encounter/e1"]
    assert (one.seen_by, one.reason) == (seen_by, reason)


def test_a_draft_sealed_with_fewer_parts_is_read(world: World) -> None:
    answered = answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)
    save_draft(world.database, world.doctor, world.patient_id, ConsultationDraft(asked=True), NOW)
    with world.acting(world.doctor) as work:
        session, sealer = work.drafts._session, work.drafts._sealer
        row_id = session.execute(text("SELECT id FROM draft")).scalar_one()
        plain = b'{"words": "She said", "later": 1}'
        blob = sealer.seal(plain, "draft", "body_sealed", row_id, world.practice.id)
        session.execute(text("UPDATE draft SET body_sealed = :blob"), {"blob": blob})
    with world.acting(world.doctor) as work:
        draft = work.drafts.find(world.doctor, answered.id, NOW)
    assert draft == ConsultationDraft(words="She said", saved_at=NOW)


def test_nothing_sealed_lies_in_the_clear(world: World) -> None:
    answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)
    typed = ConsultationDraft(asked=True, words=f"{CANARY}-draft", observed=f"{CANARY}-seen")
    save_draft(world.database, world.doctor, world.patient_id, typed, NOW)
    stored = _everything(world)
    assert CANARY.encode() not in stored
    assert NUMBER.value.encode() not in stored
    told = replace(typed, outcome=EnquiryOutcome.DISCLOSED_CURRENT, words=f"{CANARY}-told")
    record_enquiry(world.database, world.doctor, world.patient_id, told, world.knowledge, NOW)
    stored = _everything(world)
    # The name is searched for, so it is there: the search below this line can find things.
    assert "Zoë".encode() in stored
    assert CANARY.encode() not in stored
    assert NUMBER.value.encode() not in stored


def _everything(world: World) -> bytes:
    """Every byte that the database keeps: its files, or every value of every table."""
    path = sqlite_file(world.settings)
    if path is not None:
        assert path.with_name(path.name + "-wal").stat().st_size > 0
        return b"".join(one.read_bytes() for one in sorted(path.parent.glob(path.name + "*")))
    kept: list[bytes] = []
    with world.acting(world.doctor) as work:
        session = work.contacts._session
        tables = session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).all()
        for table in tables:
            for row in session.execute(text(f'SELECT * FROM "{table}"')):
                kept += [
                    value if isinstance(value, bytes) else str(value).encode() for value in row
                ]
    return b"\n".join(kept)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (
            (
                "SELECT patient_id, day, system FROM coded_entry WHERE practice_id = 'p'"
                " AND code IN ('1', '2')"
            ),
            "COVERING INDEX ix_coded_entry_by_code",
        ),
        (
            (
                "SELECT * FROM coded_entry WHERE practice_id = 'p' AND patient_id = 'x'"
                " ORDER BY day DESC"
            ),
            "ix_coded_entry_by_patient",
        ),
        (
            (
                "SELECT * FROM patient WHERE practice_id = 'p' AND family_folded >= 'obr'"
                " AND family_folded < 'obrz' ORDER BY family_folded, given_folded LIMIT 50"
            ),
            "ix_patient_practice_id_family_folded_given_folded",
        ),
        (
            "SELECT * FROM patient WHERE practice_id = 'p' AND nhs_number_blind = 'b'",
            "sqlite_autoindex_patient",
        ),
        (
            "SELECT * FROM enquiry WHERE practice_id = 'p' AND patient_id = 'x'",
            "ix_enquiry_by_patient",
        ),
        (
            (
                "SELECT * FROM received_resource WHERE practice_id = 'p' AND source_system = 's'"
                " AND type IN ('A', 'B') AND source_id IN ('1', '2') AND copy_for IN ('', 'p')"
            ),
            "sqlite_autoindex_received_resource",
        ),
    ],
)
def test_a_page_finds_its_rows_by_an_index(tmp_path: Path, statement: str, index: str) -> None:
    database = Database.create(settings_for(f"sqlite:///{tmp_path / 'plan.sqlite3'}", tmp_path))
    with database.reading() as work:
        plan = work.contacts._session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))
        steps = " / ".join(str(row[-1]) for row in plan)
    database.close()
    assert index in steps
    assert "TEMP B-TREE" not in steps
    assert "SCAN" not in steps


@pytest.mark.parametrize(
    ("name", "found_as"),
    [
        ("O'Brien", "obrien"),
        ("Müller-Lüdenscheidt", "mullerludenscheidt"),
        ("  de  SOUZA ", "desouza"),
    ],
)
def test_names_are_folded(name: str, found_as: str) -> None:
    assert folded(name) == found_as
