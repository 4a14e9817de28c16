"""What holds of matching for any family, any options and whatever came back."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.directory.option import Capacity, ConsentOf, OptionKind, ReferralOption
from gpsupport.domain.people import Sex
from gpsupport.domain.referral.matching import (
    Circumstances,
    Criterion,
    FamilyFit,
    Fit,
    Need,
    SentBack,
    fit,
    match_family,
)
from gpsupport.domain.referral.states import ReturnReason

TODAY = date(2026, 11, 23)

returns = st.builds(
    SentBack,
    on=st.just(date(2026, 3, 20)),
    reason=st.sampled_from(ReturnReason),
    words=st.just("It still goes on at home"),
)
ages = st.none() | st.integers(0, 110)
needs = st.builds(
    Need,
    age=ages,
    sex=st.sampled_from(Sex),
    area=st.none() | st.sampled_from(["north", "south"]),
    abuse_ongoing=st.none() | st.booleans(),
    in_refuge=st.none() | st.booleans(),
    language=st.sampled_from([None, "Polish", "Urdu"]),
)
circumstances = st.builds(
    Circumstances,
    st.none() | st.just(12),
    st.none()
    | st.dictionaries(
        st.sampled_from(["a", "b", "c"]),
        st.lists(returns, min_size=1, max_size=2).map(tuple),
        max_size=3,
    ),
)
options = st.builds(
    ReferralOption,
    id=st.sampled_from(["a", "b", "c"]) | st.text(max_size=3),
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
    capacity_on=st.none() | st.just(TODAY),
    accepts_in_refuge=st.none() | st.booleans(),
    consent_of=st.frozensets(st.sampled_from(ConsentOf)),
    evidence=st.sampled_from(["", "a letter"]),
    languages=st.frozensets(st.sampled_from(["English", "Polish"])),
    wait_weeks=st.none() | st.integers(0, 200),
    assured_on=st.none() | st.just(TODAY),
    stale_after=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)


@given(st.lists(options, max_size=5), st.lists(needs, min_size=1, max_size=4), circumstances)
def test_nothing_is_left_out_and_every_criterion_is_named_once(
    listed: list[ReferralOption], family: list[Need], around: Circumstances
) -> None:
    found = match_family(tuple(listed), tuple(family), TODAY, around)
    assert sorted(map(repr, (one.option for one in found))) == sorted(map(repr, listed))
    for one in found:
        assert [person.need for person in one.people] == family
        assert one.nearest
        assert not one.suited or one.suited == one.nearest
        for person in one.people:
            assert [reason.criterion for reason in person.reasons] == list(Criterion)
            assert all(reason.words for reason in person.reasons)
            said = person.reasons_for + person.reasons_against + person.unknown
            assert sorted(said) == sorted(reason.words for reason in person.reasons)


@given(
    st.lists(options, max_size=6, unique_by=lambda one: one.id),
    st.lists(needs, min_size=1, max_size=4),
    circumstances,
    st.randoms(use_true_random=False),
)
def test_what_is_counted_for_many_is_what_is_said_of_each(
    listed: list[ReferralOption], family: list[Need], around: Circumstances, chance: Random
) -> None:
    """Options alike are asked once for all; the words are made for each by itself."""
    found = match_family(listed, family, TODAY, around)
    for one in found:
        for person in one.people:
            against = [each for each in person.reasons if each.speaks_for is False]
            alone = fit(one.option, person.need, TODAY, around)
            assert alone.reasons == person.reasons
            assert alone.weight == person.weight
            assert person.nothing_against is (not against)
            hard = {each.criterion for each in against if each.criterion.hard}
            assert person.obstacles == hard
            assert person.weight >> 8 == len(hard)
            assert (person.weight >> 4) & 15 == len(against) - len(hard)
            assert person.weight & 15 == len(person.unknown)
    shuffled = list(listed)
    chance.shuffle(shuffled)
    again = match_family(shuffled, family, TODAY, around)
    assert [one.option for one in again] == [one.option for one in found]


def place_of(found: FamilyFit) -> tuple[object, ...]:
    """Where an option stands, counted from the words of whom it fits best."""

    def weighed(person: Fit) -> tuple[int, int, int]:
        against = [one.criterion.hard for one in person.reasons if one.speaks_for is False]
        return sum(against), len(against) - sum(against), len(person.unknown)

    hard, soft, unknown = min(map(weighed, found.people))
    option = found.option
    weeks = 1_000 if option.wait_weeks is None else option.wait_weeks
    line = option.kind is OptionKind.HELPLINE
    return hard, soft, line, unknown, weeks, option.name, option.id


@given(
    st.lists(options, min_size=2, max_size=6),
    st.lists(needs, min_size=1, max_size=4),
    circumstances,
)
def test_the_best_comes_first_for_whom_it_fits_best(
    listed: list[ReferralOption], family: list[Need], around: Circumstances
) -> None:
    places = [place_of(one) for one in match_family(listed, family, TODAY, around)]
    assert places == sorted(places)


@given(options, needs, needs)
def test_one_person_s_fit_does_not_depend_on_another(
    option: ReferralOption, one: Need, other: Need
) -> None:
    (together,) = match_family((option,), (one, other), TODAY)
    assert together.people == (fit(option, one, TODAY), fit(option, other, TODAY))
