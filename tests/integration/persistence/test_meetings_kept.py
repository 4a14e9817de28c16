"""Meetings: kept, corrected by a new version alone, and of whom the policy hides no trace."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from gpsupport.domain.access import Denied
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.meetings.kinds import Reason, RecordKind
from gpsupport.domain.meetings.meeting import (
    AgendaItem,
    AnyNote,
    Attendee,
    Basis,
    Decision,
    Filing,
    Gone,
    Meeting,
    MeetingAction,
    PackGiven,
    Place,
    SomebodyElse,
)
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import BegunReferral
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence import schema
from gpsupport.persistence.engine import create_engine_for
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.guarded import another_patient
from tests.integration.actions.world import (
    NOW,
    OTHER_NUMBER,
    TODAY,
    World,
    another_practice,
    settings_for,
)
from tests.integration.persistence.test_audit_looks import rule

COMER = Attendee("1", "Nina Hale", "advocate-educator", "Harbour", staff_id="s")
MEETING = Meeting("", TODAY, "practice", "Dr Lead", NOW, "Dr Lead", (COMER,))
TO_DO = MeetingAction("", "", "", NOW, "Dr Lead", "KANAR-do", "Nina Hale", TODAY, Gone.NOT_NEEDED)
APART = SomebodyElse("1", "Nina Hale", ("N Hale",), NOW, "Dr Lead")
REMINDER = Reminder("", "", "key", ReminderKind.CHILD_PLAN, TODAY)
SHARED = SharingEntry("", "", "", NOW, "Dr Lead", "otherwise", True, what="KANAR-shared")


def add_meeting(world: World) -> Meeting:
    with world.acting(world.doctor) as work:
        return work.meetings.add(world.doctor, MEETING)


def notes(meeting_id: str, patient_id: str) -> tuple[AnyNote, ...]:
    """One of each kind, with something in every field."""
    head = ("", meeting_id, patient_id, NOW, "Dr Lead")
    place = Place(RecordKind.CHILD, "Sam", "RelatedPerson/1")
    return (
        AgendaItem(*head, (Reason.LEAD,), "KANAR-why", "earlier", ("1",), (APART,)),
        Basis(*head, "otherwise", "why", True, False, "not", "told", "so much"),
        Decision(*head, "KANAR-decided", (place,)),
        MeetingAction(*head, "KANAR-do", "Nina Hale", TODAY, Gone.NOT_NEEDED),
        Filing(*head, place, "KANAR-filed"),
        PackGiven(*head, "1", "stamp", replace(SHARED, patient_id=patient_id)),
    )


def add(world: World, made: AnyNote, by: Actor, supersedes: str | None = None) -> AnyNote:
    with world.acting(by) as work:
        return work.meeting_notes.add(by, made, supersedes)


def test_meetings_and_notes_are_read_as_they_were_written(world: World) -> None:
    meeting = add_meeting(world)
    doctor, made = world.doctor, notes(meeting.id, world.patient_id)
    kept = tuple(add(world, one, doctor) for one in made)
    assert tuple(replace(one, id="") for one in kept) == made
    with world.acting(world.colleague) as work:
        assert work.meetings.find(world.colleague, meeting.id) == meeting
        assert work.meetings.list_all(world.colleague, 9) == (meeting,)
        assert set(work.meeting_notes.read_all(world.colleague, [meeting.id])) == set(kept)
        (shared,) = work.meeting_notes.shared_of(world.colleague, world.patient_id)
        assert (shared.id, shared.what) == (kept[-1].id, "KANAR-shared")
        assert work.meetings.find(world.colleague, "a\0") is None
        assert work.meetings.hold(world.colleague, meeting.id) == meeting
        assert work.meetings.hold(world.colleague, "a\0") is None
    with world.acting(doctor) as work:
        closed = work.meetings.save(doctor, replace(meeting, closed_at=NOW, closed_by="x"))
    assert closed.version == 2
    with pytest.raises(StaleRow), world.acting(doctor) as work:
        work.meetings.save(doctor, replace(meeting, chair="somebody else"))


def test_a_correction_is_a_new_version_and_the_first_one_stays(world: World) -> None:
    meeting, doctor = add_meeting(world), world.doctor
    decision = notes(meeting.id, world.patient_id)[2]
    first = add(world, decision, doctor)
    assert isinstance(first, Decision)
    second = add(world, replace(first, words="other"), doctor, first.id)
    with world.acting(doctor) as work:
        assert work.meeting_notes.read_all(doctor, [meeting.id]) == (second,)
        assert work.meeting_notes.find_newest(doctor, first.id) == second
        assert work.meeting_notes.find_newest(doctor, "a\0") is None
    with pytest.raises(StaleRow):
        add(world, replace(first, words="again"), doctor, first.id)
    item = notes(meeting.id, world.patient_id)[0]
    for wrong in (replace(first, meeting_id=add_meeting(world).id), item):
        with pytest.raises(Denied):
            add(world, wrong, doctor, second.id)
    for change in ("UPDATE meeting_note SET kind = 'item'", "DELETE FROM meeting_note"):
        with pytest.raises(DatabaseError):
            try_below(world, change)


def try_below(world: World, change: str) -> None:
    """Run a statement as transactions do, below every store."""
    engine = create_engine_for(world.settings)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL ROLE gpsupport_app"))
            connection.execute(text(change))
    finally:
        engine.dispose()


def test_of_whom_the_policy_hides_nothing_is_there(world: World) -> None:
    meeting, doctor = add_meeting(world), world.doctor
    hidden = add(world, notes(meeting.id, world.patient_id)[2], doctor)
    shown = add(world, notes(meeting.id, another_patient(world, OTHER_NUMBER.value))[2], doctor)
    rule(world, "denied", world.colleague)
    with world.acting(world.colleague) as work:
        assert work.meeting_notes.read_all(world.colleague, [meeting.id]) == (shown,)
        assert work.meeting_notes.shared_of(world.colleague, world.patient_id) == ()
        assert work.meeting_notes.find_newest(world.colleague, hidden.id) is None
    with pytest.raises(Denied):
        add(world, hidden, world.colleague)
    # Of what is to be done about the hidden there is the number alone.
    for done in (replace(TO_DO, gone=None), replace(TO_DO, gone=None, due_on=None), TO_DO):
        made = replace(done, meeting_id=meeting.id, patient_id=world.patient_id)
        add(world, made, doctor)
    for actor, number in ((world.colleague, 1), (doctor, 0)):
        with world.acting(actor) as work:
            assert work.meeting_notes.unowned_unseen(actor, meeting.id) == number
    with world.acting(doctor) as work:
        ours = (world.colleague.clinician_id, doctor.clinician_id)
        kept_from = work.meeting_notes.kept_from(doctor, world.patient_id, ours)
    assert kept_from == {world.colleague.clinician_id}
    other = another_practice(world)
    with world.acting(other) as work:
        assert work.meetings.list_all(other, 9) == ()
        assert work.meetings.find(other, meeting.id) is None
        assert work.meeting_notes.read_all(other, [meeting.id]) == ()
        assert work.meeting_notes.find_newest(other, hidden.id) is None


def test_whom_an_agenda_is_made_from_leaves_out_whom_the_policy_hides(world: World) -> None:
    doctor, hidden = world.doctor, world.patient_id
    other = another_patient(world, OTHER_NUMBER.value)
    quiet = another_patient(world, None)
    with world.acting(doctor) as work:
        due = replace(REMINDER, patient_id=hidden)
        work.reminders.add_new(doctor, (due, replace(due, patient_id=other)))
        begun = BegunReferral("", other, "", "CAMHS", OptionKind.CAMHS, "x", NOW, TODAY, "Dr Lead")
        made = work.referrals.begin(doctor, begun)
    rule(world, "denied", world.colleague)
    asked = (hidden, other, quiet, "nobody")
    for actor, seen in ((doctor, {hidden, other}), (world.colleague, {other})):
        with world.acting(actor) as work:
            assert set(work.agenda.list_patients(actor, TODAY, NOW)) == seen
            reminders = work.reminders.read_open_of(actor, asked)
            assert {one for one, said in reminders.items() if said} == seen
            assert (hidden in reminders) is (hidden in seen)
            (referral,) = work.referrals.read_many(actor, asked)[other]
            assert referral.begun == made
            relatives = work.relatives.read_many(actor, asked)
            assert (hidden in relatives) is (hidden in seen)
            assert relatives[other] == work.relatives.read_all(actor, other) != ()
            assert work.disclosures.read_many(actor, (other,)) == {other: ()}
    with world.acting(doctor) as work:
        assert set(work.agenda.list_patients(doctor, TODAY - timedelta(days=1), NOW)) == {other}
    elsewhere = another_practice(world)
    with world.acting(elsewhere) as work:
        assert work.agenda.list_patients(elsewhere, TODAY, NOW) == ()


def test_the_schema_before_has_no_meetings(database_url: str, tmp_path: Path) -> None:
    settings = settings_for(database_url, tmp_path)
    schema.upgrade(settings)
    schema.downgrade(settings, "0006")
    engine = create_engine_for(settings)
    for table in ("meeting", "meeting_note"):
        with pytest.raises(DatabaseError), engine.begin() as connection:
            connection.execute(text(f"SELECT 1 FROM {table}"))
    engine.dispose()
    schema.upgrade(settings)
    assert [one for one in schema.check(settings) if "meeting" in str(one)] == []
