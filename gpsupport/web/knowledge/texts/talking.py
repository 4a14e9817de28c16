"""What to say: the conversation, the safety check, groups of people, and the other words shown."""

from __future__ import annotations

from collections.abc import Iterable

from gpsupport.domain.enquiry import TEENAGER_FROM
from gpsupport.domain.knowledge.content.care import (
    CheckPart,
    Group,
    IfOver,
    NotToAsk,
    OwnStatements,
    Passage,
    SafetyQuestion,
)
from gpsupport.domain.knowledge.content.pack import Helpline, Knowledge
from gpsupport.domain.knowledge.language.phrases import first_upper, in_words
from gpsupport.web import words
from gpsupport.web.knowledge.texts.document import (
    Document,
    Grid,
    Listing,
    Notes,
    Section,
    Text,
    places_of,
    texts_of,
)
from gpsupport.web.knowledge.words import LEAVING, not_asked

# Labels and notes of the screen: on the page to print alone.
OTHER_WORDS = "other-words"

_CHECKS = {
    (False, CheckPart.NOW): ("safety-adults", "Safe today?"),
    (False, CheckPart.SITUATION): ("situation-adults", "What bears on what can be done"),
    (True, CheckPart.NOW): ("safety-children", "Each child"),
    (True, CheckPart.SITUATION): ("situation-children", "What bears on what can be done, child"),
}

_IF_OVER = {
    IfOver.ALONE: "Only where what was told is over",
    IfOver.TOO: "Also where what was told is over",
}


def talking(knowledge: Knowledge, *, every_word: bool = False) -> Document:
    """Asking, listening, safety today, and the people whom the usual words fit less well.

    With `every_word` also the labels and notes of the screen, for a reviewer who reads all of it.
    """
    notes = Notes(knowledge.sources, places_of(knowledge))
    sections = [
        *(_passage(one, knowledge, notes) for one in knowledge.conversation.passages),
        *_not_to_ask(knowledge.conversation.not_to_ask, notes),
        *_safety(knowledge.safety_check, notes),
        *(_group(one, knowledge, notes) for one in knowledge.groups),
        *_own_statements(knowledge, notes),
        *(_other_words(knowledge, notes) if every_word else ()),
    ]
    return Document(
        key="words",
        title="What to say",
        lead="How to ask and to listen, what to check today, and for whom other words fit better.",
        sections=tuple(sections),
        notes=notes.all(),
    )


def _passage(passage: Passage, knowledge: Knowledge, notes: Notes) -> Section:
    lists = [Listing("To know", texts_of(passage.statements, notes))]
    for number, key in enumerate(passage.wordings):
        heading = "" if number else "On the screen"
        lists.append(Listing(heading, _wording(key, knowledge, notes)))
    return Section(
        f"say-{passage.id}", passage.title, lists=tuple(one for one in lists if one.texts)
    )


def _wording(key: str, knowledge: Knowledge, notes: Notes) -> tuple[Text, ...]:
    sources = knowledge.wording_sources.get(key, ())
    return tuple(notes.text(said, sources) for said in knowledge.wordings.get(key, ()))


def _not_to_ask(found: tuple[NotToAsk, ...], notes: Notes) -> Iterable[Section]:
    if not found:
        return
    rows = tuple(
        (
            (notes.text(one.situation, one.sources, one.defaults),),
            (notes.text(one.instead),),
            (Text(first_upper(words.REASONS[one.reason]) if one.reason else "Nothing"),),
        )
        for one in found
    )
    grid = Grid("When not to ask", ("When", "Instead", "Recorded as the reason"), rows)
    yield Section("not-to-ask", "When not to ask", grid=grid)


def _safety(questions: tuple[SafetyQuestion, ...], notes: Notes) -> Iterable[Section]:
    for (for_child, part), (anchor, heading) in _CHECKS.items():
        asked = [one for one in questions if one.for_child is for_child and one.part is part]
        if asked:
            rows = tuple(_safety_row(one, notes) for one in asked)
            grid = Grid(
                heading, ("Row", "Ask", "If yes", "In the list of what to do", "Shown"), rows
            )
            yield Section(anchor, heading, grid=grid)


def _safety_row(one: SafetyQuestion, notes: Notes) -> tuple[tuple[Text, ...], ...]:
    recent = {"recent": in_words(one.recent_days)} if one.recent_days is not None else {}
    marks = ["At once" if one.stands_open else "Folded"]
    if one.urgent:
        marks.append("Urgent")
    if one.raises_risk:
        marks.append("Counts whatever a total says")
    if one.honour_based:
        marks.append("Harm from family or community")
    if one.if_over:
        marks.append(_IF_OVER[one.if_over])
    if one.from_age is not None:
        marks.append(f"From {one.from_age}")
    if one.below_age is not None:
        marks.append(f"Until {one.below_age}")
    if one.sex:
        marks.append(not_asked(one.sex))
    asked = [notes.text(one.question, one.sources, one.defaults, recent)]
    if one.to_teenager:
        asked.append(notes.text(f"From {TEENAGER_FROM}: {one.to_teenager}"))
    steps = [notes.text(f"{one.step}. {words.owner(one.owner, LEAVING)}.")]
    if one.later:
        steps.append(notes.text(f"Longer ago: {one.later}."))
    to_note = (notes.text(note.words, note.sources, note.defaults, recent) for note in one.to_note)
    return (
        (notes.text(one.label),),
        tuple(asked),
        (notes.text(one.action, places=recent), *to_note),
        tuple(steps),
        (Text(". ".join(marks)),),
    )


def _group(group: Group, knowledge: Knowledge, notes: Notes) -> Section:
    named = tuple(
        Text(_helpline_words(one)) for one in knowledge.helplines if one.id in group.helplines
    )
    lists = (
        Listing("To know", texts_of(group.facts, notes)),
        Listing("What to do otherwise", texts_of(group.rules, notes)),
        Listing("Helplines", named),
    )
    return Section(f"group-{group.id}", group.name, lists=tuple(one for one in lists if one.texts))


def _helpline_words(one: Helpline) -> str:
    return f"{one.name}, {one.phone}" if one.phone else one.name


def _own_statements(knowledge: Knowledge, notes: Notes) -> Iterable[Section]:
    found = knowledge.own_statements
    if found is None:
        return
    lists = (
        Listing("What somebody may say", texts_of(found.ticks, notes)),
        Listing("To say", texts_of(found.say, notes)),
        Listing("Where it leads", _routes(found, knowledge)),
        Listing("To weigh", texts_of(found.consider, notes)),
        Listing("Never", texts_of(found.never, notes)),
    )
    yield Section(
        "own-behaviour",
        "When somebody speaks of their own behaviour",
        about=texts_of((found.rule,), notes),
        lists=tuple(one for one in lists if one.texts),
    )


def _routes(found: OwnStatements, knowledge: Knowledge) -> tuple[Text, ...]:
    kinds = knowledge.referral.kinds if knowledge.referral else ()
    names = {one.id: one.name for one in kinds}
    return tuple(Text(first_upper(names.get(route, route))) for route in found.routes)


def _other_words(knowledge: Knowledge, notes: Notes) -> Iterable[Section]:
    """What is on the screen besides the conversation, so that a reviewer sees every word."""
    told = {key for passage in knowledge.conversation.passages for key in passage.wordings}
    lists = tuple(
        Listing(first_upper(key.replace("-", " ")), _wording(key, knowledge, notes))
        for key in knowledge.wordings
        if key not in told
    )
    if lists:
        yield Section(OTHER_WORDS, "Other words on the screen", lists=lists)
