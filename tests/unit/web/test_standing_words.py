"""Where asking stands, in words: each state has its own, and a child's page has a child's."""

from dataclasses import replace
from datetime import date

import pytest

from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryOutcome,
    Mode,
    NextEnquiry,
    NotAskedReason,
    Presence,
)
from gpsupport.domain.enquiry.standing import EnquiryStanding, EnquiryState
from gpsupport.web.enquiries.states import (
    counts_in_words,
    last_asked,
    outcome_until,
    seen_alone,
    state_in_words,
    who_was_there,
)

TODAY = date(2026, 11, 23)
STANDING = EnquiryStanding(EnquiryState.NEVER_ASKED, TODAY, NextEnquiry(None, ""))


def test_every_state_reads_differently() -> None:
    for child in (False, True):
        said = [
            state_in_words(replace(STANDING, state=state), TODAY, child=child)
            for state in EnquiryState
        ]
        assert len(set(said)) == len(EnquiryState)


def test_a_child_s_page_says_nothing_of_a_grown_up_s_life() -> None:
    for state in EnquiryState:
        said = state_in_words(replace(STANDING, state=state), TODAY, child=True)
        assert "abuse" not in said.lower()


def test_what_holds_for_a_time_says_until_when_and_why() -> None:
    put_off = replace(
        STANDING,
        state=EnquiryState.DEFERRED,
        since=date(2026, 11, 9),
        until=date(2026, 12, 7),
        reason=NotAskedReason.NO_TIME,
    )
    said = state_in_words(put_off, TODAY)
    assert said == "Put off until 7 Dec 2026: no time. On 9 Nov 2026, 2 weeks ago."
    wish = replace(STANDING, state=EnquiryState.OPTED_OUT, until=date(2027, 5, 1))
    assert state_in_words(wish, TODAY) == "Asked us not to raise it until 1 May 2027."


def test_a_wish_that_was_asked_over_gives_way_to_the_later_day() -> None:
    wish = replace(
        STANDING,
        state=EnquiryState.OPTED_OUT,
        since=date(2026, 7, 6),
        until=date(2027, 7, 6),
        last_asked_on=date(2026, 7, 6),
        upcoming=NextEnquiry(date(2027, 7, 6), ""),
    )
    held = "Asked us not to raise it until 6 Jul 2027. On 6 Jul 2026, 4 months ago."
    assert state_in_words(wish, TODAY) == held
    over = replace(
        wish, last_asked_on=date(2026, 11, 23), upcoming=NextEnquiry(date(2028, 1, 24), "")
    )
    assert state_in_words(over, TODAY) == (
        "Asked us not to raise it. On 6 Jul 2026, 4 months ago. Asked since, on 23 Nov 2026."
    )


def test_once_is_no_row() -> None:
    assert counts_in_words(replace(STANDING, not_alone_in_a_row=1, put_off_in_a_row=1)) == ()
    assert counts_in_words(replace(STANDING, not_alone_in_a_row=2, put_off_in_a_row=3)) == (
        "Not seen alone twice in a row.",
        "Put off 3 times in a row.",
    )


def test_who_asked_last_and_when() -> None:
    asked = replace(STANDING, last_asked_on=date(2026, 8, 17), last_asked_by="Dr Tom Reid")
    assert last_asked(asked, TODAY) == "17 Aug 2026, 14 weeks ago, Dr Tom Reid"
    assert last_asked(STANDING, TODAY) == "Never"


@pytest.mark.parametrize(
    ("presence", "mode", "alone", "said"),
    [
        (None, None, "Not known", ("Not recorded",)),
        (Presence.ALONE, Mode.FACE_TO_FACE, "Yes", ("Patient alone",)),
        (Presence.ALONE, Mode.HOME_VISIT, "Yes", ("Patient alone", "Home visit")),
        (Presence.SAFE_ADULT, None, "No", ("With an adult who may see this",)),
        (Presence.PATIENT_ABSENT, None, "Not known", ("Patient not here",)),
    ],
)
def test_who_was_there_and_whether_alone(
    presence: Presence | None, mode: Mode | None, alone: str, said: tuple[str, ...]
) -> None:
    made = Enquiry("e", TODAY, EnquiryOutcome.NOT_ASKED, presence=presence, mode=mode)
    assert (seen_alone(made), who_was_there(made)) == (alone, said)
    with_company = replace(made, company="Her aunt")
    assert "With: Her aunt" in who_was_there(with_company)


def test_a_wish_and_a_delay_end_in_different_words() -> None:
    until = date(2026, 12, 7)
    wish = Enquiry("e", TODAY, EnquiryOutcome.OPTED_OUT, until=until)
    delay = Enquiry("e", TODAY, EnquiryOutcome.DEFERRED, until=until)
    assert outcome_until(wish) == "Not before 7 Dec 2026"
    assert outcome_until(delay) == "Until 7 Dec 2026"
    assert outcome_until(Enquiry("e", TODAY, EnquiryOutcome.DECLINED)) == ""
