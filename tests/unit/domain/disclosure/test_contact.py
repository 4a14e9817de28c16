"""What counts of the safe way after a form: nothing comes back unseen, and nothing stays unseen."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gpsupport.domain.disclosure.contact import ContactForm, KeptContact, SafeContact, SafeWay
from tests.unit.domain.disclosure.made import TODAY

WORK = SafeContact(
    SafeWay.WORK_PHONE,
    "Ask for Jane",
    never="Home phone",
    confirmed_on=TODAY - timedelta(days=3),
    valid_until=TODAY + timedelta(days=9),
)
SISTER = replace(WORK, way=SafeWay.TRUSTED_PERSON, detail="Her sister", confirmed_on=TODAY)
OVER = replace(WORK, valid_until=TODAY - timedelta(days=1))
NONE = SafeContact(SafeWay.NONE, confirmed_on=TODAY - timedelta(days=300))

contacts = st.none() | st.sampled_from([WORK, SISTER, OVER, NONE])


def kept(contact: SafeContact | None, called: str) -> KeptContact | None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    return KeptContact(called, contact, at, "Dr Rahman") if contact else None


def form(
    said: SafeContact | None, begun: SafeContact | None, current: SafeContact | None
) -> ContactForm:
    """A form that was opened when something else counted than counts now."""
    return ContactForm(said, kept(begun, "begun"), kept(current, "current"), TODAY)


def alone(said: SafeContact | None, current: SafeContact | None) -> ContactForm:
    """A form beside which nothing changed."""
    one = kept(current, "current")
    return ContactForm(said, one, one, TODAY)


@pytest.mark.parametrize("current", [None, WORK, OVER, NONE])
def test_a_form_that_nobody_touched_changes_nothing(current: SafeContact | None) -> None:
    shown = current if current in {WORK, NONE} else None
    assert alone(shown, current).settled == shown
    # It was not confirmed today: nobody asked.
    again = replace(WORK, confirmed_on=TODAY)
    assert alone(again, WORK).settled == WORK


@given(begun=contacts, current=contacts)
def test_what_a_page_showed_when_it_was_opened_never_comes_back(
    begun: SafeContact | None, current: SafeContact | None
) -> None:
    shown = begun if begun is not None and begun.stands(TODAY) else None
    late = form(shown, begun, current)
    assert late.untouched
    assert not late.differs
    assert late.settled == late.standing


@given(said=contacts, begun=contacts, current=contacts)
def test_what_differs_from_what_was_kept_since_is_never_settled_unseen(
    said: SafeContact | None, begun: SafeContact | None, current: SafeContact | None
) -> None:
    late = form(said, begun, current)
    assume(begun is not None or current is not None)
    assert late.differs or late.settled == late.standing


def test_emptied_boxes_take_the_way_back_and_keep_the_warning() -> None:
    taken = alone(None, WORK).settled
    assert taken == SafeContact(SafeWay.NONE, never="Home phone", confirmed_on=TODAY)
    # The button pressed twice: nothing is left to take back.
    twice = form(None, WORK, taken)
    assert not twice.differs
    assert twice.settled == taken


def test_empty_boxes_take_nothing_back_that_they_did_not_show() -> None:
    assert form(None, None, WORK).settled == WORK
    assert alone(None, OVER).settled is None
    assert form(None, WORK, SISTER).differs


def test_a_new_way_is_confirmed_on_the_day() -> None:
    said = replace(SISTER, confirmed_on=None)
    assert alone(said, WORK).settled == SISTER
    assert alone(said, None).settled == SISTER
    assert alone(said, OVER).settled == SISTER
    # Kept by the first press, the second says the same.
    assert form(said, WORK, SISTER).settled == SISTER
    assert not form(said, WORK, SISTER).differs
    assert form(said, WORK, NONE).differs


@pytest.mark.parametrize(
    ("contact", "stands"),
    [(WORK, True), (OVER, False), (NONE, True), (replace(WORK, confirmed_on=date.max), False)],
)
def test_what_stands(contact: SafeContact, stands: bool) -> None:
    assert contact.stands(TODAY) is stands
