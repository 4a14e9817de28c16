"""The words on screen, and the national numbers: what is shown as it stands in a file."""

from __future__ import annotations

from gpsupport.domain.knowledge.content.pack import Helpline
from gpsupport.knowledge.content.grounds import PEOPLE, Named, find_ids, report_places
from gpsupport.knowledge.reading import Table

Wordings = dict[str, tuple[str, ...]]

# What a page says in any case. Each key is a text of its own: no page counts lines of another.
_NEEDED = ("lives", "then", "lives-young-person", "then-young-person", "hide-in-summary")


def read_wordings(table: Table, named: Named) -> tuple[Wordings, dict[str, tuple[str, ...]]]:
    """The words on screens and papers by key, and the sources of each by key.

    A single text is a list of one. Words name their sources, or say `ours: true` when they state
    nothing clinical.
    """
    wordings: Wordings = {}
    sources: dict[str, tuple[str, ...]] = {}
    for key, value in table.pairs():
        inner = value.table()
        say = inner.need("say")
        wordings[key] = say.texts() if say.is_list else (say.text(),)
        sources[key] = find_ids(inner, "sources", named.sources, "source")
        if inner.find_flag("ours") == bool(sources[key]):
            inner.fault("words have either sources, or ours: true when they state nothing clinical")
        report_places(inner, " ".join(wordings[key]), PEOPLE | {"baby_age"})
        inner.finish()
    for key in _NEEDED:
        table.need(key)
    return wordings, sources


def read_helplines(table: Table) -> tuple[Helpline, ...]:
    """National helplines. A number that nobody has verified says so with `verified_on: null`."""
    helplines: list[Helpline] = []
    for helpline_id, value in table.pairs():
        inner = value.table()
        verified, expires = inner.need("verified_on"), inner.need("expires_on")
        helpline = Helpline(
            id=helpline_id,
            name=inner.need("name").text(),
            phone=inner.need("phone").text(),
            hours=inner.need("hours").text(may_be_empty=True),
            source=inner.need("source").text(),
            verified_on=None if verified.is_nothing else verified.day(),
            expires_on=None if expires.is_nothing else expires.day(),
        )
        if (helpline.verified_on is None) != (helpline.expires_on is None):
            inner.fault("a number that was verified expires, and only such a one")
        elif (
            helpline.expires_on
            and helpline.verified_on
            and helpline.expires_on <= helpline.verified_on
        ):
            expires.fault("a number expires after it was verified")
        helplines.append(helpline)
        inner.finish()
    return tuple(helplines)
