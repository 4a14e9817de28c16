"""Meetings about families: who comes, what each may be given, and what goes into whose record."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.knowledge.content.meetings import (
    AdultsHelp,
    AttendeeRole,
    LookingBack,
    MeetingContent,
    MeetingKind,
    PartWords,
    RecordPlace,
    WhyHeard,
)
from gpsupport.domain.meetings.kinds import Part, Reason, RecordKind
from gpsupport.knowledge.content.grounds import (
    Named,
    read_grounded,
    read_grounds,
    read_rows,
    read_statements,
)
from gpsupport.knowledge.content.helping import report_other_than
from gpsupport.knowledge.reading import Table

_Kind = TypeVar("_Kind", bound=StrEnum)


def read_meetings(table: Table, named: Named) -> MeetingContent:
    """Everything about meetings. A role that is told no name gets nothing that tells it."""
    stuck = table.need("stuck").table()
    days = stuck.need("after_days").integer(1)
    grounded = read_grounded(stuck, named)
    stuck.finish()
    reasons, parts = table.need("reasons").table(), table.need("parts").table()
    records = table.need("records").table()
    for rows, kinds in ((reasons, Reason), (parts, Part), (records, RecordKind)):
        report_other_than(rows, kinds)
    content = MeetingContent(
        kinds=read_rows(
            table.need("kinds").table(),
            lambda key, row: MeetingKind(
                id=key, name=row.need("name").text(), **read_grounds(row, named)
            ),
        ),
        roles=read_rows(table.need("roles").table(), lambda key, row: _role(key, row, named)),
        reasons=read_rows(
            reasons,
            lambda key, row: WhyHeard(
                reason=_known(key, Reason),
                words=row.need("words").text(),
                **read_grounds(row, named),
            ),
        ),
        parts=read_rows(
            parts,
            lambda key, row: PartWords(
                part=_known(key, Part), words=row.need("words").text(), **read_grounds(row, named)
            ),
        ),
        records=read_rows(records, lambda key, row: _record(key, row, named)),
        adults_help=_adults_help(table.need("adults_help").table(), named),
        never=read_statements(table.need("never"), named),
        stuck_after_days=days,
        stuck=grounded,
        looks_back=_looks_back(table.need("looks_back").table(), named),
    )
    table.finish()
    return content


def _role(role_id: str, row: Table, named: Named) -> AttendeeRole:
    given = row.need("parts")
    parts = tuple(one.choice(Part) for one in given.items())
    if len(set(parts)) != len(parts):
        given.fault("a part comes twice")
    if Part.NAME not in parts and any(not one.without_name for one in parts):
        given.fault("whoever is told no name is given nothing that tells whose family it is")
    if {Part.ACTIONS, Part.OWN_ACTIONS} <= set(parts):
        given.fault("all actions, or one's own: not both")
    with_children = row.find_flag("with_children")
    if with_children and {Part.REFERRALS, Part.DECISIONS} & set(parts):
        given.fault("whoever works with a child gets neither referrals of adults nor all decisions")
    return AttendeeRole(
        id=role_id,
        name=row.need("name").text(),
        parts=parts,
        with_adults=row.find_flag("with_adults"),
        with_children=with_children,
        **read_grounds(row, named),
    )


def _looks_back(row: Table, named: Named) -> LookingBack:
    back = LookingBack(
        told_days=row.need("told_days").integer(1),
        meetings=row.need("meetings").integer(1),
        **read_grounds(row, named),
    )
    row.finish()
    return back


def _adults_help(row: Table, named: Named) -> AdultsHelp:
    kinds = frozenset(one.choice(OptionKind) for one in row.need("kinds").items())
    words = row.need("words").texts()
    help_ = AdultsHelp(kinds=kinds, words=words, **read_grounds(row, named))
    row.finish()
    return help_


def _record(key: str, row: Table, named: Named) -> RecordPlace:
    return RecordPlace(
        record=_known(key, RecordKind),
        name=row.need("name").text(),
        holds=row.need("holds").text(),
        **read_grounds(row, named),
    )


def _known(key: str, kinds: type[_Kind]) -> _Kind:
    """The kind of that id; what the program does not know is reported already."""
    return next((one for one in kinds if one.value == key), next(iter(kinds)))
