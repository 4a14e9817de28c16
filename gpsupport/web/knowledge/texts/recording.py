"""What to write in whose record, and with whom to share it."""

from __future__ import annotations

from collections.abc import Iterable

from gpsupport.domain.knowledge.content.care import Consent
from gpsupport.domain.knowledge.content.pack import CodeUse, Knowledge
from gpsupport.domain.knowledge.content.recording import (
    RecordOf,
    RecordRule,
    ReminderRule,
    Viewing,
)
from gpsupport.domain.reminders import ReminderKind
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
from gpsupport.web.recording.entries import SIGHTS

_RECORDS = (
    (RecordOf.PATIENT, "The patient’s record"),
    (RecordOf.CHILD, "Each child’s record"),
    (RecordOf.OTHER_PARTY, "The other person’s record"),
)
_CONSENTS = {
    Consent.NOT_NEEDED: "Not needed",
    Consent.SOUGHT_IF_SAFE: "Sought if that is safe",
    Consent.NEEDED: "Needed",
}


def recording(knowledge: Knowledge) -> Document:
    """The record matrix and the sharing flow."""
    notes = Notes(knowledge.sources, places_of(knowledge))
    sections = (
        *_matrix(knowledge, notes),
        *_out_of_sight(knowledge, notes),
        *_sharing(knowledge, notes),
    )
    return Document(
        key="recording",
        title="What to write, and sharing",
        lead="Which entry belongs in whose record after which answer, and who else may know.",
        sections=sections,
        notes=notes.all(),
    )


def _matrix(knowledge: Knowledge, notes: Notes) -> Iterable[Section]:
    heads = ("After", "Entry", "How", "Online")
    for record_of, heading in _RECORDS:
        rules = [one for one in knowledge.record_rules if one.record_of is record_of]
        if rules:
            rows = tuple(_rule_row(one, knowledge, notes) for one in rules)
            yield Section(f"record-{record_of}", heading, grid=Grid(heading, heads, rows))


def _rule_row(rule: RecordRule, knowledge: Knowledge, notes: Notes) -> tuple[tuple[Text, ...], ...]:
    after = sorted(words.OUTCOMES[one] for one in rule.after)
    known = knowledge.codes.get(rule.code) if rule.code else None
    entry = [Text(rule.term)]
    if rule.code is None:
        entry.append(Text("In words: no verified code"))
    else:
        entry.append(Text(rule.code.value))
    if known is not None and known.use is CodeUse.OFFER_AFTER_CHECK:
        entry.append(Text("Check the code in your system before you use it"))
    how = [notes.text(rule.detail)]
    if rule.by_lead:
        how.append(Text("The safeguarding lead alone decides, with a reason"))
    how += [Text(f"Makes a reminder: {_reminder_words(one, knowledge)}") for one in rule.reminders]
    if rule.only_if:
        how.append(notes.text(f"Only if: {rule.only_if}"))
    return (
        (Text(rule.occasion or "; ".join(after)), *_ages(rule)),
        tuple(entry),
        tuple(how),
        (Text("Hidden" if rule.hide else "Shown"),),
    )


def _reminder_words(kind: ReminderKind, knowledge: Knowledge) -> str:
    rule = knowledge.out_of_sight.find_reminder(kind)
    return rule.words if rule else kind.value


def _out_of_sight(knowledge: Knowledge, notes: Notes) -> Iterable[Section]:
    """Who would see an entry, what is looked at again, and what is said before rare acts."""
    found = knowledge.out_of_sight
    for record_of, heading in _RECORDS:
        rows = tuple(
            (
                (Text(one.viewer), *_ages(one)),
                (Text(SIGHTS[one.sight]),),
                (notes.text(one.words, one.sources, one.defaults),),
            )
            for one in found.viewings
            if one.record_of is record_of
        )
        if rows:
            title = f"Who would see an entry: {heading[:1].lower()}{heading[1:]}"
            grid = Grid(title, ("Reader", "Sees it", "What holds, or what to do"), rows)
            yield Section(f"seen-{record_of}", title, grid=grid)
    if found.reminders:
        to_do = tuple(
            (
                (notes.text(one.words, one.sources, one.defaults),),
                (Text(_due_in_words(one)),),
            )
            for one in found.reminders
        )
        grid = Grid("What is looked at again", ("To do", "Due"), to_do)
        yield Section("reminders", "What is looked at again", grid=grid)
    lists = (
        Listing("Before anything in the other person’s record", texts_of(found.elsewhere, notes)),
        Listing("Before printing", texts_of(found.printing, notes)),
        Listing("Where a sexual or reproductive reason led there", texts_of(found.apart, notes)),
        Listing("For a place where others read", tuple(Text(one) for one in found.brief)),
    )
    shown = tuple(one for one in lists if one.texts)
    if shown:
        yield Section("out-of-sight", "Keeping it out of sight", lists=shown)


def _due_in_words(rule: ReminderRule) -> str:
    if rule.years is None:
        return "On the day that is noted with it"
    months = f" and {words.count(rule.months, 'month')}" if rule.months else ""
    return f"At the age of {words.count(rule.years, 'year')}{months}"


def _ages(rule: RecordRule | Viewing) -> tuple[Text, ...]:
    if rule.from_years is None and rule.below_years is None:
        return ()
    if rule.below_years is None:
        return (Text(f"Aged {rule.from_years} and over"),)
    if rule.from_years is None:
        return (Text(f"Under {rule.below_years}"),)
    return (Text(f"Aged {rule.from_years} to {rule.below_years - 1}"),)


def _sharing(knowledge: Knowledge, notes: Notes) -> Iterable[Section]:
    flow = knowledge.sharing
    if flow.steps:
        rows = tuple(
            (
                (notes.text(one.question, one.sources, one.defaults),),
                (notes.text(one.route),),
                (Text(_CONSENTS[one.consent]),),
                (notes.text(one.tell),),
                (notes.text(one.ground),),
            )
            for one in flow.steps
        )
        heads = ("Ask each of these", "If yes", "Consent", "Telling them", "Ground")
        grid = Grid("Whether and with whom to share", heads, rows)
        yield Section("sharing", "Whether and with whom to share", grid=grid)
    lists = (
        Listing("Log each time", texts_of(flow.to_log, notes)),
        Listing("When somebody asks us", texts_of(flow.replying, notes)),
        Listing("What the law says", texts_of(flow.law, notes)),
    )
    found = tuple(one for one in lists if one.texts)
    if found:
        yield Section("sharing-rules", "Around sharing", lists=found)
