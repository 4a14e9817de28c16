"""What follows a telling, kinds of help, referrals, what bridges a wait, helplines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gpsupport.domain.knowledge.content.family import Whose
from gpsupport.domain.knowledge.content.pack import Helpline, Knowledge
from gpsupport.domain.knowledge.content.referring import (
    ReadinessQuestion,
    ReferralRules,
    ReferralStage,
    WorseRule,
)
from gpsupport.domain.knowledge.language.phrases import first_upper, in_words
from gpsupport.web import words
from gpsupport.web.knowledge.texts.afterwards import afterwards
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
from gpsupport.web.knowledge.texts.letters import letters
from gpsupport.web.knowledge.texts.meetings import meetings
from gpsupport.web.knowledge.texts.tracks import tracks

_WHOSE = {
    Whose.CHILDREN: "A child’s",
    Whose.ADULTS: "An adult’s",
    Whose.ANYBODY: "Anybody’s",
}


def helping(knowledge: Knowledge, today: date) -> Document:
    """What follows a telling, all about referrals, and the helplines as they stand on a day."""
    notes = Notes(knowledge.sources, places_of(knowledge))
    rules = knowledge.referral
    sections = (
        *afterwards(knowledge, notes),
        *(_referral(rules, notes) if rules else ()),
        *letters(knowledge, notes),
        *_difficulties(knowledge, notes),
        *(tracks(knowledge.tracks, notes) if knowledge.tracks else ()),
        *meetings(knowledge, notes),
        *_helplines(knowledge.helplines, notes, today),
    )
    return Document(
        key="help",
        title="Local help",
        lead="Once somebody has told: plans, routes, which help is for what, how a referral moves.",
        sections=sections,
        notes=notes.all(),
    )


def _referral(rules: ReferralRules, notes: Notes) -> Iterable[Section]:
    rows = tuple(
        (
            (Text(first_upper(one.name)),),
            (notes.text(one.purpose, one.sources, one.defaults),),
            (Text("Children" if one.for_child else "Adults"),),
            (Text("The patient goes there" if one.moves_patient else "The patient stays with us"),),
        )
        for one in rules.kinds
    )
    heads = ("Kind", "What for", "Whom", "How")
    yield Section("kinds", "Kinds of help", grid=Grid("Kinds of help", heads, rows))
    lists = (
        Listing("To know of a service", _asked(rules.service_questions, notes)),
        Listing("What a letter says", _asked(rules.letter_parts, notes)),
    )
    yield Section("ready", "So that it is not sent back", lists=lists)
    yield _weighed(rules, notes)
    yield _stages(rules, notes)
    yield _returned(rules, notes)
    waiting = rules.while_waiting
    about = notes.text(
        f"Whoever waits is looked at every {in_words(waiting.every_days)}, and every "
        f"{in_words(waiting.every_days_when_worse)} where it is urgent, or where something was "
        f"found that could not wait for another day. Whether it arrived is "
        f"asked after {in_words(waiting.no_reply_after_days)}; of an urgent one after "
        f"{words.count(waiting.urgent_reply_working_days, 'working day')}.",
        waiting.sources,
        waiting.defaults,
    )
    yield Section(
        "waiting",
        "While somebody waits",
        about=(about,),
        lists=(
            Listing("What changes the referral", _said(waiting.triggers, notes)),
            Listing("What cannot wait for another day", _said(waiting.same_day, notes)),
            Listing("What can be done meanwhile", texts_of(rules.holding, notes)),
        ),
    )


def _said(rules: Iterable[WorseRule], notes: Notes) -> tuple[Text, ...]:
    return tuple(notes.text(one.words, one.sources, one.defaults) for one in rules)


def _asked(questions: Iterable[ReadinessQuestion], notes: Notes) -> tuple[Text, ...]:
    return tuple(notes.text(one.asks, one.sources, one.defaults) for one in questions)


def _weighed(rules: ReferralRules, notes: Notes) -> Section:
    """How local help is weighed, what takes whom another does not take, and who plans together."""
    names = {option: kind.name for kind in rules.kinds for option in kind.options[:1]}
    matching = rules.matching
    figures = (
        f"A wait of {words.count(matching.long_wait_weeks, 'week')} or more speaks against a "
        f"service; what starts within {words.count(matching.soon_weeks, 'week')} can start now. "
        f"What came back in the last {in_words(matching.remembered_days)} is told, of other "
        f"families from {matching.remembered_from} records on. An entry that somebody lives in a "
        f"refuge is believed for {in_words(matching.refuge_days)}. An entry of local help may be "
        f"relied on for {in_words(matching.stale_after_days)} after it was checked."
    )
    instead = tuple(
        notes.text(
            f"{names.get(one.missed, one.missed.value)}: "
            + "; ".join(names.get(kind, kind.value) for kind in one.kinds),
            one.sources,
            one.defaults,
        )
        for one in matching.instead
    )
    together = tuple(notes.text(one.words, one.sources, one.defaults) for one in matching.together)
    return Section(
        "weighed",
        "How local help is weighed",
        about=(notes.text(figures, matching.sources, matching.defaults),),
        lists=(
            Listing("Where it does not take somebody, what does", instead),
            Listing("One plan of two", together),
        ),
    )


def _stages(rules: ReferralRules, notes: Notes) -> Section:
    names = {one.id: one.words for one in rules.stages}

    def then(stage: ReferralStage) -> Text:
        return Text("; ".join(names.get(one, one) for one in stage.then) or "Nothing: it ends here")

    rows = tuple(
        (
            (notes.text(first_upper(one.words), one.sources, one.defaults),),
            (then(one),),
            (Text("Beside the way" if one.side else "On the way"),),
        )
        for one in rules.stages
    )
    grid = Grid("How a referral moves", ("State", "May become", "Place"), rows)
    return Section("states", "How a referral moves", grid=grid)


def _returned(rules: ReferralRules, notes: Notes) -> Section:
    after = rules.after_return
    within = words.count(after.within_working_days, "working day")
    said = (
        f"A referral that comes back is dealt with in {within}.",
        f"From {after.meeting_from} returns in one family on, it goes before the lead’s meeting.",
        f"From {after.escalate_from} returns on, a letter goes to whoever pays for the service.",
    )
    texts = tuple(notes.text(one, after.sources, after.defaults) for one in said[:1])
    texts += tuple(Text(one) for one in said[1:])
    return Section(
        "returned",
        "When a referral comes back",
        about=texts,
        lists=(Listing("What it demands", texts_of(after.demands, notes)),),
    )


def _helplines(found: tuple[Helpline, ...], notes: Notes, today: date) -> Iterable[Section]:
    if found:
        rows = tuple(
            (
                (notes.text(one.name, (one.source,)),),
                (Text(one.phone or "None"),),
                (Text(one.hours),),
                (Text(_checked(one, today)),),
            )
            for one in found
        )
        grid = Grid("Helplines", ("Name", "Number", "Hours", "Number checked"), rows)
        yield Section("helplines", "Helplines", grid=grid)


def _difficulties(knowledge: Knowledge, notes: Notes) -> Iterable[Section]:
    if knowledge.difficulties:
        rows = tuple(
            (
                (notes.text(one.name, one.sources, one.defaults),),
                (Text(_WHOSE[one.whose]),),
                tuple(Text(first_upper(knowledge.code_sets[each].label)) for each in one.code_sets),
                (Text(in_words(one.days)),),
            )
            for one in knowledge.difficulties
        )
        heads = ("Difficulty", "In whose record", "Entries about", "How far back")
        grid = Grid("What the lead sees together", heads, rows)
        yield Section("household", "What the lead sees together of a household", grid=grid)


def _checked(one: Helpline, today: date) -> str:
    if one.verified_on is None:
        return "Nobody has checked it: check before you give it"
    said = words.day(one.verified_on)
    if one.expires_on is None:
        return said
    due = words.day(one.expires_on)
    return f"{said}, out of date since {due}" if one.stale(today) else f"{said}, again by {due}"
