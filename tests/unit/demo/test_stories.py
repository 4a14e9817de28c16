"""What each story leads to, and how quiet the ordinary people around them are."""

from collections import Counter
from datetime import date

import pytest

from gpsupport.demo.practice import build_practice
from gpsupport.domain.assessment import Assessment, assess
from gpsupport.domain.days import age_on
from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.pack import Audience
from gpsupport.domain.record import PatientPicture
from gpsupport.fhir.reading import read_record
from gpsupport.knowledge.load import load_knowledge

TODAY = date(2026, 11, 23)
KNOWLEDGE = load_knowledge()
Answers = list[tuple[PatientPicture, Assessment]]

EXPECTED = {
    "Jane Atkinson": {"A06", "A09", "A31"},
    "Ella Atkinson": {"C07", "C08"},
    "Noah Atkinson": {"C02"},
    "Mark Dunne": set(),
    "Sarah Bennett": set(),
    "Kerry Whitfield": {"A01", "A02", "A03"},
    "Tyler Whitfield": {"C01"},
    "Lee Harker": set(),
    "Rhys Pemberton": {"A01", "A08"},
    "Grace Linton": {"A06"},
    "Neil Linton": set(),
    "Mirela Kovac": set(),
    "Peter Lane": set(),
    "Aisha Karim": {"A01", "A27"},
    "Zayn Karim": {"C19"},
    "Abena Osei": set(),
    "Kofi Osei": {"C17"},
    "Chloe Barnes": {"A17", "A18"},
    "Aminata Diallo": set(),
    "Callum Rowe": {"A08", "C07"},
    "Gail Lawson": set(),
    "Poppy Lawson": {"C05"},
    "Rukhsana Hussain": set(),
    "Amir Hussain": {"C08"},
    "Dawn Hollis": {"A08"},
    "Tess Marlow": set(),
    "Ngozi Okafor": set(),
    "Leanne Price": {"A18"},
    "Carol Duffy": set(),
    "Sean Duffy": set(),
    "Jodie Finch": {"C01", "C15"},
}


def answers(seed: int) -> tuple[Answers, Answers]:
    practice = build_practice(seed, TODAY)
    pictures = [read_record(bundle).picture for bundle in practice.bundles()]
    judged = [(picture, assess(picture, KNOWLEDGE, TODAY)) for picture in pictures]
    return judged[: practice.stories], judged[practice.stories :]


@pytest.fixture(scope="module")
def everybody() -> tuple[Answers, Answers]:
    return answers(1)


def named(found: Answers) -> dict[str, Assessment]:
    return {f"{one.patient.name.given} {one.patient.name.family}": told for one, told in found}


def test_each_story_leads_where_it_should(everybody: tuple[Answers, Answers]) -> None:
    told = {
        name: {prompt.indicator for prompt in found.prompts}
        for name, found in named(everybody[0]).items()
    }
    assert told == EXPECTED


def test_jane_s_three_injuries_come_first(everybody: tuple[Answers, Answers]) -> None:
    jane = named(everybody[0])["Jane Atkinson"]
    assert jane.prompts[0].indicator == "A06"
    assert [reason.on for reason in jane.prompts[0].why] == [
        date(2026, 1, 14),
        date(2026, 5, 6),
        date(2026, 9, 29),
    ]
    last = jane.history.enquiries[-1]
    assert (last.by, last.on) == ("Dr Tom Reid", date(2026, 8, 17))
    assert last.outcome is EnquiryOutcome.NOT_DISCLOSED


def test_sarah_was_asked_by_three_people(everybody: tuple[Answers, Answers]) -> None:
    asked = named(everybody[0])["Sarah Bennett"].history.askings_until(TODAY)
    assert [one.by for one in asked] == ["Dr Tom Reid", "Amy Cole", "Dr Priya Shah"]
    assert asked[-1].outcome is EnquiryOutcome.DISCLOSED_CURRENT


def test_undated_entries_leave_it_open(everybody: tuple[Answers, Answers]) -> None:
    open_ones = {one.indicator for one in named(everybody[0])["Mirela Kovac"].unknown}
    assert {"A08", "A10"} <= open_ones


def in_front(found: Assessment) -> set[str]:
    return {
        prompt.indicator
        for prompt in found.prompts
        if prompt.audience is Audience.CLINICIAN and prompt.tier in {1, 2}
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_few_ordinary_adults_have_anything_in_front(seed: int) -> None:
    _, ordinary = answers(seed)
    adults = [
        in_front(found)
        for picture, found in ordinary
        if picture.patient.born and age_on(picture.patient.born, TODAY) >= 16
    ]
    with_one = [rules for rules in adults if rules]
    per_rule = Counter(rule for rules in adults for rule in rules)
    assert 0 < len(with_one) <= 0.05 * len(adults)
    assert max(per_rule.values()) <= 0.02 * len(adults)


def test_ordinary_children_are_left_in_peace(everybody: tuple[Answers, Answers]) -> None:
    children = [
        in_front(found)
        for picture, found in everybody[1]
        if picture.patient.born and age_on(picture.patient.born, TODAY) < 16
    ]
    assert len(children) > 50
    assert sum(bool(rules) for rules in children) <= 0.05 * len(children)
