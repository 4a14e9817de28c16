"""What the content says of meetings about families: who comes, who may get what, what is filed."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.knowledge.content.care import Grounded, Statement
from gpsupport.domain.meetings.kinds import Part, Reason, RecordKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingKind(Grounded):
    """A kind of meeting. `name` is written in records: it says nothing of why."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeRole(Grounded):
    """What somebody is who comes, and the parts that such a one may be given of a family.

    `with_adults`: no paper about a child says that such a one works with the family.
    `with_children`: such a one is given nothing before the child is named.
    """

    id: str
    name: str
    parts: tuple[Part, ...]
    with_adults: bool = False
    with_children: bool = False

    @property
    def named(self) -> bool:
        """Whether such a one may be told whose family it is."""
        return Part.NAME in self.parts


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyHeard(Grounded):
    """A reason to hear a family, in words."""

    reason: Reason
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWords(Grounded):
    """What a part of a pack is called on paper."""

    part: Part
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPlace(Grounded):
    """A record into which something of a meeting may go, and what belongs there."""

    record: RecordKind
    name: str
    holds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdultsHelp(Grounded):
    """Help that is an adult's: no paper about a child names it.

    `kinds` are never a child's, whomever a referral is about. `words` are names that such help
    goes by.
    """

    kinds: frozenset[OptionKind]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookingBack(Grounded):
    """How far an agenda looks back: days for what was told, and meetings for what they left."""

    told_days: int
    meetings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingContent:
    """Everything about meetings. `never` is what goes into no record and no pack.

    `stuck_after_days`: how long something owed to whoever waits may be overdue. `stuck` says what
    that number rests on.
    """

    kinds: tuple[MeetingKind, ...]
    roles: tuple[AttendeeRole, ...]
    reasons: tuple[WhyHeard, ...]
    parts: tuple[PartWords, ...]
    records: tuple[RecordPlace, ...]
    adults_help: AdultsHelp
    never: tuple[Statement, ...]
    stuck_after_days: int
    stuck: Grounded
    looks_back: LookingBack

    def find_kind(self, kind_id: str) -> MeetingKind | None:
        """The kind of that id."""
        return next((one for one in self.kinds if one.id == kind_id), None)

    def find_role(self, role_id: str) -> AttendeeRole | None:
        """The role of that id."""
        return next((one for one in self.roles if one.id == role_id), None)

    def words_of(self, part: Part) -> str:
        """What a part is called."""
        return next((one.words for one in self.parts if one.part is part), part.value)

    def why(self, reason: Reason) -> str:
        """A reason in words."""
        return next((one.words for one in self.reasons if one.reason is reason), reason.value)

    def record(self, kind: RecordKind) -> RecordPlace | None:
        """What belongs into a record of a kind."""
        return next((one for one in self.records if one.record is kind), None)
