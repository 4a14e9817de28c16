"""A meeting, and what is written in it: notes that are never changed, each about one family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.meetings.kinds import Reason, RecordKind
from gpsupport.domain.reminders import owner_as_compared


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is asked to come. `role` is an id of the content.

    `id` counts within the meeting and is given once. Who is not coming any more has `left`.
    `staff_id` says which of our staff it is, empty for anybody else.
    """

    id: str
    name: str
    role: str
    organisation: str = ""
    left: bool = False
    staff_id: str = ""


@dataclass(frozen=True, slots=True)
class SomebodyElse:
    """That somebody who comes is none of those whose names are alike; who said so, and when.

    `than` are the names that were compared. It holds for the name under which somebody came.
    """

    attendee: str
    name: str
    than: tuple[str, ...]
    at: datetime
    by: str

    def tells_apart(self, attendee: Attendee) -> bool:
        """Whether it was said of this one."""
        return (self.attendee, self.name) == (attendee.id, attendee.name)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. `kind` is an id of the content; closed is closed once."""

    id: str
    on: date
    kind: str
    chair: str
    made_at: datetime
    made_by: str
    attendance: tuple[Attendee, ...] = ()
    closed_at: datetime | None = None
    closed_by: str = ""
    version: int = 1

    @property
    def open(self) -> bool:
        """Whether it still goes on."""
        return self.closed_at is None

    @property
    def coming(self) -> tuple[Attendee, ...]:
        """Whoever is asked to come now, in the order in which they were asked."""
        return tuple(one for one in self.attendance if not one.left)


@dataclass(frozen=True, slots=True)
class Note:
    """What every note has: its meeting, whose family it is about, when and by whom it was written.

    A correction is a new note in the place of the first.
    """

    id: str
    meeting_id: str
    patient_id: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class AgendaItem(Note):
    """A family on the agenda, and why. `carried_from` is the meeting that left it undecided.

    `kept_out` are the attendees who have to do with this family and neither hear nor get anything,
    `told_apart` those whose names are like one of the family's and who are somebody else.
    """

    reasons: tuple[Reason, ...] = ()
    words: str = ""
    carried_from: str = ""
    kept_out: tuple[str, ...] = ()
    told_apart: tuple[SomebodyElse, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis(Note):
    """On what ground a family is spoken about with whoever comes: once for all of them.

    `step` is the id of a question of the sharing flow; the rest is asked as in its log.
    """

    step: str = ""
    why: str = ""
    consent_asked: bool | None = None
    consent_given: bool | None = None
    why_not_asked: str = ""
    told: str = ""
    proportion: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A record in which something is written, of a child `child` says whose and `name` how called.

    `child` is the patient whom somebody linked, else the entry of the record that names the child:
    two of one name are two.
    """

    record: RecordKind
    name: str = ""
    child: str = ""

    @property
    def whose(self) -> str:
        """What tells a child from every other; empty where it is no child's."""
        return self.child or self.name


@dataclass(frozen=True, slots=True)
class Decision(Note):
    """What was decided, and in whose records it is written; in none, it stays in the minutes."""

    words: str = ""
    places: tuple[Place, ...] = ()


class Gone(StrEnum):
    """Why an action is not to be done any more."""

    NOT_NEEDED = "not-needed"
    ENTERED_WRONGLY = "entered-wrongly"


@dataclass(frozen=True, slots=True)
class MeetingAction(Note):
    """What somebody does by a day. `owner` is a name. `gone`: it is to be done no more, and why."""

    words: str = ""
    owner: str = ""
    due_on: date | None = None
    gone: Gone | None = None

    @property
    def owned(self) -> bool:
        """Whether somebody does it by a day."""
        return bool(self.owner.strip()) and self.due_on is not None

    def belongs_to(self, attendee: Attendee) -> bool:
        """Whether it is somebody's, by name."""
        return owner_as_compared(self.owner) == owner_as_compared(attendee.name)


@dataclass(frozen=True, slots=True)
class Filing(Note):
    """What a person has written into a record themselves, in the words that they used."""

    place: Place = Place(RecordKind.MINUTES)
    words: str = ""


@dataclass(frozen=True, slots=True)
class PackGiven(Note):
    """What one recipient was given of one family: `stamp` says which words they were."""

    recipient: str = ""
    stamp: str = ""
    entry: SharingEntry | None = None


AnyNote = AgendaItem | Basis | Decision | MeetingAction | Filing | PackGiven
_Kind = TypeVar("_Kind", AgendaItem, Basis, Decision, MeetingAction, Filing, PackGiven)


@dataclass(frozen=True, slots=True)
class Heard:
    """One family at one meeting, with all that was noted about it."""

    item: AgendaItem
    basis: Basis | None = None
    decisions: tuple[Decision, ...] = ()
    actions: tuple[MeetingAction, ...] = ()
    filed: tuple[Filing, ...] = ()
    given: tuple[PackGiven, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether anything was decided about it."""
        return bool(self.decisions)

    @property
    def unowned(self) -> tuple[MeetingAction, ...]:
        """The actions that nobody does by a day."""
        return tuple(one for one in self.to_do if not one.owned)

    @property
    def to_do(self) -> tuple[MeetingAction, ...]:
        """The actions that were not taken back."""
        return tuple(one for one in self.actions if one.gone is None)


def heard_at(notes: Iterable[AnyNote]) -> tuple[Heard, ...]:
    """The families of one meeting in the order in which they came on its agenda.

    Of those that came on it at once what weighs most comes first. `notes` are the newest versions,
    oldest first. A family that came on it twice is on it once, and of two grounds the newest
    counts.
    """
    written = tuple(notes)
    items: dict[str, AgendaItem] = {}
    for item in sorted(_of(written, AgendaItem), key=_place_of):
        items.setdefault(item.patient_id, item)
    return tuple(_heard(item, written) for item in items.values())


def as_linked(heard: Heard, linked: Mapping[str, str]) -> Heard:
    """The same, with each child as the patient whom somebody linked since it was written.

    `linked` says which patient it is, by the entry of the record.
    """

    def place(one: Place) -> Place:
        return replace(one, child=linked.get(one.child, one.child))

    return replace(
        heard,
        decisions=tuple(
            replace(one, places=tuple(place(each) for each in one.places))
            for one in heard.decisions
        ),
        filed=tuple(replace(one, place=place(one.place)) for one in heard.filed),
    )


def _place_of(item: AgendaItem) -> tuple[datetime, int]:
    order = list(Reason)
    return item.at, min((order.index(one) for one in item.reasons), default=len(order))


def _heard(item: AgendaItem, notes: tuple[AnyNote, ...]) -> Heard:
    own = tuple(one for one in notes if one.patient_id == item.patient_id)
    return Heard(
        item=item,
        basis=next(reversed(_of(own, Basis)), None),
        decisions=_of(own, Decision),
        actions=_of(own, MeetingAction),
        filed=_of(own, Filing),
        given=_of(own, PackGiven),
    )


def _of(notes: Iterable[AnyNote], kind: type[_Kind]) -> tuple[_Kind, ...]:
    return tuple(one for one in notes if isinstance(one, kind))
