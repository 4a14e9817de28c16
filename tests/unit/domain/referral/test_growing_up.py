"""When to plan what follows a service for children."""

from datetime import UTC, date, datetime

import pytest

from gpsupport.domain.days import PartialDate
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.referral.events import BegunReferral, ReferralEvent
from gpsupport.domain.referral.following import follow
from gpsupport.domain.referral.growing_up import growing_up, planned_on
from gpsupport.domain.referral.states import ReferralState
from gpsupport.knowledge.load import load_knowledge

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
TRACKS = load_knowledge().tracks
assert TRACKS is not None
RULES = TRACKS.transition
BORN = PartialDate.parse("2012-01-02")


@pytest.mark.parametrize(
    ("born", "on"),
    [
        ("2012-01-02", "2029-07-02"),
        ("2012-08-31", "2030-02-28"),
        ("2010-08-30", "2028-02-29"),
        ("2012-07", "2030-01-01"),
        ("2012", "2029-07-01"),
    ],
)
def test_it_is_planned_at_seventeen_and_a_half(born: str, on: str) -> None:
    assert planned_on(PartialDate.parse(born), RULES) == date.fromisoformat(on)


def begun(kind: OptionKind = OptionKind.CAMHS) -> BegunReferral:
    return BegunReferral("r", "p", "o", "CAMHS", kind, "sleep", NOW, TODAY, "Dr Shah", "Ella")


def test_an_open_referral_to_a_service_for_children_is_planned_on_from() -> None:
    (found,) = growing_up(follow(begun(), ()), BORN, RULES)
    assert (found.due_on, found.about, found.owner) == (date(2029, 7, 2), "Ella", "Dr Shah")
    (old,) = growing_up(follow(begun(), ()), PartialDate.parse("2009-01-02"), RULES)
    assert old.due_on == TODAY


def test_nothing_is_planned_for_others_or_once_it_is_over() -> None:
    assert growing_up(follow(begun(OptionKind.SCHOOL), ()), BORN, RULES) == ()
    assert growing_up(follow(begun(), ()), None, RULES) == ()
    over = ReferralEvent("e", NOW, "Dr Shah", TODAY, ReferralState.DECLINED)
    assert growing_up(follow(begun(), [over]), BORN, RULES) == ()
