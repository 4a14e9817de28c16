"""What a family needs side by side, as the pages of the content show it."""

from __future__ import annotations

from collections.abc import Iterable

from gpsupport.domain.knowledge.content.tracks import TrackRules
from gpsupport.domain.knowledge.language.phrases import in_words
from gpsupport.web.knowledge.texts.document import Grid, Listing, Notes, Section, Text, texts_of


def tracks(rules: TrackRules, notes: Notes) -> Iterable[Section]:
    """The three tracks, what runs side by side, and what is planned when a child grows up."""
    about = (
        f"Each is looked at again after {in_words(rules.look_again_days)}, or on the day chosen."
    )
    rows = tuple(
        (
            (Text(one.name), Text(one.holds)),
            texts_of(one.start_now, notes),
            texts_of(one.again, notes),
        )
        for one in rules.tracks
    )
    heads = ("Part", "What can start now", "Look at it again when")
    names = {one.kind: one.name for one in rules.tracks}
    parallel = tuple(
        notes.text(
            f"{one.words} ({', '.join(names[kind] for kind in one.parallel)}): {one.say}",
            one.sources,
            one.defaults,
        )
        for one in rules.barriers
    )
    growing = rules.transition
    age = f"{growing.years} years" + (f" and {growing.months} months" if growing.months else "")
    yield Section(
        "tracks",
        "A plan for the family",
        about=(notes.text(about, rules.sources, rules.defaults),),
        lists=(
            Listing("Side by side, and never one after the other", parallel),
            Listing("Where each waits for the other", texts_of((rules.each_waits,), notes)),
            Listing(
                "When a child with a service for children grows up",
                (
                    notes.text(
                        f"What follows is planned at {age}.", growing.sources, growing.defaults
                    ),
                ),
            ),
        ),
        grid=Grid("A plan for the family", heads, rows),
    )
