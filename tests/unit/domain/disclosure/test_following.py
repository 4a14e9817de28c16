"""What is to be done after a telling: what follows from each answer, urgent things first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from gpsupport.domain.days import PartialDate
from gpsupport.domain.disclosure.asking import (
    Whom,
    agreements_for,
    at_once,
    questions_for,
)
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import (
    Agreement,
    Answer,
    ChildPlan,
    Disclosure,
    RiskFacts,
    SafetyAnswer,
)
from gpsupport.domain.disclosure.following import SAFETY, Following, confirm_on, following
from gpsupport.domain.knowledge.content.afterwards import OpenPoint
from gpsupport.domain.knowledge.content.care import Owner
from gpsupport.domain.people import Patient, PersonName, Sex
from tests.unit.domain.disclosure.made import (
    AREA,
    PACK,
    PEOPLE,
    TODAY,
    ages,
    disclosures,
    noted,
    yes,
)

ADULT, CHILD = 34, 12
CARE = "Speak to emergency care"
ELLA = ChildPlan("Ella", 13, "RelatedPerson/1", plan="see-alone", owner="Dr Shah", by=TODAY)
NOAH = ChildPlan("Noah", 7, "RelatedPerson/2")
WORK = SafeContact(
    SafeWay.WORK_PHONE, "her work", confirmed_on=TODAY, valid_until=TODAY + timedelta(days=28)
)


def found(made: Disclosure, age: int | None = ADULT) -> tuple[Following, ...]:
    return following(made, PACK, AREA, PEOPLE, TODAY, Whom(age, Sex.FEMALE))


def by_id(made: Disclosure, age: int | None = ADULT) -> dict[str, Following]:
    return {one.id: one for one in found(made, age)}


def all_answered(answer: Answer) -> tuple[SafetyAnswer, ...]:
    return tuple(SafetyAnswer(one.id, answer) for one in PACK.safety_check)


def test_a_bare_telling_asks_for_safety_the_children_and_a_safe_way() -> None:
    rows = found(noted())
    assert [one.id for one in rows] == ["not-asked", "children", "contact"]
    assert all(one.missing for one in rows)


def test_not_asked_and_no_ask_for_nothing() -> None:
    silent, refused = found(noted(safety=all_answered(Answer.NOT_ASKED))), all_answered(Answer.NO)
    assert silent == found(noted(safety=refused))
    # Nothing but what is open without any answer, and no longer that nobody asked.
    assert silent == tuple(one for one in found(noted()) if one.id != "not-asked")


@pytest.mark.parametrize("age", [ADULT, CHILD, 16])
def test_safety_is_not_asked_until_each_question_that_stands_open_is_answered(age: int) -> None:
    asked = at_once(questions_for(PACK, Whom(age, Sex.FEMALE)), Whom(age, Sex.FEMALE))
    given = tuple(SafetyAnswer(one.id, Answer.NOT_ASKED) for one in asked)
    assert len(given) >= 5
    for number in range(len(given)):
        row = by_id(noted(safety=(*given[:number], *given[number + 1 :])), age)["not-asked"]
        assert (row.missing, row.part, row.by) == (True, SAFETY, None)
    assert "not-asked" not in by_id(noted(safety=given), age)


@pytest.mark.parametrize(
    ("on", "symptoms", "urgent"),
    [
        (TODAY, None, True),
        (TODAY - timedelta(days=28), None, True),
        (TODAY - timedelta(days=28), False, True),
        (TODAY - timedelta(days=29), None, False),
        (TODAY - timedelta(days=29), False, False),
        (TODAY - timedelta(days=2000), True, True),
        # Nobody knows when: as if it was lately.
        (None, None, True),
        (None, False, True),
    ],
)
@pytest.mark.parametrize(("question", "age"), [("neck", ADULT), ("child-neck", CHILD)])
def test_pressure_on_the_neck(
    question: str, age: int, on: date | None, symptoms: bool | None, urgent: bool
) -> None:
    row = by_id(noted(safety=yes(question, on=on, symptoms=symptoms)), age)[f"safety-{question}"]
    assert row.urgent is urgent
    assert (row.words == CARE) is urgent
    assert row.by == TODAY
    if not urgent:
        assert row.words == "Tell Dr Marsh: it still counts"


def test_thoughts_of_ending_life_are_for_the_same_day() -> None:
    row = by_id(noted(safety=yes("life")))["safety-life"]
    assert (row.urgent, row.by) == (True, TODAY)
    assert "crisis" in row.words


def test_urgent_things_come_first_and_the_rest_in_the_order_of_the_page() -> None:
    made = noted(
        safety=yes("worse", "leaving", "life", "neck"),
        children=(ELLA, NOAH),
        contact=WORK,
        agreements=(Agreement("advocate", agreed=True, what="All of it"),),
    )
    again_on = TODAY + timedelta(days=28)
    rows = following(made, PACK, AREA, PEOPLE, TODAY, Whom(ADULT, Sex.FEMALE), again_on)
    assert [one.id for one in rows] == [
        "safety-neck", "safety-life",
        "not-asked", "safety-worse", "safety-leaving", "meeting-judge", "share-advocate",
        "child-0", "child-1", "contact", "again",
    ]  # fmt: skip


def test_the_same_thing_to_do_stands_once() -> None:
    one = found(noted(safety=yes("worse")))
    three = found(noted(safety=yes("threat", "worse", "followed", "weapons")))
    assert [each.words for each in three] == [each.words for each in one]


def test_a_child_is_asked_and_answered_as_a_child() -> None:
    assert all(one.for_child for one in questions_for(PACK, Whom(15, Sex.FEMALE)))
    assert not any(one.for_child for one in questions_for(PACK, Whom(16, Sex.FEMALE)))
    assert not any(one.for_child for one in questions_for(PACK, Whom(None, Sex.FEMALE)))
    # An answer to a question for adults does not count on a child's page.
    assert "safety-home" not in by_id(noted(safety=yes("home")), CHILD)
    rows = by_id(noted(safety=yes("child-neck")), CHILD)
    assert rows["meeting-child"].words == "Speak to Dr Marsh: this is a matter of child protection"
    assert not [one for one in rows if one in {"meeting-refer", "meeting-judge"}]


def test_children_and_their_plans() -> None:
    aunt = ChildPlan("Sam", 3, why_none="Lives with an aunt")
    rows = by_id(noted(children=(ELLA, NOAH, aunt)))
    ella, noah = rows["child-0"], rows["child-1"]
    assert (ella.words, ella.about, ella.by, ella.missing) == (
        "Ella: See alone for part of a visit", "Dr Shah", TODAY, False,
    )  # fmt: skip
    assert noah.words == "Noah has no plan yet"
    assert noah.missing
    assert "child-2" not in rows
    assert "children" not in rows


def test_two_of_one_name_are_two() -> None:
    assert {"child-0", "child-1"} <= set(by_id(noted(children=(NOAH, NOAH))))


def test_there_are_no_children_is_an_answer() -> None:
    assert "children" not in by_id(noted(children_asked=True))


@pytest.mark.parametrize("child", [replace(ELLA, owner=" "), replace(ELLA, by=None)])
def test_a_plan_without_an_owner_or_a_day_is_none(child: ChildPlan) -> None:
    assert by_id(noted(children=(child,)))["child-0"].missing


def test_the_safe_way_is_confirmed_a_week_before_its_end() -> None:
    row = by_id(noted(contact=WORK))["contact"]
    assert row.by == TODAY + timedelta(days=21)
    assert not row.missing
    soon = replace(WORK, valid_until=TODAY + timedelta(days=2))
    assert confirm_on(soon, PACK.afterwards.contact, TODAY) == TODAY
    none = SafeContact(SafeWay.NONE)
    assert by_id(noted(contact=none))["contact"].words.startswith("No way is safe")


def test_only_what_was_agreed_is_handed_over() -> None:
    made = noted(agreements=(Agreement("advocate", agreed=True), Agreement("police", agreed=False)))
    rows = by_id(made)
    assert rows["share-advocate"].words == "Hand over to Jo Hart"
    assert "share-police" not in rows


@pytest.mark.parametrize("what", ["", "All of it from today", "today"])
def test_what_somebody_typed_of_it_stands_apart_and_takes_no_day(what: str) -> None:
    rows = by_id(noted(agreements=(Agreement("advocate", agreed=True, what=what),)))
    row = rows["share-advocate"]
    assert (row.owner.who, row.about, row.by) == ("They agreed", what, TODAY)


@pytest.mark.parametrize(
    ("sex", "asked"),
    [(Sex.FEMALE, True), (Sex.OTHER, True), (Sex.UNKNOWN, True), (Sex.MALE, False)],
)
def test_a_man_is_not_asked_if_he_is_pregnant(sex: Sex, asked: bool) -> None:
    whom = Whom(ADULT, sex)
    assert ("pregnant" in {one.id for one in questions_for(PACK, whom)}) is asked
    assert ("midwife" in {one.id for one in agreements_for(PACK.afterwards, whom)}) is asked
    made = noted(safety=yes("pregnant"), agreements=(Agreement("midwife", agreed=True),))
    ids = {one.id for one in following(made, PACK, AREA, PEOPLE, TODAY, whom)}
    assert ({"safety-pregnant", "share-midwife"} <= ids) is asked
    assert bool({"safety-pregnant", "share-midwife"} & ids) is asked


def test_whom_it_is_for_is_read_off_the_patient() -> None:
    born = PartialDate.parse("2010-11-24")
    jo = Patient("p", PersonName("Atkinson", "Jo"), Sex.MALE, born)
    assert Whom.of(jo, TODAY) == Whom(15, Sex.MALE)
    assert Whom.of(replace(jo, born=None), TODAY) == Whom(None, Sex.MALE)


def test_the_words_of_the_list_are_the_contents() -> None:
    points = PACK.afterwards.open_points
    ours = {point: replace(one, words=f"{point} {{lead}}") for point, one in points.items()}
    pack = replace(PACK, afterwards=replace(PACK.afterwards, open_points=ours))
    whom, made = Whom(ADULT, Sex.FEMALE), noted(contact=WORK, children=(NOAH,))
    rows = following(made, pack, AREA, PEOPLE, TODAY, whom, TODAY)
    rows += following(noted(), pack, AREA, PEOPLE, TODAY, whom)
    none = noted(contact=SafeContact(SafeWay.NONE), children_asked=True)
    rows += following(none, pack, AREA, PEOPLE, TODAY, whom)
    wanted = set(OpenPoint) - {OpenPoint.AGREED}
    assert {one.words for one in rows} == {f"{point} Dr Marsh" for point in wanted}


def test_no_names_are_put_into_what_somebody_typed() -> None:
    """A child may be called anything, and a note may say anything."""
    odd = replace(NOAH, name="{lead}")
    assert by_id(noted(children=(odd,)))["child-0"].words == "{lead} has no plan yet"
    noted_plan = replace(ELLA, plan="gone", note="ask {lead}")
    assert by_id(noted(children=(noted_plan,)))["child-0"].words == "Ella: ask {lead}"


def test_an_opened_route_has_its_day() -> None:
    # TODAY is a Monday.
    row = by_id(noted(routes=("known-fgm",)))["route-known-fgm"]
    assert row.by == TODAY + timedelta(days=1)
    assert row.owner == Owner("in person: it cannot be handed on", is_you=True)


def test_a_judgement_that_is_not_high_leaves_it_open() -> None:
    judged = RiskFacts(judgement=False, judgement_reasons="she feels safe")
    rows = by_id(noted(safety=yes("worse"), risk=judged))
    assert "still counts" in rows["meeting-look-again"].words
    assert "meeting-refer" not in rows


def test_with_a_ground_it_goes_to_the_meeting_and_the_advocate_at_once() -> None:
    row = by_id(noted(risk=RiskFacts(judgement=True)))["meeting-refer"]
    assert "meeting (MARAC), and to an advocate for high risk at the same time" in row.words


def test_a_meeting_lately_asks_what_is_new_beside_the_judgement() -> None:
    made = noted(safety=yes("worse"), risk=RiskFacts(last_meeting_on=TODAY - timedelta(days=30)))
    assert {"meeting-judge", "meeting-since-meeting"} <= set(by_id(made))


@given(disclosures, ages)
def test_the_list_has_every_child_without_a_plan_and_no_id_twice(
    made: Disclosure, age: int | None
) -> None:
    rows = found(made, age)
    assert len({one.id for one in rows}) == len(rows)
    shown = {one.id for one in rows if one.missing}
    for number, child in enumerate(made.children):
        assert (f"child-{number}" in shown) is not child.planned
    urgent = [one.urgent for one in rows]
    assert urgent == sorted(urgent, reverse=True)
