"""A score needs the validated items, every answer, and never says that there is nothing."""

from dataclasses import replace

import pytest

from gpsupport.domain.knowledge.content.instruments import (
    Instrument,
    Item,
    Licence,
    NotScored,
    ScoredAs,
    score_hark,
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


@pytest.mark.parametrize("yes", range(5))
def test_one_yes_is_positive(yes: int) -> None:
    answers = NO | dict.fromkeys(IDS[:yes], True)
    score = score_hark(INSTRUMENT, answers, HARK)
    assert (score.points, score.of, score.positive) == (yes, 4, yes >= 1)
    assert score.words == (HARK.positive if yes else HARK.below)


def test_a_nought_rules_nothing_out() -> None:
    words = score_hark(INSTRUMENT, NO, HARK).words
    assert "does not mean that all is well" in words
    assert "one in five" in HARK.missed
    assert (HARK.sensitivity.percent, HARK.specificity.percent) == (81, 95)


def test_our_own_questions_are_never_scored() -> None:
    with pytest.raises(NotScored, match="not scored"):
        score_hark(replace(INSTRUMENT, scored=None), NO, HARK)
    assert load_knowledge().instruments == {}


def test_half_an_answer_is_no_score() -> None:
    with pytest.raises(NotScored, match="four"):
        score_hark(INSTRUMENT, dict.fromkeys(IDS[:3], True), HARK)
    with pytest.raises(NotScored, match="3 items"):
        score_hark(replace(INSTRUMENT, items=INSTRUMENT.items[:3]), NO, HARK)
