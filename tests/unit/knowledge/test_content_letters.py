"""What letters say: the shipped content holds together, and each slip is named."""

import pytest

from gpsupport.domain.letters.kinds import Holds, LetterKind, Mark
from gpsupport.knowledge.content.letters import read_letters
from gpsupport.knowledge.lints import NOT_IN_A_TITLE
from gpsupport.knowledge.load import load_knowledge
from tests.unit.knowledge.slips import faults_after, shipped_ids

FILE = "letters.yaml"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  treating: {words", "  treated: {words", "the program does not know this: treated"),
        ("  moved:\n", "  moved-on:\n", "not described: moved"),
        ("parts: [told, seen", "parts: [told, sees", "there is no such part of a letter: sees"),
        ("begins: [told]", "begins: [home]", "there is no such part of this letter: home"),
        ("mark: not-home, holds: safe-way", "mark: not-home, holds: safe-way, asks: x", "typed"),
        ("help {person}.", "help {whom}.", "nothing fills this in: {whom}"),
        ("    own-phone: Own phone\n", "", "each way but none is described"),
        ("holds: need,", "holds: needs,", "one of these is expected here"),
        ("needs-now, safe-contact", "safe-contact", "no letter has these parts: needs-now"),
        ("codes: [injury", "codes: [injuries", "there is no such code set: injuries"),
        ("  most: 30", "  most: 0", "the number must be at least 1"),
    ],
)
def test_a_slip_is_named(old: str, new: str, said: str) -> None:
    faults = faults_after(lambda table: read_letters(table, shipped_ids()), FILE, old, new)
    assert any(said in message for _, message in faults), faults


def test_a_reader_gets_no_more_than_the_letter_needs() -> None:
    """What goes on at home, and what was seen, is ticked by a person each time; nobody named."""
    rules = load_knowledge().letters
    for rule in rules.kinds.values():
        assert "home" not in rule.begins, rule.kind
        assert not {"seen", "confirms"} & set(rule.begins), rule.kind
        assert not NOT_IN_A_TITLE.search(rule.title), rule.kind
    escalation = rules.kinds[LetterKind.ESCALATION]
    assert [one.kind for one in rules.kinds.values() if not one.names_person] == [escalation.kind]
    told = {one.id for one in rules.parts.values() if one.holds in {Holds.TOLD, Holds.SAFE_WAY}}
    assert not told & set(escalation.parts)
    assert rules.parts["home"].mark is Mark.NOT_HOME
