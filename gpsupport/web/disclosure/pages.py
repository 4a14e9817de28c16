"""The page after a patient told: five parts worked downwards, and what follows from the answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from gpsupport.actions.disclosure import OpenDisclosure
from gpsupport.domain.disclosure.asking import (
    Whom,
    agreements_for,
    at_once,
    in_danger,
    questions_for,
)
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.disclosure import QUESTIONS_OF_CHECKLIST
from gpsupport.domain.enquiry import asked_as_child
from gpsupport.domain.knowledge.content.care import CheckPart, IfOver, SafetyQuestion
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import in_words
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.consultation.who_helps import People, named_support, people_named
from gpsupport.web.disclosure.boxes import Boxes, Option
from gpsupport.web.disclosure.child_cards import ChildCard, Plans, cards_of
from gpsupport.web.disclosure.contact_page import until_hint, ways
from gpsupport.web.disclosure.contact_since import current_id, with_usual_end
from gpsupport.web.disclosure.contact_words import in_a_sentence
from gpsupport.web.disclosure.reading import MOST_NAMED, Choices, Read
from gpsupport.web.disclosure.said import Pronouns, pronouns_of
from gpsupport.web.disclosure.so_far import SoFar, what_follows, whom_of


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question of the safety check. `dated`: a yes asks when, and for symptoms since.

    `unfolds`: a yes asks for all the others.
    """

    name: str
    label: str
    say: str
    action: str
    urgent: bool
    dated: bool
    unfolds: bool
    to_note: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Questions behind one line; `open` where one of them is answered or wrong.

    `id` is that of the one that a yes to danger unfolds.
    """

    words: str
    rows: tuple[QuestionRow, ...]
    open: bool
    id: str = ""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """With whom something may be shared, how much of it, and when it goes there without a yes."""

    name: str
    label: str
    do: str
    what: str
    without: str


@dataclass(frozen=True, slots=True)
class Hrefs:
    """Where the page leads."""

    save: str
    draft: str
    sharing: str
    contact: str
    conversation: str


@dataclass(frozen=True, slots=True)
class AfterPage:
    """The whole page; `form` knows what stands in the boxes.

    `told` are the patient's words as they were just noted. `over`: what was told is over, so that
    most of the page is folded.
    """

    gate: GateState
    who: Pronouns
    child: bool
    form: Boxes
    hrefs: Hrefs
    listen: tuple[str, ...]
    told: str
    over: bool
    now: tuple[QuestionRow, ...]
    folds: tuple[Fold, ...]
    children: tuple[ChildCard, ...]
    none_named: bool
    can_add: bool
    owners: tuple[str, ...]
    lives: tuple[Option, ...]
    kept_contact: str
    contact_until: str
    contact_begun: str
    ways: tuple[Option, ...]
    agreements: tuple[AgreementRow, ...]
    events_in: str
    checklist_has: int
    meeting_open: bool
    routes_open: bool
    contact_open: bool
    sharing_open: bool
    so_far: SoFar
    state: str


def choices_of(opened: OpenDisclosure, knowledge: Knowledge) -> Choices:
    """What may be chosen on the page of this patient."""
    whom = Whom(opened.age, opened.patient.sex)
    asked = questions_for(knowledge, whom)
    after = knowledge.afterwards
    return Choices(
        questions=tuple(one.id for one in asked),
        dated=frozenset(one.id for one in asked if one.recent_days is not None),
        plans=tuple(one.id for one in after.child_plans),
        agreements=tuple(one.id for one in agreements_for(after, whom)),
        routes=tuple(one.id for one in after.routes),
        children=opened.children,
    )


def people_of(opened: OpenDisclosure, knowledge: Knowledge) -> People:
    """Whom the words of the pack name."""
    support = named_support(opened.options, knowledge)
    return people_named(support, opened.lead_name, child=asked_as_child(opened.age))


def hrefs_of(patient_id: str) -> Hrefs:
    """The addresses of a patient's page."""
    return Hrefs(
        save=address(patient_id, "after"),
        draft=address(patient_id, "after/draft"),
        sharing=address(patient_id, "sharing"),
        contact=f"/patients/{patient_id}/contact/safe",
        conversation=address(patient_id),
    )


def after_page(
    opened: OpenDisclosure,
    read: Read,
    form: Boxes,
    knowledge: Knowledge,
    today: date,
    *,
    actor_name: str,
    more: bool = False,
    state: str = "",
) -> AfterPage:
    """The page with what stands in its boxes; with `more` there is an empty row for a child."""
    people = people_of(opened, knowledge)
    who = pronouns_of(opened.patient)
    child = asked_as_child(opened.age)
    whom = whom_of(opened, today)
    asked = _asked(knowledge, whom, form)
    now = _now(asked, whom)
    rest = [one for one in asked if one not in now]
    kinds, has_lead = knowledge.afterwards.child_plans, bool(opened.lead_name)
    plans = Plans(kinds, people, actor_name, today, has_lead)
    owners = (actor_name, opened.lead_name, *map(plans.owner, plans.kinds))
    follow = what_follows(opened, read, knowledge, people, today)
    cards = tuple(cards_of(read, plans, more=more))
    over = any(one.if_over for one in now) and whom.over
    return AfterPage(
        gate=gate_state(opened.consultation),
        who=who,
        child=child,
        form=replace(form, typed=with_usual_end(form.typed, knowledge.afterwards.contact, today)),
        hrefs=hrefs_of(opened.patient.id),
        listen=tuple(people.put_into(text) for text in _listening(knowledge, child=child)),
        told=words.quoted(opened.enquiry.words),
        over=over,
        now=tuple(_question(one, whom, people) for one in now),
        folds=tuple(_folds(rest, whom, people, form, danger=in_danger(read.made, asked))),
        children=cards,
        none_named=not any(not card.named for card in cards),
        can_add=sum(card.named for card in cards) < MOST_NAMED,
        owners=tuple(dict.fromkeys(name for name in owners if name)),
        lives=(Option("yes", f"Lives with {who.object}"), Option("no", "Lives elsewhere")),
        kept_contact=_kept(opened.contact, today),
        contact_until=until_hint(knowledge),
        contact_begun=current_id(opened.contacts),
        ways=ways(),
        agreements=tuple(_agreements(opened, knowledge, people)),
        events_in=f"in the last {in_words(opened.area.escalation_days)}",
        checklist_has=QUESTIONS_OF_CHECKLIST,
        meeting_open=form.any_fault("risk.", "checklist.") or form.any_typed("risk.", "checklist."),
        routes_open=form.any_typed("route"),
        contact_open=read.made.contact is not None or form.any_fault("contact."),
        sharing_open=form.any_typed("agree."),
        so_far=follow,
        state=state,
    )


def _listening(knowledge: Knowledge, *, child: bool) -> tuple[str, ...]:
    """What to say while listening. What follows is said where it is done, for a child at once."""
    if not child:
        return knowledge.wordings["lives"]
    return (*knowledge.wordings["lives-young-person"], *knowledge.wordings["then-young-person"])


def _asked(knowledge: Knowledge, whom: Whom, form: Boxes) -> tuple[SafetyQuestion, ...]:
    """The questions of the page: what was answered while it counted as over is not dropped."""
    return tuple(
        one
        for one in questions_for(knowledge, whom)
        if whom.over or one.if_over is not IfOver.ALONE or form.value(f"safety.{one.id}")
    )


def _now(asked: tuple[SafetyQuestion, ...], whom: Whom) -> tuple[SafetyQuestion, ...]:
    standing = at_once(asked, whom)
    return tuple(one for one in asked if one in standing or one.if_over is IfOver.ALONE)


def _folds(
    rest: list[SafetyQuestion], whom: Whom, people: People, form: Boxes, *, danger: bool
) -> Iterable[Fold]:
    """What does not stand open, part by part behind a line each."""
    parts = {
        "The other questions about today": [one for one in rest if one.stands_open],
        "More to ask about": [
            one for one in rest if one.part is CheckPart.NOW and not one.stands_open
        ],
        "What makes it harder": [one for one in rest if one.part is CheckPart.SITUATION],
    }
    for said, asked in parts.items():
        rows = tuple(_question(one, whom, people) for one in asked)
        names = tuple(row.name for row in rows)
        if rows:
            opened = form.any_typed(*names) or form.any_fault(*names)
            # What stands open at any other time is folded until there is danger all the same.
            usual = any(one.stands_open for one in asked)
            shown = opened or (usual and danger)
            yield Fold(f"{said} ({len(rows)})", rows, shown, "others" if usual else "")


def _question(one: SafetyQuestion, whom: Whom, people: People) -> QuestionRow:
    recent = "" if one.recent_days is None else in_words(one.recent_days)
    return QuestionRow(
        name=f"safety.{one.id}",
        label=one.label,
        say=one.said_to(whom.age),
        action=people.put_into(one.action.replace("{recent}", recent)),
        urgent=one.urgent,
        dated=one.recent_days is not None,
        unfolds=one.if_over is IfOver.ALONE,
        to_note=tuple(people.put_into(statement.words) for statement in one.to_note),
    )


def _agreements(
    opened: OpenDisclosure, knowledge: Knowledge, people: People
) -> Iterable[AgreementRow]:
    for kind in agreements_for(knowledge.afterwards, Whom(opened.age, opened.patient.sex)):
        yield AgreementRow(
            name=f"agree.{kind.id}",
            label=people.put_into(kind.name),
            do=people.put_into(kind.do),
            what=people.put_into(kind.what),
            without=people.put_into(kind.without),
        )


def _kept(contact: SafeContact | None, today: date) -> str:
    return f"Kept so far: {in_a_sentence(contact, today)}" if contact else ""
