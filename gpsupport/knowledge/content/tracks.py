"""What a family needs side by side, read from the content."""

from __future__ import annotations

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.family.tracks import TrackKind
from gpsupport.domain.knowledge.content.tracks import (
    Barrier,
    TrackContent,
    TrackRules,
    Transition,
)
from gpsupport.domain.people import CHILD_BELOW
from gpsupport.knowledge.content.grounds import (
    Named,
    read_grounds,
    read_rows,
    read_statement,
    read_statements,
)
from gpsupport.knowledge.reading import Table

_LEAST_PARALLEL = 2
_MONTHS_OF_A_YEAR = 12


def read_tracks(table: Table, named: Named) -> TrackRules:
    """The tracks, what stands in the way, what to do about waits, and when a child grows up."""
    tracks = table.need("tracks").table()
    rules = TrackRules(
        tracks=read_rows(tracks, lambda key, row: _track(key, row, named)),
        look_again_days=table.need("look_again_days").integer(1),
        barriers=read_rows(
            table.need("barriers").table(), lambda key, row: _barrier(key, row, named)
        ),
        each_waits=read_statement(table.need("each_waits"), named),
        transition=_transition(table.need("transition").table(), named),
        **read_grounds(table, named),
    )
    table.finish()
    told = {key for key, _ in tracks.pairs()}
    if missing := sorted({one.value for one in TrackKind} - told):
        tracks.fault(f"not described: {', '.join(missing)}")
    return rules


def _track(key: str, row: Table, named: Named) -> TrackContent:
    known = {one.value: one for one in TrackKind}
    if key not in known:
        row.fault(f"the program does not know this: {key}")
    return TrackContent(
        kind=known.get(key, TrackKind.SAFETY),
        name=row.need("name").text(),
        holds=row.need("holds").text(),
        start_now=read_statements(row.need("start_now"), named),
        again=read_statements(row.need("again"), named),
    )


def _barrier(key: str, row: Table, named: Named) -> Barrier:
    parallel = tuple(one.choice(TrackKind) for one in row.need("parallel").items())
    if len(set(parallel)) < _LEAST_PARALLEL:
        row.fault("two tracks or more run side by side")
    return Barrier(
        id=key,
        words=row.need("words").text(),
        parallel=parallel,
        say=row.need("say").text(),
        **read_grounds(row, named),
    )


def _transition(row: Table, named: Named) -> Transition:
    found = Transition(
        kinds=tuple(one.choice(OptionKind) for one in row.need("kinds").items()),
        years=row.need("years").integer(1),
        months=row.find_integer("months") or 0,
        **read_grounds(row, named),
    )
    row.finish()
    if found.months >= _MONTHS_OF_A_YEAR:
        row.fault("twelve months are a year")
    if found.years >= CHILD_BELOW:
        row.fault(f"it is planned before {CHILD_BELOW}")
    return found
