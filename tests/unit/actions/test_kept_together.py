"""Several of one form kept together: each is kept for 24 hours of its own."""

from datetime import UTC, datetime, timedelta

from gpsupport.actions.kept_together import each_of, find_own, holding, put_in, take_out

MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=23)
NEXT_DAY = MORNING + timedelta(hours=24)
ONE, OTHER = {"words": ["a"]}, {"words": ["b"]}


def test_what_is_typed_into_one_renews_nothing_of_another() -> None:
    both = put_in(put_in(None, "one", ONE, MORNING), "other", OTHER, EVENING)
    assert each_of(both, EVENING) == {"one": ONE, "other": OTHER}
    assert each_of(both, NEXT_DAY) == {"other": OTHER}
    assert find_own(both, "one", NEXT_DAY) is None
    assert holding(both, NEXT_DAY) == {"other/words": ["b"]}


def test_what_is_over_is_gone_with_the_next_that_is_written() -> None:
    both = put_in(put_in(None, "one", ONE, MORNING), "other", OTHER, EVENING)
    assert "one/words" not in put_in(both, "other", OTHER, NEXT_DAY)
    left = take_out(both, "other", EVENING)
    assert each_of(left, EVENING) == {"one": ONE}
    # That another was saved renewed nothing of it either.
    assert each_of(left, NEXT_DAY) == {}
    assert put_in(None, "one", {}, MORNING) == {}
