"""Instead, meanwhile, together, advice: what there is where one option alone is no answer."""

from dataclasses import replace
from datetime import date

from gpsupport.domain.directory.groups import HelpGroup, group_of
from gpsupport.domain.directory.option import Capacity, OptionKind, ReferralOption
from gpsupport.domain.people import Sex
from gpsupport.domain.referral.beside import (
    advisers,
    must_wait,
    next_best,
    pairs_of,
    start_now,
)
from gpsupport.domain.referral.matching import (
    Circumstances,
    FamilyFit,
    Need,
    SentBack,
    match_family,
)
from gpsupport.domain.referral.states import ReturnReason
from gpsupport.knowledge.load import load_knowledge

TODAY = date(2026, 11, 23)
JANE = Need(41, Sex.FEMALE, abuse_ongoing=True, name="Jane")
ELLA = Need(13, Sex.UNKNOWN, abuse_ongoing=True, name="Ella", is_patient=False)
REFERRAL = load_knowledge().referral
assert REFERRAL is not None
RULES = REFERRAL.matching


def option(option_id: str, kind: OptionKind, **changes: object) -> ReferralOption:
    plain = ReferralOption(
        id=option_id,
        name=option_id,
        kind=kind,
        summary="",
        from_age=5,
        below_age=18,
        accepts_while_ongoing=True,
        needs_diagnosis=False,
        capacity=Capacity.FREE,
        wait_weeks=1,
        assured_on=TODAY,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


CAMHS = option("camhs", OptionKind.CAMHS, needs_diagnosis=True, wait_weeks=31)
HUB = option("hub", OptionKind.FAMILY_HUB)
SCHOOL = option("school", OptionKind.SCHOOL, wait_weeks=3)
TEAM = option("team", OptionKind.SCHOOL_MENTAL_HEALTH, wait_weeks=6)
ADVOCATE = option("advocate", OptionKind.IRIS_ADVOCATE, from_age=16, below_age=None, wait_weeks=0)
EVERYTHING = (CAMHS, HUB, SCHOOL, TEAM, ADVOCATE)


def matched(*listed: ReferralOption, around: Circumstances | None = None) -> tuple[FamilyFit, ...]:
    return match_family(listed, (JANE, ELLA), TODAY, around)


def of(found: tuple[FamilyFit, ...], wanted: ReferralOption) -> FamilyFit:
    return next(one for one in found if one.option is wanted)


def ids(found: object) -> list[str]:
    return [one.option.id for one in found]  # type: ignore[attr-defined]


def test_where_a_threshold_is_missed_the_nearest_kinds_are_named() -> None:
    found = matched(*EVERYTHING)
    assert ids(next_best(of(found, CAMHS), found, RULES)) == ["team", "hub", "school"]
    assert next_best(of(found, HUB), found, RULES) == ()


def test_only_once_home_is_safe_is_a_threshold_too() -> None:
    later = replace(CAMHS, accepts_while_ongoing=False)
    found = matched(later, HUB)
    assert ids(next_best(of(found, later), found, RULES)) == ["hub"]


def test_what_is_out_of_age_or_area_is_replaced_by_nothing() -> None:
    for keeps_out in ({"from_age": 14}, {"sexes": frozenset({Sex.MALE})}):
        other = replace(CAMHS, below_age=16, **keeps_out)
        found = match_family((other, HUB), (replace(ELLA, sex=Sex.FEMALE),), TODAY)
        assert next_best(of(found, other), found, RULES) == ()


def test_nothing_is_named_instead_that_would_refuse_the_same_person() -> None:
    strict = replace(HUB, needs_diagnosis=True)
    adults = replace(SCHOOL, from_age=18, below_age=None)
    found = matched(CAMHS, strict, adults)
    assert next_best(of(found, CAMHS), found, RULES) == ()


def test_what_came_back_below_the_threshold_is_replaced_as_well() -> None:
    open_to_all = replace(CAMHS, needs_diagnosis=None)
    for reason, expected in (
        (ReturnReason.BELOW_THRESHOLD, ["hub"]),
        (ReturnReason.NO_CONTACT, []),
    ):
        returned = {"camhs": (SentBack(TODAY, reason, "words"),)}
        found = matched(open_to_all, HUB, around=Circumstances(12, returned))
        assert ids(next_best(of(found, open_to_all), found, RULES)) == expected


def test_what_can_start_now_asks_no_threshold_and_starts_soon() -> None:
    full = option("full", OptionKind.VOLUNTARY, capacity=Capacity.FULL)
    untold = option("untold", OptionKind.VOLUNTARY, wait_weeks=None)
    unclear = option("unclear", OptionKind.VOLUNTARY, needs_diagnosis=None)
    line = option("line", OptionKind.HELPLINE)
    found = matched(*EVERYTHING, full, untold, unclear, line)
    assert ids(start_now(found, RULES)) == ["advocate", "hub"]


def test_what_has_to_wait_comes_with_thresholds_first() -> None:
    long_list = option("long", OptionKind.VOLUNTARY, wait_weeks=30)
    found = matched(*EVERYTHING, long_list)
    assert ids(must_wait(found, RULES)) == ["camhs", "long"]
    sooner = option("sooner", OptionKind.VOLUNTARY, wait_weeks=2)
    assert ids(must_wait(matched(long_list, sooner), RULES)) == []


def test_the_advocate_and_the_child_s_service_make_one_plan() -> None:
    found = matched(*EVERYTHING)
    (pair,) = pairs_of(found, RULES)
    assert (pair.one.option.id, pair.other.option.id) == ("advocate", "camhs")
    assert pair.rule.words
    assert not pair.other.suits
    assert pairs_of(matched(CAMHS, HUB), RULES) == ()
    elsewhere = replace(CAMHS, from_age=16)
    assert pairs_of(match_family((elsewhere, ADVOCATE), (ELLA,), TODAY), RULES) == ()


def test_advice_needs_no_transfer() -> None:
    line = option("line", OptionKind.ADVICE)
    phone = replace(CAMHS, advice_phone="01632 960173")
    assert sorted(ids(advisers(matched(line, phone, HUB)))) == ["camhs", "line"]


def test_every_kind_has_its_part() -> None:
    parts = {kind: group_of(option("x", kind)) for kind in OptionKind}
    assert set(parts.values()) == set(HelpGroup)
    assert parts[OptionKind.FAMILY_HUB] is parts[OptionKind.CAMHS] is HelpGroup.CHILD
    children = option("x", OptionKind.VOLUNTARY, for_children=True)
    assert group_of(children) is HelpGroup.CHILD


def test_a_kind_is_never_named_in_its_own_place_and_every_threshold_has_a_way_on() -> None:
    assert all(one.missed not in one.kinds and one.kinds for one in RULES.instead)
    assert RULES.instead_of(OptionKind.POLICE) == ()
    for kind in (OptionKind.CAMHS, OptionKind.CHILDRENS_SOCIAL_CARE):
        assert {OptionKind.EARLY_HELP, OptionKind.FAMILY_HUB, OptionKind.VOLUNTARY} <= set(
            RULES.instead_of(kind)
        )
