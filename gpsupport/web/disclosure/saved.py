"""From what was saved back to the boxes of the form, so that it can be corrected."""

from __future__ import annotations

from datetime import date

from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure, RiskFacts, SafetyAnswer
from gpsupport.web import words
from gpsupport.web.disclosure.reading import NO_CHILDREN, NO_PLAN, known_row, named_row
from gpsupport.web.disclosure.typed import Typed

_SAID = {True: "yes", False: "no", None: ""}


def typed_of(saved: Disclosure) -> Typed:
    """The boxes as they would have to be filled to note the same again."""
    boxes: dict[str, str] = {"matters": saved.matters_most}
    for answer in saved.safety:
        boxes |= _answer(answer)
    named = 0
    for child in saved.children:
        if child.resource:
            boxes |= _child(known_row(child), child)
        else:
            boxes |= _child(named_row(named), child)
            named += 1
    if saved.children_asked and not saved.children:
        boxes[NO_CHILDREN] = "yes"
    boxes |= _risk(saved.risk)
    if saved.contact:
        boxes |= _contact(saved.contact)
    for agreement in saved.agreements:
        boxes[f"agree.{agreement.with_whom}"] = _SAID[agreement.agreed]
        boxes[f"agree.{agreement.with_whom}.what"] = agreement.what
    filled: dict[str, list[str]] = {name: [value] for name, value in boxes.items() if value}
    if saved.routes:
        filled["route"] = list(saved.routes)
    return Typed(filled)


def _answer(one: SafetyAnswer) -> dict[str, str]:
    name = f"safety.{one.question}"
    return {
        name: one.answer.value,
        f"{name}.note": one.note,
        f"{name}.on": _day(one.on),
        f"{name}.symptoms": _SAID[one.symptoms],
    }


def _child(name: str, child: ChildPlan) -> dict[str, str]:
    boxes = {
        "lives": _SAID[child.lives_here],
        "plan": child.plan or (NO_PLAN if child.why_none else ""),
        "owner": child.owner,
        "by": _day(child.by),
        "note": child.note,
        "why": child.why_none,
    }
    if not child.resource:
        boxes |= {"name": child.name, "age": "" if child.age is None else str(child.age)}
    return {name + box: value for box, value in boxes.items()}


def _risk(risk: RiskFacts) -> dict[str, str]:
    boxes = {
        "risk.judgement": _SAID[risk.judgement],
        "risk.reasons": risk.judgement_reasons,
        "risk.events": "" if risk.events is None else str(risk.events),
        "risk.met": _day(risk.last_meeting_on),
        "risk.new": _SAID[risk.new_since_meeting],
    }
    if result := risk.checklist:
        boxes |= {
            "checklist.total": str(result.total),
            "checklist.on": _day(result.on),
            "checklist.by": result.by,
            "checklist.answered": "" if result.answered is None else str(result.answered),
            "checklist.young": "yes" if result.young else "",
        }
    return boxes


def typed_of_contact(contact: SafeContact) -> Typed:
    """The boxes of the safe way alone."""
    return Typed({name: [value] for name, value in _contact(contact).items() if value})


def _contact(contact: SafeContact) -> dict[str, str]:
    return {
        "contact.way": contact.way.value,
        "contact.detail": contact.detail,
        "contact.times": contact.times,
        "contact.who": contact.who_answers,
        "contact.words": contact.code_words,
        "contact.never": contact.never,
        "contact.until": _day(contact.valid_until),
    }


def _day(on: date | None) -> str:
    return words.day(on) if on else ""
