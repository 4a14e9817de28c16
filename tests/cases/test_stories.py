"""The stories of families, each as a test: who is seen, what is new, and what must be said."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gpsupport.domain.assessment import assess
from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.pack import Audience
from gpsupport.domain.record import HouseholdEntry
from gpsupport.knowledge.cases.stories import Step, Story, find_wrong_steps, read_stories
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.load import ENGLAND, all_files, load_knowledge

FAULTS: list[Finding] = []
STORIES = read_stories(all_files(ENGLAND), FAULTS)
BY_FILE = {Path(story.place.file).stem: story for story in STORIES}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.name))
def test_story(story: Story) -> None:
    assert find_wrong_steps(story, load_knowledge()) == ()


def test_the_families_are_there_and_no_name_tells() -> None:
    assert not FAULTS
    assert set(BY_FILE) == {
        "a-duty-at-seventeen",
        "a-man",
        "asked-not-to",
        "comes-alone",
        "depends-on-a-son",
        "eleven-months-after",
        "expecting",
        "nearly-sixteen",
        "new-address",
        "one-week-after",
        "put-off",
        "sent-back-twice",
        "three-weeks-ago",
    }


def test_the_other_one_is_told_nothing_of_her_record() -> None:
    """His answer is the same with her record linked, unlinked, or never written."""
    told = 0
    for step in BY_FILE["comes-alone"].steps:
        if step.seen != "other":
            continue
        household = step.picture.household
        assert household
        without = assess(replace(step.picture, household=None), load_knowledge(), step.on)
        linked = assess(step.picture, load_knowledge(), step.on)
        for prompt in linked.prompts:
            if prompt.audience is not Audience.LEAD:
                assert prompt in without.prompts
                assert all(reason.resource.startswith("other/") for reason in prompt.why)
        assert linked.next_enquiry == without.next_enquiry
        told += 1
    assert told == 2


def test_the_duty_is_never_handed_on() -> None:
    for step in BY_FILE["a-duty-at-seventeen"].steps:
        for prompt in assess(step.picture, load_knowledge(), step.on).prompts:
            assert prompt.audience is Audience.CLINICIAN


def first_step(file: str, **changes: object) -> tuple[str, ...]:
    story = BY_FILE[file]
    step: Step = replace(story.steps[0], **changes)  # type: ignore[arg-type]
    return find_wrong_steps(replace(story, steps=(step,)), load_knowledge())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"front": "none"}, "none should stand in front, and A07 does"),
        ({"fires": frozenset({"A06"})}, "A06 should fire, and A07 does"),
        ({"for_lead": frozenset({"C01"})}, "for the lead C01 should fire, and none does"),
        ({"for_owner": frozenset({"C17"})}, "for the owner C17 should fire"),
        ({"silent": frozenset({"A07"})}, "these should be silent and are not: A07"),
        ({"next_enquiry": "none"}, "the next asking should be none and is"),
        ({"asks": EnquiryOutcome.DECLINED}, "these should be written for patient: enquiry-asked"),
        ({"write": {"patient": frozenset({"told-past"})}}, "should be written for patient"),
        ({"never_write": {"patient": frozenset({"told-now"})}}, "must not be written for patient"),
        ({"never_write": {"patient": frozenset({"tea"})}}, "has no such rule: tea"),
    ],
)
def test_a_wrong_step_is_found(changes: dict[str, object], message: str) -> None:
    assert first_step("three-weeks-ago") == ()
    wrong = first_step("three-weeks-ago", **changes)
    assert any(message in one for one in wrong), wrong


def test_a_code_that_the_table_does_not_have_is_found() -> None:
    step = BY_FILE["three-weeks-ago"].steps[0]
    coding = step.picture.entries[0].codings[0]
    other = replace(coding, code=replace(coding.code, value="1"))
    entry = replace(step.picture.entries[0], codings=(coding, other))
    wrong = first_step("three-weeks-ago", picture=replace(step.picture, entries=(entry,)))
    assert any("not in the table of codes: 1" in one for one in wrong)


def test_a_reason_from_another_record_is_found() -> None:
    step = BY_FILE["three-weeks-ago"].steps[0]
    entry = replace(step.picture.entries[0], resource="somebody/Condition/1")
    wrong = first_step("three-weeks-ago", picture=replace(step.picture, entries=(entry,)))
    assert any("a reason comes from another record" in one for one in wrong)


def test_links_reach_the_lead_and_nobody_else() -> None:
    """Every step again, with everybody's record linked to everybody's."""
    for story in STORIES:
        everything = tuple(
            HouseholdEntry("somebody", entry)
            for step in story.steps
            for entry in step.picture.entries
        )
        for step in story.steps:
            crowded = replace(step, picture=replace(step.picture, household=everything))
            wrong = find_wrong_steps(replace(story, steps=(crowded,)), load_knowledge())
            assert not [one for one in wrong if "what is linked" in one or "another record" in one]


TOLD = """name: A story
people:
  one: {born: 1990-01-01, sex: female, relatives: [child]}
  two: {born: 2020-01-01, sex: male}
children_of: {one: [two]}
links: {two: [one]}
steps:
  - on: 2026-01-05
    seen: one
    new: {one: {record: [{code: "35489007"}], contacts: [{}]}}
    front: A08
    asks: not-disclosed
    write: {one: [enquiry-asked]}
  - on: 2026-01-12
    seen: two
    front: none
"""


def told(tmp_path: Path, text: str) -> tuple[tuple[Story, ...], list[Finding]]:
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "one.yaml").write_text(text, encoding="utf-8")
    faults: list[Finding] = []
    return read_stories(all_files(tmp_path), faults), faults


def test_records_grow_from_step_to_step(tmp_path: Path) -> None:
    (story,), faults = told(tmp_path, TOLD)
    assert not faults
    first, second = story.steps
    assert first.children == ("two",)
    assert first.picture.entries[0].resource == "one/Condition/1"
    assert first.picture.entries[0].on is not None
    assert first.picture.entries[0].on.earliest == first.on
    assert first.picture.history.enquiries == ()
    assert first.picture.household is None
    assert [entry.person for entry in second.picture.household or ()] == ["one"]
    assert second.on - first.on == timedelta(days=7)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("seen: two", "seen: three", "there is no such person in this story: three"),
        ("links: {two: [one]}", "links: {two: [four]}", "no such person in this story: four"),
        ("new: {one:", "new: {five:", "no such person in this story: five"),
        ("write: {one:", "write: {six:", "no such person in this story: six"),
        ("    asks: not-disclosed\n", "", "what to write follows from an asking"),
        ("front: none", "fronts: none", "there is no such key here: fronts"),
        ("asks: not-disclosed", "asks: tea", "one of these is expected here"),
        ('{code: "35489007"}', "{code: 35489007}", "put this code in quotes"),
        ("  - on: 2026-01-12\n    seen", "  - seen", "the key is missing: on"),
    ],
)
def test_a_fault_in_a_story_has_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TOLD
    _, faults = told(tmp_path, TOLD.replace(old, new))
    assert [one for one in faults if message in one.message], faults
    assert all(one.file == "stories/one.yaml" and one.line > 1 for one in faults)


STORY = """
name: Made up
people: {one: {born: 1990-01-01, sex: female}}
steps:
  - on: 2026-01-05
    seen: one
"""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("    new: {one: {dates: {wedding: 2026-01-01}}}", "there is no such date: wedding"),
        ("    asks: deferred", "what is put off has a day to which it is"),
        ("    asks: not-disclosed\n    reason: no-time", "only an enquiry that was not made"),
        ("    asks: not-asked\n    reason: asleep", "one of these is expected here"),
        ("    reason: no-time", "there is no asking that this belongs to"),
    ],
)
def test_a_slip_in_what_a_story_records(line: str, message: str) -> None:
    faults: list[Finding] = []
    read_stories({"stories/made-up.yaml": f"{STORY}{line}\n".encode()}, faults)
    assert any(message in str(fault) for fault in faults), faults
