"""The record matrix and who would see an entry: what the reader refuses, and what is shipped."""

import pytest

from gpsupport.domain.knowledge.content.recording import FilledFrom, RecordOf, Sight
from gpsupport.domain.reminders import ReminderKind
from gpsupport.knowledge.content.recording import Noted, read_out_of_sight, read_record_rules
from gpsupport.knowledge.load import load_knowledge
from gpsupport.knowledge.reading import Table
from tests.unit.knowledge.slips import faults_after, shipped_ids

MATRIX = "record_matrix.yaml"
SIGHT = "out_of_sight.yaml"


def read_matrix(table: Table) -> None:
    """The shipped matrix by itself."""
    knowledge = load_knowledge()
    noted = Noted(
        answers=frozenset(one.id for one in knowledge.safety_check),
        agreed=frozenset(one.id for one in knowledge.afterwards.agreements),
        shared=frozenset(one.id for one in knowledge.sharing.steps),
        plans=frozenset(one.id for one in knowledge.afterwards.child_plans),
    )
    read_record_rules(table, knowledge.codes, noted)


def read_sight(table: Table) -> None:
    """The shipped rules of who sees what by themselves."""
    read_out_of_sight(table, shipped_ids())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("answers: [refuge]", "answers: [refuse]", "there is no such safety question: refuse"),
        ("agreed: [advocate]", "agreed: [advocat]", "there is no such agreement: advocat"),
        ("shared: [high-risk]", "shared: [risk]", "there is no such step of sharing: risk"),
        ("plans: [lead-today,", "plans: [lead,", "there is no such plan for a child: lead"),
        ("facts: [checklist]", "facts: [list]", "one of these is expected here"),
        ("when: {facts: [checklist]}", "when: {}", "say what must have been saved"),
        (
            "fills: [child-plan]\n  hide: true\nown-words:",
            "fills: [child-plan]\n  by_lead: true\n  hide: true\nown-words:",
            "the lead alone decides on the other person's record, and on no other",
        ),
        (
            'detail: "Who does it, and by when. Not why."\n  fills: [child-plan]',
            'detail: "Who does it, and by when. Not why."\n  fills: [own-words]',
            "a child's record holds nothing of what was told",
        ),
        (
            "fills: [who-was-there, observed]",
            "fills: [who-was-there, child-plan]",
            "what is known of a child leads to an entry in that child's record alone",
        ),
        (
            "when: {facts: [meeting-held]}\n  record_of: patient",
            "when: {facts: [child-plan]}\n  record_of: patient",
            "what is known of a child leads to an entry in that child's record alone",
        ),
        ("reminders: [review-proxy-at-11,", "reminders: [proxy,", "one of these is expected here"),
    ],
)
def test_a_slip_in_the_matrix(old: str, new: str, message: str) -> None:
    assert any(message in said for _, said in faults_after(read_matrix, MATRIX, old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("sight: unless-hidden", "sight: hidden", "one of these is expected here"),
        ("sources: [online-at-sixteen]", "sources: [nobody]", "there is no such source: nobody"),
        ("  child-plan:\n", "  child-plans:\n", "there is no such kind of reminder: child-plans"),
        ("  child-plan:\n", "  child-plans:\n", "no words for this kind of reminder: child-plan"),
        ("at_age: {years: 15, months: 9}", "at_age: {years: 15, months: 12}", "twelve months"),
        ("at_age: {years: 11}", "at_age: {months: 11}", "years"),
        ("viewer: The patient, online", "reader: The patient, online", "no such key here: reader"),
    ],
)
def test_a_slip_in_who_sees_what(old: str, new: str, message: str) -> None:
    assert any(message in said for _, said in faults_after(read_sight, SIGHT, old, new))


def test_a_childs_record_is_filled_with_plans_alone_and_the_other_persons_with_nothing() -> None:
    for rule in load_knowledge().record_rules:
        if rule.record_of is RecordOf.CHILD:
            assert set(rule.fills) <= {FilledFrom.CHILD_PLAN}
        if rule.record_of is RecordOf.OTHER_PARTY:
            assert not rule.fills
            assert rule.code is None or rule.by_lead
        assert rule.hide


def test_a_refuge_is_a_code_and_never_a_place() -> None:
    refuge = [one for one in load_knowledge().record_rules if "refuge" in one.id]
    assert {one.record_of for one in refuge} == {RecordOf.PATIENT, RecordOf.CHILD}
    assert all(not one.fills and "Never its name or address" in one.detail for one in refuge)


def test_nobody_is_said_not_to_see_what_is_written() -> None:
    """Only where nothing is written does nobody see anything; paper is seen by whoever finds it."""
    found = load_knowledge().out_of_sight.viewings
    for one in found:
        assert (one.sight is Sight.DOES_NOT) is (one.record_of is RecordOf.OTHER_PARTY)
        assert one.sources or "our" in one.defaults
        assert one.sight is Sight.SEES or "printed" not in one.viewer
    for record_of in RecordOf:
        assert [one for one in found if one.record_of is record_of]


def test_every_reminder_has_neutral_words() -> None:
    rules = load_knowledge().out_of_sight.reminders
    assert {rule.kind for rule in rules} == set(ReminderKind)
    for rule in rules:
        words = rule.words.lower()
        assert not [part for part in ("abus", "violen", "domestic", "victim") if part in words]
