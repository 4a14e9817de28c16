"""Stories of families: each person with their own record, and what must be said day by day.

Every step also holds that nothing of somebody else's record reaches the clinician, whatever the
story itself expects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gpsupport.domain.assessment import Assessment, Prompt, assess
from gpsupport.domain.days import age_on
from gpsupport.domain.front import find_front, for_clinician
from gpsupport.domain.knowledge.content.pack import Audience, Knowledge
from gpsupport.domain.recording.advice import advise_coding
from gpsupport.knowledge.cases.families import NONE, Step, Story, after_asking, read_stories
from gpsupport.knowledge.faults import Finding

__all__ = ["Step", "Story", "find_wrong_steps", "read_stories", "wrong_steps"]

# Reasons that stand in nobody's entries: what a clinician said today, the day of registration.
_OF_NO_RECORD = ("tick/", "registration")


def find_wrong_steps(story: Story, knowledge: Knowledge) -> tuple[str, ...]:
    """What is wrong when a story is told, step by step, in words; nothing when it holds."""
    return tuple(f"{wrong.message} ({story.name})" for wrong in wrong_steps(story, knowledge))


def wrong_steps(story: Story, knowledge: Knowledge) -> tuple[Finding, ...]:
    """The same with the line of each step."""
    return tuple(
        Finding(step.place.file, step.place.line, f"{step.on.isoformat()}, {step.seen}: {wrong}")
        for step in story.steps
        for wrong in (
            *_strange(step, knowledge),
            *_wrong_prompts(step, knowledge),
            *_wrong_after(step, knowledge),
            *_leaks(step, knowledge),
        )
    )


def _strange(step: Step, knowledge: Knowledge) -> Iterator[str]:
    """What a step speaks of and the pack does not have: it would hold for the wrong reason."""
    for entry in step.picture.entries:
        for coding in entry.codings:
            if coding.code not in knowledge.codes:
                yield f"this code is not in the table of codes: {coding.code.value}"
    rules = {rule.id for rule in knowledge.record_rules}
    for written in (step.write, step.never_write):
        strangers = frozenset().union(*(written or {}).values()) - rules
        if strangers:
            yield f"the record matrix has no such rule: {_listed(strangers)}"


def _wrong_prompts(step: Step, knowledge: Knowledge) -> Iterator[str]:
    assessment = assess(step.picture, knowledge, step.on)
    front = find_front(for_clinician(assessment, knowledge, alone=True))
    in_front = front.indicator if front else NONE
    if step.front is not None and in_front != step.front:
        yield f"{step.front} should stand in front, and {in_front} does"
    expected = {
        Audience.CLINICIAN: step.fires,
        Audience.LEAD: step.for_lead,
        Audience.OWNER: step.for_owner,
    }
    for audience, ids in expected.items():
        fired = _fired(assessment, audience)
        if ids is not None and fired != ids:
            yield f"for the {audience} {_listed(ids)} should fire, and {_listed(fired)} does"
    loud = step.silent - {one.indicator for one in assessment.silent}
    if loud:
        yield f"these should be silent and are not: {_listed(loud)}"


def _wrong_after(step: Step, knowledge: Knowledge) -> Iterator[str]:
    """What is due next, and what is written where, once the asking of this day is recorded."""
    picture = after_asking(step.picture, step.asked)
    due = assess(picture, knowledge, step.on).next_enquiry.due_on
    found = due.isoformat() if due else NONE
    if step.next_enquiry is not None and found != step.next_enquiry:
        yield f"the next asking should be {step.next_enquiry} and is {found}"
    advised = _advised(step, knowledge)
    for person, rules in (step.write or {}).items():
        missing = rules - advised.get(person, frozenset())
        if missing:
            yield f"these should be written for {person}: {_listed(missing)}"
    for person, rules in (step.never_write or {}).items():
        wrong = rules & advised.get(person, frozenset())
        if wrong:
            yield f"these must not be written for {person}: {_listed(wrong)}"
    strangers = set(advised) - {step.seen, *step.children}
    if strangers:
        yield f"nothing may be written for {_listed(frozenset(strangers))}"


def _leaks(step: Step, knowledge: Knowledge) -> Iterator[str]:
    """Nothing of another person's record reaches the clinician of this one, or the next date."""
    linked = assess(step.picture, knowledge, step.on)
    alone = assess(replace(step.picture, household=None), knowledge, step.on)
    if _for_clinician(linked) != _for_clinician(alone):
        yield "what is linked changes what the clinician is told"
    if linked.next_enquiry != alone.next_enquiry:
        yield "what is linked changes when to ask next"
    foreign = [
        reason.resource
        for one in linked.prompts
        for reason in one.why
        if one.audience is not Audience.LEAD
        and not reason.resource.startswith((f"{step.seen}/", *_OF_NO_RECORD))
    ]
    if foreign:
        yield f"a reason comes from another record: {', '.join(foreign)}"


def _for_clinician(assessment: Assessment) -> list[Prompt]:
    return [one for one in assessment.prompts if one.audience is not Audience.LEAD]


def _advised(step: Step, knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """The rules of the record matrix that apply after the asking, by person."""
    if step.asks is None:
        return {}
    born = step.picture.patient.born
    advice = advise_coding(
        step.asks,
        step.seen,
        step.children,
        knowledge.record_rules,
        dict(knowledge.codes),
        age=age_on(born, step.on) if born else None,
    )
    found: dict[str, frozenset[str]] = {}
    for one in advice:
        rule = one.key.rpartition("-")[0]
        found[one.about] = found.get(one.about, frozenset()) | {rule}
    return found


def _fired(assessment: Assessment, audience: Audience) -> frozenset[str]:
    return frozenset(one.indicator for one in assessment.prompts if one.audience is audience)


def _listed(ids: frozenset[str]) -> str:
    return ", ".join(sorted(ids)) or NONE
