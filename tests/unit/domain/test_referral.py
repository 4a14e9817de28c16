"""Matching local help: each person by itself, every criterion named, nothing left out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.people import Sex
from gpsupport.domain.referral import (
    Capacity,
    Criterion,
    Need,
    OptionKind,
    ReferralOption,
    fit,
    match_family,
    rank,
)

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


@pytest.mark.parametrize(
    ("ongoing", "speaks_for"), [(True, False), (None, None), (False, "not a question")]
)
def test_only_once_home_is_safe(ongoing: bool | None, speaks_for: object) -> None:
    later = replace(TEENS, accepts_while_ongoing=False)
    said = {
        one.criterion: one.speaks_for
        for one in fit(later, replace(ELLA, abuse_ongoing=ongoing), TODAY).reasons
    }
    assert said.get(Criterion.ONGOING, "not a question") == speaks_for


def test_what_nobody_told_us_is_not_claimed() -> None:
    """An option of which only its name is known fits nobody for sure."""
    bare = ReferralOption(id="bare", name="Bare", kind=OptionKind.VOLUNTARY, summary="")
    found = fit(bare, JANE, TODAY)
    assert found.reasons_for == ()
    assert found.reasons_against == ()
    assert {one.criterion for one in found.reasons} == set(Criterion) - {
        Criterion.SEX,
        Criterion.AREA,
    }
    for_children = replace(bare, for_children=True)
    assert fit(for_children, ELLA, TODAY).reasons_for == ("For children",)
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


ages = st.none() | st.integers(0, 110)
needs = st.builds(
    Need,
    age=ages,
    sex=st.sampled_from(Sex),
    area=st.none() | st.sampled_from(["north", "south"]),
    abuse_ongoing=st.none() | st.booleans(),
)
options = st.builds(
    ReferralOption,
    id=st.text(max_size=3),
    name=st.text(max_size=3),
    kind=st.sampled_from(OptionKind),
    summary=st.just(""),
    for_children=st.booleans(),
    from_age=ages,
    below_age=ages,
    sexes=st.frozensets(st.sampled_from(Sex)),
    areas=st.frozensets(st.sampled_from(["north", "south"])),
    accepts_while_ongoing=st.none() | st.booleans(),
    needs_diagnosis=st.none() | st.booleans(),
    capacity=st.sampled_from(Capacity),
    wait_weeks=st.none() | st.integers(0, 200),
    assured_on=st.none() | st.just(TODAY),
    stale_after=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)


@given(st.lists(options, max_size=5), st.lists(needs, min_size=1, max_size=4))
def test_nothing_is_left_out_and_every_criterion_is_named_once(
    listed: list[ReferralOption], family: list[Need]
) -> None:
    found = match_family(tuple(listed), tuple(family), TODAY)
    assert sorted(map(repr, (one.option for one in found))) == sorted(map(repr, listed))
    for one in found:
        assert [person.need for person in one.people] == family
        assert one.nearest
        assert not one.suited or one.suited == one.nearest
        for person in one.people:
            named = [reason.criterion for reason in person.reasons]
            assert len(set(named)) == len(named)
            assert {
                Criterion.AGE,
                Criterion.THRESHOLD,
                Criterion.CAPACITY,
                Criterion.CHECKED,
            } <= set(named)
            said = person.reasons_for + person.reasons_against + person.unknown
            assert sorted(said) == sorted(reason.words for reason in person.reasons)


@given(options, needs, needs)
def test_one_person_s_fit_does_not_depend_on_another(
    option: ReferralOption, one: Need, other: Need
) -> None:
    (together,) = match_family((option,), (one, other), TODAY)
    assert together.people == (fit(option, one, TODAY), fit(option, other, TODAY))
