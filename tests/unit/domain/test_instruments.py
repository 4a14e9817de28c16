"""What came of asking with a licensed instrument: a yes is a telling, a "no" needs every answer."""

import pytest

from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.instruments import (
    Instrument,
    Item,
    Licence,
    ScoredAs,
    outcome_of,
)
from gpsupport.knowledge.load import load_knowledge

HARK = load_knowledge().scorings[ScoredAs.HARK]
IDS = ("one", "two", "three", "four")
NO = dict.fromkeys(IDS, False)
INSTRUMENT = Instrument(
    id="hark",
    title="Four questions",
    licence=Licence("the holder of the rights", "letter"),
    items=tuple(Item(item, f"Question {item}?") for item in IDS),
    scored=ScoredAs.HARK,
)


@pytest.mark.parametrize("yes", range(1, 5))
def test_one_yes_is_enough(yes: int) -> None:
    answers = NO | dict.fromkeys(IDS[:yes], True)
    assert outcome_of(INSTRUMENT, answers, HARK) is EnquiryOutcome.DISCLOSED_CURRENT


def test_a_yes_counts_whatever_else_was_left_out() -> None:
    assert outcome_of(INSTRUMENT, {"three": True}, HARK) is EnquiryOutcome.DISCLOSED_CURRENT


@pytest.mark.parametrize("answered", range(5))
def test_a_no_needs_an_answer_to_every_item(answered: int) -> None:
    outcome = outcome_of(INSTRUMENT, dict.fromkeys(IDS[:answered], False), HARK)
    whole = answered == len(IDS)
    expected = EnquiryOutcome.NOT_DISCLOSED if whole else EnquiryOutcome.ANSWER_UNKNOWN
    assert outcome is expected


def test_an_answer_to_something_else_says_nothing() -> None:
    outcome = outcome_of(INSTRUMENT, {"five": True}, HARK)
    assert outcome is EnquiryOutcome.ANSWER_UNKNOWN


def test_a_nought_rules_nothing_out() -> None:
    assert "does not mean that all is well" in HARK.below
    assert "one in five" in HARK.missed
    assert (HARK.sensitivity.percent, HARK.specificity.percent) == (81, 95)


def test_our_own_questions_are_no_instrument() -> None:
    assert load_knowledge().instruments == {}
