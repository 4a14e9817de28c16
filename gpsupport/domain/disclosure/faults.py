"""What is still wanting in what was noted, before it may be saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import days_after
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.knowledge.content.afterwards import ContactRules
from gpsupport.domain.knowledge.content.care import Consent, SharingFlow
from gpsupport.domain.knowledge.content.pack import Knowledge


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wanting: "children.plan" with index 0 is the plan of the first child.

    `index` counts within the part, from 0; None: it has no rows.
    """

    part: str
    index: int | None
    words: str


def faults_of(made: Disclosure, knowledge: Knowledge, on: date) -> tuple[Fault, ...]:
    """Everything that is wanting in what was noted on a day, in the order of the page.

    No child is left without a plan, and no judgement without its reasons. What was not asked is no
    fault.
    """
    return (
        *_of_safety(made, on),
        *_of_children(made, knowledge, on),
        *(
            faults_of_contact(made.contact, knowledge.afterwards.contact, on)
            if made.contact
            else ()
        ),
        *_of_risk(made, on),
        *_of_what_is_named(made, knowledge),
    )


def faults_of_contact(contact: SafeContact, rules: ContactRules, on: date) -> tuple[Fault, ...]:
    """What is wanting in a way to get in touch that is noted on a day."""
    if contact.way is SafeWay.NONE:
        return ()
    found = []
    if contact.way in _WANTS_DETAIL and not contact.detail.strip():
        found.append(Fault("contact.detail", None, "Say how to reach them"))
    if contact.valid_until is None:
        found.append(Fault("contact.valid_until", None, "Say until when it is safe"))
    elif contact.valid_until < on:
        found.append(Fault("contact.valid_until", None, "That day has passed"))
    elif contact.valid_until > days_after(on, rules.longest_days):
        words = f"At most {rules.longest_days} days from today: then it must be confirmed again"
        found.append(Fault("contact.valid_until", None, words))
    return tuple(found)


def faults_of_sharing(entry: SharingEntry, flow: SharingFlow) -> tuple[Fault, ...]:
    """What is wanting in an entry of the sharing log."""
    step = next((one for one in flow.steps if one.id == entry.step), None)
    if step is None:
        return (Fault("step", None, "Choose which of the questions it is about"),)
    by_yes = step.consent is Consent.NEEDED
    wanted = (
        *_ALWAYS,
        *(_IF_SHARED if entry.shared else ()),
        *(_IF_NOT_BY_YES if entry.shared and not by_yes else ()),
    )
    found = [Fault(name, None, say) for name, say in wanted if not getattr(entry, name).strip()]
    if entry.shared and entry.consent_asked is None:
        found.append(Fault("consent_asked", None, "Say if the patient was asked"))
    if entry.consent_asked and entry.consent_given is None:
        found.append(Fault("consent_given", None, "Say what the patient answered"))
    if entry.shared and entry.consent_asked is False and not entry.why_not_asked.strip():
        found.append(Fault("why_not_asked", None, "Say why the patient was not asked"))
    if entry.shared and by_yes and entry.consent_given is not True:
        found.append(Fault("consent_given", None, "Not without the patient’s yes"))
    return tuple(found)


_WANTS_DETAIL = frozenset(SafeWay) - {SafeWay.IN_PERSON, SafeWay.NONE}

_ALWAYS = (("why", "Say why"),)
_IF_SHARED = (
    ("with_whom", "Say with whom"),
    ("what", "Say what was shared"),
    ("ground", "Say on what lawful ground"),
)
# Whoever agreed was told, and agreed to so much.
_IF_NOT_BY_YES = (
    ("told", "Say who was told, how and when, or why nobody was"),
    ("proportion", "Say why this much and no more"),
)


def _of_safety(made: Disclosure, on: date) -> Iterator[Fault]:
    for index, one in enumerate(made.safety):
        if one.on is not None and one.on > on:
            yield Fault("safety.on", index, "That day has not come yet")


def _of_children(made: Disclosure, knowledge: Knowledge, on: date) -> Iterator[Fault]:
    if not made.children and not made.children_asked:
        yield Fault("children_asked", None, "Ask who the children are; none is an answer")
    known = {kind.id for kind in knowledge.afterwards.child_plans}
    for index, child in enumerate(made.children):
        yield from _of_child(index, child, known, on)


def _of_child(index: int, child: ChildPlan, known: set[str], on: date) -> Iterator[Fault]:
    name = child.name.strip() or "this child"
    if not child.name.strip():
        yield Fault("children.name", index, "Say what this child is called")
    if child.plan is None:
        if not child.why_none.strip():
            yield Fault("children.plan", index, f"Choose a plan for {name}, or say why none")
        return
    if child.plan not in known:
        yield Fault("children.plan", index, f"Choose one of the plans for {name}")
    if not child.owner.strip():
        yield Fault("children.owner", index, f"Say who does it for {name}")
    if child.by is None:
        yield Fault("children.by", index, f"Say by when for {name}")
    elif child.by < on:
        yield Fault("children.by", index, f"The day for {name} has passed")


def _of_risk(made: Disclosure, on: date) -> Iterator[Fault]:
    risk = made.risk
    if risk.checklist is not None and risk.checklist.on > on:
        yield Fault("checklist.on", None, "That day has not come yet")
    if risk.judgement is not None and not risk.judgement_reasons.strip():
        yield Fault("judgement_reasons", None, "Give the reasons of your judgement")
    if risk.last_meeting_on is not None and risk.last_meeting_on > on:
        yield Fault("last_meeting_on", None, "That day has not come yet")


def _of_what_is_named(made: Disclosure, knowledge: Knowledge) -> Iterator[Fault]:
    """What names nothing of the content: a form that was changed on its way."""
    after = knowledge.afterwards
    asked = {one.id for one in knowledge.safety_check}
    agreements, routes = {one.id for one in after.agreements}, {one.id for one in after.routes}
    named = (
        ("safety", [one.question for one in made.safety], asked),
        ("agreements", [one.with_whom for one in made.agreements], agreements),
        ("routes", list(made.routes), routes),
    )
    for part, given, known in named:
        for index, one in enumerate(given):
            if one not in known:
                yield Fault(part, index, "This is not known here")
