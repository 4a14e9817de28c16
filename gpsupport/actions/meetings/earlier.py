"""What meetings heard before: read once, whatever is asked of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.meetings.reading import heard_at_each
from gpsupport.domain.knowledge.content.meetings import MeetingContent
from gpsupport.domain.meetings.agenda import decided_on, left_undecided
from gpsupport.domain.meetings.meeting import AgendaItem, Heard, Meeting
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Held:
    """The patients whom a meeting hears already, and what those before it heard.

    `left` has what closed ones left undecided, `decided_on` the day of the last that decided, by
    patient; `days` the day of each meeting, by its id.
    """

    listed: frozenset[str]
    left: Mapping[str, AgendaItem]
    decided_on: Mapping[str, date]
    days: Mapping[str, date]


def held_until(work: UnitOfWork, actor: Actor, meeting: Meeting, content: MeetingContent) -> Held:
    """What a meeting, and as many before it as the content says, heard until now."""
    # One more than is wanted, for the meeting itself may be among them.
    newest = work.meetings.list_all(actor, content.looks_back.meetings + 1)
    others = [one for one in newest if one.id != meeting.id][: content.looks_back.meetings]
    heard = heard_at_each(work, actor, (meeting, *others))
    before: list[tuple[Meeting, Iterable[Heard]]] = [
        (one, heard[one.id]) for one in reversed(others)
    ]
    return Held(
        listed=frozenset(one.item.patient_id for one in heard[meeting.id]),
        left=left_undecided(before),
        decided_on=decided_on(before),
        days={one.id: one.on for one in others},
    )
