"""Reading a feed twice: first everything is checked, then its entries come one after another.

One file is in memory at a time, so that a feed of any size needs no more than its largest page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gpsupport.directory_feeds.entries import Reading, option_of
from gpsupport.directory_feeds.evidence import (
    address_places,
    is_hidden_service,
    position_places,
)
from gpsupport.directory_feeds.files import (
    AT_LOCATIONS,
    SERVICES,
    FeedFile,
    Page,
    Thing,
    read_file,
)
from gpsupport.domain.directory.feeds import FeedFault, RefusedEntry
from gpsupport.domain.directory.hidden_places import require_no_address
from gpsupport.domain.directory.option import ReferralOption
from gpsupport.domain.directory.texts import Unfit

_ACTIVE = "active"
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CheckedFeed:
    """What the check of a whole feed found.

    `source_ids` are those of every service that is there, taken or not; `complete` is False where
    pages are missing, so that nobody can say what the feed has no more. `left_out` counts services
    that are not active.
    """

    faults: tuple[FeedFault, ...]
    refused: tuple[RefusedEntry, ...]
    source_ids: frozenset[str]
    complete: bool
    left_out: int
    _full: frozenset[str] = field(repr=False)

    @property
    def fit(self) -> bool:
        """Whether the feed may be taken in."""
        return not any(fault.grave for fault in self.faults)

    @property
    def services(self) -> int:
        """How many services it brings."""
        return len(self.source_ids - {one.source_id for one in self.refused})


def check_feed(
    paths: Sequence[Path], reading: Reading, told: Told = lambda _done, _all: None
) -> CheckedFeed:
    """Check every file of a feed. Raises OSError where one cannot be opened.

    `told` hears after each file how many were read, of how many.
    """
    check = _Check(reading)
    for number, path in enumerate(paths, start=1):
        check.add(read_file(path))
        told(number, len(paths))
    return check.result()


def read_options(
    paths: Sequence[Path], reading: Reading, checked: CheckedFeed
) -> Iterator[ReferralOption]:
    """The options of a feed that `check_feed` found fit. Raises OSError, and Unfit or KeyError
    where a file changed since.
    """
    refused = {one.source_id for one in checked.refused}
    for path in paths:
        for thing in read_file(path, check=False).things:
            if thing.kind != SERVICES or _id(thing.value) in refused:
                continue
            replaced = thing.listed and _id(thing.value) in checked._full  # noqa: SLF001
            if not replaced and thing.value["status"] == _ACTIVE:
                option = option_of(thing.value, reading)
                require_no_address(option)
                yield option


class _Check:
    """What is known of a feed so far."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._faults: list[FeedFault] = []
        self._seen: defaultdict[tuple[str, bool], dict[str, str]] = defaultdict(dict)
        self._pages: defaultdict[str, dict[int, tuple[str, Page]]] = defaultdict(dict)
        self._held: Counter[str] = Counter()
        self._hidden: set[str] = set()
        self._found: defaultdict[str, list[str]] = defaultdict(list)
        self._active: set[str] = set()
        self._places: dict[str, tuple[str, str]] = {}

    def add(self, file: FeedFile) -> None:
        """Take one file into account."""
        self._faults += file.faults
        if file.page is not None:
            self._add_page(file, file.page)
        for thing in file.things:
            self._add_id(thing)
            if thing.kind == SERVICES:
                self._add_service(thing)
            elif thing.kind == AT_LOCATIONS:
                self._add_location(thing)

    def _add_page(self, file: FeedFile, page: Page) -> None:
        self._held[file.kind] += len(file.things)
        before, _ = self._pages[file.kind].setdefault(page.number, (file.name, page))
        if before != file.name:
            what = f"is page {page.number}, which {before} is too"
            self._faults.append(FeedFault(file.name, "$.page_number", what, grave=False))

    def _add_id(self, thing: Thing) -> None:
        own = _id(thing.value)
        if not own:
            return
        seen = self._seen[thing.kind, thing.listed]
        before = seen.setdefault(own, f"{thing.file} {thing.where}")
        if before != f"{thing.file} {thing.where}":
            what = f"is the id of {before} too"
            self._faults.append(FeedFault(thing.file, f"{thing.where}.id", what))

    def _add_service(self, thing: Thing) -> None:
        own = _id(thing.value)
        if not own:
            return
        self._places.setdefault(own, (thing.file, thing.where))
        if thing.value.get("status") == _ACTIVE:
            self._active.add(own)
        if is_hidden_service(thing.value):
            self._places[own] = (thing.file, thing.where)
            self._hidden.add(own)
            self._found[own] += address_places(thing.value, thing.where)
        if thing.sound:
            self._add_option(thing)

    def _add_option(self, thing: Thing) -> None:
        try:
            option_of(thing.value, self._reading)
        except Unfit as error:
            self._faults += [
                FeedFault(thing.file, thing.where, f"as {field}: {words}")
                for field, words in error.faults.items()
            ]

    def _add_location(self, thing: Thing) -> None:
        value = thing.value
        service = value.get("service") if isinstance(value, dict) else None
        own = _id(service) or _text_of(value, "service_id")
        if not own:
            return
        if isinstance(service, dict) and is_hidden_service(service):
            self._hidden.add(own)
            self._places.setdefault(own, (thing.file, thing.where))
            self._found[own] += address_places(value, f"{thing.file} {thing.where}")
        else:
            self._found[own] += position_places(
                value.get("location"), f"{thing.file} {thing.where}.location"
            )

    def result(self) -> CheckedFeed:
        """What was found in all."""
        listed, full = self._seen[SERVICES, True], self._seen[SERVICES, False]
        faults = [*self._faults, *self._missing_pages(), *self._strays()]
        if not listed and not full:
            faults.append(FeedFault("the feed", "", "holds no service"))
        return CheckedFeed(
            faults=tuple(faults),
            refused=tuple(self._refused()),
            source_ids=frozenset(self._active),
            complete=not any(self._missing_of(SERVICES)),
            left_out=len({*listed, *full} - self._active),
            _full=frozenset(full),
        )

    def _refused(self) -> Iterator[RefusedEntry]:
        for own in sorted(self._hidden):
            if self._found[own]:
                file, where = self._places[own]
                yield RefusedEntry(file, where, own, tuple(dict.fromkeys(self._found[own])))

    def _missing_of(self, kind: str) -> Iterator[tuple[str, int, int]]:
        """The file that tells it, how many pages of a kind are not here, and of how many."""
        pages = self._pages[kind]
        if not pages:
            return
        name, last = max(pages.values(), key=lambda one: one[1].of)
        missing = last.of - sum(1 for number in pages if 1 <= number <= last.of)
        if missing > 0 and last.total != self._held[kind]:
            yield name, missing, last.of

    def _missing_pages(self) -> Iterator[FeedFault]:
        for kind in list(self._pages):
            for name, missing, of in self._missing_of(kind):
                what = f"{missing} of {of} pages are not here"
                yield FeedFault(name, "$.total_pages", what, grave=False)

    def _strays(self) -> Iterator[FeedFault]:
        """Things in full that the list of their kind does not have."""
        for (kind, listed), things in list(self._seen.items()):
            known = self._seen.get((kind, True))
            if listed or not known or any(self._missing_of(kind)):
                continue
            for own, place in things.items():
                if own not in known:
                    file, _, where = place.partition(" ")
                    yield FeedFault(file, f"{where}.id", "stands in no list here", grave=False)


def _id(value: Any) -> str:
    return _text_of(value, "id").lower()


def _text_of(value: Any, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
