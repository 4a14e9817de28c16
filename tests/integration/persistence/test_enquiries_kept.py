"""The ledger: read as it was recorded, corrected by one at a time, and changed by nobody."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from gpsupport.actions.exchange import take_in_record
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, Mode, NotAskedReason, Presence
from gpsupport.domain.people import Role
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.world import NOW, TODAY, World, reading, resource
from tests.integration.persistence.test_at_once import at_once

FULL = Enquiry(
    id="",
    on=TODAY,
    outcome=EnquiryOutcome.DEFERRED,
    by="Dr Amin Rahman",
    role=Role.GP,
    at=NOW,
    reason=NotAskedReason.NOT_PRIVATE,
    presence=Presence.OVERHEARD,
    mode=Mode.TELEPHONE,
    company="a voice in the room",
    until=date(2026, 12, 7),
    words="not now",
    observed="whispered",
    note="ring after ten",
    privacy_said=True,
)


@pytest.fixture
def consultation(world: World) -> Consultation:
    with world.acting(world.doctor) as work:
        return work.consultations.add(world.doctor, world.patient_id, NOW, TODAY)


def add(
    world: World, consultation: Consultation, enquiry: Enquiry = FULL, supersedes: str | None = None
) -> Enquiry:
    with world.acting(world.doctor) as work:
        return work.enquiries.add(world.doctor, consultation, enquiry, supersedes)


def test_an_enquiry_is_read_as_it_was_recorded(world: World, consultation: Consultation) -> None:
    made = add(world, consultation)
    assert made == replace(FULL, id=made.id)
    with world.acting(world.colleague) as work:
        assert work.enquiries.find(world.colleague, made.id) == made


def test_windows_that_correct_one_enquiry_do_not_both_count(
    world: World, consultation: Consultation
) -> None:
    first = add(world, consultation)
    later = replace(FULL, outcome=EnquiryOutcome.NOT_DISCLOSED, reason=None, until=None)

    def correct() -> bool:
        try:
            add(world, consultation, later, first.id)
        except StaleRow:
            return False
        return True

    assert sorted(at_once([correct] * 4)) == [False, False, False, True]
    with world.acting(world.doctor) as work:
        (found,) = work.enquiries.read_recorded_here(world.doctor, world.patient_id)
        (replaced,) = work.enquiries.read_replaced(world.doctor, world.patient_id)
    assert found.outcome is EnquiryOutcome.NOT_DISCLOSED
    assert replaced.enquiry == first


def _refused(world: World, statement: str, **values: object) -> None:
    expected = r"never changed|permission denied"
    with pytest.raises(DatabaseError, match=expected), world.acting(world.doctor) as work:
        work.enquiries._session.execute(text(statement), values)


@pytest.mark.parametrize(
    "changed",
    ["outcome = 'not-disclosed'", "supersedes = NULL", "source = 'elsewhere'", "until_day = NULL"],
)
def test_what_was_recorded_is_not_changed(
    world: World, consultation: Consultation, changed: str
) -> None:
    add(world, consultation)
    _refused(world, f"UPDATE enquiry SET {changed}")


def test_the_words_are_not_replaced_or_taken_away(world: World, consultation: Consultation) -> None:
    made = add(world, consultation)
    with world.acting(world.doctor) as work:
        place = ("enquiry", "words_sealed", made.id, world.practice.id)
        blob = work.enquiries._sealer.seal(b'{"words": "nothing"}', *place)
    for value in (blob, None):
        _refused(
            world, "UPDATE enquiry SET words_sealed = :blob WHERE id = :id", blob=value, id=made.id
        )


def test_what_was_recorded_here_is_not_removed(world: World, consultation: Consultation) -> None:
    made = add(world, consultation)
    try:
        with world.acting(world.doctor) as work:
            # PostgreSQL sees nothing there to remove, SQLite says so.
            work.enquiries._session.execute(text("DELETE FROM enquiry WHERE source = ''"))
    except DatabaseError as refused:
        assert "never changed" in str(refused)  # noqa: PT017
    with world.acting(world.doctor) as work:
        assert work.enquiries.find(world.doctor, made.id) == made


def test_what_came_from_elsewhere_is_read_again(world: World, consultation: Consultation) -> None:
    made = add(world, consultation)
    came = reading()
    (one,) = came.picture.history.enquiries
    newer = replace(one, outcome=EnquiryOutcome.DECLINED)
    changed = resource("QuestionnaireResponse", "q1", note="a newer one")
    others = [each for each in came.resources if each.type != "QuestionnaireResponse"]
    picture = replace(came.picture, history=replace(came.picture.history, enquiries=(newer,)))
    again = replace(came, picture=picture, resources=(*others, changed))
    take_in_record(world.database, world.system, again, NOW)
    with world.acting(world.doctor) as work:
        found = work.enquiries.read_history(world.doctor, world.patient_id).enquiries
    assert found == (newer, made)
