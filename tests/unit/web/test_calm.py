"""What stands at the right without a prompt: a worn-out reason must not come back as a date."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from gpsupport.actions.consultation import Look
from gpsupport.domain.assessment import Assessment, assess
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome, NotAskedReason
from gpsupport.domain.front import find_front
from gpsupport.domain.record import CodedEntry, PatientPicture
from gpsupport.domain.referral.events import BegunReferral, Consent, ReferralEvent, WaitingCheck
from gpsupport.domain.referral.following import Referral, follow
from gpsupport.domain.referral.states import Impact, ReferralState, ReturnReason
from gpsupport.domain.showing import lacks_dates
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.consultation.calm import Calm, calm_words, how_it_is_now
from gpsupport.web.consultation.memory import referrals_in_words
from gpsupport.web.consultation.pages import in_front
from gpsupport.web.consultation.prompts import prompt_panel
from tests.unit.domain.pictures import TODAY, ago, entry, somebody

SEPARATION = "160788005"
REFUGE = "864131000000100"


def looked(assessment: Assessment, *, undated: bool = False) -> Look:
    """As much of a look as the card reads."""
    return cast(
        "Look",
        SimpleNamespace(
            patient=assessment.patient,
            assessment=assessment,
            record_loaded=True,
            newest_contact_on=None,
            lacks_dates=undated,
        ),
    )


def calm(*enquiries: Enquiry) -> Calm:
    """The card of somebody with one reason, almost a year old."""
    knowledge = load_knowledge()
    history = EnquiryHistory(enquiries)
    picture = PatientPicture(somebody(), (entry(SEPARATION, 360),), history=history)
    assessment = assess(picture, knowledge, TODAY)
    assert [one.indicator for one in assessment.prompts] == ["A25"]
    return calm_words(looked(assessment), knowledge, open_questions=True, folded=1, child=False)


def quiet(*enquiries: Enquiry, entries: tuple[CodedEntry, ...] = (), quoting: bool = True) -> Calm:
    """The card of somebody with nothing in front."""
    knowledge = load_knowledge()
    picture = PatientPicture(somebody(), entries, history=EnquiryHistory(enquiries))
    assessment = assess(picture, knowledge, TODAY)
    look = looked(assessment, undated=lacks_dates(picture, assessment, knowledge))
    return calm_words(look, knowledge, open_questions=True, folded=0, child=False, quoting=quoting)


def test_a_reason_that_left_the_front_asks_for_nothing_today() -> None:
    card = calm()
    assert card.heading == "No strong reason today. One thing to keep in mind."
    assert not card.to_ask


def test_what_was_put_off_still_comes_back() -> None:
    put_off = Enquiry(
        "e", ago(30).earliest, EnquiryOutcome.NOT_ASKED, reason=NotAskedReason.NO_TIME
    )
    card = calm(put_off)
    assert card.heading == "Time to ask"
    assert card.to_ask
    asked = Enquiry("a", ago(370).earliest, EnquiryOutcome.NOT_DISCLOSED)
    assert calm(asked, put_off).heading == "Time to ask again"


# A wish not to be asked


def wish(days_ago: int, until: int = 100) -> Enquiry:
    """Asked us not to raise it, until so many days from now."""
    on, to = ago(days_ago).earliest, ago(-until).earliest
    return Enquiry("w", on, EnquiryOutcome.OPTED_OUT, until=to)


TOLD = Enquiry("t", ago(60).earliest, EnquiryOutcome.DISCLOSED_CURRENT, words="He shouts.")


@pytest.mark.parametrize("before", [(), (TOLD,)])
def test_a_wish_not_to_be_asked_is_kept(before: tuple[Enquiry, ...]) -> None:
    card = quiet(*before, wish(30))
    assert "asked not to be asked until 3 March 2027" in card.heading
    assert "speak of it themselves" in card.sentence
    assert (card.say, card.reasons, card.to_ask) == ((), (), False)
    assert "old us" not in f"{card.heading}{card.sentence}"


@pytest.mark.parametrize("before", [(TOLD, wish(30)), (TOLD,), (wish(400, 0),)])
def test_in_company_one_card_stands_for_all(before: tuple[Enquiry, ...]) -> None:
    card = quiet(quoting=False)
    assert card.heading == "See alone for part of the next visit"
    assert card.say
    assert quiet(*before, entries=(entry(REFUGE, 20),), quoting=False) == card


def test_a_new_injury_after_a_telling_asks_how_it_is_now() -> None:
    """Nobody who told is asked as if they never had; what is new stands beside it."""
    knowledge = load_knowledge()
    picture = PatientPicture(somebody(), (entry(SEPARATION, 20),), history=EnquiryHistory((TOLD,)))
    assessment = assess(picture, knowledge, TODAY)
    front = find_front(assessment)
    assert front is not None
    now = how_it_is_now(assessment, knowledge, child=False)
    panel = in_front(prompt_panel(front, knowledge, "/", TODAY), now)
    assert panel.title.startswith("Told us on")
    assert panel.found == front.title
    assert panel.say == knowledge.wordings["openers-told-now"]
    assert "did the help come" in panel.say[0]
    assert panel.reasons[0].what == "“He shouts.”"
    urgent = replace(prompt_panel(front, knowledge, "/", TODAY), urgent=True)
    assert in_front(urgent, now) == urgent, "what cannot wait stays as it is"


SENT_ON = TODAY - timedelta(days=3)
SENT_AT = datetime.combine(SENT_ON, time(9), UTC)


def followed(*events: ReferralEvent) -> Referral:
    """A referral that went out three days ago."""
    begun = BegunReferral(
        "r", "p", "", "CAMHS", OptionKind.CAMHS, "sleep", SENT_AT, SENT_ON, "Dr Shah"
    )
    yes = Consent(given=True, by_whom="her", asked_on=SENT_ON)
    sent = ReferralEvent("s", SENT_AT, "Dr Shah", SENT_ON, ReferralState.SENT, consent=yes)
    return follow(begun, (sent, *events))


def test_open_referrals_are_one_line_with_what_presses_first() -> None:
    rules = load_knowledge().referral
    worse = ReferralEvent(
        "l", SENT_AT, "Dr Shah", SENT_ON, check=WaitingCheck(impact=Impact.SEVERE)
    )
    back = ReferralEvent("b", SENT_AT, "", SENT_ON, ReferralState.RETURNED, reason=ReturnReason.AGE)
    waits, needs_today, returned = followed(), followed(worse), followed(back)
    for found, later, said in (
        ((), 0, ""),
        ((waits,), 0, "1 open"),
        ((waits, needs_today), 0, "2 open, 1 needs you today"),
        ((waits, needs_today), 60, "2 open, 1 needs you today, 1 late"),
        ((waits, returned), -2, "2 open, 1 came back: a plan is owed"),
        ((returned,), 30, "1 open, 1 late, 1 came back: a plan is owed"),
    ):
        assert referrals_in_words(found, rules, TODAY + timedelta(days=later)) == said
    assert referrals_in_words((waits,), None, TODAY) == "1 open"


def test_a_wish_ends_with_its_day_and_with_a_telling() -> None:
    over = quiet(wish(190, 0))
    assert "not to be asked" not in over.heading
    assert over.say
    since = Enquiry("s", ago(10).earliest, EnquiryOutcome.DISCLOSED_CURRENT)
    assert quiet(wish(30), since).heading.startswith("Told us on")


# What an event makes due


def test_a_record_without_dates_is_not_called_calm() -> None:
    assert quiet().heading == "No prompt for today"
    card = quiet(entries=(entry(SEPARATION, None),))
    assert card.heading == "Some entries have no date, so the record cannot answer"
    assert quiet(entries=(entry("38341003", None),)).heading == quiet().heading


def test_an_event_is_a_time_to_ask_where_nobody_ever_asked() -> None:
    card = quiet(entries=(entry(REFUGE, 20),))
    assert (card.heading, card.to_ask) == ("Time to ask", True)
    assert card.sentence == "The patient has moved to a refuge. Ask how it is now."
    assert card.say


def test_before_its_day_and_after_its_time_it_is_none() -> None:
    for days_ago in (13, 184):
        card = quiet(entries=(entry(REFUGE, days_ago),))
        assert not card.to_ask, days_ago
        assert "Time to ask" not in card.heading
