"""The page after a patient told: five parts worked downwards, and what follows from the answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.disclosure import OpenDisclosure
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.disclosure import QUESTIONS_OF_CHECKLIST
from gpsupport.domain.disclosure.following import Whom, agreements_for, questions_for
from gpsupport.domain.enquiry import asked_as_child
from gpsupport.domain.knowledge.content.care import CheckPart, SafetyQuestion
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import in_words
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.consultation.who_helps import People, named_support, people_named
from gpsupport.web.disclosure.boxes import Boxes, Option
from gpsupport.web.disclosure.child_cards import ChildCard, Plans, cards_of
from gpsupport.web.disclosure.contact_page import until_hint, ways
from gpsupport.web.disclosure.contact_words import in_a_sentence
from gpsupport.web.disclosure.reading import MOST_NAMED, Choices, Read
from gpsupport.web.disclosure.said import Pronouns, pronouns_of
from gpsupport.web.disclosure.so_far import SoFar, what_follows


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question of the safety check. `dated`: a yes asks when, and for symptoms since."""

    name: str
    label: str
    say: str
    action: str
    urgent: bool
    dated: bool
    to_note: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Questions behind one line; `open` where one of them is answered or wrong."""

    words: str
    rows: tuple[QuestionRow, ...]
    open: bool


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
    """The whole page; `form` knows what stands in the boxes."""

    gate: GateState
    who: Pronouns
    child: bool
    form: Boxes
    hrefs: Hrefs
    listen: tuple[str, ...]
    now: tuple[QuestionRow, ...]
    folds: tuple[Fold, ...]
    children: tuple[ChildCard, ...]
    none_named: bool
    can_add: bool
    owners: tuple[str, ...]
    lives: tuple[Option, ...]
    kept_contact: str
    contact_until: str
    ways: tuple[Option, ...]
    agreements: tuple[AgreementRow, ...]
    events_in: str
    checklist_has: int
    meeting_open: bool
    routes_open: bool
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
    asked = questions_for(knowledge, Whom(opened.age, opened.patient.sex))
    plans = Plans(knowledge.afterwards.child_plans, people, actor_name, today)
    owners = (actor_name, opened.lead_name, *map(plans.owner, plans.kinds))
    follow = what_follows(opened, read, knowledge, people, today)
    cards = tuple(cards_of(read, plans, more=more))
    return AfterPage(
        gate=gate_state(opened.consultation),
        who=who,
        child=child,
        form=form,
        hrefs=hrefs_of(opened.patient.id),
        listen=tuple(people.put_into(text) for text in _listening(knowledge, child=child)),
        now=tuple(_question(one, people) for one in asked if _stands_open(one)),
        folds=tuple(_folds(asked, people, form)),
        children=cards,
        none_named=not any(not card.named for card in cards),
        can_add=sum(card.named for card in cards) < MOST_NAMED,
        owners=tuple(dict.fromkeys(name for name in owners if name)),
        lives=(Option("yes", f"Lives with {who.object}"), Option("no", "Lives elsewhere")),
        kept_contact=_kept(opened.contact, today),
        contact_until=until_hint(knowledge),
        ways=ways(),
        agreements=tuple(_agreements(opened, knowledge, people)),
        events_in=f"in the last {in_words(opened.area.escalation_days)}",
        checklist_has=QUESTIONS_OF_CHECKLIST,
        meeting_open=form.any_fault("risk.", "checklist.") or form.any_typed("risk.", "checklist."),
        routes_open=form.any_typed("route"),
        so_far=follow,
        state=state,
    )


def _listening(knowledge: Knowledge, *, child: bool) -> tuple[str, ...]:
    """What to say while listening. What follows is said where it is done, for a child at once."""
    if not child:
        return knowledge.wordings["lives"]
    return (*knowledge.wordings["lives-young-person"], *knowledge.wordings["then-young-person"])


def _stands_open(one: SafetyQuestion) -> bool:
    return one.stands_open and one.part is CheckPart.NOW


def _folds(asked: Iterable[SafetyQuestion], people: People, form: Boxes) -> Iterable[Fold]:
    rest = [one for one in asked if not _stands_open(one)]
    for part, said in _FOLDS.items():
        rows = tuple(_question(one, people) for one in rest if one.part is part)
        names = tuple(row.name for row in rows)
        if rows:
            opened = form.any_typed(*names) or form.any_fault(*names)
            yield Fold(f"{said} ({len(rows)})", rows, opened)


_FOLDS = {CheckPart.NOW: "More to ask about", CheckPart.SITUATION: "What makes it harder"}


def _question(one: SafetyQuestion, people: People) -> QuestionRow:
    recent = "" if one.recent_days is None else in_words(one.recent_days)
    return QuestionRow(
        name=f"safety.{one.id}",
        label=one.label,
        say=one.question,
        action=people.put_into(one.action.replace("{recent}", recent)),
        urgent=one.urgent,
        dated=one.recent_days is not None,
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
