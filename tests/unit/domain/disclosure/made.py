"""What was noted after a telling, made up for a test, and the ways to make up any of it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from gpsupport.domain.disclosure.disclosure import (
    QUESTIONS_OF_CHECKLIST,
    Answer,
    ChecklistResult,
    ChildPlan,
    Disclosure,
    RiskFacts,
    SafetyAnswer,
)
from gpsupport.domain.knowledge.content.care import Area
from gpsupport.knowledge.load import load_knowledge

TODAY = date(2026, 11, 23)
PACK = load_knowledge()


def shipped_area() -> Area:
    """The area that the shipped content sets."""
    area = PACK.find_area()
    assert area is not None
    return area


AREA = shipped_area()


@dataclass(frozen=True)
class Named:
    """Names in the places of the content."""

    def put_into(self, text: str) -> str:
        """The text with names in it."""
        return text.replace("{lead}", "Dr Marsh").replace("{advocate}", "Jo Hart")


PEOPLE = Named()


def noted(**values: Any) -> Disclosure:
    """A disclosure of today with nothing in it but these values."""
    bare = Disclosure("d", "p", "c", "e", datetime(2026, 11, 23, 10, tzinfo=UTC), "Dr Rahman")
    return replace(bare, **values)


def yes(*questions: str, **more: Any) -> tuple[SafetyAnswer, ...]:
    """A yes to each of these questions."""
    return tuple(SafetyAnswer(one, Answer.YES, **more) for one in questions)


QUESTIONS = tuple(one.id for one in PACK.safety_check)

answers = st.builds(
    SafetyAnswer,
    question=st.sampled_from(QUESTIONS),
    answer=st.sampled_from(Answer),
    on=st.none() | st.dates(TODAY - timedelta(days=100), TODAY),
    symptoms=st.none() | st.booleans(),
)
checklists = st.integers(0, QUESTIONS_OF_CHECKLIST).map(
    lambda total: ChecklistResult(total, TODAY, "Dr Rahman")
)
risks = st.builds(
    RiskFacts,
    checklist=st.none() | checklists,
    judgement=st.none() | st.booleans(),
    judgement_reasons=st.just("he has a gun"),
    events=st.none() | st.integers(0, 9),
    last_meeting_on=st.none() | st.dates(TODAY - timedelta(days=800), TODAY),
    new_since_meeting=st.none() | st.booleans(),
)
children = st.builds(
    ChildPlan,
    name=st.sampled_from(["Ella", "Noah", "Sam"]),
    age=st.none() | st.integers(0, 17),
    plan=st.none() | st.sampled_from([kind.id for kind in PACK.afterwards.child_plans]),
    owner=st.sampled_from(["", " ", "Dr Shah"]),
    by=st.none() | st.dates(TODAY, TODAY + timedelta(days=60)),
    why_none=st.sampled_from(["", " ", "Lives with an aunt"]),
)
disclosures = st.builds(
    noted,
    safety=st.lists(answers, max_size=8, unique_by=lambda one: one.question).map(tuple),
    risk=risks,
    children_asked=st.booleans(),
    children=st.lists(children, max_size=3).map(tuple),
    routes=st.lists(
        st.sampled_from([one.id for one in PACK.afterwards.routes]), max_size=3, unique=True
    ).map(tuple),
)
ages = st.none() | st.integers(0, 100)
areas = st.builds(
    replace,
    st.just(AREA),
    marac_count=st.integers(1, QUESTIONS_OF_CHECKLIST),
    escalation_events=st.integers(1, 9),
    repeat_days=st.integers(1, 800),
    honour_based_automatic=st.booleans(),
)
