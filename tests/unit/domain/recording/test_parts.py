"""Fact, report and opinion stay apart, and a child's record has no place for what was told."""

from dataclasses import replace

import pytest

from gpsupport.domain.knowledge.content.recording import FilledFrom, RecordOf
from gpsupport.domain.recording.advice import CodingAdvice
from gpsupport.domain.recording.drafts import EntryPart
from gpsupport.domain.recording.parts import begin_entry, part_of, parts_of

EVERYTHING = CodingAdvice(
    "k-0", RecordOf.PATIENT, "Jane", "Term", "", None, hide=True, fills=tuple(FilledFrom)
)


def said(filled: FilledFrom) -> str:
    return f"<{filled}>"


def test_what_was_said_is_reported_what_is_thought_is_opinion_and_the_rest_is_fact() -> None:
    assert part_of(FilledFrom.OWN_WORDS) is EntryPart.REPORTED
    assert part_of(FilledFrom.JUDGEMENT) is EntryPart.OPINION
    facts = set(FilledFrom) - {FilledFrom.OWN_WORDS, FilledFrom.JUDGEMENT}
    assert {part_of(one) for one in facts} == {EntryPart.FACT}


@pytest.mark.parametrize("filled", FilledFrom)
def test_each_thing_stands_in_its_part_alone(filled: FilledFrom) -> None:
    entry = begin_entry(replace(EVERYTHING, fills=(filled,)), said)
    assert entry.key == "k-0"
    assert {part: entry.of(part) for part in EntryPart} == {
        part: said(filled) if part is part_of(filled) else "" for part in EntryPart
    }


def test_what_was_not_noted_leaves_no_gap() -> None:
    there = {FilledFrom.OBSERVED, FilledFrom.REASON}
    entry = begin_entry(EVERYTHING, lambda one: said(one) if one in there else "")
    assert (entry.fact, entry.reported, entry.opinion) == ("<reason> <observed>", "", "")


def test_a_childs_entry_has_facts_and_nothing_else() -> None:
    assert parts_of(RecordOf.CHILD) == (EntryPart.FACT,)
    assert parts_of(RecordOf.PATIENT) == tuple(EntryPart)
    entry = begin_entry(replace(EVERYTHING, record_of=RecordOf.CHILD), said)
    assert entry.fact
    assert (entry.reported, entry.opinion) == ("", "")
