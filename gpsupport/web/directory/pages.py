"""The list of local help without a patient."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from gpsupport.actions.directory.listing import MOST_HELPLINES, PAGE, ListedHelp
from gpsupport.domain.directory.option import ReferralOption
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words
from gpsupport.web.directory.rows import (
    HelplineRow,
    OptionRow,
    directory_row,
    helpline_row,
    is_helpline,
)

GENERAL_HREF = "/directory"
ALL_HREF = "/directory/all"
_NOT_VERIFIED = "Not verified: check the number before you give it."


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """The list without a patient. `all_href` is empty on the page that shows everything.

    `place` says which of how many entries these are. `previous` and `following` are the numbers of
    the pages beside this one, 0 where there is none.
    """

    href: str
    subtitle: str
    sought: str
    place: str
    rows: tuple[OptionRow, ...]
    previous: int
    following: int
    helplines: tuple[HelplineRow, ...]
    more_helplines: str
    all_href: str
    all_words: str


def general_page(found: ListedHelp, today: date) -> DirectoryPage:
    """The help that anybody may look for, by name: it tells nothing to whoever sees it."""
    page = _page(GENERAL_HREF, found, today)
    return replace(
        page, subtitle="General help near here.", all_href=ALL_HREF, all_words="Show all"
    )


def directory_page(found: ListedHelp, knowledge: Knowledge, today: date) -> DirectoryPage:
    """A page of all options of the practice, by name, helplines apart."""
    late = (
        f" {words.count(found.stale, 'entry', 'entries')} should be checked again."
        if found.stale
        else ""
    )
    return replace(
        _page(ALL_HREF, found, today),
        subtitle=f"{words.count(found.total, 'service')} in all.{late}",
        helplines=helplines_of(found.helplines, knowledge),
        more_helplines=more_helplines(found.helplines_count),
    )


def more_helplines(count: int) -> str:
    """What to say where not all of so many helplines are shown; else nothing."""
    more = count - MOST_HELPLINES
    return f"And {words.count(more, 'more', 'more')}: look for them by name." if more > 0 else ""


def _page(href: str, found: ListedHelp, today: date) -> DirectoryPage:
    return DirectoryPage(
        href=href,
        subtitle="",
        sought=found.words,
        place=_place(found),
        rows=tuple(replace(directory_row(one), stale=one.stale(today)) for one in found.options),
        previous=found.number - 1,
        following=found.number + 1 if found.number < found.last else 0,
        helplines=(),
        more_helplines="",
        all_href="",
        all_words="",
    )


def _place(found: ListedHelp) -> str:
    """Which of how many; empty where all of the list is in sight."""
    if not found.options:
        return "Nothing was found." if found.words and not found.helplines else ""
    if not found.words and found.last == 1:
        return ""
    start = (found.number - 1) * PAGE
    many = f"{start + 1} to {start + len(found.options)} of {found.count}"
    return f"{many} found." if found.words else f"{many}, by name."


def helplines_of(
    options: Iterable[ReferralOption], knowledge: Knowledge
) -> tuple[HelplineRow, ...]:
    """The national lines among some options, so many at most."""
    texts = knowledge.wordings.get("helpline-not-verified", ())
    not_verified = texts[0] if texts else _NOT_VERIFIED
    lines = (helpline_row(one, not_verified) for one in options if is_helpline(one))
    return tuple(islice(lines, MOST_HELPLINES))
