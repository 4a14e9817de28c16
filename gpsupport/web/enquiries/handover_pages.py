"""The handover sheet as shown: one page, neutral in its title, as little as is needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from gpsupport.actions.days import london_day
from gpsupport.actions.enquiry.handover import Handover
from gpsupport.domain.disclosure.asking import Whom
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure
from gpsupport.domain.enquiry.standing import EnquiryState
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words
from gpsupport.web.consultation.actions import ActionRow, action_rows
from gpsupport.web.consultation.ordinary import GateState, gate_state
from gpsupport.web.consultation.pages import Hrefs, hrefs
from gpsupport.web.consultation.who_helps import People, named_support, people_named
from gpsupport.web.consultation.young import is_child
from gpsupport.web.disclosure.contact_words import WAYS, rows_of
from gpsupport.web.disclosure.yes_words import yes_in_words
from gpsupport.web.enquiries.pages import standing_rows
from gpsupport.web.enquiries.states import note_in_words
from gpsupport.web.frame import Row
from gpsupport.web.recording.prefill import checklist_in_words, judgement_in_words

_NO_CONTACT = "No safe way is recorded. Nobody rings, writes or sends a message."
_OVER = "What was agreed no longer holds. Ask again before anybody gets in touch."
_NONE_SAFE = "The patient said that no way is safe. Nobody rings, writes or sends a message."


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One child and the plan for it, or that there is none yet."""

    name: str
    plan: str
    missing: bool


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """The sheet: what was said yes to, what was judged of it and what is still open come first.

    `yes_noted` says when and by whom, or that nobody noted it after a telling that it goes on.
    `contact` holds every detail only while it may be used.
    `printing` is said before anything is printed.
    """

    gate: GateState
    yes: tuple[str, ...]
    yes_noted: str
    judged: tuple[str, ...]
    left: tuple[ActionRow, ...]
    sentence: str
    standing: tuple[Row, ...]
    matters_most: str
    contact: tuple[Row, ...]
    contact_says: str
    children: tuple[ChildLine, ...]
    children_say: str
    agreed: tuple[str, ...]
    note: str
    note_by: str
    made: str
    printing: tuple[str, ...]
    hrefs: Hrefs
    print_href: str


def handover_page(read: Handover, knowledge: Knowledge, today: date) -> HandoverPage:
    """The sheet as of a day."""
    noted = read.disclosure
    standing = read.standing
    return HandoverPage(
        gate=gate_state(read.consultation),
        yes=yes_in_words(noted, knowledge, _whom(read, noted)) if noted else (),
        yes_noted=_noted(read),
        judged=_judged(noted),
        left=action_rows(read.left, _people(read, knowledge, today), today),
        sentence=read.sentence,
        standing=_standing_rows(read, knowledge, today),
        matters_most=words.quoted(noted.matters_most) if noted else "",
        contact=_contact_rows(read.contact, today),
        contact_says=_contact_says(read.contact, today),
        children=_children(noted, read, knowledge, today),
        children_say=_children_say(noted),
        agreed=_agreed(noted, read, knowledge, today),
        note=standing.note,
        note_by=note_in_words(standing),
        made=f"{read.practice.name}, {words.long_day(today)}",
        printing=tuple(one.words for one in knowledge.out_of_sight.printing),
        hrefs=hrefs(read.patient.id),
        print_href=f"/patients/{read.patient.id}/handover/print",
    )


def _standing_rows(read: Handover, knowledge: Knowledge, today: date) -> tuple[Row, ...]:
    """Where asking stands, without why to ask again: the sheet may lie about."""
    upcoming = replace(read.standing.upcoming, because="")
    standing = replace(read.standing, upcoming=upcoming)
    return standing_rows(standing, knowledge, today, child=is_child(read.patient, today))


def _contact_rows(contact: SafeContact | None, today: date) -> tuple[Row, ...]:
    """Every detail while it holds; afterwards only what must never be used."""
    if contact is None:
        return ()
    if contact.holds(today):
        until = words.day(contact.valid_until) if contact.valid_until else ""
        return (Row("Way", WAYS[contact.way]), Row("Until", until), *rows_of(contact))
    return (Row("Never", contact.never),) if contact.never else ()


def _contact_says(contact: SafeContact | None, today: date) -> str:
    if contact is None:
        return _NO_CONTACT
    if contact.way is SafeWay.NONE:
        return _NONE_SAFE
    return "" if contact.holds(today) else _OVER


def _whom(read: Handover, noted: Disclosure) -> Whom:
    return Whom.of(read.patient, london_day(noted.at))


def _noted(read: Handover) -> str:
    noted = read.disclosure
    if noted is not None:
        return f"{words.day(london_day(noted.at))}, {noted.by}"
    if read.standing.state is EnquiryState.DISCLOSED_CURRENT:
        return "Told that it goes on. Nobody noted the questions about safety."
    return ""


def _judged(noted: Disclosure | None) -> tuple[str, ...]:
    if noted is None:
        return ()
    checklist = noted.risk.checklist
    said = (checklist_in_words(checklist) if checklist else "", judgement_in_words(noted.risk))
    return tuple(one for one in said if one)


def _children(
    noted: Disclosure | None, read: Handover, knowledge: Knowledge, today: date
) -> tuple[ChildLine, ...]:
    people = _people(read, knowledge, today)
    return tuple(_child(one, people, knowledge) for one in noted.children) if noted else ()


def _child(one: ChildPlan, people: People, knowledge: Knowledge) -> ChildLine:
    if one.plan is None:
        why = f"No plan is needed: {one.why_none}" if one.why_none else "No plan yet"
        return ChildLine(_named(one), why, missing=not one.why_none)
    names = {kind.id: kind.name for kind in knowledge.afterwards.child_plans}
    parts = [people.put_into(names.get(one.plan, one.plan)), one.owner]
    if one.by is not None:
        parts.append(f"by {words.day(one.by)}")
    return ChildLine(_named(one), ", ".join(part for part in parts if part), missing=False)


def _named(one: ChildPlan) -> str:
    return f"{one.name}, {one.age}" if one.age is not None else one.name


def _children_say(noted: Disclosure | None) -> str:
    if noted is None or noted.children:
        return ""
    return "No children, as the patient said." if noted.children_asked else "Nobody asked."


def _people(read: Handover, knowledge: Knowledge, today: date) -> People:
    support = named_support(read.options, knowledge)
    return people_named(support, read.lead_name, child=is_child(read.patient, today))


def _agreed(
    noted: Disclosure | None, read: Handover, knowledge: Knowledge, today: date
) -> tuple[str, ...]:
    if noted is None:
        return ()
    names = {kind.id: kind.name for kind in knowledge.afterwards.agreements}
    said, people = [], _people(read, knowledge, today)
    for one in noted.agreements:
        name = people.put_into(names.get(one.with_whom, one.with_whom))
        what = f": {one.what}" if one.what else ""
        said.append(f"{name}{what}" if one.agreed else f"{name}: not agreed")
    return tuple(said)
