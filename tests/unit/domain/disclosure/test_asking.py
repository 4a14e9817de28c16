"""Whom of the patients is asked what after a telling, and which questions stand open."""

from gpsupport.domain.disclosure.asking import Whom, at_once, questions_for, unanswered
from gpsupport.domain.disclosure.disclosure import Answer, SafetyAnswer
from gpsupport.domain.disclosure.following import following
from gpsupport.domain.people import Sex
from tests.unit.domain.disclosure.made import AREA, PACK, PEOPLE, TODAY, noted, yes

ADULT, CHILD = 34, 12
OVER = Whom(ADULT, Sex.FEMALE, over=True)


def over(*given: SafetyAnswer) -> tuple[str, ...]:
    """What is not asked yet where it is over."""
    return tuple(one.id for one in unanswered(noted(safety=given), PACK.safety_check[:12], OVER))


def test_where_it_is_over_one_question_stands_for_the_others_until_a_yes() -> None:
    life = SafetyAnswer("life", Answer.NO)
    assert over() == ("over", "life")
    assert over(SafetyAnswer("over", Answer.NO), life) == ()
    assert over(SafetyAnswer("over", Answer.NOT_ASKED), life) == ()
    assert over(*yes("over"), life) == ("neck", "home", "threat", "children")
    row = {one.id: one for one in following(
        noted(safety=yes("over")), PACK, AREA, PEOPLE, TODAY, OVER
    )}["safety-over"]  # fmt: skip
    assert (row.urgent, row.by) == (True, TODAY)


def test_at_any_other_time_nobody_is_asked_if_it_is_over() -> None:
    now = at_once(PACK.safety_check, Whom(ADULT, Sex.FEMALE))
    assert "over" not in {one.id for one in now}
    # Nothing is folded for a child, whatever it was.
    asked = questions_for(PACK, Whom(CHILD, Sex.FEMALE))
    child, gone = Whom(CHILD, Sex.FEMALE), Whom(CHILD, Sex.FEMALE, over=True)
    assert at_once(asked, child) == at_once(asked, gone)


def test_whom_they_go_out_with_is_asked_from_thirteen_to_seventeen() -> None:
    partner = {"child-partner", "young-partner"}
    asked = {
        age: partner & {one.id for one in questions_for(PACK, Whom(age, Sex.MALE))}
        for age in (12, 13, 15, 16, 17, 18, None)
    }
    assert asked == {
        12: set(), 13: {"child-partner"}, 15: {"child-partner"}, 16: {"young-partner"},
        17: {"young-partner"}, 18: set(), None: set(),
    }  # fmt: skip


def test_somebody_of_thirteen_is_not_spoken_to_as_a_small_child() -> None:
    for one in questions_for(PACK, Whom(14, Sex.FEMALE)):
        if one.to_teenager:
            assert one.said_to(12) == one.question != one.said_to(13) == one.to_teenager
    small = [one for one in PACK.safety_check if one.for_child and one.from_age is None]
    assert [one.id for one in small if not one.to_teenager] == ["child-record", "child-marriage"]
