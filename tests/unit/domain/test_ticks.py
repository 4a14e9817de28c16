"""What only people can say: how long an answer holds, whose it is, and what nobody said."""

from datetime import timedelta

import pytest

from gpsupport.domain.assessment import assess
from gpsupport.domain.knowledge.deciding.judging import Judgement, Verdict, judge
from gpsupport.domain.knowledge.language.conditions import (
    About,
    AllOf,
    AnyOf,
    Coded,
    Condition,
    Not,
    Open,
    Ticked,
)
from gpsupport.domain.knowledge.language.explaining import sentence
from gpsupport.domain.record import PatientPicture, Tick, newest_ticks
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, entry, facts_of, somebody

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
SETS: dict[str, tuple[str, ...]] = {"start": ("4",), "end": ("5",)}
FOR_A_MONTH = Ticked("tea", "the patient drinks tea", days=30)
TODAY_ALONE = Ticked("tea", "the patient drinks tea")
NO_UNTIL_SAID = Ticked("tea", "the patient drinks tea", days=30, open_is_no=True)


def tick(days_ago: int, *, answer: bool = True, by: str = "") -> Tick:
    return Tick("tea", answer, TODAY - timedelta(days=days_ago), by)


def judged(
    condition: Condition, *ticks: Tick, coded: tuple[tuple[str, int], ...] = ()
) -> Judgement:
    entries = tuple(entry(code, days, number) for number, (code, days) in enumerate(coded))
    return judge(
        condition, facts_of(sets=SETS, picture=PatientPicture(somebody(), entries, ticks=ticks))
    )


@pytest.mark.parametrize(
    ("condition", "days_ago", "verdict"),
    [
        (TODAY_ALONE, 0, MET),
        (TODAY_ALONE, 1, UNKNOWN),
        (FOR_A_MONTH, 30, MET),
        (FOR_A_MONTH, 31, UNKNOWN),
        (FOR_A_MONTH, -1, UNKNOWN),
        (NO_UNTIL_SAID, 30, MET),
        (NO_UNTIL_SAID, 31, NOT_MET),
    ],
)
def test_an_answer_holds_for_its_days_and_no_longer(
    condition: Ticked, days_ago: int, verdict: Verdict
) -> None:
    assert judged(condition, tick(days_ago)).verdict is verdict


def test_the_reason_has_the_day_of_the_answer_and_who_gave_it() -> None:
    (reason,) = judged(FOR_A_MONTH, tick(20, by="Dr Maya Shah")).evidence
    assert reason.on == TODAY - timedelta(days=20)
    assert reason.recorded_by == "Dr Maya Shah"
    assert reason.display == "The patient drinks tea"


def test_the_newest_answer_wins_whatever_its_place() -> None:
    yes, no = tick(9), tick(3, answer=False)
    for ticks in ((yes, no), (no, yes)):
        assert judged(FOR_A_MONTH, *ticks).verdict is NOT_MET
    assert judged(FOR_A_MONTH, tick(3), tick(3, answer=False)).verdict is NOT_MET
    assert judged(FOR_A_MONTH, tick(3, answer=False), tick(3)).verdict is MET


def test_an_answer_of_a_later_day_is_not_known_yet() -> None:
    ticks = (tick(3), tick(-1, answer=False))
    assert newest_ticks(ticks, TODAY) == {"tea": ticks[0]}


def test_an_open_tick_that_counts_as_no_leaves_the_rest_to_decide() -> None:
    coded = Coded(("start",), days=90)
    assert judged(AnyOf((coded, FOR_A_MONTH))).verdict is UNKNOWN
    assert judged(AnyOf((coded, NO_UNTIL_SAID))).verdict is NOT_MET
    assert judged(AnyOf((coded, NO_UNTIL_SAID)), coded=(("4", 5),)).verdict is MET
    assert judged(AllOf((coded, Not(NO_UNTIL_SAID))), coded=(("4", 5),)).verdict is MET
    assert "No clinician has said so" in judged(NO_UNTIL_SAID).because


def test_what_a_record_says_counts_again_once_an_answer_has_lapsed() -> None:
    now = Open(("start",), ("end",), 280, Ticked("tea", "it is so now", days=14))
    begun = (("4", 60),)
    assert judged(now, tick(14, answer=False), coded=begun).verdict is NOT_MET
    assert judged(now, tick(15, answer=False), coded=begun).verdict is MET


def test_a_sentence_says_how_long_an_answer_holds() -> None:
    assert sentence(TODAY_ALONE, {}) == "a clinician says today: the patient drinks tea"
    assert sentence(FOR_A_MONTH, {}).startswith("a clinician said in the last ")
    assert sentence(NO_UNTIL_SAID, {}).endswith("; until one answers, it counts as no")


def test_every_tick_of_the_content_can_fire_a_prompt_the_day_it_is_said() -> None:
    """A23 and A24 rest on a tick alone: said last week they still show, and are told as such."""
    content = load_knowledge()
    said = TODAY - timedelta(days=7)
    for rule, name in (("A23", "never-alone"), ("A24", "others-decide")):
        picture = PatientPicture(somebody(), ticks=(Tick(name, True, said, "Dr Tom Reid"),))
        found = {one.indicator: one for one in assess(picture, content, TODAY).prompts}
        assert [reason.on for reason in found[rule].why] == [said]


def test_what_a_tick_is_about_has_a_word() -> None:
    assert Ticked("tea", "tea").about is About.SAID
