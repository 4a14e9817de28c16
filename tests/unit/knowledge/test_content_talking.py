"""What is asked and said: safety check, conversation, groups, own statements, exclusions."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from gpsupport.domain.enquiry import NotAskedReason
from gpsupport.domain.knowledge.content.care import CheckPart, Grounded, IfOver, LedgerSays
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.conditions import (
    AllOf,
    AnyOf,
    Coded,
    Condition,
    Ticked,
    Today,
)
from gpsupport.domain.record import ContactKind
from gpsupport.knowledge.content import talking
from gpsupport.knowledge.content.grounds import Named
from gpsupport.knowledge.load import load_knowledge
from gpsupport.knowledge.reading import Table
from tests.unit.knowledge.slips import faults_after, line_of, shipped_ids

CHECK = "safety_check.yaml"


def read(file: str, table: Table) -> None:
    """Read a shipped file by itself."""
    readers: dict[str, Callable[[Table, Named], object]] = {
        CHECK: talking.read_safety_check,
        "conversation.yaml": talking.read_conversation,
        "groups.yaml": talking.read_groups,
        "exclusions.yaml": talking.read_exclusions,
        "own_statements.yaml": partial(
            talking.read_own_statements, kinds=frozenset(_kinds(load_knowledge()))
        ),
    }
    readers[file](table, shipped_ids())


def _kinds(knowledge: Knowledge) -> tuple[str, ...]:
    assert knowledge.referral is not None
    return tuple(kind.id for kind in knowledge.referral.kinds)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (CHECK, "stands_open: true", "stand_open: true", "there is no such key here: stand_open"),
        (CHECK, "  question: “Has", "  asks: “Has", "the key is missing: question"),
        (CHECK, "  label: Pressure", "  name: Pressure", "the key is missing: label"),
        (CHECK, "  step: ", "  steps: ", "the key is missing: step"),
        (CHECK, '  later: "Tell', '  late: "Tell', "says what to do later"),
        (CHECK, "if_over: too", "if_over: two", "one of these is expected here"),
        (CHECK, "if_over: too\n  stands_open: true\n  urgent: true", "if_over: too", "stands open"),
        (CHECK, "  for_child: true\n", "  for_child: true\n  if_over: too\n", "for a child"),
        (CHECK, "  stands_open: true\n", "  stands_open: true\n  to_teenager: x\n", "as an adult"),
        (CHECK, "part: situation", "part: past", "one of these is expected here"),
        (CHECK, "part: situation\n", "part: situation\n  stands_open: true\n", "of today"),
        (CHECK, 'step: "Tell {lead}', 'step: "Tell {mum}', "nothing fills this in: {mum}"),
        (CHECK, "[plymouth-risk]", "[hearsay]", "there is no such source: hearsay"),
        (CHECK, "[plymouth-risk, lives]", "[lives, lives]", "the source comes twice: lives"),
        (CHECK, "  sources: [plymouth-risk, lives]\n", "", "say what this rests on"),
        (CHECK, "recent_days: 28", "recent_days: 0", "the number must be at least 1"),
        (CHECK, "  recent_days: 28\n", "", "nothing fills this in: {recent}"),
        (CHECK, "to {advocate}.", "to {the advocate}.", "nothing fills this in: {the advocate}"),
        (CHECK, "urgent: true", "urgent: yes", "true or false is expected here"),
        (
            CHECK,
            "stands_open: true\n  urgent",
            "stands_open: false\n  urgent",
            "must not be folded",
        ),
        ("conversation.yaml", "gate-alone", "gate-lone", "there is no such wording: gate-lone"),
        ("conversation.yaml", "reason: no-time", "reason: no-tea", "one of these is expected here"),
        ("conversation.yaml", "not_to_ask:", "never_ask:", "the key is missing: not_to_ask"),
        ("conversation.yaml", "reason: not-alone\n", "\n", "the key is missing: reason"),
        ("groups.yaml", "helplines: [galop]", "helplines: [nobody]", "no such helpline: nobody"),
        ("groups.yaml", "{advocate}", "{friend}", "nothing fills this in: {friend}"),
        ("own_statements.yaml", "[behaviour-change,", "[magic,", "no such kind of help: magic"),
        ("own_statements.yaml", "rule:", "rules:", "the key is missing: rule"),
        ("exclusions.yaml", '  kept_by: "The cad', '  kept: "The cad', "has one of: a condition"),
        (
            "exclusions.yaml",
            "ledger: asked-today",
            "ledger: asked-once",
            "one of these is expected",
        ),
        ("exclusions.yaml", "[vaccination,", "[holiday,", "one of these is expected here"),
        ("exclusions.yaml", "when: {ticked", "when: {guessed", "there is no such condition"),
    ],
)
def test_a_slip(file: str, old: str, new: str, message: str) -> None:
    found = faults_after(partial(read, file), file, old, new)
    assert [line for line, said in found if message in said], found
    assert all(line for line, _ in found)


def test_the_line_is_that_of_the_slip() -> None:
    old = "[homicide-reviews]"
    assert faults_after(partial(read, CHECK), CHECK, old, "[hearsay]") == (
        (line_of(CHECK, old), "there is no such source: hearsay"),
    )


def test_the_whole_safety_check() -> None:
    questions = load_knowledge().safety_check
    today = [one for one in questions if one.part is CheckPart.NOW]
    adults = [one for one in today if not one.for_child]
    assert [one.id for one in adults] == [
        "over", "neck", "home", "threat", "children", "life",
        "worse", "pregnant", "leaving", "followed", "weapons", "family", "young-partner",
    ]  # fmt: skip
    assert [one.id for one in adults if one.stands_open] == [one.id for one in adults[:6]]
    over = {one.id: one.if_over for one in questions if one.if_over}
    assert over == {"over": IfOver.ALONE, "life": IfOver.TOO}
    children = [one for one in today if one.for_child]
    assert all(one.stands_open for one in children)
    assert not [one.id for one in children if "{advocate}" in one.action]
    # What cannot wait until somebody goes home.
    assert [one.id for one in questions if one.urgent] == [
        "over", "neck", "home", "life", "child-neck", "child-home", "child-hurt", "child-life",
    ]  # fmt: skip


def test_four_weeks_after_strangling_stand_in_one_number_everywhere() -> None:
    knowledge = load_knowledge()
    windows = {one.recent_days for one in knowledge.safety_check if one.recent_days is not None}
    assert windows == {28}
    assert set(_windows_of(knowledge.indicator("A07").branches[0].when)) == windows


def _windows_of(condition: Condition) -> Iterator[int | None]:
    if isinstance(condition, Coded):
        yield condition.days
    elif isinstance(condition, AllOf | AnyOf):
        for inner in condition.of:
            yield from _windows_of(inner)


def test_what_counts_whatever_a_checklist_says() -> None:
    raising = {one.id for one in load_knowledge().safety_check if one.raises_risk}
    assert {"neck", "home", "threat", "worse", "leaving", "followed", "family"} <= raising
    assert "pregnant" not in raising


def test_who_may_never_be_asked_before() -> None:
    conversation = load_knowledge().conversation
    reasons = {one.id: one.reason for one in conversation.not_to_ask}
    assert reasons["somebody-there"] is NotAskedReason.NOT_ALONE
    assert reasons["own-interpreter"] is NotAskedReason.INTERPRETER_MISSING
    assert reasons["asked-today"] is NotAskedReason.ALREADY_DONE
    assert len(reasons) == 8


def test_every_group_of_the_guidance() -> None:
    groups = {one.id: one for one in load_knowledge().groups}
    assert set(groups) == {
        "men", "lgbt", "older", "sixteen-seventeen", "under-sixteen", "child-to-parent",
        "honour", "disabled", "moved", "migrants",
    }  # fmt: skip
    assert groups["lgbt"].helplines == ("galop",)


def test_own_statements_rest_on_ticks_alone() -> None:
    own = load_knowledge().own_statements
    assert own is not None
    assert len(own.ticks) == 3
    assert len(own.never) == 4
    # What the patient never said is not put into their mouth.
    assert not [one.words for one in own.say if one.words.startswith("“You spoke")]


def test_who_reads_of_their_own_behaviour_cannot_think_that_somebody_told() -> None:
    own = load_knowledge().own_statements
    assert own is not None
    lists = (own.ticks, own.say, own.consider, own.never)
    said = " ".join((own.rule.words, *(one.words for some in lists for one in some))).lower()
    for hint in ("confirm", "deny", "has said", "person said", "the other person", "somebody said"):
        assert hint not in said, hint
    assert "the same for every" in own.rule.words
    assert "The answer is the same for every patient" in own.never[-1].words


def test_exclusions_have_a_condition_or_the_ledger_or_a_keeper() -> None:
    exclusions = {one.id: one for one in load_knowledge().exclusions}
    today = exclusions["not-a-consultation"].when
    assert isinstance(today, Today)
    assert set(today.kinds) == set(ContactKind) - {ContactKind.CONSULTATION}
    assert isinstance(exclusions["end-of-life"].when, Ticked)
    assert exclusions["asked-not-to"].ledger is LedgerSays.ASKED_NOT_TO
    assert exclusions["asked-today"].ledger is LedgerSays.ASKED_TODAY
    for one in exclusions.values():
        assert sum((one.when is not None, one.ledger is not None, bool(one.kept_by))) == 1, one
    assert len(exclusions) == 8


def test_nothing_rests_on_nothing() -> None:
    for thing in _grounded(load_knowledge()):
        assert thing.sources or thing.defaults, thing


def test_what_was_from_memory_alone_says_so() -> None:
    knowledge = load_knowledge()
    (neck,) = (one for one in knowledge.safety_check if one.id == "neck")
    own = neck.to_note[-1]
    assert not own.sources
    assert "not evidence" in own.defaults


def _grounded(knowledge: Knowledge) -> tuple[Grounded, ...]:
    passages = knowledge.conversation.passages
    return (
        *knowledge.safety_check,
        *(note for one in knowledge.safety_check for note in one.to_note),
        *knowledge.conversation.not_to_ask,
        *(statement for one in passages for statement in one.statements),
        *(said for one in knowledge.groups for said in (*one.facts, *one.rules)),
    )
