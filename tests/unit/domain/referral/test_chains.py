"""Referrals that follow one another, and what their returns ask of the practice."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.disclosure.contact import KeptContact, SafeContact, SafeWay
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.chains import (
    Duty,
    chains_of,
    declined_here,
    duty_after,
    of_same_person,
    with_earlier,
    with_record,
)
from gpsupport.domain.referral.events import WaitingCheck
from gpsupport.domain.referral.following import Referral, follow
from gpsupport.domain.referral.states import ReferralState, ReturnReason
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.referral.test_following import FIRST, begun, event, standing

RULES = cast("ReferralRules", load_knowledge().referral)


def one(number: int, continues: int | None = None, **changes: object) -> Referral:
    """The referral of a number, begun so many days after the first."""
    made = begun(
        id=str(number),
        continues="" if continues is None else str(continues),
        begun_at=begun().begun_at + timedelta(days=number),
        **changes,
    )
    return follow(made, ())


def test_a_chain_runs_from_the_first_to_the_last() -> None:
    found = chains_of([one(3, 1), one(0), one(1, 0), one(2)])
    assert [[link.begun.id for link in chain] for chain in found] == [["0", "1", "3"], ["2"]]


@given(st.lists(st.none() | st.integers(0, 12), max_size=10))
def test_every_referral_stands_in_exactly_one_chain(links: list[int | None]) -> None:
    made = [one(number, continues) for number, continues in enumerate(links)]
    found = [link.begun.id for chain in chains_of(made) for link in chain]
    assert sorted(found) == sorted(link.begun.id for link in made)


@given(
    st.lists(st.tuples(st.none() | st.integers(0, 6), st.none() | st.integers(0, 40)), max_size=7)
)
def test_the_wait_never_counts_from_later_than_the_first_of_a_chain_went_out(
    links: list[tuple[int | None, int | None]],
) -> None:
    """In whatever order they were begun and sent, and in rings too."""
    days = [None if day is None else FIRST + timedelta(days=day) for _, day in links]
    made = {
        str(number): replace(one(number, continues), sent_on=days[number])
        for number, (continues, _) in enumerate(links)
    }
    for number in range(len(links)):
        before: list[int] = []
        at: int | None = number
        while at is not None and at < len(links) and at not in before:
            before.append(at)
            at = links[at][0]
        sent = [day for place in before if (day := days[place]) is not None]
        found = with_earlier(made[str(number)], made)
        assert found.clock_start == min(sent, default=None)


def test_the_day_of_another_record_is_not_asked() -> None:
    other = replace(one(0, patient_id="another"), sent_on=FIRST)
    assert with_earlier(one(1, 0), {"0": other}).clock_start is None


def test_a_sending_that_was_taken_back_starts_no_wait() -> None:
    """The day copied from it counts only where the one before cannot be found."""
    later = one(1, 0, first_sent_on=FIRST)
    assert with_earlier(later, {}).clock_start == FIRST
    assert with_earlier(later, {"0": one(0)}).clock_start is None
    wrong = replace(one(0), sent_on=FIRST, state=ReferralState.IN_ERROR)
    assert with_earlier(later, {"0": wrong}).clock_start is None
    stands = with_earlier(later, {"0": replace(one(0), sent_on=FIRST)})
    assert stands.with_event(event(None)).clock_start == FIRST


def test_not_safe_to_get_in_touch_is_true_of_the_person_and_not_of_one_referral() -> None:
    told = event(ReferralState.UNSAFE)
    record = (
        follow(one(0).begun, (told,)),
        one(1, 0),
        one(2, about="Ella"),
        one(3, patient_id="another"),
    )
    first, *others, another = with_record(record)
    assert (another.unsafe_since, first.unsafe_since) == (None, told.at)
    for each in others:
        assert each.unsafe_since == told.at
        assert each.with_event(event(ReferralState.SENT)).unsafe_since == told.at
        through = event(None, through_practice=True, at=told.at + timedelta(hours=1))
        assert each.with_event(through).unsafe_since is None
        # That goes through the practice makes the old way no safer.
        way = SafeContact(SafeWay.SCHOOL, "a", confirmed_on=FIRST, valid_until=FIRST)
        before = KeptContact("k", way, told.at - timedelta(hours=1), "Dr Shah")
        later = replace(before, at=told.at + timedelta(hours=1))
        after = each.with_event(through)
        assert [after.safe_way(kept, FIRST) for kept in (before, later, None)] == [None, way, None]
    undone = event(None, words="wrong", id="back", replaces=told.id)
    assert with_record((record[0].with_event(undone), record[1]))[1].unsafe_since is None


def test_the_looks_of_the_same_person_come_along_and_nobody_else_s() -> None:
    look = (FIRST, WaitingCheck(self_harm=True))
    first = replace(one(0, about="Ella"), checks=(look,))
    found = with_earlier(one(1, 0, about="Ella"), {"0": first})
    assert found.earlier_checks == (look,)
    assert found.with_event(event(None)).earlier_checks == (look,)
    assert with_earlier(one(1, 0, about="Noah"), {"0": first}).earlier_checks == ()


@pytest.mark.parametrize(
    ("names", "ids", "same"),
    [
        (("Ella", "Ella"), ("", ""), True),
        (("Ella", "Noah"), ("", ""), False),
        (("", ""), ("", ""), True),
        (("", "Ella"), ("", ""), False),
        # Two of one name, and one whose name was put right.
        (("Ella", "Ella"), ("a", "b"), False),
        (("Ella", "Ella Cole"), ("a", "a"), True),
    ],
)
def test_who_is_the_same_person(names: tuple[str, str], ids: tuple[str, str], same: bool) -> None:
    first, second = (
        begun(about=name, about_patient_id=number) for name, number in zip(names, ids, strict=True)
    )
    assert of_same_person(first, second) is same


@pytest.mark.parametrize(
    ("returns", "duty"),
    [
        ((), Duty.NONE),
        ((0, 0), Duty.NONE),
        ((1,), Duty.PLAN),
        ((1, 1), Duty.LEAD),
        ((2,), Duty.LEAD),
        ((1, 1, 1), Duty.LETTER),
        ((4,), Duty.LETTER),
    ],
)
def test_what_returns_ask_of_the_practice(returns: tuple[int, ...], duty: Duty) -> None:
    made = [replace(standing(ReferralState.WAITING), returns=count) for count in returns]
    assert duty_after(made, RULES) is duty


def test_an_option_is_remembered_for_what_it_sent_back() -> None:
    back = event(ReferralState.RETURNED)
    wrong = event(ReferralState.RETURNED, id="wrong")
    put_right = event(ReferralState.WAITING, id="right", replaces="wrong")
    here = follow(begun(), (back,))
    elsewhere = follow(begun(option_id="another"), (back,))
    mistaken = follow(begun(), (wrong, put_right))
    since = FIRST - timedelta(days=365)
    found = declined_here([here, elsewhere, mistaken], "camhs", since)
    assert found == ((FIRST, ReturnReason.STILL_GOING_ON),)
    assert declined_here([here], "camhs", FIRST + timedelta(days=1)) == ()
