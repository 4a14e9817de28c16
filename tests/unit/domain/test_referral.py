"""Matching local help: each person by itself, every criterion named, nothing left out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gpsupport.domain.directory.option import Capacity, ConsentOf, OptionKind, ReferralOption
from gpsupport.domain.people import Sex
from gpsupport.domain.referral.answering import WEIGHINGS
from gpsupport.domain.referral.matching import (
    Circumstances,
    Criterion,
    Need,
    SentBack,
    fit,
    match_family,
    rank,
)
from gpsupport.domain.referral.states import ReturnReason

TODAY = date(2026, 11, 23)
JANE = Need(41, Sex.FEMALE, name="Jane")
ELLA = Need(13, Sex.UNKNOWN, name="Ella", is_patient=False)
NOAH = Need(7, Sex.UNKNOWN, name="Noah", is_patient=False)
FAMILY = (JANE, ELLA, NOAH)

WOMEN = ReferralOption(
    id="women",
    name="Women’s service",
    kind=OptionKind.ABUSE_SERVICE,
    summary="",
    from_age=16,
    sexes=frozenset({Sex.FEMALE}),
    areas=frozenset({"north"}),
    accepts_while_ongoing=True,
    needs_diagnosis=False,
    capacity=Capacity.FREE,
    wait_weeks=1,
    assured_on=TODAY,
    stale_after=TODAY + timedelta(days=100),
)
TEENS = replace(
    WOMEN,
    id="teens",
    name="Teenagers",
    kind=OptionKind.VOLUNTARY,
    for_children=True,
    sexes=frozenset(),
    from_age=11,
    below_age=19,
)
CLOSED = replace(TEENS, id="closed", name="Closed", from_age=5, needs_diagnosis=True)
LINE = ReferralOption(
    id="line", name="A line", kind=OptionKind.HELPLINE, summary="", accepts_while_ongoing=True
)


def said_of(
    option: ReferralOption, need: Need, around: Circumstances | None = None
) -> dict[Criterion, bool | None]:
    return {one.criterion: one.speaks_for for one in fit(option, need, TODAY, around).reasons}


def words_of(
    option: ReferralOption, need: Need, criterion: Criterion, around: Circumstances | None = None
) -> str:
    reasons = fit(option, need, TODAY, around).reasons
    return next(one.words for one in reasons if one.criterion is criterion)


def test_an_option_is_for_those_whom_it_suits_and_nobody_else() -> None:
    found = {one.option.id: one for one in match_family((WOMEN, TEENS, CLOSED), FAMILY, TODAY)}
    assert [one.need for one in found["women"].suited] == [JANE]
    assert [one.need for one in found["teens"].suited] == [ELLA]
    assert found["closed"].suited == ()
    assert [one.need for one in found["closed"].nearest] == [ELLA, NOAH]
    of_noah = found["teens"].people[2]
    assert of_noah.reasons_against == ("Only ages 11 to 18",)


def test_a_mother_s_children_do_not_make_the_help_for_children_fit_her() -> None:
    assert fit(TEENS, JANE, TODAY).reasons_against == ("Only ages 11 to 18",)
    assert [one.option.id for one in rank((TEENS, WOMEN), JANE, TODAY)] == ["women", "teens"]


@pytest.mark.parametrize(
    ("sex", "speaks_for"),
    [(Sex.FEMALE, True), (Sex.MALE, False), (Sex.OTHER, None), (Sex.UNKNOWN, None)],
)
def test_help_for_women(sex: Sex, speaks_for: bool | None) -> None:
    (reason,) = [
        one
        for one in fit(WOMEN, replace(JANE, sex=sex), TODAY).reasons
        if one.criterion is Criterion.SEX
    ]
    assert reason.speaks_for is speaks_for


def test_help_for_girls_says_girls() -> None:
    girls = replace(TEENS, sexes=frozenset({Sex.FEMALE}))
    assert "Not known: gender. For girls" in fit(girls, ELLA, TODAY).unknown


@pytest.mark.parametrize(("ongoing", "speaks_for"), [(True, False), (None, None), (False, True)])
def test_only_once_home_is_safe(ongoing: bool | None, speaks_for: bool | None) -> None:
    later = replace(TEENS, accepts_while_ongoing=False)
    assert said_of(later, replace(ELLA, abuse_ongoing=ongoing))[Criterion.ONGOING] is speaks_for


def test_what_nobody_told_us_is_not_claimed() -> None:
    """An option of which only its name is known fits nobody for sure."""
    bare = ReferralOption(id="bare", name="Bare", kind=OptionKind.VOLUNTARY, summary="")
    found = fit(bare, JANE, TODAY)
    limits = ("Lists no limit by gender", "Lists no limit by area")
    assert found.reasons_for == limits
    assert found.reasons_against == ()
    assert [one.criterion for one in found.reasons] == list(Criterion)
    for_children = replace(bare, for_children=True)
    assert fit(for_children, ELLA, TODAY).reasons_for == ("For children", *limits)
    assert fit(for_children, JANE, TODAY).reasons_against == ("For children only",)
    assert (
        "Not known: age. For children" in fit(for_children, replace(JANE, age=None), TODAY).unknown
    )


def test_an_entry_is_dated_and_a_stale_one_says_so() -> None:
    assert "Checked 23 Nov 2026" in fit(WOMEN, JANE, TODAY).reasons_for
    late = fit(WOMEN, JANE, TODAY + timedelta(days=101))
    assert "Last checked 23 Nov 2026: phone before relying on it" in late.unknown


def test_the_area_counts_when_it_is_known() -> None:
    assert "Serves north" in fit(WOMEN, replace(JANE, area="north"), TODAY).reasons_for
    assert "Only north" in fit(WOMEN, replace(JANE, area="south"), TODAY).reasons_against
    assert "Not known: if in its area, north" in fit(WOMEN, JANE, TODAY).unknown


def test_a_helpline_comes_after_what_is_near() -> None:
    ranked = rank((LINE, replace(WOMEN, wait_weeks=30)), JANE, TODAY)
    assert [one.option.id for one in ranked] == ["women", "line"]


def test_nobody_to_help_is_no_answer() -> None:
    assert match_family((WOMEN,), (), TODAY) == ()


@pytest.mark.parametrize(
    ("takes", "there", "speaks_for"),
    [
        (True, True, True), (True, None, True), (False, True, False), (False, None, None),
        (None, True, None), (None, None, None), (False, False, True),
    ],
)  # fmt: skip
def test_whoever_lives_in_a_refuge(
    takes: bool | None, there: bool | None, speaks_for: bool | None
) -> None:
    option = replace(WOMEN, accepts_in_refuge=takes)
    found = fit(option, replace(JANE, in_refuge=there), TODAY)
    assert said_of(option, replace(JANE, in_refuge=there))[Criterion.IN_REFUGE] is speaks_for
    assert (Criterion.IN_REFUGE in found.obstacles) is (speaks_for is False)


def test_whose_consent_it_wants() -> None:
    both = replace(TEENS, consent_of=frozenset({ConsentOf.BOTH_PARENTS, ConsentOf.CHILD}))
    assert said_of(TEENS, ELLA)[Criterion.CONSENT] is None
    assert said_of(both, ELLA)[Criterion.CONSENT] is False
    assert fit(both, ELLA, TODAY).obstacles == frozenset()
    assert said_of(both, JANE)[Criterion.CONSENT] is True
    assert words_of(both, ELLA, Criterion.CONSENT) == (
        "Wants the consent of both parents and the child"
    )
    one = replace(TEENS, consent_of=frozenset({ConsentOf.PARENT}))
    assert said_of(one, ELLA)[Criterion.CONSENT] is True


def test_the_language_and_what_it_wants_to_see() -> None:
    polish = replace(JANE, language="polish")
    spoken = replace(WOMEN, languages=frozenset({"English", "Polish"}), evidence="a letter")
    assert said_of(spoken, polish)[Criterion.LANGUAGE] is True
    assert said_of(spoken, JANE)[Criterion.LANGUAGE] is None
    urdu = replace(WOMEN, languages=frozenset({"Urdu"}))
    assert said_of(urdu, polish)[Criterion.LANGUAGE] is False
    assert fit(urdu, polish, TODAY).obstacles == frozenset()
    assert words_of(spoken, JANE, Criterion.EVIDENCE) == "Wants to see: a letter"
    assert said_of(WOMEN, polish)[Criterion.LANGUAGE] is None


@pytest.mark.parametrize("capacity", Capacity)
def test_every_capacity_has_its_words(capacity: Capacity) -> None:
    told = replace(WOMEN, capacity=capacity, capacity_on=TODAY)
    words = words_of(told, JANE, Criterion.CAPACITY)
    assert ("23 Nov 2026" in words) is (capacity is not Capacity.UNKNOWN)
    assert fit(told, JANE, TODAY).obstacles == frozenset()


@pytest.mark.parametrize(
    ("weeks", "long_wait", "speaks_for"),
    [(None, 12, None), (0, 12, True), (11, 12, True), (12, 12, False), (40, None, True)],
)
def test_a_long_wait_speaks_against_it(
    weeks: int | None, long_wait: int | None, speaks_for: bool | None
) -> None:
    said = said_of(replace(WOMEN, wait_weeks=weeks), JANE, Circumstances(long_wait))
    assert said[Criterion.WAIT] is speaks_for


def returned(reason: ReturnReason, *, own: bool = True) -> SentBack:
    return SentBack(date(2026, 3, 20), reason, "It still goes on at home", own=own)


def test_what_came_back_before_is_told_with_its_reason() -> None:
    going_on = Circumstances(12, {"women": (returned(ReturnReason.STILL_GOING_ON),)})
    told = "Sent back 20 Mar 2026: It still goes on at home"
    assert words_of(WOMEN, JANE, Criterion.SENT_BACK, going_on) == told
    assert said_of(WOMEN, JANE, going_on)[Criterion.SENT_BACK] is False
    over = replace(JANE, abuse_ongoing=False)
    assert said_of(WOMEN, over, going_on)[Criterion.SENT_BACK] is None
    age = Circumstances(12, {"women": (returned(ReturnReason.AGE),)})
    assert said_of(WOMEN, JANE, age)[Criterion.SENT_BACK] is None
    assert said_of(TEENS, JANE, age)[Criterion.SENT_BACK] is None
    assert "Nobody was sent back" in words_of(TEENS, JANE, Criterion.SENT_BACK, age)
    assert "Not known" in words_of(TEENS, JANE, Criterion.SENT_BACK)


def test_of_anybody_else_s_return_only_the_month_is_told() -> None:
    others = (returned(ReturnReason.AGE, own=False),) * 3
    around = Circumstances(12, {"women": others})
    assert words_of(WOMEN, JANE, Criterion.SENT_BACK, around) == (
        "Sent back Mar 2026: It still goes on at home. 3 came back in all"
    )


def test_what_keeps_it_from_taking_somebody_outweighs_all_else() -> None:
    """One option has every soft reason against it, the other a single hard one."""
    soft = replace(
        WOMEN, id="soft", name="Z", capacity=Capacity.FULL, wait_weeks=90, assured_on=None,
        accepts_while_ongoing=None, languages=frozenset({"Urdu"}),
    )  # fmt: skip
    hard = replace(WOMEN, id="hard", name="A", areas=frozenset({"south"}))
    jane = replace(JANE, area="north", language="Polish", abuse_ongoing=True)
    around = Circumstances(12, {"soft": (returned(ReturnReason.STILL_GOING_ON),)})
    found = match_family((hard, soft), (jane,), TODAY, around)
    assert [one.option.id for one in found] == ["soft", "hard"]
    assert [one.suits for one in found] == [True, False]
    assert not found[0].people[0].nothing_against


def test_there_is_room_for_every_criterion_in_what_is_counted() -> None:
    assert len(WEIGHINGS) == len(Criterion) <= 15
    assert [one.criterion for one in WEIGHINGS] == list(Criterion)


def test_among_equals_the_shorter_wait_comes_first() -> None:
    """What is not known counts before it, however long somebody says the wait is."""
    weeks = {"long": 90_000, "soon": 1, "later": 9}
    listed = [replace(WOMEN, id=name, wait_weeks=wait) for name, wait in weeks.items()]
    untold = replace(WOMEN, id="untold", wait_weeks=1, needs_diagnosis=None)
    found = [one.option.id for one in rank((untold, *listed), JANE, TODAY)]
    assert found == ["soon", "later", "long", "untold"]
