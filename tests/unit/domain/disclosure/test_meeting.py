"""Why the agencies meet about somebody: each ground by itself, and nothing that takes one away."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.disclosure.asking import Whom
from gpsupport.domain.disclosure.disclosure import (
    QUESTIONS_OF_CHECKLIST,
    Answer,
    ChecklistResult,
    Disclosure,
    RiskFacts,
    SafetyAnswer,
)
from gpsupport.domain.disclosure.following import following
from gpsupport.domain.disclosure.meeting import (
    counting_for_judgement,
    grounds_for_meeting,
    meeting_not_said,
)
from gpsupport.domain.knowledge.content.afterwards import MeetingGround
from gpsupport.domain.knowledge.content.care import Area
from gpsupport.domain.people import Sex
from tests.unit.domain.disclosure.made import (
    AREA,
    PACK,
    PEOPLE,
    TODAY,
    ages,
    areas,
    disclosures,
    noted,
    yes,
)

NEVER_SAID = ("low risk", "no risk", "standard", "medium", "safe to", "not high")


def kinds(made: Disclosure, area: Area = AREA) -> set[MeetingGround]:
    return {one.kind for one in grounds_for_meeting(made, PACK, area, TODAY)}


def risk(**values: object) -> Disclosure:
    return noted(risk=RiskFacts(**values))  # type: ignore[arg-type]


def checklist(total: int) -> ChecklistResult:
    return ChecklistResult(total, TODAY, "Dr Rahman")


def test_nothing_noted_is_no_ground() -> None:
    assert grounds_for_meeting(noted(), PACK, AREA, TODAY) == ()


@pytest.mark.parametrize(("total", "met"), [(13, False), (14, True), (24, True)])
def test_the_count_of_the_area(total: int, met: bool) -> None:
    assert (kinds(risk(checklist=checklist(total))) == {MeetingGround.COUNT}) is met


@pytest.mark.parametrize(("events", "met"), [(None, False), (0, False), (2, False), (3, True)])
def test_escalation(events: int | None, met: bool) -> None:
    assert (kinds(risk(events=events)) == {MeetingGround.ESCALATION}) is met


@pytest.mark.parametrize(
    ("days_ago", "new", "met"),
    [
        (0, True, True),
        (365, True, True),
        (366, True, False),
        (-1, True, False),
        (10, False, False),
        (10, None, False),
    ],
)
def test_repeat(days_ago: int, new: bool | None, met: bool) -> None:
    made = risk(last_meeting_on=TODAY - timedelta(days=days_ago), new_since_meeting=new)
    assert (kinds(made) == {MeetingGround.REPEAT}) is met


def test_nobody_said_if_anything_is_new() -> None:
    lately = TODAY - timedelta(days=10)
    assert meeting_not_said(risk(last_meeting_on=lately), AREA, TODAY)
    assert not meeting_not_said(risk(last_meeting_on=lately, new_since_meeting=False), AREA, TODAY)
    assert not meeting_not_said(risk(), AREA, TODAY)


@pytest.mark.parametrize(
    "made",
    [
        noted(safety=yes("family")),
        noted(safety=yes("marriage")),
        noted(safety=yes("child-marriage")),
        noted(routes=("forced-marriage",)),
    ],
)
def test_harm_from_family_or_community_is_automatic_where_the_area_says_so(
    made: Disclosure,
) -> None:
    assert not AREA.honour_based_automatic
    assert kinds(made) == set()
    always = replace(AREA, honour_based_automatic=True)
    assert kinds(made, always) == {MeetingGround.HONOUR_BASED}
    assert kinds(noted(safety=yes("home")), always) == set()


@given(disclosures, areas)
def test_judgement_alone_is_enough(made: Disclosure, area: Area) -> None:
    judged = replace(made, risk=replace(made.risk, judgement=True))
    assert MeetingGround.JUDGEMENT in kinds(judged, area)
    alone = noted(risk=RiskFacts(judgement=True))
    assert kinds(alone, area) == {MeetingGround.JUDGEMENT}


@given(disclosures, areas)
def test_a_judgement_that_is_not_high_takes_no_other_ground_away(
    made: Disclosure, area: Area
) -> None:
    open_still = replace(made, risk=replace(made.risk, judgement=None))
    judged = replace(made, risk=replace(made.risk, judgement=False))
    assert kinds(judged, area) == kinds(open_still, area)


@given(disclosures, areas, st.integers(0, QUESTIONS_OF_CHECKLIST))
def test_a_total_takes_no_other_ground_away(made: Disclosure, area: Area, total: int) -> None:
    without = replace(made, risk=replace(made.risk, checklist=None))
    counted = replace(made, risk=replace(made.risk, checklist=checklist(total)))
    assert kinds(without, area) <= kinds(counted, area)


@given(disclosures, areas, st.sampled_from(sorted(one.id for one in PACK.safety_check)))
def test_a_further_yes_takes_no_ground_away(made: Disclosure, area: Area, question: str) -> None:
    others = tuple(one for one in made.safety if one.question != question)
    before = replace(made, safety=(*others, SafetyAnswer(question, Answer.NO)))
    after = replace(made, safety=(*others, SafetyAnswer(question, Answer.YES)))
    assert kinds(before, area) <= kinds(after, area)


@given(disclosures, areas, ages)
def test_while_an_answer_counts_the_list_names_the_meeting(
    made: Disclosure, area: Area, age: int | None
) -> None:
    found = following(made, PACK, area, PEOPLE, TODAY, Whom(age, Sex.FEMALE))
    counting = counting_for_judgement(made, PACK.safety_check)
    named = [one for one in found if one.id.startswith("meeting-")]
    if counting or kinds(made, area):
        assert named
    judged = replace(made, risk=replace(made.risk, judgement=False, checklist=checklist(0)))
    still = following(judged, PACK, area, PEOPLE, TODAY, Whom(age, Sex.FEMALE))
    assert not counting or [one for one in still if one.id.startswith("meeting-")]


@given(disclosures, areas, ages)
def test_nothing_ever_says_that_the_risk_is_low(
    made: Disclosure, area: Area, age: int | None
) -> None:
    said = [one.words for one in grounds_for_meeting(made, PACK, area, TODAY)]
    for one in following(made, PACK, area, PEOPLE, TODAY, Whom(age, Sex.FEMALE)):
        said += [one.words, PEOPLE.put_into(one.owner.who)]
    told = " ".join(said).lower()
    assert not [words for words in NEVER_SAID if words in told]
    assert "{" not in told


@given(disclosures, areas)
def test_each_ground_says_what_it_rests_on(made: Disclosure, area: Area) -> None:
    for ground in grounds_for_meeting(made, PACK, area, TODAY):
        assert ground.sources
        assert set(ground.sources) <= set(PACK.sources)
        assert len(set(ground.sources)) == len(ground.sources)


def test_the_words_of_the_grounds_have_the_numbers() -> None:
    made = risk(checklist=checklist(17), events=4)
    said = {one.kind: one.words for one in grounds_for_meeting(made, PACK, AREA, TODAY)}
    assert said[MeetingGround.COUNT] == "The checklist came to 17. Here the meeting begins at 14."
    assert said[MeetingGround.ESCALATION] == "4 events in 12 months. Here 3 are enough."
    own = [
        one.defaults
        for one in grounds_for_meeting(made, PACK, AREA, TODAY)
        if one.kind is MeetingGround.ESCALATION
    ]
    assert "not a rule" in own[0]
