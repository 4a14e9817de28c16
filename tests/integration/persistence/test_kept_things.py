"""Reminders, entered dates, drafts, and forms half filled in."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gpsupport.domain.access import Denied
from gpsupport.domain.consultation import (
    DRAFT_HOLDS,
    Consultation,
    ConsultationDraft,
    ConsultationState,
    FormName,
)
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason
from gpsupport.domain.people import Actor
from gpsupport.domain.record import DateKind, KnownDate, newest_dates
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.world import HOUR, NOW, TODAY, World, another_practice
from tests.integration.persistence.test_audit_looks import rule

TYPED = {"matters": ["Grashuepfer"], "child": ["Sam", "Noah"], "empty": []}
DRAFT = ConsultationDraft(
    asked=False,
    outcome=EnquiryOutcome.DEFERRED,
    reason=NotAskedReason.NO_TIME,
    put_off_days=7,
    words="words",
    observed="observed",
    note="for whoever comes next",
    privacy_said=True,
)


@pytest.fixture
def consultation(world: World) -> Consultation:
    return consulted(world, world.doctor)


def consulted(world: World, actor: Actor, days: int = 0) -> Consultation:
    with world.acting(actor) as work:
        on = timedelta(days=days)
        return work.consultations.add(actor, world.patient_id, NOW + on, TODAY + on)


def reminder(world: World, key: str = "plan", days: int = 0, **changed: Any) -> Reminder:
    made = Reminder(
        id="",
        patient_id=world.patient_id,
        key=key,
        kind=ReminderKind.CHILD_PLAN,
        due_on=TODAY + timedelta(days=days),
        about="Sam",
        owner="Dr Amin Rahman",
        detail="the school nurse",
    )
    return replace(made, **changed)


def remind(world: World, *reminders: Reminder) -> tuple[Reminder, ...]:
    with world.acting(world.doctor) as work:
        work.reminders.add_new(world.doctor, reminders)
        return work.reminders.read_open(world.doctor, world.patient_id)


def test_a_reminder_is_read_as_it_was_made_until_it_is_done(world: World) -> None:
    (made,) = remind(world, reminder(world))
    assert made == reminder(world, id=made.id)
    with world.acting(world.doctor) as work:
        work.reminders.mark_done(world.doctor, made.id, made.version, NOW)
    with world.acting(world.colleague) as work:
        assert work.reminders.read_open(world.colleague, world.patient_id) == ()
        assert work.reminders.list_open(world.colleague, TODAY, 9) == ()
        done = work.reminders.find(world.colleague, made.id)
    assert done == replace(made, done_at=NOW, done_by=world.doctor.name, version=2)


def test_one_of_a_known_key_is_left_alone_open_or_done(world: World) -> None:
    (made,) = remind(world, reminder(world), reminder(world, about="somebody else"))
    assert made.about == "Sam"
    with world.acting(world.doctor) as work:
        work.reminders.mark_done(world.doctor, made.id, made.version, NOW)
    assert remind(world, reminder(world)) == ()
    assert len(remind(world, reminder(world, FormName.SHARING))) == 1


def test_of_two_who_do_the_same_the_second_is_told(world: World) -> None:
    (made,) = remind(world, reminder(world))
    with world.acting(world.doctor) as work:
        work.reminders.mark_done(world.doctor, made.id, made.version, NOW)
    for version in (made.version, made.version + 1):
        with pytest.raises(StaleRow), world.acting(world.colleague) as work:
            work.reminders.mark_done(world.colleague, made.id, version, NOW)
    with pytest.raises(Denied), world.acting(world.doctor) as work:
        work.reminders.mark_done(world.doctor, "nowhere", 1, NOW)


def test_an_id_that_no_engine_could_look_for_is_nobody_s(world: World) -> None:
    with world.acting(world.doctor) as work:
        assert work.reminders.find(world.doctor, "a\0") is None


def test_the_practice_sees_what_is_due_the_earliest_first(world: World) -> None:
    remind(world, reminder(world, "b", 1), reminder(world, "a", -3), reminder(world, "c", 2))
    with world.acting(world.colleague) as work:
        found = work.reminders.list_open(world.colleague, TODAY + timedelta(days=1), 9)
        assert [one.key for one in found] == ["a", "b"]
        assert len(work.reminders.list_open(world.colleague, TODAY, 1)) == 1


def test_nobody_else_sees_a_reminder_or_does_it(world: World) -> None:
    (made,) = remind(world, reminder(world))
    rule(world, "denied", world.colleague)
    for other in (world.colleague, another_practice(world)):
        with world.acting(other) as work:
            assert work.reminders.read_open(other, world.patient_id) == ()
            assert work.reminders.list_open(other, TODAY, 9) == ()
            assert work.reminders.find(other, made.id) is None
        with pytest.raises(Denied), world.acting(other) as work:
            work.reminders.mark_done(other, made.id, made.version, NOW)
    with pytest.raises(Denied), world.acting(world.colleague) as work:
        work.reminders.add_new(world.colleague, [reminder(world, "mine")])


def test_not_even_the_key_of_a_reminder_lies_in_the_clear(world: World) -> None:
    remind(world, reminder(world, "child-plan:Grashuepfer"))
    with Session(world.database._engine) as session:
        (row,) = session.execute(text("SELECT * FROM reminder"))
    kept = b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
    for words in ("Grashuepfer", "Sam", "Dr Amin Rahman", "the school nurse"):
        assert words.encode() not in kept


def test_dates_are_read_in_the_order_in_which_they_were_entered(
    world: World, consultation: Consultation
) -> None:
    entered = [
        KnownDate(DateKind.EXPECTED_BIRTH, date(2027, 3, 1), TODAY),
        KnownDate(DateKind.EXPECTED_BIRTH, None, TODAY),
        KnownDate(DateKind.BIRTH, date(2026, 11, 20), TODAY),
        KnownDate(DateKind.EXPECTED_BIRTH, date(2027, 3, 9), TODAY),
    ]
    for one in entered:
        with world.acting(world.doctor) as work:
            work.known_dates.add(world.doctor, consultation, one, NOW)
    with world.acting(world.colleague) as work:
        found = work.known_dates.read_all(world.colleague, world.patient_id)
        picture = work.pictures.read(world.colleague, world.patient_id)
    assert found == tuple(replace(one, by=world.doctor.name) for one in entered)
    assert picture is not None
    assert picture.dates == found
    assert newest_dates(found, TODAY)[DateKind.EXPECTED_BIRTH] == date(2027, 3, 9)


def test_nobody_else_sees_a_date_or_enters_one(world: World, consultation: Consultation) -> None:
    made = KnownDate(DateKind.BIRTH, TODAY, TODAY)
    with world.acting(world.doctor) as work:
        work.known_dates.add(world.doctor, consultation, made, NOW)
    rule(world, "denied", world.colleague)
    for other in (world.colleague, another_practice(world)):
        with world.acting(other) as work:
            assert work.known_dates.read_all(other, world.patient_id) == ()
    with pytest.raises(Denied), world.acting(world.colleague) as work:
        work.known_dates.add(world.colleague, consultation, made, NOW)


def test_a_form_is_found_as_it_was_typed_for_a_day(
    world: World, consultation: Consultation
) -> None:
    with world.acting(world.doctor) as work:
        forms = work.forms
        assert forms.find(world.doctor, consultation.id, FormName.DISCLOSURE, NOW) is None
        assert (
            forms.save(world.doctor, consultation.id, FormName.DISCLOSURE, {"a": ["1"]}, NOW) == NOW
        )
        assert (
            forms.save(world.doctor, consultation.id, FormName.DISCLOSURE, TYPED, NOW + HOUR)
            == NOW + HOUR
        )
        forms.save(world.doctor, consultation.id, FormName.SHARING, {"b": ["2"]}, NOW)
    with world.acting(world.doctor) as work:
        forms, last = work.forms, NOW + HOUR + DRAFT_HOLDS
        assert forms.find(world.doctor, consultation.id, FormName.DISCLOSURE, NOW + HOUR) == TYPED
        assert forms.find(world.doctor, consultation.id, FormName.DISCLOSURE, last - HOUR) == TYPED
        assert forms.find(world.doctor, consultation.id, FormName.DISCLOSURE, last) is None
        assert forms.drop(world.doctor, consultation.id, FormName.DISCLOSURE)
        assert not forms.drop(world.doctor, consultation.id, FormName.DISCLOSURE)
        assert forms.find(world.doctor, consultation.id, FormName.DISCLOSURE, NOW) is None
        assert forms.find(world.doctor, consultation.id, FormName.SHARING, NOW) == {"b": ["2"]}


def test_a_form_is_its_clinicians_own(world: World, consultation: Consultation) -> None:
    with world.acting(world.doctor) as work:
        work.forms.save(world.doctor, consultation.id, FormName.DISCLOSURE, TYPED, NOW)
    for other in (world.colleague, another_practice(world)):
        with world.acting(other) as work:
            assert work.forms.find(other, consultation.id, FormName.DISCLOSURE, NOW) is None
        with pytest.raises(Denied), world.acting(other) as work:
            work.forms.save(other, consultation.id, FormName.DISCLOSURE, {}, NOW)
        with pytest.raises(Denied), world.acting(other) as work:
            work.forms.drop(other, consultation.id, FormName.DISCLOSURE)
    rule(world, "denied", world.doctor)
    with world.acting(world.doctor) as work:
        assert work.forms.find(world.doctor, consultation.id, FormName.DISCLOSURE, NOW) is None


def test_what_has_expired_is_gone_and_not_only_hidden(
    world: World, consultation: Consultation
) -> None:
    with world.acting(world.doctor) as work:
        work.forms.save(world.doctor, consultation.id, FormName.DISCLOSURE, TYPED, NOW)
        work.forms.save(world.doctor, consultation.id, FormName.SHARING, TYPED, NOW + HOUR)
        work.drafts.drop_expired(world.doctor, NOW + DRAFT_HOLDS)
        assert work.forms.find(world.doctor, consultation.id, FormName.DISCLOSURE, NOW) is None
        assert work.forms.find(world.doctor, consultation.id, FormName.SHARING, NOW) == TYPED


def test_forms_move_along_with_the_draft_but_for_what_is_about_its_own_answer(
    world: World, consultation: Consultation
) -> None:
    with world.acting(world.doctor) as work:
        saved = work.drafts.save(world.doctor, consultation.id, DRAFT, NOW)
        work.forms.save(world.doctor, consultation.id, FormName.DISCLOSURE, TYPED, NOW)
        work.forms.save(world.doctor, consultation.id, FormName.SHARING, TYPED, NOW)
        work.forms.save(world.doctor, consultation.id, FormName.CONTACT, TYPED, NOW)
    later = consulted(world, world.doctor, days=1)
    with world.acting(world.doctor) as work:
        work.forms.save(world.doctor, later.id, FormName.CONTACT, {"b": ["2"]}, NOW)
        work.drafts.move(world.doctor, consultation.id, later.id)
    with world.acting(world.doctor) as work:
        assert work.drafts.find(world.doctor, later.id, NOW) == saved
        assert work.forms.find(world.doctor, later.id, FormName.SHARING, NOW) == TYPED
        assert work.forms.find(world.doctor, consultation.id, FormName.DISCLOSURE, NOW) == TYPED
        assert work.forms.find(world.doctor, later.id, FormName.DISCLOSURE, NOW) is None
        assert work.forms.find(world.doctor, later.id, FormName.CONTACT, NOW) == {"b": ["2"]}
        assert work.forms.find(world.doctor, consultation.id, FormName.CONTACT, NOW) == TYPED


def test_a_consultation_in_which_only_a_form_was_typed_is_found_again(
    world: World, consultation: Consultation
) -> None:
    def left_open() -> Consultation | None:
        with world.acting(world.doctor) as work:
            return work.consultations.find_left_open(world.doctor, world.patient_id, NOW)

    assert left_open() is None
    with world.acting(world.doctor) as work:
        work.forms.save(world.doctor, consultation.id, FormName.DISCLOSURE, TYPED, NOW)
        work.forms.save(world.doctor, consultation.id, FormName.SHARING, TYPED, NOW)
        work.drafts.save(world.doctor, consultation.id, DRAFT, NOW)
    assert left_open() == consultation
    with world.acting(world.doctor) as work:
        recorded = replace(consultation, state=ConsultationState.RECORDED)
        recorded = work.consultations.save(world.doctor, recorded)
    # What follows a telling is typed after the answer was recorded.
    assert left_open() == recorded
    with world.acting(world.doctor) as work:
        finished = replace(recorded, state=ConsultationState.FINISHED)
        finished = work.consultations.save(world.doctor, finished)
    assert left_open() == finished
    with world.acting(world.doctor) as work:
        work.drafts.drop(world.doctor, consultation.id)
        work.forms.drop(world.doctor, consultation.id, FormName.SHARING)
    # What is about its own answer is no later consultation's.
    assert left_open() is None


def test_a_draft_is_read_as_it_was_typed(world: World, consultation: Consultation) -> None:
    with world.acting(world.doctor) as work:
        saved = work.drafts.save(world.doctor, consultation.id, DRAFT, NOW)
    assert saved == replace(DRAFT, saved_at=NOW)
    with world.acting(world.doctor) as work:
        assert work.drafts.find(world.doctor, consultation.id, NOW) == saved
