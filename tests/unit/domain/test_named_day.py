"""Asking was put off to a day that somebody named: whatever can wait rests until then."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.assessment import assess
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome
from gpsupport.domain.front import find_front
from gpsupport.domain.record import PatientPicture
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, ago, entry, pictures, somebody

SEPARATION = "160788005"
PACK = load_knowledge()


def put_off(days_ago: int, until_days: int) -> Enquiry:
    """Put off that day, for so many days."""
    on = TODAY - timedelta(days=days_ago)
    until = on + timedelta(days=until_days)
    return Enquiry(f"p{days_ago}", on, EnquiryOutcome.DEFERRED, until=until)


def front(*enquiries: Enquiry, reason_ago: int = 100) -> str | None:
    """What stands in front of somebody separated, of whom nothing stood in front before."""
    record = (entry(SEPARATION, reason_ago),)
    picture = PatientPicture(somebody(), record, history=EnquiryHistory(enquiries))
    prompt = find_front(assess(picture, PACK, TODAY))
    return prompt.indicator if prompt else None


@pytest.mark.parametrize(
    ("days_ago", "until_days", "expected"),
    [(9, 10, None), (10, 10, "A25"), (60, 61, None), (89, 90, None), (90, 90, "A25")],
)
def test_it_rests_until_that_day_whatever_stood_there_then(
    days_ago: int, until_days: int, expected: str | None
) -> None:
    assert front() == "A25"
    assert front(put_off(days_ago, until_days)) == expected


@pytest.mark.parametrize(("reason_ago", "expected"), [(31, None), (30, None), (29, "A25")])
def test_what_is_new_since_then_does_not_wait(reason_ago: int, expected: str | None) -> None:
    assert front(put_off(30, 90), reason_ago=reason_ago) == expected


def test_what_is_put_off_today_changes_the_next_visit() -> None:
    assert front(put_off(0, 90)) == "A25"


def test_of_two_named_days_the_later_decision_counts() -> None:
    assert front(put_off(30, 90), put_off(10, 5)) == "A25"
    assert front(put_off(30, 25), put_off(10, 30)) is None


def test_an_asking_since_has_answered_it() -> None:
    asked = Enquiry("a", ago(60).earliest, EnquiryOutcome.NOT_DISCLOSED)
    assert front(put_off(70, 300)) is None
    assert front(put_off(70, 300), asked) == front(asked) == "A25"


@given(pictures(), st.integers(min_value=1, max_value=200), st.integers(min_value=1, max_value=400))
def test_it_never_hides_what_cannot_wait_and_hides_all_else(
    picture: PatientPicture, days_ago: int, left: int
) -> None:
    named = put_off(days_ago, days_ago + left)
    before = assess(picture, PACK, TODAY)
    history = EnquiryHistory((*picture.history.enquiries, named))
    after = assess(replace(picture, history=history), PACK, TODAY)
    urgent = [one for one in before.prompts if one.same_day]
    assert [one for one in after.prompts if one.same_day] == urgent
    found = find_front(after)
    if urgent:
        assert found == urgent[0]
        return
    later = [one for one in history.until(TODAY) if one.on >= named.on and one != named]
    decided = any(one.outcome.asked or one.until is not None for one in later)
    if found is not None and not decided:
        assert (found.newest_on or date.min) > named.on
