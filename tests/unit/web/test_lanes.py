"""The picture of the timeline: every mark stands in the picture, is named, and hides no other."""

from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome
from gpsupport.web.enquiries.lanes import Lane, draw

TODAY = date(2026, 11, 23)
LETTER = 7


def made(number: int, days_ago: int, outcome: EnquiryOutcome, by: str) -> Enquiry:
    on = TODAY - timedelta(days=days_ago)
    holds = outcome in {EnquiryOutcome.DEFERRED, EnquiryOutcome.OPTED_OUT}
    return Enquiry(
        str(number), on, outcome, by=by, until=on + timedelta(days=30) if holds else None
    )


several = st.lists(
    st.tuples(st.integers(0, 2000), st.sampled_from(EnquiryOutcome), st.sampled_from("AB")),
    max_size=30,
).map(lambda found: EnquiryHistory(tuple(made(number, *one) for number, one in enumerate(found))))


def boxes(lane: Lane) -> list[tuple[int, int, int]]:
    return [
        (point.x - 8, point.x - 8 + LETTER * len(point.words), point.level) for point in lane.points
    ]


@given(several)
def test_every_mark_is_named_and_no_words_lie_on_others(history: EnquiryHistory) -> None:
    picture = draw(history.enquiries, "", TODAY)
    assert sum(len(lane.points) for lane in picture.lanes) == len(history.enquiries)
    for lane in picture.lanes:
        for one, other in combinations(boxes(lane), 2):
            assert one[2] != other[2] or one[1] <= other[0] or other[1] <= one[0]
        places = [point.x for point in lane.points]
        assert all(later - earlier >= 20 for earlier, later in pairwise(places))
        for point in lane.points:
            assert point.words
            assert picture.left <= point.x
            assert point.x - 8 + LETTER * len(point.words) <= picture.width
            # The words of the highest level still stand below the lane above and in the picture.
            assert lane.y - 16 - point.level * picture.level >= 14
        # No line from a mark up to its words runs through the words of another.
        for point in lane.points:
            assert not [
                left
                for left, right, level in boxes(lane)
                if level < point.level and left <= point.x <= right
            ]


@given(several)
def test_lanes_do_not_grow_into_each_other(history: EnquiryHistory) -> None:
    above = 0
    for lane in draw(history.enquiries, "", TODAY).lanes:
        highest = max(point.level for point in lane.points)
        assert lane.y - 16 - highest * 20 - 14 >= above
        above = lane.y + 10


def test_the_same_word_for_telling_in_the_picture_and_its_key() -> None:
    told = made(1, 3, EnquiryOutcome.DISCLOSED_CURRENT, "Dr Reid")
    past = made(2, 900, EnquiryOutcome.DISCLOSED_PAST, "Dr Reid")
    (lane,) = draw((past, told), "", TODAY).lanes
    assert [point.words.split(": ")[1] for point in lane.points] == [
        "disclosed, in the past",
        "disclosed, going on now",
    ]
