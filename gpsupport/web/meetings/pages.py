"""Meetings as shown: the list, one meeting with its families, its agenda, and a pack on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wtforms import Form

from gpsupport.actions.meetings.packing import OpenPack
from gpsupport.actions.meetings.reading import ListedMeeting, OpenMeeting
from gpsupport.domain.knowledge.content.meetings import MeetingContent
from gpsupport.domain.meetings.agenda import Open
from gpsupport.domain.meetings.meeting import Attendee, Meeting
from gpsupport.domain.meetings.packs import PackEntry
from gpsupport.web import words
from gpsupport.web.meetings.cards import FamilyCard
from gpsupport.web.meetings.families import family_card
from gpsupport.web.meetings.forms import AttendeeForm
from gpsupport.web.meetings.typed import Leftover, Unsaved

_NO_GROUND = "Say on what ground it is told"
_NO_CHILD = "No child is named. Add the child on the family’s page first."
_OPEN = {
    Open.NOBODY_OWNS: "An action has no owner or no day yet.",
    Open.NOBODY_OWNS_UNSEEN: "{} of families that you may not see {} no owner or no day yet."
    " Another lead can say who does it.",
    Open.NOBODY_CAME: "Nobody is noted as coming yet.",
}


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting of the list."""

    href: str
    day: str
    kind: str
    chair: str
    families: str
    state: str


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who is asked to come, with the way to their pack."""

    id: str
    name: str
    role: str
    organisation: str
    pack_href: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One meeting. `leftovers` were typed and not saved, and have no form on the page any more."""

    heading: str
    sentence: str
    open: bool
    version: int
    href: str
    comers: tuple[Comer, ...]
    staff: tuple[str, ...]
    families: tuple[FamilyCard, ...]
    keeps_open: tuple[str, ...]
    never: tuple[str, ...]
    attendee: AttendeeForm
    refused: str
    leftovers: tuple[Leftover, ...]
    faulty: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class PackPage:
    """What one recipient is given. `wanting` has what lacks, and where it is said: by family."""

    heading: str
    recipient: str
    role: str
    made: str
    href: str
    back: str
    entries: tuple[PackEntry, ...]
    wanting: tuple[tuple[str, str, tuple[str, ...]], ...]
    given: bool


def meeting_lines(
    meetings: tuple[ListedMeeting, ...], content: MeetingContent
) -> tuple[MeetingLine, ...]:
    """The list, as it is read."""
    return tuple(_line(one, content) for one in meetings)


def meeting_page(
    opened: OpenMeeting,
    content: MeetingContent,
    attendee: AttendeeForm,
    unsaved: Unsaved,
    refused: str = "",
) -> MeetingPage:
    """One meeting; what is `unsaved` stands in the forms of its family, or for itself."""
    meeting = opened.meeting
    href = address(meeting)
    return MeetingPage(
        heading=heading_of(meeting, content),
        sentence=_sentence(opened),
        open=meeting.open,
        version=meeting.version,
        href=href,
        comers=tuple(_comer(one, href, content) for one in meeting.coming),
        staff=tuple(one.name for one in opened.staff),
        families=tuple(family_card(one, opened, content, unsaved.forms) for one in opened.families),
        keeps_open=tuple(_open_words(one, opened.unseen) for one in opened.open_points),
        never=tuple(one.words for one in content.never),
        attendee=attendee,
        refused=refused,
        leftovers=unsaved.left,
        faulty=tuple(
            one for one in (attendee, *(each.form for each in unsaved.forms)) if one.errors
        ),
    )


def pack_page(opened: OpenPack, content: MeetingContent, today: date) -> PackPage:
    """A pack as its recipient reads it."""
    pack, href = opened.pack, address(opened.meeting)
    return PackPage(
        heading=heading_of(opened.meeting, content),
        recipient=", ".join(
            part for part in (pack.recipient.name, pack.recipient.organisation) if part
        ),
        role=pack.role.name,
        made=f"Made on {words.long_day(today)}",
        href=f"{href}/pack/{pack.recipient.id}",
        back=href,
        entries=pack.entries,
        wanting=tuple(
            (
                one.entry.name or "A family without a name",
                f"{href}#family-{one.entry.patient_id}",
                (
                    *(_NO_GROUND if fault.part == "step" else fault.words for fault in one.faults),
                    *(
                        ("It tells a way to get in touch that is not safe any more. Correct it.",)
                        if one.withdrawn
                        else ()
                    ),
                    *((_NO_CHILD,) if one.unnamed else ()),
                ),
            )
            for one in opened.wanting
        ),
        given=opened.given,
    )


def address(meeting: Meeting) -> str:
    """The page of a meeting."""
    return f"/meetings/{meeting.id}"


def heading_of(meeting: Meeting, content: MeetingContent) -> str:
    """Practice safeguarding meeting, 3 December 2026."""
    kind = content.find_kind(meeting.kind)
    return f"{kind.name if kind else meeting.kind}, {words.long_day(meeting.on)}"


def _line(one: ListedMeeting, content: MeetingContent) -> MeetingLine:
    meeting = one.meeting
    kind = content.find_kind(meeting.kind)
    left = f"{one.undecided} undecided" if one.undecided else "All decided"
    state = left if one.families else "No families yet"
    return MeetingLine(
        href=address(meeting),
        day=words.day(meeting.on),
        kind=kind.name if kind else meeting.kind,
        chair=meeting.chair,
        families=str(one.families),
        state=state if meeting.open else f"Closed. {state}",
    )


def _sentence(opened: OpenMeeting) -> str:
    meeting = opened.meeting
    left = sum(not one.heard.decided for one in opened.families)
    families = words.count(len(opened.families), "family", "families")
    said = [f"Led by {meeting.chair}.", f"{families}, {left} undecided."]
    if meeting.closed_at is not None:
        said.append(f"Closed on {words.day(meeting.closed_at.date())} by {meeting.closed_by}.")
    return " ".join(said)


def _open_words(point: Open, unseen: int) -> str:
    has = "has" if unseen == 1 else "have"
    return _OPEN[point].format(words.count(unseen, "action"), has)


def _comer(one: Attendee, href: str, content: MeetingContent) -> Comer:
    role = content.find_role(one.role)
    return Comer(
        id=one.id,
        name=one.name,
        role=role.name if role else one.role,
        organisation=one.organisation,
        pack_href=f"{href}/pack/{one.id}",
    )
