"""Referrals: followed from what was written, never changed, and nobody else's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from gpsupport.domain.access import Denied
from gpsupport.domain.referral.chains import declined_here
from gpsupport.domain.referral.states import ReferralState, ReturnReason
from gpsupport.persistence.plain import written
from gpsupport.persistence.rows import ReferralRow, ReferralStandingRow
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.guarded import another_patient
from tests.integration.actions.world import NOW, OTHER_NUMBER, TODAY, World, another_practice
from tests.integration.persistence.onward import (
    ADVOCATE,
    CAMHS,
    FULL,
    begin,
    begun,
    list_options,
    moved,
    write,
)
from tests.integration.persistence.test_at_once import at_once
from tests.integration.persistence.test_audit_looks import newest, rule

SENT, RETURNED = ReferralState.SENT, ReferralState.RETURNED
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def listed(world: World) -> World:
    """A world with two options in its directory."""
    list_options(world)
    return world


def test_a_referral_is_read_as_its_events_leave_it(listed: World) -> None:
    made = begin(listed)
    sent = write(listed, made, moved(SENT), 0)
    back = write(listed, made, replace(FULL, on=TODAY), 1)
    with listed.acting(listed.colleague) as work:
        found = work.referrals.find(listed.colleague, made)
        everything = work.referrals.read_all(listed.colleague, listed.patient_id)
    assert found is not None
    assert everything == (found,)
    assert found.begun == begun(listed.patient_id, id=made)
    assert found.events == (sent, back)
    assert sent == replace(moved(SENT), id=sent.id)
    assert back == replace(FULL, id=back.id)
    assert len({made, sent.id, back.id}) == 3
    assert (found.state, found.returns, found.sent_on) == (RETURNED, 1, TODAY)
    assert found.clock_start == date(2026, 3, 3)


def test_a_new_one_is_a_draft(listed: World) -> None:
    made = begin(listed)
    with listed.acting(listed.doctor) as work:
        found = work.referrals.find(listed.doctor, made)
        assert work.referrals.find(listed.doctor, "nowhere") is None
        assert work.referrals.find(listed.doctor, "a\0") is None
    assert found is not None
    assert (found.state, found.since, found.events) == (ReferralState.DRAFT, TODAY, ())


def test_they_are_read_in_the_order_in_which_they_were_begun(listed: World) -> None:
    ids = [
        begin(listed, begun(listed.patient_id, begun_at=NOW - timedelta(days=days)))
        for days in (1, 3, 2)
    ]
    with listed.acting(listed.doctor) as work:
        found = work.referrals.read_all(listed.doctor, listed.patient_id)
    assert [one.begun.id for one in found] == [ids[1], ids[2], ids[0]]


def test_help_that_the_directory_does_not_list_may_be_named_but_none_invented(
    listed: World,
) -> None:
    made = begin(listed, begun(listed.patient_id, option_id=""))
    with listed.acting(listed.doctor) as work:
        found = work.referrals.find(listed.doctor, made)
    assert found is not None
    assert found.begun.option_id == ""
    for unknown in ("nowhere", "a\0"):
        with pytest.raises(Denied):
            begin(listed, begun(listed.patient_id, option_id=unknown))


def test_an_option_that_a_referral_names_cannot_be_removed(listed: World) -> None:
    begin(listed)
    with (
        pytest.raises(DatabaseError, match=r"(?i)foreign key"),
        listed.acting(listed.doctor) as work,
    ):
        work.referrals._session.execute(text("DELETE FROM referral_option"))


def test_who_has_not_seen_the_newest_is_told_and_nothing_is_written(listed: World) -> None:
    made = begin(listed)
    write(listed, made, moved(SENT), 0, by=listed.colleague)
    for expected in (0, 2):
        with pytest.raises(StaleRow):
            write(listed, made, moved(ReferralState.IN_ERROR, words="x"), expected)
    with listed.acting(listed.doctor) as work:
        found = work.referrals.find(listed.doctor, made)
    assert found is not None
    assert found.state is SENT


def test_of_those_who_write_at_once_one_wins(listed: World) -> None:
    made = begin(listed)

    def save() -> str:
        try:
            return write(listed, made, moved(SENT), 0).id
        except StaleRow:
            return ""

    assert len([one for one in at_once([save] * 4) if one]) == 1
    with listed.acting(listed.doctor) as work:
        found = work.referrals.find(listed.doctor, made)
    assert found is not None
    assert len(found.events) == 1


def test_what_was_entered_wrongly_is_replaced_once_and_stays_to_be_read(listed: World) -> None:
    made = begin(listed)
    wrong = write(listed, made, moved(SENT), 0)
    right = write(listed, made, moved(SENT, -3, replaces=wrong.id), 1)
    with listed.acting(listed.doctor) as work:
        found = work.referrals.find(listed.doctor, made)
    assert found is not None
    assert found.sent_on == TODAY - timedelta(days=3)
    assert found.events == (wrong, right)
    other = begin(listed)
    for referral, seen, replaces in ((made, 2, wrong.id), (other, 0, right.id), (made, 2, "no")):
        with pytest.raises(Denied):
            write(listed, referral, moved(SENT, replaces=replaces), seen)


def test_nobody_else_sees_a_referral_or_writes_one(listed: World) -> None:
    made = begin(listed)
    write(listed, made, moved(SENT), 0, due=TODAY)
    write(listed, made, moved(RETURNED), 1, due=TODAY)
    rule(listed, "denied", listed.colleague)
    for other in (listed.colleague, another_practice(listed)):
        with listed.acting(other) as work:
            assert work.referrals.find(other, made) is None
            assert work.referrals.find_many(other, [made]) == {}
            assert work.referrals.find_by_reference(other, made) is None
            assert work.referrals.read_all(other, listed.patient_id) == ()
            assert work.referrals.list_open(other, None, 9) == ()
            assert work.referrals.returned_here(other, LONG_AGO, listed.patient_id) == ()
        with pytest.raises((Denied, DatabaseError)):
            begin(listed, begun(listed.patient_id, option_id=""), by=other)
        with pytest.raises(Denied):
            write(listed, made, moved(SENT), 2, by=other)
    with pytest.raises(Denied), listed.acting(listed.receptionist) as work:
        work.referrals.read_all(listed.receptionist, listed.patient_id)


def test_a_referral_is_on_the_record_that_it_was_made_on_and_no_other(listed: World) -> None:
    child = another_patient(listed, OTHER_NUMBER.value)
    made = begin(listed, begun(listed.patient_id, about_patient_id=child))
    with listed.acting(listed.doctor) as work:
        assert work.referrals.read_all(listed.doctor, child) == ()
    assert newest(listed).fact.object_id == child
    with pytest.raises(Denied), listed.acting(listed.doctor) as work:
        work.referrals.add_event(
            listed.doctor, child, made, moved(SENT), expected=0, next_due_on=None
        )


@pytest.mark.parametrize("form", ["{}", "urn:uuid:{}", " {}\n", "urn:uuid:{upper}"])
def test_a_message_finds_its_referral(listed: World, form: str) -> None:
    made = begin(listed)
    with listed.acting(listed.system) as work:
        found = work.referrals.find_by_reference(
            listed.system, form.format(made, upper=made.upper())
        )
        assert work.referrals.find_by_reference(listed.system, "urn:oid:1.2") is None
    assert found is not None
    assert found.begun.id == made


def test_the_practice_sees_what_is_open_the_first_due_first(listed: World) -> None:
    dues = {begin(listed): days for days in (5, -2, 0)}
    for one, days in dues.items():
        write(listed, one, moved(SENT), 0, due=TODAY + timedelta(days=days))
    undue = begin(listed)
    over = begin(listed)
    write(listed, over, moved(ReferralState.DECLINED), 0, due=TODAY)
    order = [*sorted(dues, key=lambda one: dues[one]), undue]
    with listed.acting(listed.colleague) as work:

        def ids(until: date | None, limit: int = 9, after: str | None = None) -> list[str]:
            found = work.referrals.list_open(listed.colleague, until, limit, after)
            return [one.begun.id for one in found]

        assert ids(None) == order
        assert ids(TODAY) == order[:2]
        assert ids(date.max) == order[:3]
        assert ids(None, 2) == order[:2]
        assert ids(None, 2, order[1]) == order[2:]
        assert ids(None, 9, order[3]) == []
        for unknown in ("nowhere", "a\0"):
            with pytest.raises(ValueError, match="no place"):
                ids(None, 9, unknown)


def test_in_the_clear_lies_only_what_the_lists_ask_for() -> None:
    clear = {
        row.__tablename__: {one.name for one in row.__table__.columns}
        - {"practice_id", "id", "patient_id", "body_sealed"}
        for row in (ReferralRow, ReferralStandingRow)
    }
    assert clear == {
        "referral": {"option_id", "begun_at"},
        "referral_standing": {"next_due_on", "ended"},
    }


def test_what_came_back_is_remembered_without_whom_it_was_about(listed: World) -> None:
    ours, gone, old, given = (begin(listed) for _ in range(4))
    other = begin(listed, begun(listed.patient_id, option_id=ADVOCATE.id))
    for one in (ours, gone, old, given, other):
        write(listed, one, moved(SENT, -90), 0)
    write(listed, ours, moved(RETURNED, -3, words="Grashuepfer"), 1)
    write(listed, other, moved(RETURNED, -2, reason=ReturnReason.AGE), 1)
    wrong = write(listed, gone, moved(RETURNED, -3), 1)
    write(listed, gone, moved(ReferralState.WAITING, -3, replaces=wrong.id), 2)
    write(listed, old, moved(RETURNED, -60), 1)
    write(listed, given, moved(ReferralState.WAITING, -3), 1)
    since = TODAY - timedelta(days=30)
    viewer = another_patient(listed, None)
    with listed.acting(listed.colleague) as work:
        assert work.referrals.returned_here(listed.colleague, since, listed.patient_id) == ()
        found = work.referrals.returned_here(listed.colleague, since, viewer)
    assert declined_here(found, CAMHS.id, since) == (
        (TODAY - timedelta(days=3), ReturnReason.STILL_GOING_ON),
    )
    assert declined_here(found, ADVOCATE.id, since) == (
        (TODAY - timedelta(days=2), ReturnReason.AGE),
    )
    assert [one.begun.patient_id for one in found] == ["0", "0"]
    for telling in (listed.patient_id, "Sam", "Grashuepfer", "Rahman", ours, "cannot sleep"):
        assert telling not in repr(found)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM referral",
        "UPDATE referral SET begun_at = begun_at",
        "UPDATE referral SET option_id = NULL, body_sealed = body_sealed",
        "DELETE FROM referral_event",
        "UPDATE referral_event SET to_state = NULL",
        "UPDATE referral_event SET on_day = '2020-01-01'",
    ],
)
def test_the_database_changes_nothing_that_was_written(listed: World, statement: str) -> None:
    write(listed, begin(listed), moved(SENT), 0)
    with (
        pytest.raises(DatabaseError, match=r"never changed|permission denied"),
        listed.acting(listed.doctor) as work,
    ):
        work.referrals._session.execute(text(statement))


def test_what_happened_is_not_rewritten_with_the_same_key(listed: World) -> None:
    sent = write(listed, begin(listed), moved(SENT), 0)
    place = ("referral_event", "body_sealed", sent.id, listed.practice.id)
    with listed.acting(listed.doctor) as work:
        blob = work.referrals._sealer.seal(written(replace(sent, words="another")), *place)
    change = text("UPDATE referral_event SET body_sealed = :blob")
    with pytest.raises(DatabaseError, match="never changed"), listed.acting(listed.doctor) as work:
        work.referrals._session.execute(change, {"blob": blob})
