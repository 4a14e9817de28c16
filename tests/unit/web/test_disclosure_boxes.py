"""From the boxes to what is noted and back; what cannot be read is named beside its box."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import (
    Agreement,
    Answer,
    ChecklistResult,
    ChildPlan,
    Disclosure,
    RiskFacts,
    SafetyAnswer,
)
from gpsupport.domain.disclosure.faults import Fault
from gpsupport.web.disclosure.boxes import Boxes, id_of
from gpsupport.web.disclosure.faults import on_the_page
from gpsupport.web.disclosure.reading import About, Choices, Read, read_contact, read_disclosure
from gpsupport.web.disclosure.saved import typed_of, typed_of_contact
from gpsupport.web.disclosure.typed import Typed, typed_in

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
ABOUT = About("p", "c", "e", "Dr Priya Shah", NOW, TODAY)
ELLA = ChildPlan("Ella", 13, "RelatedPerson/1")
NOAH = ChildPlan("Noah", 7, "RelatedPerson/2")
CHOICES = Choices(
    questions=("neck", "home", "life"),
    dated=frozenset({"neck"}),
    plans=("see-alone", "social-care"),
    agreements=("advocate", "police"),
    routes=("known-fgm", "high-risk"),
    children=(ELLA, NOAH),
)

WORDS = st.text("abc’ .\n“”", max_size=12).map(str.strip)
SAID = st.text("abcdef", min_size=1, max_size=8)
MAYBE = st.sampled_from([True, False, None])
TO_COME = st.integers(0, 400).map(lambda days: TODAY + timedelta(days=days))
BEFORE = st.integers(0, 4000).map(lambda days: TODAY - timedelta(days=days))


def read(fields: dict[str, str], choices: Choices = CHOICES) -> Read:
    return read_disclosure(Typed({name: [said] for name, said in fields.items()}), choices, ABOUT)


def faults(found: Read) -> dict[str, str]:
    return {fault.name: fault.words for fault in found.faults}


@st.composite
def planned(draw: st.DrawFn, child: ChildPlan) -> ChildPlan:
    plan = draw(st.sampled_from([None, *CHOICES.plans]))
    return replace(
        child,
        lives_here=draw(MAYBE),
        plan=plan,
        owner=draw(WORDS),
        by=draw(st.none() | TO_COME),
        note=draw(WORDS),
        why_none="" if plan else draw(WORDS),
    )


@st.composite
def results(draw: st.DrawFn) -> ChecklistResult:
    total = draw(st.integers(0, 24))
    return ChecklistResult(
        total=total,
        on=draw(BEFORE),
        by=draw(SAID),
        answered=draw(st.none() | st.integers(total, 24)),
        young=draw(st.booleans()),
    )


@st.composite
def disclosures(draw: st.DrawFn) -> Disclosure:
    named = [
        ChildPlan(name, draw(st.none() | st.integers(0, 17)))
        for name in draw(st.lists(SAID, max_size=3))
    ]
    children = tuple(draw(planned(one)) for one in (ELLA, NOAH, *named))
    contact = draw(
        st.none()
        | st.builds(
            SafeContact,
            way=st.sampled_from(SafeWay),
            detail=WORDS,
            times=WORDS,
            who_answers=WORDS,
            code_words=WORDS,
            never=WORDS,
            confirmed_on=st.just(TODAY),
            valid_until=st.none() | TO_COME,
        ).map(lambda one: replace(one, valid_until=None) if one.way is SafeWay.NONE else one)
    )
    safety = tuple(
        SafetyAnswer(
            question=one,
            answer=draw(st.sampled_from(Answer)),
            note=draw(WORDS),
            on=draw(st.none() | BEFORE) if one in CHOICES.dated else None,
            symptoms=draw(MAYBE) if one in CHOICES.dated else None,
        )
        for one in CHOICES.questions
        if draw(st.booleans())
    )
    return Disclosure(
        id="",
        patient_id="p",
        consultation_id="c",
        enquiry_id="e",
        at=NOW,
        by="Dr Priya Shah",
        matters_most=draw(WORDS),
        safety=safety,
        children_asked=True,
        children=children,
        risk=RiskFacts(
            checklist=draw(st.none() | results()),
            judgement=draw(MAYBE),
            judgement_reasons=draw(WORDS),
            events=draw(st.none() | st.integers(0, 999)),
            last_meeting_on=draw(st.none() | BEFORE),
            new_since_meeting=draw(MAYBE),
        ),
        contact=contact,
        agreements=tuple(
            Agreement(one, draw(st.booleans()), draw(WORDS))
            for one in CHOICES.agreements
            if draw(st.booleans())
        ),
        routes=tuple(one for one in CHOICES.routes if draw(st.booleans())),
    )


@given(made=disclosures())
def test_what_was_saved_comes_back_as_it_was(made: Disclosure) -> None:
    found = read_disclosure(typed_of(made), CHOICES, ABOUT)
    assert found.faults == ()
    assert found.made == made


def test_none_is_an_answer_where_the_record_names_no_child() -> None:
    nobody = replace(CHOICES, children=())
    assert read({}, nobody).made.children_asked is False
    found = read({"children.none": "yes"}, nobody)
    assert (found.made.children_asked, found.made.children, found.faults) == (True, (), ())
    assert typed_of(found.made).one("children.none") == "yes"


def test_none_and_a_name_contradict_each_other() -> None:
    found = read({"children.none": "yes", "named.0.name": "Mia"}, replace(CHOICES, children=()))
    assert list(faults(found)) == ["children.none"]


def test_nothing_is_answered_beforehand() -> None:
    found = read({})
    assert found.made.safety == ()
    assert found.made.agreements == ()
    assert found.made.contact is None
    assert found.made.risk == RiskFacts()
    assert [child.plan for child in found.made.children] == [None, None]


def test_not_asked_is_kept_and_is_no_no() -> None:
    (answer,) = read({"safety.home": "not-asked"}).made.safety
    assert answer.answer is Answer.NOT_ASKED


@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        ({"safety.neck": "yes", "safety.neck.on": "lately"}, "safety.neck.on", "write a day"),
        ({"safety.neck": "yes", "safety.neck.on": "tomorrow"}, "safety.neck.on", "to come"),
        ({"child.RelatedPerson/2.by": "when I can"}, "child.RelatedPerson/2.by", "for Noah"),
        ({"child.RelatedPerson/2.by": "yesterday"}, "child.RelatedPerson/2.by", "passed"),
        ({"named.0.age": "5"}, "named.0.name", "name"),
        ({"named.1.name": "Mia", "named.1.age": "18"}, "named.1.age", "0 to 17"),
        ({"contact.times": "Mornings"}, "contact.way", "way"),
        ({"contact.way": "in-person", "contact.until": "x"}, "contact.until", "Valid until"),
        ({"risk.events": "some"}, "risk.events", "whole number"),
        ({"checklist.total": "25"}, "checklist.total", "24"),
        ({"checklist.total": "14"}, "checklist.on", "day"),
        ({"checklist.by": "Amy Cole"}, "checklist.total", "total"),
        ({"matters": "x" * 4001}, "matters", "4000"),
    ],
)
def test_what_cannot_be_read_is_named(fields: dict[str, str], name: str, words: str) -> None:
    assert words in faults(read(fields))[name]


def test_more_yes_answers_than_answers_are_no_result() -> None:
    sent = {
        "checklist.total": "9",
        "checklist.answered": "8",
        "checklist.on": "yesterday",
        "checklist.by": "Amy Cole",
    }
    found = read(sent)
    assert found.made.risk.checklist is None
    assert list(faults(found)) == ["checklist.answered"]
    result = read(sent | {"checklist.answered": "20"}).made.risk.checklist
    assert result == ChecklistResult(9, TODAY - timedelta(days=1), "Amy Cole", 20)


def test_what_is_no_choice_is_not_answered() -> None:
    sent = {"safety.home": "maybe", "child.RelatedPerson/1.plan": "x", "agree.advocate": "perhaps"}
    found = read(sent)
    assert found.made.safety == ()
    assert found.made.agreements == ()
    assert found.made.children[0].plan is None


def test_a_child_of_another_record_cannot_be_sent_along() -> None:
    found = read({"child.RelatedPerson/9.plan": "see-alone"})
    assert [child.name for child in found.made.children] == ["Ella", "Noah"]


def test_a_reason_for_no_plan_goes_once_there_is_one() -> None:
    name = "child.RelatedPerson/1."
    reason = {name + "why": "Lives with the father abroad"}
    assert read(reason).made.children[0].why_none == "Lives with the father abroad"
    assert read(reason | {name + "plan": "see-alone"}).made.children[0].why_none == ""


def test_what_is_wanting_stands_in_the_order_of_the_page_and_once() -> None:
    found = read({"child.RelatedPerson/2.by": "soon", "contact.times": "Mornings"})
    wanting = (
        Fault("judgement_reasons", None, "Reasons"),
        Fault("contact.valid_until", None, "Until"),
        Fault("children.by", 1, "By"),
        Fault("children.plan", 0, "Plan"),
        Fault("children_asked", None, "Ask"),
    )
    shown = [fault.name for fault in on_the_page(found, wanting)]
    assert shown == [
        "children.none",
        "child.RelatedPerson/1.plan",
        "child.RelatedPerson/2.by",
        "contact.way",
        "contact.until",
        "risk.reasons",
    ]


def test_the_summary_leads_to_each_box_once() -> None:
    found = read({"child.RelatedPerson/2.by": "soon"})
    form = Boxes(Typed(), on_the_page(found, (Fault("children.plan", 1, "Choose a plan"),)))
    ids = [one.id for one in form.summary]
    assert ids == ["child-RelatedPerson-2-by", "child-RelatedPerson-2-plan"]
    assert all(" " not in one and "/" not in one for one in ids)


def test_the_key_of_the_form_is_not_kept() -> None:
    kept = typed_in({"csrf_token": ["secret"], "add": ["child"], "matters": ["Sleep\r\n now\x00"]})
    assert set(kept.fields) == {"matters"}
    assert kept.one("matters") == "Sleep\n now"


def test_a_safe_way_is_read_alone() -> None:
    agreed = SafeContact(SafeWay.WORK_PHONE, "Ask for Jane", valid_until=TODAY, confirmed_on=TODAY)
    assert read_contact(typed_of_contact(agreed), TODAY) == (agreed, ())
    assert read_contact(Typed(), TODAY) == (None, ())


@pytest.mark.parametrize("until", ["21 Dec 2026", "2 weeks", "no day", "1 Jan 2020"])
def test_until_when_says_nothing_without_a_way(until: str) -> None:
    """It is proposed from the start: a page that nobody touched keeps no safe way."""
    found = read({"contact.until": until})
    assert (found.made.contact, found.faults) == (None, ())
    none = read({"contact.way": "none", "contact.until": until})
    assert none.made.contact == SafeContact(SafeWay.NONE, confirmed_on=TODAY)
    assert none.faults == ()


def test_no_child_who_was_named_is_dropped() -> None:
    named = {f"named.{number}.name": f"Child {number}" for number in range(14)}
    found = read(named, replace(CHOICES, children=()))
    assert [one.name for one in found.made.children] == list(named.values())
    assert list(faults(found)) == ["named.12.name", "named.13.name"]
    assert "Child 12" in faults(found)["named.12.name"]
    rest = dict(list(named.items())[:12])
    assert read(rest, replace(CHOICES, children=())).faults == ()


def test_ids_are_one_word() -> None:
    assert id_of("child.RelatedPerson/1.plan") == "child-RelatedPerson-1-plan"
