"""What to write in whose record, and who must not see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.disclosure import Answer, ChildPlan, Disclosure
from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.pack import KnownCode
from gpsupport.domain.knowledge.content.recording import (
    FilledFrom,
    NotedFact,
    RecordOf,
    RecordRule,
    RecordWhen,
)
from gpsupport.domain.record import Code
from gpsupport.domain.reminders import ReminderKind


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted beside the answer, as far as entries follow from it.

    `plans` belong to the children in the order in which these are given, None for a child without
    one, and `own_plan` to a patient who is a child. `shared` are the steps of the sharing flow that
    were taken; `meeting_ground` says that there is ground for the agencies' meeting, and `company`
    that somebody came along. `contact` is the way last kept for reaching the patient, whichever
    disclosure it was noted with.
    """

    disclosure: Disclosure | None = None
    plans: tuple[ChildPlan | None, ...] = ()
    own_plan: ChildPlan | None = None
    shared: frozenset[str] = frozenset()
    meeting_ground: bool = False
    company: bool = False
    contact: SafeContact | None = None


@dataclass(frozen=True, slots=True)
class CodingAdvice:
    """One entry that a person should make: `key` identifies it on the page.

    `only_if` is empty for an entry that is always made. `number` counts the people of one kind of
    record, in the order in which they were given.
    """

    key: str
    record_of: RecordOf
    about: str
    term: str
    detail: str
    code: KnownCode | None
    hide: bool
    only_if: str = ""
    number: int = 0
    fills: tuple[FilledFrom, ...] = ()
    reminders: tuple[ReminderKind, ...] = ()


def advise_coding(
    outcome: EnquiryOutcome,
    patient: str,
    children: tuple[str, ...],
    rules: tuple[RecordRule, ...],
    codes: dict[Code, KnownCode],
    *,
    age: int | None,
    noted: Noted | None = None,
) -> tuple[CodingAdvice, ...]:
    """The entries to make after an enquiry: the patient's own first, then one for each child.

    `age` is the patient's, in whole years: a child's record takes other entries than an adult's.
    None of them is for the other person's record: that is the safeguarding lead's to decide.
    """
    given = noted or Noted()
    advice: list[CodingAdvice] = []
    for rule in rules:
        if rule.record_of is RecordOf.OTHER_PARTY or not rule.for_age(age):
            continue
        if rule.after and outcome not in rule.after:
            continue
        people = (patient,) if rule.record_of is RecordOf.PATIENT else children
        for number, person in enumerate(people):
            if not _follows(rule, given, number):
                continue
            advice.append(
                CodingAdvice(
                    key=f"{rule.id}-{number}",
                    record_of=rule.record_of,
                    about=person,
                    term=rule.term,
                    detail=rule.detail,
                    code=codes.get(rule.code) if rule.code else None,
                    hide=rule.hide,
                    only_if=rule.only_if,
                    number=number,
                    fills=rule.fills,
                    reminders=rule.reminders,
                )
            )
    return _once(advice)


def _follows(rule: RecordRule, noted: Noted, number: int) -> bool:
    """Whether what was saved leads there. Without `when` an outcome alone does."""
    if rule.when is None:
        return bool(rule.after)
    return _holds(rule.when, noted, plan_of(noted, rule.record_of, number))


def plan_of(noted: Noted, record_of: RecordOf, number: int) -> ChildPlan | None:
    """The plan of one of the children, or of the patient; None where there is none."""
    if record_of is RecordOf.PATIENT:
        return noted.own_plan
    return noted.plans[number] if number < len(noted.plans) else None


def _holds(when: RecordWhen, noted: Noted, plan: ChildPlan | None) -> bool:
    made = noted.disclosure
    yes = {one.question for one in made.safety if one.answer is Answer.YES} if made else set()
    agreed = {one.with_whom for one in made.agreements if one.agreed} if made else set()
    planned = {plan.plan} if plan and plan.plan else set()
    return all(
        not wanted or not wanted.isdisjoint(there)
        for wanted, there in (
            (when.answers, yes),
            (when.agreed, agreed),
            (when.shared, noted.shared),
            (when.plans, planned),
            (when.facts, _facts(noted, plan)),
        )
    )


def _facts(noted: Noted, plan: ChildPlan | None) -> frozenset[NotedFact]:
    made = noted.disclosure
    there = {
        NotedFact.COMPANY: noted.company,
        NotedFact.CHECKLIST: made is not None and made.risk.checklist is not None,
        NotedFact.MEETING_GROUND: noted.meeting_ground,
        NotedFact.MEETING_HELD: made is not None and made.risk.last_meeting_on is not None,
        NotedFact.SAFE_CONTACT: noted.contact is not None,
        NotedFact.CHILD_LIVES_HERE: plan is not None and plan.lives_here is True,
        NotedFact.CHILD_PLAN: plan is not None and plan.plan is not None,
    }
    return frozenset(fact for fact, holds in there.items() if holds)


def _once(advice: Iterable[CodingAdvice]) -> tuple[CodingAdvice, ...]:
    """One entry with a code in each record: what is certain needs no "only if" beside it."""
    kept = tuple(advice)
    certain: dict[tuple[RecordOf, int, Code], str] = {}
    for one in kept:
        if one.code and not one.only_if:
            certain.setdefault((one.record_of, one.number, one.code.code), one.key)
    return tuple(
        one
        for one in kept
        if not one.code
        or certain.get((one.record_of, one.number, one.code.code), one.key) == one.key
    )
