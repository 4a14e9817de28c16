"""What a page of recording may send: which keys are known, and how long words may be."""

import pytest

from gpsupport.domain.knowledge.content.recording import RecordOf, RecordRule
from gpsupport.domain.recording.drafts import EntryPart, EntryWords
from gpsupport.domain.recording.form import (
    MOST_LETTERS,
    FormFault,
    RecordingForm,
    faults_of_form,
)
from gpsupport.domain.recording.out_of_sight import steps_by_hand

RULES = (RecordRule("child-plan", frozenset(), RecordOf.CHILD, "What is planned", ""),)


@pytest.mark.parametrize(
    "key", ["child-plan-0", "child-plan-12", *steps_by_hand(told=True, children=True)]
)
def test_what_a_page_offers_is_known(key: str) -> None:
    form = RecordingForm((EntryWords(key),), frozenset({key}))
    assert faults_of_form(form, RULES) == ()


@pytest.mark.parametrize(
    "key", ["", "child-plan", "child-plan-", "child-plan--1", "child-plan-٣", "plan-0", "0"]
)
def test_anything_else_is_named_once(key: str) -> None:
    form = RecordingForm((EntryWords(key),), frozenset({key}))
    assert faults_of_form(form, RULES) == (FormFault(key),)


@pytest.mark.parametrize("part", list(EntryPart))
def test_every_part_has_a_length(part: EntryPart) -> None:
    fits = EntryWords("child-plan-0", **{part.value: "ä" * MOST_LETTERS})
    longer = EntryWords("child-plan-0", **{part.value: "ä" * (MOST_LETTERS + 1)})
    assert faults_of_form(RecordingForm((fits,)), RULES) == ()
    found = faults_of_form(RecordingForm((longer,)), RULES)
    assert found == (FormFault("child-plan-0", part, MOST_LETTERS + 1),)
