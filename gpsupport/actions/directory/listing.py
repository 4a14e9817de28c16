"""The list of local help, a page at a time, and what is found in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from gpsupport.actions.days import london_day
from gpsupport.actions.neutral import GENERAL, is_general
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.directory.option import NamedOption, OptionKind, ReferralOption
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database

PAGE = 50
MOST_HELPLINES = 20
LONGEST_WORDS = 200

Option = TypeVar("Option", bound=NamedOption)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for in the list, empty for everything, and which page of it, from 1."""

    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListedHelp:
    """A page of the list, by name.

    `number` is the page from 1, of `count` entries in all that were found; helplines stand apart,
    of `helplines_count` the first. `stale` of the `total` in the list should be checked again.
    """

    options: tuple[ReferralOption, ...]
    number: int
    count: int
    words: str = ""
    helplines: tuple[ReferralOption, ...] = ()
    helplines_count: int = 0
    total: int = 0
    stale: int = 0

    @property
    def last(self) -> int:
        """The number of the last page."""
        return _last(self.count)


def list_general_help(
    database: Database, actor: Actor, now: datetime, sought: Sought | None = None
) -> ListedHelp:
    """The options that any page may show. Raises Denied."""
    sought = sought or Sought()
    with database.reading(Occasion(actor, Permission.SEE_LOCAL_HELP, now)) as work:
        listed = work.options.list_all(actor, GENERAL)
    general = [one for one in listed if is_general(one)]
    found = _found(general, sought)
    number, shown = _page(found, sought)
    return ListedHelp(tuple(shown), number, len(found), sought.words, total=len(general))


def list_directory(
    database: Database, actor: Actor, now: datetime, sought: Sought | None = None
) -> ListedHelp:
    """Every local option as listed, fitted to nobody. Raises Denied."""
    sought = sought or Sought()
    with database.reading(Occasion(actor, Permission.SEE_LOCAL_HELP, now)) as work:
        names = work.options.names(actor)
        found = _found(names, sought)
        lines = [one for one in found if one.kind is OptionKind.HELPLINE]
        others = [one for one in found if one.kind is not OptionKind.HELPLINE]
        number, shown = _page(others, sought)
        shown_lines = lines[:MOST_HELPLINES]
        options = work.options.find_many(actor, (one.id for one in (*shown, *shown_lines)))
        stale = work.options.count_stale(actor, london_day(now))
    return ListedHelp(
        options=tuple(options[one.id] for one in shown),
        number=number,
        count=len(others),
        words=sought.words,
        helplines=tuple(options[one.id] for one in shown_lines),
        helplines_count=len(lines),
        total=len(names),
        stale=stale,
    )


def _found(options: Iterable[Option], sought: Sought) -> list[Option]:
    """Those of which the name, the organisation or the sentence has every word; by name."""
    wanted = sought.words[:LONGEST_WORDS].casefold().split()
    found = [one for one in options if all(word in _said(one) for word in wanted)]
    return sorted(found, key=lambda one: one.name.casefold())


def _said(option: NamedOption) -> str:
    return f"{option.name} {option.organisation} {option.summary}".casefold()


def _page(found: list[Option], sought: Sought) -> tuple[int, list[Option]]:
    """The number of the page, which is the last where there are not so many, and what is on it."""
    number = min(max(sought.page, 1), _last(len(found)))
    return number, found[(number - 1) * PAGE : number * PAGE]


def _last(count: int) -> int:
    return max(-(-count // PAGE), 1)
