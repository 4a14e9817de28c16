"""How a referral moves: the whole table, what each step demands, and what is never lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.disclosure.contact import KeptContact, SafeContact, SafeWay
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.events import (
    BegunReferral,
    Consent,
    ReferralEvent,
    ReturnPlan,
    WaitingCheck,
)
from gpsupport.domain.referral.following import Fault, Referral, faults_of, follow
from gpsupport.domain.referral.owed import owed_of
from gpsupport.domain.referral.states import Channel, Impact, ReferralState, ReturnReason
from gpsupport.domain.referral.succession import giving_back, taking_place
from gpsupport.domain.referral.warning import Warn, to_warn
from gpsupport.domain.reminders import ReminderKind
from gpsupport.knowledge.load import load_knowledge

RULES = cast("ReferralRules", load_knowledge().referral)
FIRST = date(2026, 3, 2)
YES = Consent(given=True, by_whom="The patient", asked_on=FIRST)
PLAN = ReturnPlan(next_route="Family hub", owner="Dr Priya Shah")
ENDS = {state for state in ReferralState if state.over}


def begun(**changes: object) -> BegunReferral:
    """A referral that has just been begun."""
    made = BegunReferral(
        id="first",
        patient_id="one",
        option_id="camhs",
        option_name="A service",
        option_kind=OptionKind.CAMHS,
        need="camhs",
        begun_at=datetime.combine(FIRST, time(9), UTC),
        begun_on=FIRST,
        begun_by="Dr Priya Shah",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def event(to: ReferralState | None = None, on: date = FIRST, **changes: object) -> ReferralEvent:
    """Something that happened, with all that its state may demand."""
    made = ReferralEvent(
        id=f"{to}-{on}",
        at=datetime.combine(on, time(10), UTC),
        by="Dr Priya Shah",
        on=on,
        to=to,
        words="As the service said",
        reason=ReturnReason.STILL_GOING_ON if to is ReferralState.RETURNED else None,
        next_referral_id="second" if to is ReferralState.SUPERSEDED else "",
        consent=YES if to is ReferralState.CONSENT else None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def standing(state: ReferralState) -> Referral:
    """A referral in a state, with consent and, if it came back, with a plan."""
    now = replace(follow(begun(), ()), state=state, consent=YES, sent_on=FIRST)
    if state is ReferralState.RETURNED:
        return replace(now, returns=1, returned_on=FIRST, plan=PLAN)
    return now


@pytest.mark.parametrize("to", ReferralState)
@pytest.mark.parametrize("state", ReferralState)
def test_a_step_may_be_taken_where_the_table_says_so_and_nowhere_else(
    state: ReferralState, to: ReferralState
) -> None:
    allowed = to.value in RULES.stage(state.value).then
    faults = faults_of(standing(state), event(to), RULES, FIRST)
    assert faults == (() if allowed else (Fault.NOT_FROM_HERE,))


@pytest.mark.parametrize("to", ReferralState)
@pytest.mark.parametrize("state", [one for one in ReferralState if one.wants_owner])
def test_an_answer_of_a_system_ends_nothing_that_the_practice_owes(
    state: ReferralState, to: ReferralState
) -> None:
    allowed = to.value in RULES.stage(state.value).then
    may = allowed and to in {ReferralState.RETURNED, ReferralState.SUPERSEDED}
    faults = faults_of(standing(state), event(to, how=Channel.LIVE), RULES, FIRST)
    assert faults == (() if may else (Fault.NOT_FROM_HERE,))


@pytest.mark.parametrize("state", ReferralState)
def test_only_what_is_over_leads_nowhere(state: ReferralState) -> None:
    assert bool(RULES.stage(state.value).then) is not state.over


@pytest.mark.parametrize("state", sorted(set(ReferralState) - ENDS - {ReferralState.DRAFT}))
def test_whatever_is_not_over_can_be_entered_in_error_or_replaced(state: ReferralState) -> None:
    then = RULES.stage(state.value).then
    assert {"in-error"} <= set(then)
    assert "superseded" in then


@pytest.mark.parametrize(
    ("state", "changed", "fault"),
    [
        (ReferralState.RETURNED, {"reason": None}, Fault.NO_REASON),
        (ReferralState.SUPERSEDED, {"next_referral_id": ""}, Fault.NO_NEXT_REFERRAL),
        (ReferralState.UNSAFE, {"words": " "}, Fault.NO_WORDS),
        (ReferralState.CLOSED_NOT, {"words": ""}, Fault.NO_WORDS),
        (ReferralState.CLOSED_PARTLY, {"words": ""}, Fault.NO_WORDS),
        (ReferralState.IN_ERROR, {"words": ""}, Fault.NO_WORDS),
    ],
)
def test_what_a_step_demands(
    state: ReferralState, changed: dict[str, object], fault: Fault
) -> None:
    now = standing(ReferralState.ATTENDED)
    step = event(state, FIRST, **changed)
    assert faults_of(now, step, RULES, FIRST) == (fault,)


@pytest.mark.parametrize(
    "consent",
    [
        None,
        Consent(given=True),
        Consent(given=True, by_whom="The patient"),
        Consent(given=False),
        Consent(given=False, ground="vital"),
        Consent(given=False, why_without="She could not be asked"),
    ],
)
def test_nothing_goes_out_without_consent_or_a_recorded_reason(consent: Consent | None) -> None:
    now = replace(standing(ReferralState.CONSENT), consent=consent)
    faults = faults_of(now, event(ReferralState.SENT), RULES, FIRST)
    assert faults == (Fault.NO_CONSENT,)


def test_a_recorded_decision_without_a_yes_is_enough() -> None:
    why = Consent(given=False, ground="vital", why_without="Danger to life, and asking was unsafe")
    now = replace(standing(ReferralState.CONSENT), consent=why)
    assert faults_of(now, event(ReferralState.SENT), RULES, FIRST) == ()


def test_a_day_lies_between_the_last_step_and_today() -> None:
    now = replace(standing(ReferralState.SENT), since=FIRST)
    before, after = FIRST - timedelta(days=1), FIRST + timedelta(days=1)
    received = ReferralState.RECEIVED
    assert faults_of(now, event(received, before), RULES, FIRST) == (Fault.BEFORE_THE_LAST,)
    assert faults_of(now, event(received, after), RULES, FIRST) == (Fault.IN_THE_FUTURE,)


@pytest.mark.parametrize("to", sorted(ENDS - {ReferralState.IN_ERROR}))
def test_what_came_back_never_ends_without_a_way_and_an_owner(to: ReferralState) -> None:
    back = replace(standing(ReferralState.RETURNED), plan=None)
    assert Fault.NO_PLAN in faults_of(back, event(to), RULES, FIRST)
    half = replace(back, plan=ReturnPlan(next_route="Family hub", owner="  "))
    assert Fault.NO_PLAN in faults_of(half, event(to), RULES, FIRST)


@pytest.mark.parametrize("state", sorted(set(ReferralState) - ENDS))
def test_a_return_wants_its_plan_wherever_the_referral_stands_since(state: ReferralState) -> None:
    back = replace(standing(state), returns=1, returned_on=FIRST, plan=None)
    assert back.returned_without_plan
    assert faults_of(back, event(plan=PLAN), RULES, FIRST) == ()
    for to in ENDS - {ReferralState.IN_ERROR}:
        assert Fault.NO_PLAN in faults_of(back, event(to), RULES, FIRST)
    planned = replace(back, plan=PLAN)
    assert Fault.NO_PLAN not in faults_of(planned, event(ReferralState.DECLINED), RULES, FIRST)


def test_a_plan_belongs_to_a_return_and_a_look_to_a_wait() -> None:
    plan, look = event(plan=PLAN), event(check=WaitingCheck(impact=Impact.SOME))
    assert faults_of(standing(ReferralState.WAITING), plan, RULES, FIRST) == (Fault.NOT_RETURNED,)
    assert faults_of(standing(ReferralState.RETURNED), look, RULES, FIRST) == (Fault.NOT_WAITING,)
    assert faults_of(standing(ReferralState.RETURNED), plan, RULES, FIRST) == ()
    assert faults_of(standing(ReferralState.WAITING), look, RULES, FIRST) == ()


def test_a_note_without_words_is_none() -> None:
    assert faults_of(standing(ReferralState.SENT), event(words=""), RULES, FIRST) == (
        Fault.NO_WORDS,
    )


def test_a_second_return_wants_its_own_plan() -> None:
    back = event(ReferralState.RETURNED, id="1")
    again = event(ReferralState.RETURNED, id="4")
    events = (
        event(ReferralState.CONSENT, id="a"),
        event(ReferralState.SENT, id="b"),
        back,
        event(plan=PLAN, id="2"),
        event(ReferralState.RECEIVED, id="3"),
        again,
    )
    now = follow(begun(), events)
    assert (now.returns, now.plan, now.returned_without_plan) == (2, None, True)


def test_what_was_replaced_counts_no_more_and_is_still_there() -> None:
    wrong = event(ReferralState.RETURNED, id="wrong")
    right = event(ReferralState.WAITING, id="right", replaces="wrong")
    now = follow(begun(), (event(ReferralState.SENT, id="sent"), wrong, right))
    assert (now.state, now.returns, now.reason) == (ReferralState.WAITING, 0, None)
    assert wrong in now.events


def test_the_first_day_comes_along_to_whatever_follows() -> None:
    later = FIRST + timedelta(days=200)
    second = begun(id="second", continues="first", first_sent_on=FIRST)
    sent = follow(second, (event(ReferralState.SENT, later),))
    assert (sent.clock_start, sent.sent_on) == (FIRST, later)
    earlier = replace(sent, earlier_sent_on=FIRST - timedelta(days=3))
    noted = earlier.with_event(event(None, later))
    assert noted.clock_start == FIRST - timedelta(days=3)


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("state", ReferralState)
def test_one_that_goes_on_meanwhile_is_ended_by_nothing_that_follows_it(
    state: ReferralState, beside: bool
) -> None:
    """Of every other that is not over, a return wants its plan with it."""
    older = replace(standing(state), plan=None)
    newer = begun(id="second", continues="first", beside=beside, told="At school", unmet="other")
    sent = event(ReferralState.SENT, FIRST + timedelta(days=3))
    made = taking_place(older, follow(newer, (sent,)), sent, "Dr Shah", sent.at)
    assert bool(made) is (not beside and not state.over)
    if made:
        assert made[-1].to is ReferralState.SUPERSEDED
        assert len(made) == 1 + older.returned_without_plan
        told = ReturnPlan("A service", "Dr Shah", told="At school", unmet="other")
        assert made[0].plan in {None, told}
        assert not faults_of(older, made[0], RULES, made[0].on)
        # Given back, its own plan counts no more, however both are called and timed.
        kept = [replace(one, id=f"made-{place}") for place, one in enumerate(made)]
        own = replace(kept[0], id="own", next_referral_id="")
        again = follow(older.begun, (*older.events, own, *kept))
        back = giving_back(again, follow(newer, (sent,)), "Dr Ade", FIRST, sent.at)
        assert {one.replaces for one in back} == {one.id for one in kept}


def test_it_is_not_safe_until_a_way_is_confirmed_or_it_goes_through_the_practice() -> None:
    unsafe = follow(begun(), (event(ReferralState.SENT), event(ReferralState.UNSAFE)))
    later = unsafe.unsafe.at + timedelta(hours=1) if unsafe.unsafe else None
    assert later is not None
    way = SafeContact(SafeWay.SCHOOL, confirmed_on=FIRST, valid_until=FIRST)
    kept = KeptContact("k", way, later, "Dr Shah")
    assert unsafe.safe_again(kept, FIRST)
    assert not unsafe.safe_again(None, FIRST)
    assert not unsafe.safe_again(replace(kept, at=later - timedelta(hours=2)), FIRST)
    assert not unsafe.safe_again(kept, FIRST + timedelta(days=1))
    # A step makes nothing safe.
    assert not unsafe.with_event(event(ReferralState.WAITING)).safe_again(None, FIRST)
    assert unsafe.with_event(event(None, through_practice=True)).safe_again(None, FIRST)
    assert follow(begun(), ()).safe_again(None, FIRST)


def test_whoever_has_it_is_told_on_the_day_that_it_goes_through_the_practice_alone() -> None:
    sent, unsafe = event(ReferralState.SENT), event(ReferralState.UNSAFE)
    found = follow(begun(), (sent, unsafe))
    warn = to_warn(found)
    assert warn is not None
    owed = owed_of(found, RULES, ())[0]
    assert (owed.kind, owed.due_on) == (ReminderKind.SAME_DAY, unsafe.on)
    assert to_warn(replace(found, unsafe_elsewhere=warn.at)) is not None
    other = replace(follow(begun(), (sent,)), unsafe_elsewhere=warn.at)
    assert to_warn(other) == Warn(warn.at.date(), warn.at)
    assert owed_of(other, RULES, ())[0].kind is ReminderKind.SAME_DAY
    # It is told once it is written down that it goes through the practice, and not by any note.
    through = event(None, through_practice=True)
    assert to_warn(found.with_event(event(None, words="room 4"))) is not None
    assert to_warn(found.with_event(event(ReferralState.WAITING))) is not None
    for one in (found, other):
        assert to_warn(one.with_event(replace(through, at=warn.at))) is None
    # Whoever has no number of theirs, and whoever said it, is not told.
    unsent = replace(follow(begun(), ()), unsafe_elsewhere=warn.at)
    assert to_warn(unsent) is None
    assert to_warn(follow(begun(), (sent, replace(unsafe, how=Channel.LIVE)))) is None


class Followed(RuleBasedStateMachine):
    """Any steps that are allowed, in any order, on days that go on."""

    def __init__(self) -> None:
        super().__init__()
        self.events: tuple[ReferralEvent, ...] = ()
        self.day = FIRST
        self.first_sent: date | None = None

    @property
    def now(self) -> Referral:
        """The referral as it stands."""
        return follow(begun(), self.events)

    def write(self, made: ReferralEvent) -> None:
        """Write it down if it may be."""
        made = replace(made, id=str(len(self.events)))
        if not faults_of(self.now, made, RULES, self.day):
            self.events += (made,)
            if made.to is not None and made.to.with_service:
                assert self.now.consent is not None
                assert self.now.consent.stands
            if made.to is ReferralState.SENT and self.first_sent is None:
                self.first_sent = made.on

    @rule(days=st.integers(0, 40))
    def time_passes(self, days: int) -> None:
        """Some days go by."""
        self.day += timedelta(days=days)

    @rule(
        to=st.sampled_from(ReferralState),
        reason=st.none() | st.sampled_from(ReturnReason),
        words=st.sampled_from(["", "words"]),
        following=st.sampled_from(["", "second"]),
        consent=st.sampled_from([None, YES, Consent(given=False)]),
        how=st.sampled_from(Channel),
    )
    def step(  # noqa: PLR0917 - each part of a step may be there or not
        self,
        to: ReferralState,
        reason: ReturnReason | None,
        words: str,
        following: str,
        consent: Consent | None,
        how: Channel,
    ) -> None:
        """Somebody writes down a step, complete or not, or a system tells it."""
        made = event(to, self.day, reason=reason, words=words, next_referral_id=following)
        self.write(replace(made, consent=consent, how=how))

    @precondition(lambda self: not self.now.state.over)
    @rule(reason=st.sampled_from(ReturnReason), then=st.sampled_from(ReferralState))
    def comes_back_and_goes_on(self, reason: ReturnReason, then: ReferralState) -> None:
        """It comes back with a reason and goes on from there, without a plan."""
        self.write(event(ReferralState.RETURNED, self.day, reason=reason))
        self.write(event(then, self.day))

    @precondition(lambda self: bool(self.now.returns))
    @rule(route=st.sampled_from(["", "Family hub"]), owner=st.sampled_from(["", "Dr Shah"]))
    def plan(self, route: str, owner: str) -> None:
        """Somebody says what is done after a return."""
        self.write(event(None, self.day, plan=ReturnPlan(route, owner)))

    @invariant()
    def what_came_back_and_is_over_has_reason_and_owner(self) -> None:
        """No way from a return to an end without both, however long it is."""
        counting = self.now.counting
        backs = [place for place, one in enumerate(counting) if one.to is ReferralState.RETURNED]
        assert all(counting[place].reason is not None for place in backs)
        if backs and self.now.state.over and self.now.state is not ReferralState.IN_ERROR:
            plans = [one.plan for one in counting[backs[-1] :] if one.plan is not None]
            assert plans
            assert plans[-1].complete

    @invariant()
    def the_first_day_is_never_lost(self) -> None:
        """The wait counts from the first day on which it went out."""
        assert self.now.clock_start == self.first_sent


TestFollowed = Followed.TestCase
TestFollowed.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
