"""How content comes into force: no way around two reviewers and somebody else's sign-off."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gpsupport.domain.knowledge.content.standing import PackVersion
from gpsupport.domain.knowledge.releases.governance import (
    HINDRANCES,
    STATE_WORDS,
    Hindrance,
    Release,
    ReleaseState,
    Step,
    StepRefused,
    advance,
    in_force,
    next_states,
    state_on,
    states_on,
)

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WHY = "Read in full, and agreed"
DRAFT, CLINICAL, LIVED, SIGNED, EFFECTIVE, SUPERSEDED, RETURNED, WITHDRAWN = ReleaseState


def release(name: str = "r1", by: str = "ann") -> Release:
    return Release(name, PackVersion("england", "1", name), "Because of it", by, AT)


def step(state: ReleaseState, by: str, *, on: date | None = None, **named: str) -> Step:
    return Step(state, by, named.get("reviewer", f"Dr {by}"), named.get("why", WHY), AT, on)


def signed_off(name: str = "r1", on: date = DAY) -> Release:
    """A release that went the whole way."""
    made = release(name)
    made = advance(made, step(CLINICAL, "ben"), DAY)
    made = advance(made, step(LIVED, "cat", reviewer="Survivors' group"), DAY)
    return advance(made, step(SIGNED, "dan", on=on), DAY)


def refused(made: Release, taken: Step, today: date = DAY) -> Hindrance:
    with pytest.raises(StepRefused) as caught:
        advance(made, taken, today)
    assert str(caught.value) == HINDRANCES[caught.value.hindrance]
    return caught.value.hindrance


def test_every_hindrance_and_every_state_has_words() -> None:
    assert set(HINDRANCES) == set(Hindrance)
    assert set(STATE_WORDS) == set(ReleaseState)


def test_the_whole_way() -> None:
    tomorrow = DAY + timedelta(days=1)
    made = signed_off(on=tomorrow)
    assert [one.state for one in made.steps] == [CLINICAL, LIVED, SIGNED]
    assert state_on(made.steps, DAY) is SIGNED
    assert state_on(made.steps, tomorrow) is EFFECTIVE
    assert in_force([made], DAY) is None
    assert in_force([made], tomorrow) is made


def test_what_may_come_next() -> None:
    made = release()
    assert next_states(made.steps, DAY) == (CLINICAL, WITHDRAWN)
    made = advance(made, step(CLINICAL, "ben"), DAY)
    assert next_states(made.steps, DAY) == (LIVED, RETURNED, WITHDRAWN)
    made = advance(made, step(LIVED, "cat"), DAY)
    assert next_states(made.steps, DAY) == (SIGNED, RETURNED, WITHDRAWN)
    made = advance(made, step(SIGNED, "dan", on=DAY + timedelta(days=1)), DAY)
    assert next_states(made.steps, DAY) == (RETURNED, WITHDRAWN)
    assert next_states(made.steps, DAY + timedelta(days=1)) == (WITHDRAWN,)
    made = advance(made, step(WITHDRAWN, "ben"), DAY)
    assert next_states(made.steps, DAY) == ()


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        (step(LIVED, "cat"), Hindrance.NOT_NEXT),
        (step(SIGNED, "dan", on=DAY), Hindrance.NOT_NEXT),
        (step(EFFECTIVE, "dan"), Hindrance.NOT_NEXT),
        (step(SUPERSEDED, "dan"), Hindrance.NOT_NEXT),
        (step(DRAFT, "ann"), Hindrance.NOT_NEXT),
        (step(RETURNED, "ann"), Hindrance.NOT_NEXT),
        (step(CLINICAL, "ann"), Hindrance.OWN_PROPOSAL),
        (step(CLINICAL, "ben", reviewer=" -. "), Hindrance.NO_REVIEWER),
        (step(CLINICAL, "ben", why="fine   ok\n"), Hindrance.NO_REASON),
        (step(CLINICAL, "ben", on=DAY), Hindrance.DAY_NOT_WANTED),
        (step(WITHDRAWN, "ben", on=DAY), Hindrance.DAY_NOT_WANTED),
    ],
)
def test_a_step_from_a_draft_that_cannot_be_taken(taken: Step, found: Hindrance) -> None:
    assert refused(release(), taken) is found


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        (step(LIVED, "ben", reviewer="Survivors' group"), Hindrance.SAME_ACCOUNT),
        (step(LIVED, "cat", reviewer="dr  BEN"), Hindrance.SAME_REVIEWER),
        (step(LIVED, "cat", reviewer="Dr-Bén"), Hindrance.SAME_REVIEWER),
    ],
)
def test_the_second_review_is_by_somebody_else(taken: Step, found: Hindrance) -> None:
    assert refused(advance(release(), step(CLINICAL, "ben"), DAY), taken) is found


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        (step(SIGNED, "ann", on=DAY), Hindrance.OWN_PROPOSAL),
        (step(SIGNED, "ben", on=DAY), Hindrance.REVIEWED_IT),
        (step(SIGNED, "cat", on=DAY), Hindrance.REVIEWED_IT),
        (step(SIGNED, "dan"), Hindrance.NO_DAY),
        (step(SIGNED, "dan", on=DAY - timedelta(days=1)), Hindrance.DAY_PAST),
    ],
)
def test_the_sign_off_is_by_a_third_and_not_for_the_past(taken: Step, found: Hindrance) -> None:
    made = advance(release(), step(CLINICAL, "ben"), DAY)
    made = advance(made, step(LIVED, "cat"), DAY)
    assert refused(made, taken) is found


def test_the_proposer_may_record_the_second_review() -> None:
    """Three people are enough: a small practice has no more."""
    made = advance(release(), step(CLINICAL, "ben"), DAY)
    made = advance(made, step(LIVED, "ann", reviewer="Survivors' group"), DAY)
    assert in_force([advance(made, step(SIGNED, "dan", on=DAY), DAY)], DAY)


def test_what_was_returned_is_reviewed_afresh() -> None:
    made = advance(release(), step(CLINICAL, "ben"), DAY)
    made = advance(made, step(LIVED, "cat"), DAY)
    made = advance(made, step(RETURNED, "dan"), DAY)
    assert state_on(made.steps, DAY) is DRAFT
    assert refused(made, step(SIGNED, "dan", on=DAY)) is Hindrance.NOT_NEXT
    # Other people than before may take the other review.
    made = advance(made, step(CLINICAL, "cat"), DAY)
    made = advance(made, step(LIVED, "ben"), DAY)
    assert refused(made, step(SIGNED, "ben", on=DAY)) is Hindrance.REVIEWED_IT
    assert advance(made, step(SIGNED, "dan", on=DAY), DAY).sign_off


def test_a_sign_off_that_was_returned_never_takes_effect() -> None:
    made = advance(signed_off(on=DAY + timedelta(days=1)), step(RETURNED, "ben"), DAY)
    assert made.sign_off is None
    assert in_force([made], DAY + timedelta(days=1)) is None


def test_the_one_that_took_effect_last_serves_and_the_others_are_superseded() -> None:
    first, second = signed_off("r1"), signed_off("r2", DAY + timedelta(days=7))
    assert states_on([second, first], DAY) == {"r1": EFFECTIVE, "r2": SIGNED}
    week = DAY + timedelta(days=7)
    assert states_on([second, first], week) == {"r1": SUPERSEDED, "r2": EFFECTIVE}
    stopped = advance(second, step(WITHDRAWN, "ben"), week)
    assert states_on([stopped, first], week) == {"r1": EFFECTIVE, "r2": WITHDRAWN}
    assert in_force([advance(first, step(WITHDRAWN, "ben"), week), stopped], week) is None


def test_of_two_for_one_day_the_later_sign_off_serves() -> None:
    first, second = signed_off("r1"), signed_off("r2")
    later = replace(second.steps[-1], at=AT + timedelta(hours=1))
    second = replace(second, steps=(*second.steps[:-1], later))
    assert in_force([first, second], DAY) is second
    assert in_force([second, first], DAY) is second


PEOPLE = st.sampled_from(["ann", "ben", "cat", "dan"])
NAMES = st.sampled_from(["Dr Ann", "Dr Ben", "dr ben", "Survivors' group", "", "  "])


class AnyWay(RuleBasedStateMachine):
    """Whatever is tried, in whatever order, by whomever."""

    @initialize(by=PEOPLE)
    def propose(self, by: str) -> None:
        self.release = release(by=by)
        self.today = DAY

    @rule(
        state=st.sampled_from(ReleaseState),
        by=PEOPLE,
        reviewer=NAMES,
        why=st.sampled_from([WHY, "", "short"]),
        days=st.none() | st.integers(-2, 3),
    )
    def attempt(
        self, state: ReleaseState, by: str, reviewer: str, why: str, days: int | None
    ) -> None:
        on = None if days is None else self.today + timedelta(days=days)
        taken = Step(state, by, reviewer, why, AT, on)
        before = self.release
        try:
            self.release = advance(before, taken, self.today)
        except StepRefused:
            assert self.release is before
        else:
            assert self.release.steps[:-1] == before.steps
            assert state in next_states(before.steps, self.today)

    @rule(by=PEOPLE, reviewer=NAMES, onward=st.booleans())
    def attempt_what_comes_next(self, by: str, reviewer: str, onward: bool) -> None:
        """Most attempts at random lead nowhere: these go far."""
        states = next_states(self.release.steps, self.today)
        if states:
            state = states[0] if onward else states[-1]
            self.attempt(state, by, reviewer, WHY, 0 if state is SIGNED else None)

    @rule(days=st.integers(1, 3))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @invariant()
    def serves_only_after_two_reviewers_and_a_third(self) -> None:
        if not hasattr(self, "release") or in_force([self.release], self.today) is None:
            return
        clinical, lived, signed = self.release.steps[-3:]
        states = (clinical.state, lived.state, signed.state)
        assert states == (CLINICAL, LIVED, SIGNED)
        assert clinical.by != lived.by
        assert clinical.reviewer.casefold() != lived.reviewer.casefold()
        assert signed.by not in {clinical.by, lived.by, self.release.proposed_by}
        assert clinical.by != self.release.proposed_by
        assert signed.effective_on is not None
        assert DAY <= signed.effective_on <= self.today

    @invariant()
    def what_was_withdrawn_stays_so(self) -> None:
        steps = getattr(self, "release", release()).steps
        assert all(one.state is not WITHDRAWN for one in steps[:-1])


TestAnyWay = AnyWay.TestCase
TestAnyWay.settings = settings(max_examples=150, stateful_step_count=30)
