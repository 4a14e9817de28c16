"""The page after a telling: whom it asks what, who does what by when, and what is said first."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gpsupport.actions.disclosure import OpenDisclosure
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.days import PartialDate, age_on
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome
from gpsupport.domain.knowledge.content.afterwards import ChildPlanKind
from gpsupport.domain.people import Patient, PersonName, Sex
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.consultation.who_helps import People
from gpsupport.web.disclosure.boxes import Boxes
from gpsupport.web.disclosure.child_cards import Plans
from gpsupport.web.disclosure.pages import AfterPage, after_page, choices_of, people_of
from gpsupport.web.disclosure.reading import About, read_disclosure
from gpsupport.web.disclosure.so_far import ActionRow, what_follows
from gpsupport.web.disclosure.typed import Typed

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
PACK = load_knowledge()
PEOPLE = People("Jo Hart", "Dr Marsh")


NOW_OR_PAST = (EnquiryOutcome.DISCLOSED_CURRENT, EnquiryOutcome.DISCLOSED_PAST)


def opened(
    sex: Sex = Sex.FEMALE,
    born: str = "1985-07-14",
    outcome: EnquiryOutcome = EnquiryOutcome.DISCLOSED_CURRENT,
) -> OpenDisclosure:
    """What the page needs, with nothing noted yet."""
    area = PACK.find_area()
    assert area is not None
    patient = Patient("p", PersonName("Atkinson", "Jo"), sex, PartialDate.parse(born))
    assert patient.born is not None
    return OpenDisclosure(
        patient=patient,
        consultation=Consultation("c", "p", "d1", NOW),
        enquiry=Enquiry("e", TODAY, outcome, words="He waits outside."),
        saved=None,
        typed=None,
        children=(),
        contacts=(),
        options=(),
        lead_name="Dr Marsh",
        area=area,
        age=age_on(patient.born, TODAY),
        again_on=None,
    )


def rows(found: OpenDisclosure, **fields: str) -> dict[str, ActionRow]:
    """The list at the side by its words, as the boxes fill it."""
    typed = Typed({name.replace("__", "."): [said] for name, said in fields.items()})
    about = About("p", "c", "e", "Dr Shah", NOW, TODAY)
    read = read_disclosure(typed, choices_of(found, PACK), about)
    follows = what_follows(found, read, PACK, people_of(found, PACK), TODAY)
    return {row.words: row for row in (*follows.actions, *follows.more)}


def page(found: OpenDisclosure, **fields: str) -> AfterPage:
    """The page as the boxes are filled."""
    typed = Typed({name.replace("__", "."): [said] for name, said in fields.items()})
    about = About("p", "c", "e", "Dr Shah", NOW, TODAY)
    read = read_disclosure(typed, choices_of(found, PACK), about)
    return after_page(found, read, Boxes(typed), PACK, TODAY, actor_name="Dr Shah")


@pytest.mark.parametrize(
    ("sex", "leaving"),
    [(Sex.FEMALE, "she leaves"), (Sex.MALE, "he leaves"), (Sex.OTHER, "they leave")],
)
def test_what_cannot_wait_is_for_whoever_reads_it(sex: Sex, leaving: str) -> None:
    row = rows(opened(sex), safety__neck="yes")["Speak to emergency care"]
    assert (row.who, row.urgent) == (f"You, before {leaving}", True)
    assert rows(opened(sex), safety__home="yes")[
        "Agree a plan before anybody goes home"
    ].who == "You, with Dr Marsh"  # fmt: skip


def test_no_rule_of_the_page_hangs_on_the_words_of_the_content() -> None:
    """In any language whoever reads it is the owner, and the same answers lead there."""
    points = PACK.afterwards.open_points
    ours = {point: replace(one, words=f"({point.value})") for point, one in points.items()}
    check = tuple(replace(one, label="?", question="?", step="(neck)") for one in PACK.safety_check)
    pack = replace(PACK, safety_check=check, afterwards=replace(PACK.afterwards, open_points=ours))
    found, typed = opened(), Typed({"safety.neck": ["yes"]})
    read = read_disclosure(
        typed, choices_of(found, pack), About("p", "c", "e", "Dr Shah", NOW, TODAY)
    )
    follows = what_follows(found, read, pack, people_of(found, pack), TODAY)
    shown = {one.words: one for one in follows.actions}
    assert shown["(neck)"].who == "You, before she leaves"
    assert shown["(safety)"].href == "#safety-home"


def test_safety_not_asked_leads_to_the_first_question_without_an_answer() -> None:
    def row(**given: str) -> str:
        found = rows(opened(), **given).get("Safety today not asked")
        return found.href if found else ""

    assert row() == "#safety-neck"
    assert row(safety__neck="not-asked") == "#safety-home"
    given = {f"safety__{one}": "no" for one in ("neck", "home", "threat", "children")}
    assert row(**given) == "#safety-life"
    assert row(**given, safety__life="not-asked") == ""


def test_the_list_is_counted_and_its_tail_stands_behind_one_line() -> None:
    every = {f"safety__{one}": "yes" for one in ("neck", "home", "life", "threat", "leaving")}
    shown = page(opened(), **every).so_far
    assert len(shown.actions) == 5
    assert shown.line == f"3 urgent, {5 + len(shown.more)} in all"
    assert [row.urgent for row in shown.actions] == [True, True, True, False, False]
    assert not [row for row in shown.more if row.urgent]
    assert page(opened()).so_far.line == "3 in all"


def test_the_words_just_noted_stand_on_the_page() -> None:
    assert page(opened()).told == "“He waits outside.”"


@pytest.mark.parametrize("outcome", NOW_OR_PAST)
def test_what_is_over_is_asked_in_one_question_and_the_rest_is_folded(
    outcome: EnquiryOutcome,
) -> None:
    past = outcome is EnquiryOutcome.DISCLOSED_PAST
    shown = page(opened(outcome=outcome))
    now = [row.name for row in shown.now]
    assert (now == ["safety.over", "safety.life"]) is past
    assert shown.over is past
    assert ("safety.over" in now) is past
    asked = now + [row.name for fold in shown.folds for row in fold.rows]
    assert {"safety.neck", "safety.home", "safety.worse", "safety.care"} <= set(asked)
    assert len(asked) == len(set(asked))
    assert not [fold for fold in shown.folds if fold.open]


@pytest.mark.parametrize(("said", "unfolded"), [("yes", True), ("no", False), ("not-asked", False)])
def test_a_yes_to_danger_unfolds_what_is_asked_at_any_other_time(said: str, unfolded: bool) -> None:
    found = opened(outcome=EnquiryOutcome.DISCLOSED_PAST)
    folds = page(found, safety__over=said).folds
    assert [fold.open for fold in folds] == [unfolded, False, False]
    assert [fold.id for fold in folds] == ["others", "", ""]


def test_an_answer_is_not_dropped_when_it_turns_out_to_go_on() -> None:
    shown = page(opened(), safety__over="no")
    assert "safety.over" in [row.name for row in shown.now]
    assert not shown.over


def test_nothing_is_folded_for_a_child() -> None:
    shown = page(opened(born="2015-02-01", outcome=EnquiryOutcome.DISCLOSED_PAST))
    assert not shown.over
    assert "safety.child-hurt" in [row.name for row in shown.now]


def test_a_chosen_plan_proposes_a_person_and_a_day_without_a_script() -> None:
    child = {"named__0__name": "Mia", "named__0__age": "9", "named__0__plan": "see-alone"}
    (card,) = page(opened(), **child).children
    assert (card.owner, card.by) == ("Dr Shah", "30 Nov 2026")


def test_without_a_lead_nobody_is_offered_who_would_have_to_be_one() -> None:
    child = {"named__0__name": "Mia", "named__0__age": "9"}
    for lead, offered in (("Dr Marsh", True), ("", False)):
        (card,) = page(replace(opened(), lead_name=lead), **child).children
        assert ("lead-today" in {one.value for one in card.plans}) is offered
    # What was chosen while there was one is not lost from the list, and names nobody.
    chosen = {**child, "named__0__plan": "lead-today"}
    (card,) = page(replace(opened(), lead_name=""), **chosen).children
    assert ("lead-today" in {one.value for one in card.plans}, card.owner) == (True, "")


def test_every_plan_is_a_persons() -> None:
    plans = Plans(PACK.afterwards.child_plans, PEOPLE, "Dr Shah", TODAY)
    owners = {plans.owner(kind) for kind in PACK.afterwards.child_plans}
    assert not [one for one in owners if "Dr Shah" not in one and one != "Dr Marsh"]


@pytest.mark.parametrize("what", ["", "all of it", "what I said today"])
def test_what_somebody_typed_takes_no_day_away(what: str) -> None:
    row = rows(opened(), agree__lead="yes", agree__lead__what=what)["Tell Dr Marsh"]
    assert row.by == "Today"
    assert row.who == (f"They agreed: {what}" if what else "They agreed")


def test_an_owner_of_today_keeps_the_day() -> None:
    fields = {"named__0__name": "Mia", "named__0__age": "9", "named__0__plan": "see-alone"}
    fields |= {"named__0__owner": "Whoever is in today", "named__0__by": "30 November 2026"}
    row = rows(opened(), **fields)["Mia: See alone for part of a visit"]
    assert (row.who, row.by) == ("Whoever is in today", "30 Nov")


@pytest.mark.parametrize("sex", Sex)
def test_a_man_is_not_asked_if_he_is_pregnant(sex: Sex) -> None:
    found = opened(sex)
    shown = page(found)
    asked = [row.name for row in shown.now] + [row.name for one in shown.folds for row in one.rows]
    assert ("safety.pregnant" in asked) is (sex is not Sex.MALE)
    assert ("agree.midwife" in [row.name for row in shown.agreements]) is (sex is not Sex.MALE)
    # What no box asks for is not read either, whoever sends it.
    follows = rows(found, safety__pregnant="yes", agree__midwife="yes")
    assert ("Tell the midwife" in follows) is (sex is not Sex.MALE)


def test_a_young_person_is_taken_to_the_lead_at_once() -> None:
    listen = page(opened(born="2013-02-01")).listen
    assert listen[0].startswith("Listen.")
    assert listen[-1].startswith("Speak to Dr Marsh today.")


def test_to_a_grown_up_the_page_listens_first() -> None:
    listen = page(opened()).listen
    assert listen == PACK.wordings["lives"]
    assert not [one for one in listen if one in PACK.wordings["then"]]


def plan(**changed: object) -> ChildPlanKind:
    kind = next(one for one in PACK.afterwards.child_plans if one.id == "social-care")
    return replace(kind, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "owner"),
    [
        (plan(), "Dr Shah, with Dr Marsh"),
        (plan(owner=""), "Dr Shah"),
        (plan(owner="You, somehow", owner_is_you=False), "You, somehow"),
        (plan(owner="mit {lead}"), "Dr Shah, mit Dr Marsh"),
    ],
)
def test_the_owner_is_whoever_makes_the_plan_where_the_content_says_so(
    kind: ChildPlanKind, owner: str
) -> None:
    assert Plans((kind,), PEOPLE, "Dr Shah", TODAY).owner(kind) == owner
