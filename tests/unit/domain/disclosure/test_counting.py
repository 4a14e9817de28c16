"""What was noted after a telling counts as long as the telling does."""

from dataclasses import replace
from datetime import UTC, date, datetime

from gpsupport.domain.disclosure.counting import counting, newest_of
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome

TOLD = Enquiry("e3", date(2026, 11, 23), EnquiryOutcome.DISCLOSED_PAST)
NOTED = Disclosure("d1", "p", "c", "e1", datetime(2026, 11, 23, 9, tzinfo=UTC), "Dr Shah")
CHAIN = {"e1": "e2", "e2": "e3"}


def test_it_is_given_under_the_enquiry_that_counts_now() -> None:
    assert counting([NOTED], [TOLD], CHAIN) == (replace(NOTED, enquiry_id="e3"),)


def test_it_counts_no_more_after_a_no_or_when_its_enquiry_is_gone() -> None:
    said_no = replace(TOLD, outcome=EnquiryOutcome.NOT_DISCLOSED)
    assert counting([NOTED], [said_no], CHAIN) == ()
    assert counting([NOTED], [replace(TOLD, id="e2")], CHAIN) == ()
    assert counting([NOTED], [], {}) == ()


def test_a_circle_ends() -> None:
    assert newest_of("a", {"a": "b", "b": "a"}) in {"a", "b"}
