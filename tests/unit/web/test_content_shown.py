"""What stands in the content stands on the page: changed there, it changes here."""

from dataclasses import replace

import pytest

from gpsupport.domain.knowledge.content.pack import CodeStatus, CodeUse, Knowledge
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.consultation.forms import gate_form
from gpsupport.web.consultation.recording import code_words
from gpsupport.web.consultation.told import support_after_telling
from gpsupport.web.consultation.who_helps import People

PEOPLE = People("Jo Hart", "Dr Marsh")


@pytest.mark.parametrize(
    ("months", "words"),
    [(24, "baby under 2."), (18, "baby under 18 months."), (36, "baby under 3.")],
)
def test_a_changed_age_changes_the_gate(months: int, words: str) -> None:
    knowledge = load_knowledge()
    area = knowledge.find_area()
    assert area is not None
    changed = replace(knowledge, areas={area.id: replace(area, child_present_months=months)})
    _, hints = gate_form(changed)
    assert words in hints["alone"]


def support(knowledge: Knowledge, *, child: bool) -> list[tuple[str, str, bool]]:
    """Every check of the card, those that stand open first."""
    card = support_after_telling(knowledge, PEOPLE, "Offer.", child=child)
    return [(one.ask, one.if_yes, one.urgent) for one in (*card.checks, *card.more)]


def test_the_safety_check_on_the_page_is_the_content() -> None:
    knowledge = load_knowledge()
    shown = support(knowledge, child=False)
    assert [ask for ask, _, _ in shown] == [
        one.question for one in knowledge.safety_check if not one.for_child
    ]
    assert shown[0] == (
        "“Has anyone put pressure on your neck, or choked you?”",
        "Within 4 weeks, or with symptoms: speak to emergency care before the patient leaves.",
        True,
    )
    assert not [words for row in shown for words in row[:2] if "{" in words]
    assert "speak to Dr Marsh now, and to Jo Hart." in shown[1][1]


def test_a_child_gets_the_questions_for_children_alone() -> None:
    card = support_after_telling(load_knowledge(), PEOPLE, "Offer.", child=True)
    assert len(card.checks) == 5
    assert not card.more
    assert "Jo Hart" not in " ".join(one.if_yes for one in card.checks)


def test_another_window_is_another_sentence() -> None:
    knowledge = load_knowledge()
    first, *others = knowledge.safety_check
    changed = replace(knowledge, safety_check=(replace(first, recent_days=14), *others))
    assert support(changed, child=False)[0][1].startswith("Within 2 weeks, or with symptoms")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (CodeStatus.NOT_CHECKED, "429746005 · not checked"),
        (CodeStatus.ACTIVE, "429746005"),
        (CodeStatus.INACTIVE, "429746005 · no longer in use: write it in words"),
        (CodeStatus.ABSENT, "429746005 · not in the release checked: write it in words"),
    ],
)
def test_a_code_carries_its_caution(status: CodeStatus, words: str) -> None:
    codes = {code.value: known for code, known in load_knowledge().codes.items()}
    assert code_words(replace(codes["429746005"], status=status), "Not checked") == words
    assert code_words(None, "Not checked") == "In words, no code"


def test_every_code_that_is_offered_after_a_check_says_that_there_was_none() -> None:
    knowledge = load_knowledge()
    offered = [
        knowledge.codes[rule.code]
        for rule in knowledge.record_rules
        if rule.code and knowledge.codes[rule.code].use is CodeUse.OFFER_AFTER_CHECK
    ]
    assert offered
    assert all("not checked" in code_words(one, "Not checked").lower() for one in offered)
