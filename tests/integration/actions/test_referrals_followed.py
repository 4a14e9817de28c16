"""Referrals are followed: nothing that comes back ends there, and the first day is never lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gpsupport.actions.errors import GateClosed, NotFound, Refused
from gpsupport.actions.forms import SavedSince
from gpsupport.actions.letters import open_letter, read_letters
from gpsupport.actions.referral import (
    CannotBeWritten,
    ExpectedRefusal,
    NewReferral,
    Want,
    Wants,
    add_to_referral,
    begin_referral,
    keep_referral_form,
    listing,
    mark_met,
    note_expected_refusal,
    read_own_referrals,
    read_referrals,
    take_back,
)
from gpsupport.actions.referral.messaging import NotSafeToWrite, look_at_message
from gpsupport.actions.reminders import do_own_reminders
from gpsupport.domain.consultation import FormName
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.letters.kinds import LetterKind
from gpsupport.domain.referral.events import Consent, ReferralEvent, ReturnPlan, WaitingCheck
from gpsupport.domain.referral.following import Fault, Referral
from gpsupport.domain.referral.owed import referral_of
from gpsupport.domain.referral.states import ReferralState, ReturnReason, Worse
from gpsupport.domain.referral.waiting import worse_now
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.stores.options import OptionStore
from gpsupport.persistence.stores.referrals import ReferralStore
from tests.integration.actions.guarded import another_patient
from tests.integration.actions.steps import pass_gate
from tests.integration.actions.world import NOW, TODAY, World
from tests.integration.persistence.onward import CAMHS, list_options, moved

KNOWLEDGE = load_knowledge()
YES = Consent(given=True, by_whom="her mother", asked_on=TODAY)
ASKED = NewReferral(CAMHS.id, "cannot sleep", person=1, consent=YES)
HUB = NewReferral(
    "", "cannot sleep", 1, other_name="The hub", other_kind=OptionKind.FAMILY_HUB, unmet=""
)


@pytest.fixture
def followed(world: World) -> World:
    """A doctor alone with a patient, whose record names a child; two options are listed."""
    list_options(world)
    pass_gate(world, world.doctor)
    return world


def begin(world: World, wanted: NewReferral = ASKED) -> Referral:
    return begin_referral(world.database, world.doctor, world.patient_id, wanted, KNOWLEDGE, NOW)


def write(world: World, one: Referral, event: ReferralEvent, seen: int | None = None) -> Referral:
    shown = len(read(world, one).events) if seen is None else seen
    return add_to_referral(
        world.database,
        world.doctor,
        world.patient_id,
        one.begun.id,
        event,
        shown,
        KNOWLEDGE,
        NOW,
    )


def read(world: World, one: Referral) -> Referral:
    found = read_referrals(world.database, world.doctor, world.patient_id, KNOWLEDGE, NOW)
    known = found.find(one.begun.id)
    assert known is not None
    return known


def reminders(world: World) -> dict[ReminderKind, Reminder]:
    with world.acting(world.doctor) as work:
        found = work.reminders.read_all(world.doctor, world.patient_id)
    return {one.kind: one for one in found if one.open}


def reminder(world: World, reminder_id: str) -> Reminder:
    with world.acting(world.doctor) as work:
        found = work.reminders.find(world.doctor, reminder_id)
    assert found is not None
    return found


def sent_back(world: World, wanted: NewReferral = ASKED) -> Referral:
    one = begin(world, wanted)
    write(world, one, moved(ReferralState.SENT))
    return write(world, one, moved(ReferralState.RETURNED))


def test_begun_with_a_yes_it_is_agreed_and_what_was_typed_is_forgotten(followed: World) -> None:
    typed, known = {"need": ["x"]}, (followed.database, followed.doctor, followed.patient_id)
    for name in ("a", "b"):
        keep_referral_form(*known, FormName.REFERRAL, name, typed, NOW)
    one = begin_referral(*known, ASKED, KNOWLEDGE, NOW, "a")
    assert (one.state, one.begun.about) == (ReferralState.CONSENT, "Sam KANARIENVOGEL-child")
    assert reminders(followed)[ReminderKind.REFERRAL_STANDS].owner == "Dr Amin Rahman"
    again = read_referrals(
        followed.database, followed.doctor, followed.patient_id, KNOWLEDGE, NOW, choosing=True
    )
    assert again.typed == {"b": typed}
    assert {option.id for option in again.options} >= {CAMHS.id}
    own = read_own_referrals(followed.database, followed.doctor, KNOWLEDGE, NOW)
    assert [line.referral.begun.id for line in own.lines] == [one.begun.id]
    other = read_own_referrals(followed.database, followed.colleague, KNOWLEDGE, NOW)
    assert other.lines == ()


def test_ones_own_list_is_read_a_page_at_a_time_and_at_once(
    followed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is done meanwhile, no page ends in an error."""
    monkeypatch.setattr(listing, "PAGE", 2)
    made = {begin(followed, replace(ASKED, need=f"need {n}")).begun.id for n in range(3)}
    known = (followed.database, followed.doctor, KNOWLEDGE, NOW)
    with monkeypatch.context() as alone:
        alone.setattr(ReferralStore, "find", None)
        first = read_own_referrals(*known)
    second = read_own_referrals(*known, first.after)
    assert [len(first.lines), len(second.lines)] == [2, 1]
    assert {one.referral.begun.id for one in (*first.lines, *second.lines)} == made
    assert (first.after, second.after) == (first.lines[-1].referral.begun.id, None)
    assert read_own_referrals(*known, "gone") == first


def test_what_it_cannot_do_without_is_named(followed: World) -> None:
    half = Consent(given=False, ground="child")
    for wanted, wants in (
        (replace(ASKED, option_id=""), (Want.OPTION,)),
        (replace(ASKED, option_id="", other_name="x"), (Want.OPTION,)),
        (replace(ASKED, need=" "), (Want.NEED,)),
        (replace(ASKED, consent=half), (Want.CONSENT,)),
    ):
        with pytest.raises(Wants) as raised:
            begin(followed, wanted)
        assert raised.value.wants == wants
    assert reminders(followed) == {}
    ahead = replace(YES, asked_on=TODAY + timedelta(days=1))
    with pytest.raises(CannotBeWritten) as refused:
        begin(followed, replace(ASKED, consent=ahead))
    assert refused.value.faults == (Fault.NO_CONSENT,)


def test_what_came_back_is_owed_until_the_next_is_sent_with_the_first_day(
    followed: World,
) -> None:
    back = sent_back(followed)
    plan = reminders(followed)[ReminderKind.RETURN_PLAN]
    assert plan.due_on == TODAY + timedelta(days=2)
    with pytest.raises(CannotBeWritten) as raised:
        write(followed, back, moved(ReferralState.CLOSED_NOT, words="nobody takes her"))
    assert raised.value.faults == (Fault.NO_PLAN,)
    following = begin(followed, replace(HUB, continues=back.begun.id, consent=YES))
    assert following.clock_start == TODAY
    write(followed, following, moved(ReferralState.SENT))
    older = read(followed, back)
    assert (older.state, older.next_referral_id) == (ReferralState.SUPERSEDED, following.begun.id)
    assert older.plan == ReturnPlan("The hub", "Dr Amin Rahman")
    assert ReminderKind.RETURN_PLAN not in reminders(followed)


@pytest.mark.parametrize("way", ["entered in error", "taken back"])
def test_what_lost_its_place_in_error_stands_again_with_its_duty(followed: World, way: str) -> None:
    back = sent_back(followed)
    following = begin(followed, replace(HUB, continues=back.begun.id))
    write(followed, following, moved(ReferralState.SENT, consent=YES))
    assert read(followed, back).state is ReferralState.SUPERSEDED
    known = (followed.database, followed.doctor, followed.patient_id, following.begun.id)
    if way == "entered in error":
        write(followed, following, moved(ReferralState.IN_ERROR, words="the wrong child"))
    else:
        take_back(*known, "it never went", 2, KNOWLEDGE, NOW)
    again = read(followed, back)
    assert (again.state, again.returned_without_plan) == (ReferralState.RETURNED, True)
    assert "in error" in again.events[-1].words
    assert ReminderKind.RETURN_PLAN in reminders(followed)
    # That was the error: it takes the place again.
    if way == "entered in error":
        take_back(*known, "it was right", 3, KNOWLEDGE, NOW)
    else:
        write(followed, following, moved(ReferralState.SENT))
    assert read(followed, back).state is ReferralState.SUPERSEDED
    assert ReminderKind.RETURN_PLAN not in reminders(followed)


def test_a_plan_that_somebody_made_stays_when_its_way_was_an_error(followed: World) -> None:
    back = sent_back(followed)
    plan = ReturnPlan("somewhere else", "Dr Bola Ade")
    write(followed, back, moved(None, plan=plan))
    following = begin(followed, replace(HUB, continues=back.begun.id))
    write(followed, following, moved(ReferralState.SENT, consent=YES))
    write(followed, following, moved(ReferralState.IN_ERROR, words="the wrong child"))
    again = read(followed, back)
    assert (again.state, again.plan) == (ReferralState.RETURNED, plan)


def test_the_first_day_comes_along_whichever_goes_out_first(followed: World) -> None:
    first = begin(followed)
    second = begin(followed, replace(HUB, continues=first.begun.id))
    third = begin(followed, replace(HUB, continues=second.begun.id))
    write(followed, first, moved(ReferralState.SENT))
    assert third.clock_start is None
    assert {read(followed, one).clock_start for one in (first, second, third)} == {TODAY}
    with followed.acting(followed.doctor) as work:
        alone = work.referrals.find(followed.doctor, third.begun.id)
    assert alone is not None
    assert alone.clock_start == TODAY


def test_one_that_follows_another_is_about_the_same_person_and_says_what_becomes_of_it(
    followed: World,
) -> None:
    first = begin(followed)
    further = replace(HUB, continues=first.begun.id, consent=YES)
    with pytest.raises(Wants) as raised:
        begin(followed, replace(further, person=0))
    assert raised.value.wants == (Want.PERSON,)
    write(followed, first, moved(ReferralState.SENT))
    with pytest.raises(Wants) as raised:
        begin(followed, further)
    assert raised.value.wants == (Want.GOES_ON,)
    beside = begin(followed, replace(further, goes_on=True))
    write(followed, beside, moved(ReferralState.SENT))
    # It goes on, and both count from the first day.
    assert read(followed, first).state is ReferralState.SENT
    assert read(followed, beside).begun.first_sent_on == TODAY
    write(followed, first, moved(ReferralState.RETURNED))
    next_one = replace(further, other_name="The school", consent=YES)
    with pytest.raises(Wants) as raised:
        begin(followed, replace(next_one, unmet=None))
    assert raised.value.wants == (Want.UNMET,)
    last = begin(followed, replace(next_one, unmet="living-with-it", told="by her mother"))
    write(followed, last, moved(ReferralState.SENT))
    ended = read(followed, first)
    plan = ReturnPlan("The school", "Dr Amin Rahman", "by her mother", "living-with-it")
    assert (ended.state, ended.plan) == (ReferralState.SUPERSEDED, plan)
    known = read_referrals(followed.database, followed.doctor, followed.patient_id, KNOWLEDGE, NOW)
    assert [one.gap for one in known.unmet] == ["living-with-it"]


def test_how_the_family_was_told_never_tells_where_a_refuge_is(followed: World) -> None:
    refuge = replace(HUB, other_name="The refuge", other_kind=OptionKind.REFUGE, consent=YES)
    back = sent_back(followed, refuge)
    further = replace(HUB, continues=back.begun.id, told="At 14 Oak Road, where they live")
    with pytest.raises(Wants) as raised:
        begin(followed, further)
    assert raised.value.wants == (Want.TOLD_TELLS,)


def test_words_that_look_like_no_address_need_no_directory_and_others_its_names_alone(
    followed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    oak = replace(CAMHS, id="oak", name="14 Oak Road Centre", organisation="")
    with followed.acting(followed.operator) as work:
        work.options.add(followed.operator, oak)
    monkeypatch.setattr(OptionStore, "list_all", None)
    refuge = replace(HUB, other_name="The refuge", other_kind=OptionKind.REFUGE, consent=YES)
    with monkeypatch.context() as without:
        without.setattr(OptionStore, "names", None)
        begin(followed, HUB)
        one = begin(followed, refuge)
        write(followed, one, moved(ReferralState.SENT, words="31 weeks for a place"))
    write(followed, one, moved(None, words="Seen at 14 Oak Road Centre"))
    with pytest.raises(CannotBeWritten):
        write(followed, one, moved(None, words="Seen at 15 Oak Road"))
    letters = read_letters(
        followed.database,
        followed.doctor,
        followed.patient_id,
        one.begun.id,
        KNOWLEDGE,
        NOW,
    )
    assert letters.referral is not None


def test_what_cannot_wait_is_a_reminder_of_today_and_the_lead_is_told_once(
    followed: World,
) -> None:
    one = begin(followed, replace(ASKED, urgent=True))
    write(followed, one, moved(ReferralState.SENT))
    # Urgent: whether it arrived is asked on the next working day. TODAY is a Monday.
    assert reminders(followed)[ReminderKind.REPLY_DUE].due_on == TODAY + timedelta(days=1)
    write(followed, one, moved(None, check=WaitingCheck(self_harm=True)))
    left = reminders(followed)
    assert (left[ReminderKind.SAME_DAY].due_on, left[ReminderKind.SAME_DAY].urgent) == (TODAY, True)
    assert left[ReminderKind.WORSE_LEAD].about == one.begun.about
    # It is done by what is noted there, and not ticked off on a list.
    ticked = {left[ReminderKind.SAME_DAY].id: left[ReminderKind.SAME_DAY].version}
    with pytest.raises(NotFound):
        do_own_reminders(followed.database, followed.doctor, ticked, NOW)
    # Whatever takes its place has it: it is nobody's done, and the one that is over owes nothing.
    own = left[ReminderKind.SAME_DAY]
    wanted = replace(HUB, continues=one.begun.id, goes_on=False, consent=YES)
    following = begin(followed, wanted)
    assert worse_now(read(followed, following)) == (Worse.SELF_HARM,)
    write(followed, following, moved(ReferralState.SENT))
    assert reminder(followed, own.id).taken_back
    goes_on = reminders(followed)[ReminderKind.SAME_DAY]
    assert referral_of(goes_on.key) == following.begun.id
    write(followed, following, moved(None, words="room 4"))
    assert reminders(followed)[ReminderKind.SAME_DAY] == goes_on
    write(followed, following, moved(None, words="the crisis team knows", seen_to=True))
    left = reminders(followed)
    assert ReminderKind.SAME_DAY not in left
    assert ReminderKind.WORSE_LEAD in left
    assert not reminder(followed, goes_on.id).taken_back


def told_today(followed: World) -> set[str]:
    """The referrals of which something is owed on the same day."""
    with followed.acting(followed.doctor) as work:
        known = work.reminders.read_all(followed.doctor, followed.patient_id)
    same_day = [one for one in known if one.open and one.kind is ReminderKind.SAME_DAY]
    return {referral_of(one.key) for one in same_day}


def test_nothing_goes_out_of_what_is_not_safe_until_a_way_is_confirmed(followed: World) -> None:
    one, two = begin(followed), begin(followed, replace(HUB, consent=YES))
    for each in (one, two):
        write(followed, each, moved(ReferralState.SENT))
    known = (followed.database, followed.doctor, followed.patient_id, one.begun.id, NOW)
    assert look_at_message(*known).referral.begun.id == one.begun.id
    write(followed, one, moved(ReferralState.UNSAFE, words="he answers her phone"))
    with pytest.raises(Refused, match="not safe"):
        look_at_message(*known)
    # Every service that has a number of theirs is told today.
    assert told_today(followed) == {one.begun.id, two.begun.id}
    # It is about the person: so of the one that follows it, and of every other.
    consent = replace(YES, by_whom="her")
    following = begin(followed, replace(HUB, continues=one.begun.id, goes_on=True, consent=YES))
    other = begin(followed, replace(HUB, person=0, need="advice", consent=consent))
    args = (followed.database, followed.doctor, followed.patient_id)
    for each in (one, following, other):
        with pytest.raises(NotSafeToWrite):
            look_at_message(*args, each.begun.id, NOW)
        with pytest.raises(NotSafeToWrite):
            read_letters(*args, each.begun.id, KNOWLEDGE, NOW)
        with pytest.raises(NotSafeToWrite):
            open_letter(*args, LetterKind.REFERRAL, each.begun.id, KNOWLEDGE, NOW)
    # Without any referral a letter can still be written, to keep a child safe.
    assert read_letters(*args, "", KNOWLEDGE, NOW).referral is None
    write(followed, one, moved(None, words="through us", through_practice=True))
    assert told_today(followed) == {two.begun.id}
    assert look_at_message(*known).contact is None
    with pytest.raises(NotSafeToWrite):
        look_at_message(*args, other.begun.id, NOW)


def test_nothing_goes_out_without_a_yes_or_a_ground(followed: World) -> None:
    draft = begin(followed, replace(ASKED, consent=None))
    with pytest.raises(CannotBeWritten) as raised:
        write(followed, draft, moved(ReferralState.SENT))
    assert Fault.NO_CONSENT in raised.value.faults
    ground = Consent(given=False, ground="child", why_without="she is in danger")
    assert write(followed, draft, moved(ReferralState.SENT, consent=ground)).sent_on == TODAY
    # Two windows never overwrite each other.
    with pytest.raises(SavedSince):
        write(followed, draft, moved(ReferralState.WAITING), seen=1)
    assert len(read(followed, draft).events) == 2


def test_a_return_is_taken_back_and_further_ones_reach_the_lead(followed: World) -> None:
    back = sent_back(followed)
    known = (followed.database, followed.doctor, followed.patient_id, back.begun.id)
    after = take_back(*known, "the wrong child", len(back.events), KNOWLEDGE, NOW)
    assert (after.state, after.returns) == (ReferralState.SENT, 0)
    assert len(after.events) == len(back.events) + 1
    assert ReminderKind.RETURN_PLAN not in reminders(followed)
    sent_back(followed, replace(ASKED, need="one"))
    assert not {ReminderKind.RETURN_LEAD, ReminderKind.RETURN_LETTER} & set(reminders(followed))
    sent_back(followed, replace(ASKED, need="two"))
    assert ReminderKind.RETURN_LEAD in reminders(followed)
    sent_back(followed, replace(ASKED, need="three"))
    assert ReminderKind.RETURN_LETTER in reminders(followed)


def test_what_nobody_meets_is_kept_until_something_does(followed: World) -> None:
    expected = ExpectedRefusal(ASKED, "living-with-it", "they never take them")
    known = (followed.database, followed.doctor, followed.patient_id)
    need = note_expected_refusal(*known, expected, KNOWLEDGE, NOW)
    assert (need.expected_refusal, need.option_name) == (True, CAMHS.name)
    with pytest.raises(Wants):
        note_expected_refusal(*known, replace(expected, gap="no-such"), KNOWLEDGE, NOW)
    elsewhere = another_patient(followed, None)
    pass_gate(replace(followed, patient_id=elsewhere), followed.doctor)
    mark_met(followed.database, followed.doctor, elsewhere, need.id, need.version, NOW)
    assert read_referrals(*known, KNOWLEDGE, NOW).unmet == (need,)
    mark_met(*known, need.id, need.version, NOW)
    mark_met(*known, need.id, need.version, NOW)
    (kept,) = read_referrals(*known, KNOWLEDGE, NOW).unmet
    assert kept.met_on == TODAY
    back = sent_back(followed)
    plan = ReturnPlan("school", "Dr Bola Ade", unmet="living-with-it")
    write(followed, back, moved(None, plan=plan))
    (need,) = (one for one in read_referrals(*known, KNOWLEDGE, NOW).unmet if one.met_on is None)
    assert (need.referral_id, need.expected_refusal) == (back.begun.id, False)
    assert reminders(followed)[ReminderKind.REFERRAL_STANDS].owner == "Dr Bola Ade"


def test_it_stands_behind_the_gate_and_on_its_own_record_alone(followed: World) -> None:
    one = begin(followed)
    other = another_patient(followed, None)
    with pytest.raises(GateClosed):
        read_referrals(followed.database, followed.colleague, followed.patient_id, KNOWLEDGE, NOW)
    with pytest.raises(GateClosed):
        read_referrals(followed.database, followed.doctor, other, KNOWLEDGE, NOW)
    lone = replace(followed, patient_id=other)
    pass_gate(lone, followed.doctor)
    found = read_referrals(followed.database, followed.doctor, other, KNOWLEDGE, NOW)
    assert found.referrals == ()
    sent = moved(ReferralState.SENT, reason=ReturnReason.AGE)
    known = (followed.database, followed.doctor, other, one.begun.id)
    with pytest.raises(NotFound):
        add_to_referral(*known, sent, 1, KNOWLEDGE, NOW)
