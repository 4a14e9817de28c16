"""What each recipient of a meeting is given: the least that the role needs, no trace of more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.knowledge.content.care import SharingFlow
from gpsupport.domain.knowledge.content.meetings import AttendeeRole, MeetingContent
from gpsupport.domain.meetings.adults import AdultsNames
from gpsupport.domain.meetings.kinds import Part
from gpsupport.domain.meetings.meeting import AgendaItem, Attendee, Basis, Heard, Meeting
from gpsupport.domain.meetings.namesakes import taken_for
from gpsupport.domain.meetings.words import action_words
from gpsupport.domain.people import Clinician
from gpsupport.domain.recording.safe_ways import without_withdrawn


@dataclass(frozen=True, slots=True)
class Family:
    """One family as a pack may be made of it: every part in words, before anything is left out.

    `parties` are the names of everybody whom it is about or who is feared; `kept_from` are
    those of our staff from whom it is kept. `withdrawn` are ways to get in touch that must not be
    used any more. `urgency` is its place on the agenda, the most urgent least. `adults` is by what
    a text would tell of an adult's help.
    """

    heard: Heard
    facts: Mapping[Part, tuple[str, ...]]
    parties: tuple[str, ...] = ()
    kept_from: tuple[Clinician, ...] = ()
    withdrawn: tuple[str, ...] = ()
    urgency: tuple[int, int] = (0, 0)
    adults: AdultsNames = AdultsNames()


@dataclass(frozen=True, slots=True)
class PackPart:
    """One part of a pack: its heading, and what it says."""

    part: Part
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackEntry:
    """One family in a pack. `name` is empty for whoever may not know it."""

    patient_id: str
    name: str
    parts: tuple[PackPart, ...]

    @property
    def stamp(self) -> str:
        """The same for the same words and different for others."""
        plain = json.dumps([self.name, [(one.heading, one.lines) for one in self.parts]])
        return hashlib.sha256(plain.encode()).hexdigest()

    @property
    def what(self) -> str:
        """What was given, by its headings: for the log."""
        return ", ".join(one.heading for one in self.parts)


@dataclass(frozen=True, slots=True)
class Pack:
    """What one recipient is given. Whatever the recipient may not have is not in it at all."""

    recipient: Attendee
    role: AttendeeRole
    entries: tuple[PackEntry, ...]


def pack_for(
    recipient: Attendee, role: AttendeeRole, families: Iterable[Family], content: MeetingContent
) -> Pack:
    """The pack of one recipient. A family of which nothing is left is not in it."""
    entries = (
        _entry(recipient, role, one, content) for one in families if may_receive(recipient, one)
    )
    return Pack(recipient, role, tuple(one for one in entries if one is not None))


def may_receive(recipient: Attendee, family: Family) -> bool:
    """Whether somebody may be given anything of a family.

    Not somebody of its own, nor anybody who is feared, nor anybody from whom the record is kept or
    who has a part in the case. A name that could be one of theirs is taken for one.
    """
    if recipient.id in family.heard.item.kept_out:
        return False
    if recipient.staff_id in {one.id for one in family.kept_from}:
        return False
    return not alike(recipient, family.heard.item, family.parties, family.kept_from)


def alike(
    attendee: Attendee, item: AgendaItem, parties: Iterable[str], kept_from: Iterable[Clinician]
) -> tuple[str, ...]:
    """For whom an attendee is taken as long as nobody says that it is somebody else.

    Who was chosen from our staff is compared with none of them: of that one it is known.
    """
    ours = () if attendee.staff_id else (one.name for one in kept_from)
    return taken_for(attendee, (*parties, *ours), item.told_apart)


def tells_withdrawn(family: Family, entry: PackEntry) -> bool:
    """Whether a pack would tell a way to get in touch that must not be used any more (T7)."""
    lines = (line for part in entry.parts for line in part.lines)
    return any(without_withdrawn(line, family.withdrawn) != line for line in lines)


def log_entry(  # noqa: PLR0917 - what was given, to whom, on what ground, by whom and when
    meeting: Meeting,
    pack: Pack,
    entry: PackEntry,
    basis: Basis | None,
    flow: SharingFlow,
    by: str,
    at: datetime,
) -> SharingEntry:
    """The entry of the sharing log for one family of a pack; `faults_of_sharing` says if whole."""
    held = basis or Basis("", meeting.id, entry.patient_id, at, by)
    step = next((one for one in flow.steps if one.id == held.step), None)
    return SharingEntry(
        id="",
        patient_id=entry.patient_id,
        consultation_id="",
        at=at,
        by=by,
        step=held.step,
        shared=True,
        with_whom=", ".join(
            part for part in (pack.recipient.name, pack.recipient.organisation) if part
        ),
        role=pack.role.name,
        what=entry.what,
        why=held.why,
        ground=step.ground if step else "",
        consent_asked=held.consent_asked,
        consent_given=held.consent_given,
        why_not_asked=held.why_not_asked,
        told=held.told,
        proportion=held.proportion,
        recorded="In the minutes of the meeting, which are attached to no record",
    )


def _entry(
    recipient: Attendee, role: AttendeeRole, family: Family, content: MeetingContent
) -> PackEntry | None:
    parts = []
    for part in Part:
        if part not in role.parts or part is Part.NAME:
            continue
        lines = _own_lines(recipient, family) if part is Part.OWN_ACTIONS else family.facts[part]
        if part is Part.REASON and role.with_children:
            lines = tuple(one for one in lines if not family.adults.told_in(one))
        if lines:
            parts.append(PackPart(part, content.words_of(part), lines))
    name = "".join(family.facts[Part.NAME]) if role.named else ""
    return PackEntry(family.heard.item.patient_id, name, tuple(parts)) if parts else None


def _own_lines(recipient: Attendee, family: Family) -> tuple[str, ...]:
    own = (one for one in family.heard.to_do if one.belongs_to(recipient))
    return tuple(action_words(one, with_owner=False) for one in own)
