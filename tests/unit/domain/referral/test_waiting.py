"""Whoever waits is looked at again, and what became worse is noticed once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.chains import with_earlier
from gpsupport.domain.referral.events import ReferralEvent, ReturnPlan, WaitingCheck
from gpsupport.domain.referral.following import Referral, follow
from gpsupport.domain.referral.owed import owed_of, reminders_of, worse_for_lead
from gpsupport.domain.referral.states import Impact, ReferralState, Worse
from gpsupport.domain.referral.waiting import (
    cannot_wait,
    looks_found,
    next_check_on,
    plan_due_on,
    reply_due_on,
    told_of_worse_on,
    working_days_after,
    worse_now,
    worse_since,
)
from gpsupport.domain.reminders import ReminderKind
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.referral.test_following import FIRST, begun, event, standing

RULES = cast("ReferralRules", load_knowledge().referral)


def after(days: int) -> date:
    """That many days after the first."""
    return FIRST + timedelta(days=days)


def test_a_look_is_due_every_four_weeks_from_the_day_it_went_out() -> None:
    sent = follow(begun(), (event(ReferralState.SENT),))
    assert next_check_on(sent, RULES) == after(28)
    look = event(None, after(20), id="look", check=WaitingCheck(impact=Impact.SOME))
    assert next_check_on(follow(begun(), (*sent.events, look)), RULES) == after(48)


@pytest.mark.parametrize("state", ReferralState)
def test_nobody_is_looked_at_who_does_not_wait(state: ReferralState) -> None:
    waits = state.value in {"sent", "received", "triaged", "waiting", "offered"}
    assert (next_check_on(standing(state), RULES) is not None) is waits


def test_a_sent_referral_runs_out_and_an_answered_one_does_not() -> None:
    sent = standing(ReferralState.SENT)
    assert reply_due_on(sent, RULES, ()) == after(28)
    assert reply_due_on(standing(ReferralState.RECEIVED), RULES, ()) is None
    # FIRST is a Monday.
    urgent = replace(sent, begun=begun(urgent=True), since=after(4))
    assert reply_due_on(urgent, RULES, ()) == after(7)
    assert reply_due_on(urgent, RULES, {after(7)}) == after(8)


def test_a_return_wants_its_plan_in_two_working_days() -> None:
    friday = date(2026, 4, 24)
    back = replace(standing(ReferralState.RETURNED), plan=None, returned_on=friday)
    assert plan_due_on(back, RULES, ()) == date(2026, 4, 28)
    assert plan_due_on(back, RULES, {date(2026, 4, 27)}) == date(2026, 4, 29)
    planned = replace(back, plan=ReturnPlan("Family hub", "Dr Shah"))
    assert plan_due_on(planned, RULES, ()) is None


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 30))
def test_working_days_are_counted(day: date, count: int) -> None:
    found = working_days_after(day, count, ())
    between = (day + timedelta(days=one) for one in range(1, (found - day).days + 1))
    assert sum(one.weekday() < 5 for one in between) == count
    assert count == 0 or found.weekday() < 5


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [
        (WaitingCheck(impact=Impact.SOME), WaitingCheck(impact=Impact.MUCH), (Worse.IMPACT,)),
        (WaitingCheck(impact=Impact.MUCH), WaitingCheck(impact=Impact.SOME), ()),
        (None, WaitingCheck(impact=Impact.SEVERE), (Worse.STOPPED,)),
        (None, WaitingCheck(impact=Impact.MUCH), ()),
        (None, WaitingCheck(self_harm=True), (Worse.SELF_HARM,)),
        (None, WaitingCheck(threat=True), (Worse.THREAT,)),
        (None, WaitingCheck(out_of_school=True), (Worse.OUT_OF_SCHOOL,)),
        (WaitingCheck(), WaitingCheck(impact=Impact.SEVERE), (Worse.STOPPED,)),
        (WaitingCheck(Impact.MUCH), WaitingCheck(Impact.SEVERE), (Worse.STOPPED,)),
        (WaitingCheck(Impact.SEVERE), WaitingCheck(Impact.SEVERE), ()),
        (WaitingCheck(), WaitingCheck(self_harm=True), (Worse.SELF_HARM,)),
        (WaitingCheck(self_harm=True), WaitingCheck(self_harm=True), ()),
        (WaitingCheck(self_harm=False), WaitingCheck(self_harm=True), (Worse.SELF_HARM,)),
        (WaitingCheck(self_harm=False), WaitingCheck(self_harm=None), ()),
        (WaitingCheck(), WaitingCheck(out_of_school=True), (Worse.OUT_OF_SCHOOL,)),
        (WaitingCheck(), WaitingCheck(threat=True), (Worse.THREAT,)),
        (WaitingCheck(), WaitingCheck(beyond=True), (Worse.BEYOND,)),
    ],
)
def test_what_became_worse(
    before: WaitingCheck | None, now: WaitingCheck, worse: tuple[Worse, ...]
) -> None:
    looks = ((FIRST, before),) if before else ()
    waiting = replace(standing(ReferralState.WAITING), checks=looks)
    assert worse_since(waiting, now) == worse


def test_what_was_not_asked_in_between_is_no_change() -> None:
    known = (FIRST, WaitingCheck(self_harm=True, impact=Impact.MUCH))
    silent = (after(28), WaitingCheck())
    waiting = replace(standing(ReferralState.WAITING), checks=(known, silent))
    assert worse_since(waiting, WaitingCheck(self_harm=True, impact=Impact.MUCH)) == ()


WORST = event(None, after(20), id="look", check=WaitingCheck(self_harm=True))
DONE = event(None, after(20), id="note", words="The crisis team knows", seen_to=True)


def looked(*further: ReferralEvent) -> Referral:
    """Sent, then a look that found a self-harm, and what was written after it."""
    return follow(begun(), (event(ReferralState.SENT), WORST, *further))


def test_what_cannot_wait_is_owed_on_the_day_of_the_look_and_before_all_else() -> None:
    first = owed_of(looked(), RULES, ())[0]
    assert (first.kind, first.due_on) == (ReminderKind.SAME_DAY, after(20))
    reminder = reminders_of(looked(), RULES, ())[0]
    assert (reminder.urgent, reminder.due_on) == (True, after(20))
    (lead,) = worse_for_lead(looked(DONE), "Dr Lead")
    assert (lead.kind, lead.owner, lead.due_on) == (ReminderKind.WORSE_LEAD, "Dr Lead", after(20))
    later = looked(event(None, after(30), id="again", check=WaitingCheck(self_harm=True)))
    assert len(worse_for_lead(later, "Dr Lead")) == 1


@pytest.mark.parametrize(
    ("further", "left"),
    [
        ((), True),
        ((DONE,), False),
        # What was done on a day before it, any other note, and a further look answer nothing.
        ((replace(DONE, on=after(19)),), True),
        ((replace(DONE, seen_to=False),), True),
        ((event(None, after(20), id="b", check=WaitingCheck(self_harm=True)),), True),
        # It stays when the service sends her back, and goes along to what takes its place.
        ((event(ReferralState.RETURNED, after(20)),), True),
        ((event(ReferralState.SUPERSEDED, after(20)),), False),
        ((event(ReferralState.IN_ERROR, after(20)),), False),
        ((DONE, event(None, after(20), id="c", check=WaitingCheck(threat=True))), True),
        ((DONE, event(None, after(20), id="d", words="wrong", replaces="note")), True),
        ((event(None, after(20), id="e", words="wrong", replaces="look"),), False),
    ],
)
def test_it_is_owed_until_somebody_here_notes_what_was_done(
    further: tuple[ReferralEvent, ...], left: bool
) -> None:
    assert (cannot_wait(looked(*further), RULES) is not None) is left


SENT = event(ReferralState.SENT, after(20), id="sent")


@pytest.mark.parametrize(
    ("links", "own", "left"),
    [
        ({}, (SENT,), True),
        ({}, (SENT, DONE), False),
        ({}, (SENT, replace(DONE, seen_to=False)), True),
        # Nothing goes along before it is sent, or where the earlier one goes on beside it.
        ({}, (), False),
        ({"beside": True}, (SENT,), False),
        ({"about": "Noah"}, (SENT,), True),
    ],
)
def test_what_cannot_wait_goes_along_to_the_one_that_takes_its_place(
    links: dict[str, object], own: tuple[ReferralEvent, ...], left: bool
) -> None:
    over = event(ReferralState.SUPERSEDED, after(20))
    older = looked() if links or not own else looked(over)
    newer = follow(begun(id="second", continues="first", **links), own)
    found = with_earlier(newer, {"first": older})
    assert (cannot_wait(found, RULES) is not None) is left
    kinds = [one.kind for one in owed_of(found, RULES, ())]
    assert (kinds[:1] == [ReminderKind.SAME_DAY]) is left
    # One more taking its place has it too, and what that one was told ends it for good.
    third = follow(begun(id="third", continues="second"), (replace(SENT, id="again"),))
    last = event(ReferralState.SUPERSEDED, after(20), next_referral_id="third")
    between = follow(newer.begun, (*own, last)) if own else newer
    on = with_earlier(third, {"first": older, "second": between})
    assert (cannot_wait(on, RULES) is not None) is left


def test_who_harms_themselves_is_looked_at_every_week() -> None:
    assert next_check_on(looked(), RULES) == after(27)
    # Not asked is no answer; a no is one.
    assert next_check_on(looked(look_on(22, impact=Impact.MUCH)), RULES) == after(29)
    assert next_check_on(looked(look_on(22, self_harm=False)), RULES) == after(50)
    urgent = follow(begun(urgent=True), (event(ReferralState.SENT),))
    assert next_check_on(urgent, RULES) == after(7)
    second = replace(follow(begun(id="second"), (SENT,)), earlier_checks=looked().checks)
    assert next_check_on(second, RULES) == after(27)


def look_on(day: int, **found: object) -> ReferralEvent:
    """A look on that day after the first."""
    return event(None, after(day), id=f"look-{day}", check=WaitingCheck(**found))  # type: ignore[arg-type]


def test_an_urgent_or_worse_one_that_came_back_has_its_plan_the_next_working_day() -> None:
    friday = event(ReferralState.RETURNED, after(25))
    again = look_on(21, self_harm=True)
    for back in (looked(friday), looked(again, friday)):
        assert plan_due_on(back, RULES, ()) == after(28)
    urgent = follow(begun(urgent=True), (event(ReferralState.SENT), friday))
    assert plan_due_on(urgent, RULES, ()) == after(28)
    better = looked(look_on(21, self_harm=False), friday)
    assert plan_due_on(better, RULES, ()) == after(29)


def test_the_service_was_told_where_it_was_sent_after_the_look() -> None:
    assert told_of_worse_on(looked()) is None
    assert told_of_worse_on(looked(event(ReferralState.SENT, after(20)))) == after(20)
    second = replace(follow(begun(id="second"), (SENT,)), earlier_checks=looked().checks)
    assert told_of_worse_on(second) == after(20)
    assert told_of_worse_on(second.with_event(look_on(20, threat=True))) is None
    beside = follow(begun(id="second", beside=True), (SENT,))
    assert told_of_worse_on(replace(beside, earlier_checks=looked().checks)) is None


@pytest.mark.parametrize("to", [ReferralState.SUPERSEDED, None])
def test_what_happened_to_the_patient_ends_what_could_not_wait(to: ReferralState | None) -> None:
    """With the referral, and of one that is over too."""
    assert cannot_wait(looked(event(to, after(20), life_event="e")), RULES) is None
    assert cannot_wait(looked(event(ReferralState.DECLINED, after(20))), RULES) is not None


def test_two_looks_of_one_day_are_two_things_to_do() -> None:
    again = event(None, after(20), id="again", check=WaitingCheck(threat=True))
    one, two = (reminders_of(ref, RULES, ())[0] for ref in (looked(), looked(DONE, again)))
    assert one.key != two.key


def test_what_a_look_found_comes_along_to_the_next_referral() -> None:
    known = ((after(5), WaitingCheck(Impact.SOME)), (after(9), WaitingCheck(Impact.MUCH)))
    following = replace(follow(begun(id="second"), ()), earlier_checks=known)
    assert worse_now(following) == (Worse.IMPACT,)
    own = ((after(12), WaitingCheck(Impact.MUCH)),)
    looked_again = replace(following, checks=own)
    assert worse_now(looked_again) == ()
    assert looks_found(replace(looked_again, earlier_checks=())) == ((),)
    severe = replace(following, checks=((after(12), WaitingCheck(Impact.SEVERE)),))
    assert looks_found(severe) == ((Worse.STOPPED,),)
    assert looks_found(replace(severe, earlier_checks=own)) == ((Worse.STOPPED,),)
    # What the earlier one found is not new in this one.
    same = replace(severe, earlier_checks=((after(9), WaitingCheck(Impact.SEVERE)),))
    assert looks_found(same) == ((),)
