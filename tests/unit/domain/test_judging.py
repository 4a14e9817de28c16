"""Each kind of condition, in its three answers."""

import pytest

from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome
from gpsupport.domain.knowledge.deciding.judging import Verdict, judge
from gpsupport.domain.knowledge.language.conditions import (
    Age,
    AllOf,
    AnyOf,
    Asked,
    AtLeast,
    Attended,
    Coded,
    Condition,
    HasChild,
    Household,
    Missed,
    Near,
    Not,
    Open,
    SexIs,
    Ticked,
    code_sets_of,
    ticks_of,
    uses_household,
)
from gpsupport.domain.people import Relationship, Relative, Sex
from gpsupport.domain.record import (
    Attendance,
    Contact,
    PatientPicture,
    Setting,
    Tick,
)
from tests.unit.domain.pictures import TODAY, ago, entry, facts_of, somebody

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
SETS = {"fall": ("1", "2"), "cold": ("3",), "start": ("4",), "end": ("5",)}

YES = Ticked("yes", "it is so")
NO = Ticked("no", "it is not so")
OPEN = Ticked("open", "nobody has said")
THREE = {MET: YES, NOT_MET: NO, UNKNOWN: OPEN}
TICKS = (Tick("yes", True, TODAY), Tick("no", False, TODAY))


def answer(condition: Condition, *entries: object, **parts: object) -> Verdict:
    picture = PatientPicture(somebody(), entries, **parts)  # type: ignore[arg-type]
    return judge(condition, facts_of(sets=SETS, picture=picture)).verdict


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (MET, MET, MET, MET),
        (MET, NOT_MET, NOT_MET, MET),
        (MET, UNKNOWN, UNKNOWN, MET),
        (NOT_MET, NOT_MET, NOT_MET, NOT_MET),
        (NOT_MET, UNKNOWN, NOT_MET, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_and_and_or_after_kleene(
    one: Verdict, other: Verdict, both: Verdict, either: Verdict
) -> None:
    for pair in ((THREE[one], THREE[other]), (THREE[other], THREE[one])):
        assert answer(AllOf(pair), ticks=TICKS) is both
        assert answer(AnyOf(pair), ticks=TICKS) is either


@pytest.mark.parametrize(("one", "other"), [(MET, NOT_MET), (NOT_MET, MET), (UNKNOWN, UNKNOWN)])
def test_not_after_kleene(one: Verdict, other: Verdict) -> None:
    assert answer(Not(THREE[one]), ticks=TICKS) is other


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ((YES, YES, NO), MET),
        ((YES, YES, OPEN), MET),
        ((YES, OPEN, NO), UNKNOWN),
        ((OPEN, NO, NO), NOT_MET),
        ((YES, NO, NO), NOT_MET),
    ],
)
def test_at_least_two_of_three(of: tuple[Condition, ...], expected: Verdict) -> None:
    assert answer(AtLeast(2, of), ticks=TICKS) is expected


@pytest.mark.parametrize(
    ("days_ago", "expected"), [(0, MET), (365, MET), (366, NOT_MET), (-1, NOT_MET)]
)
def test_a_window_of_a_year(days_ago: int, expected: Verdict) -> None:
    assert answer(Coded(("fall",), days=365), entry("1", days_ago)) is expected


@pytest.mark.parametrize(("apart", "expected"), [(27, NOT_MET), (28, MET), (29, MET)])
def test_episodes_lie_apart(apart: int, expected: Verdict) -> None:
    condition = Coded(("fall",), days=365, at_least=2, apart_days=28)
    assert answer(condition, entry("1", apart + 5, 1), entry("2", 5, 2)) is expected


def test_many_days_close_together_are_one_episode() -> None:
    condition = Coded(("fall",), days=365, at_least=2, apart_days=28)
    close = [entry("1", days_ago, days_ago) for days_ago in (1, 10, 20, 28)]
    assert answer(condition, *close) is NOT_MET
    assert answer(condition, *close, entry("1", 29, 99)) is MET


def test_different_codes_on_one_day_are_one_episode() -> None:
    condition = Coded(("fall",), at_least=2)
    assert answer(condition, entry("1", 5, 1), entry("2", 5, 2)) is NOT_MET


@pytest.mark.parametrize(("earlier", "expected"), [(760, NOT_MET), (761, MET)])
def test_new_means_none_for_so_long(earlier: int, expected: Verdict) -> None:
    condition = Coded(("fall",), days=90, new_after_days=730)
    assert answer(condition, entry("1", 30, 1), entry("2", earlier, 2)) is expected


def test_an_undated_entry_makes_a_window_unknown() -> None:
    assert answer(Coded(("fall",), days=365), entry("1", None)) is UNKNOWN
    assert answer(Coded(("fall",), days=365), entry("1", None, 1), entry("1", 9, 2)) is MET
    assert answer(Coded(("fall",), days=365, at_least=3), entry("1", None)) is NOT_MET
    new = Coded(("fall",), days=365, new_after_days=730)
    assert answer(new, entry("1", None, 1), entry("1", 9, 2)) is UNKNOWN


def test_an_undated_entry_answers_ever() -> None:
    assert answer(Coded(("fall",)), entry("1", None)) is MET


@pytest.mark.parametrize(
    ("other", "expected"), [(231, NOT_MET), (230, MET), (100, MET), (99, NOT_MET)]
)
def test_near(other: int, expected: Verdict) -> None:
    condition = Near(("fall",), ("cold",), before=30, after=100)
    assert answer(condition, entry("1", 200, 1), entry("3", other, 2)) is expected


def test_near_an_undated_entry_is_unknown() -> None:
    condition = Near(("fall",), ("cold",), before=30, after=100)
    assert answer(condition, entry("1", 200, 1), entry("3", None, 2)) is UNKNOWN
    assert answer(condition, entry("1", None, 1)) is NOT_MET


def test_an_open_state() -> None:
    condition = Open(("start",), ("end",), days=280)
    assert answer(condition) is UNKNOWN
    assert answer(condition, entry("4", 280)) is MET
    assert answer(condition, entry("4", 281)) is UNKNOWN
    assert answer(condition, entry("4", 100, 1), entry("5", 50, 2)) is NOT_MET
    assert answer(condition, entry("4", 100, 1), entry("5", 150, 2)) is MET
    assert answer(condition, entry("4", 100, 1), entry("5", None, 2)) is UNKNOWN


def contacts(
    *days_ago: int | None, attendance: Attendance = Attendance.ATTENDED
) -> dict[str, object]:
    return {
        "contacts": tuple(
            Contact(
                f"Encounter/{number}",
                Setting.EMERGENCY,
                attendance,
                None if back is None else ago(back),
            )
            for number, back in enumerate(days_ago)
        )
    }


def test_attendances_are_counted_by_day() -> None:
    condition = Attended(365, 3, Setting.EMERGENCY)
    assert answer(condition, **contacts(0, 100, 365)) is MET
    assert answer(condition, **contacts(0, 100, 366)) is NOT_MET
    assert answer(condition, **contacts(0, 0, 100)) is NOT_MET
    assert answer(condition, **contacts(0, None, 100)) is UNKNOWN
    assert answer(Attended(365, 3, Setting.SURGERY), **contacts(0, 50, 100)) is NOT_MET
    booked = contacts(0, 50, 100, attendance=Attendance.BOOKED)
    assert answer(condition, **booked) is NOT_MET


def test_missed_contacts_are_codes_and_appointments_together() -> None:
    condition = Missed(("fall",), 365, 3)
    kept_away = contacts(50, 100, attendance=Attendance.MISSED)
    assert answer(condition, entry("1", 10), **kept_away) is MET
    assert answer(condition, entry("1", 50), **kept_away) is NOT_MET
    assert answer(condition, entry("1", None), **kept_away) is UNKNOWN


def test_age_and_sex_unknown_are_unknown() -> None:
    nobody = PatientPicture(somebody(age=None, sex=Sex.OTHER))
    facts = facts_of(sets=SETS, picture=nobody)
    assert judge(Age(from_years=16), facts).verdict is UNKNOWN
    assert judge(SexIs(Sex.FEMALE), facts).verdict is UNKNOWN


@pytest.mark.parametrize(("age", "expected"), [(15, NOT_MET), (16, MET), (17, MET), (18, NOT_MET)])
def test_an_age_range_excludes_its_upper_end(age: int, expected: Verdict) -> None:
    facts = facts_of(sets=SETS, picture=PatientPicture(somebody(age)))
    assert judge(Age(from_years=16, below_years=18), facts).verdict is expected


def asked(*days_ago: int) -> dict[str, object]:
    return {
        "history": EnquiryHistory(
            tuple(
                Enquiry(str(back), ago(back).earliest, EnquiryOutcome.DECLINED) for back in days_ago
            )
        )
    }


def test_asked_since_the_newest_entry() -> None:
    condition = Asked(183, ("fall",))
    assert answer(condition, **asked(183)) is MET
    assert answer(condition, **asked(184)) is NOT_MET
    assert answer(condition, entry("1", 50), **asked(51)) is NOT_MET
    assert answer(condition, entry("1", 50), **asked(50)) is MET


def test_a_child_is_never_known_to_be_absent() -> None:
    assert answer(HasChild(("fall",))) is UNKNOWN
    assert answer(HasChild(("fall",)), entry("1", 9)) is MET
    assert answer(HasChild(), relatives=(Relative("r", Relationship.CHILD),)) is MET
    assert answer(HasChild(), relatives=(Relative("r", Relationship.PARENT),)) is UNKNOWN


def test_a_year_alone_counts_as_its_first_day() -> None:
    year = entry("1", 0)
    year = type(year)(year.resource, year.kind, year.codings, PartialDate.parse("2026"))
    days = (TODAY - PartialDate.parse("2026").earliest).days
    assert answer(Coded(("fall",), days=days), year) is MET
    assert answer(Coded(("fall",), days=days - 1), year) is NOT_MET


def test_a_reason_names_the_entry() -> None:
    judgement = judge(Coded(("fall",), days=365), facts_of(entry("2", 9), sets=SETS))
    assert [(one.resource, one.display, one.on) for one in judgement.evidence] == [
        ("Condition/1", "words for 2", ago(9).earliest)
    ]


@pytest.mark.parametrize("numbers", [(1, 2), (2, 1)])
def test_the_same_code_on_the_same_day_is_one_reason_in_any_order(numbers: tuple[int, int]) -> None:
    twice = [entry("1", 9, number) for number in numbers]
    judgement = judge(Coded(("fall",)), facts_of(*twice, sets=SETS))
    assert [one.resource for one in judgement.evidence] == ["Condition/1"]


def test_every_code_set_of_a_rule_is_found() -> None:
    condition = AllOf(
        (
            AnyOf((Coded(("a",)), Near(("b",), ("c",), 1, 1))),
            AtLeast(1, (Not(Missed(("d",), 1, 1)), Open(("e",), ("f",), 1))),
            Asked(1, ("g",)),
            HasChild(("h",)),
            Age(from_years=1),
            Household(("i",)),
        )
    )
    assert code_sets_of(condition) == frozenset("abcdefghi")


def test_every_tick_of_a_rule_is_found() -> None:
    condition = AnyOf((Not(YES), AtLeast(1, (Open(("e",), ("f",), 1, NO), Age(from_years=1)))))
    assert ticks_of(condition) == {"yes": "it is so", "no": "it is not so"}


def test_a_rule_about_other_records_is_found_however_deep() -> None:
    assert uses_household(AllOf((Age(from_years=1), Not(AnyOf((Household(("a",)), YES))))))
    assert not uses_household(AllOf((Coded(("a",)), HasChild(("a",)))))
