"""What stands in the content stands on the page: changed there, it changes here."""

from dataclasses import replace

import pytest

from gpsupport.domain.knowledge.content.pack import CodeStatus
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.consultation.gate_forms import gate_form
from gpsupport.web.recording.entries import code_words


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


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (CodeStatus.NOT_CHECKED, "429746005"),
        (CodeStatus.ACTIVE, "429746005"),
        (CodeStatus.INACTIVE, "429746005 · no longer in use: write it in words"),
        (CodeStatus.ABSENT, "429746005 · not in the release checked: write it in words"),
    ],
)
def test_a_code_carries_its_caution(status: CodeStatus, words: str) -> None:
    codes = {code.value: known for code, known in load_knowledge().codes.items()}
    assert code_words(replace(codes["429746005"], status=status)) == words
    assert code_words(None) == "In words, no code"
