"""What one recipient of a meeting is given, and the entry about it in the sharing log of each."""

from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.meetings.families import content_of, family_for_pack, helpers_of_adults
from gpsupport.actions.meetings.reading import find_meeting, heard_now, hold_meeting, reading
from gpsupport.actions.screen import require_private_screen
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.disclosure.faults import Fault, faults_of_sharing
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.meetings.kinds import Part
from gpsupport.domain.meetings.meeting import Heard, Meeting, PackGiven
from gpsupport.domain.meetings.packs import (
    Family,
    Pack,
    PackEntry,
    log_entry,
    pack_for,
    tells_withdrawn,
)
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import Database, UnitOfWork


class PackNotReady(Exception):
    """A pack may not be given yet. Nothing was logged."""


@dataclass(frozen=True, slots=True)
class Wanting:
    """What a family's part of a pack lacks before it may be given.

    `faults` are those of the sharing log; `withdrawn`: it tells a way to get in touch that must not
    be used any more. `unnamed`: whoever works with a child would be told of none.
    """

    entry: PackEntry
    faults: tuple[Fault, ...]
    withdrawn: bool
    unnamed: bool


@dataclass(frozen=True, slots=True)
class OpenPack:
    """The pack of one recipient. `given` says that it was logged in these very words."""

    meeting: Meeting
    pack: Pack
    wanting: tuple[Wanting, ...]
    given: bool


def read_pack(  # noqa: PLR0917 - of which meeting, for whom, by which content and when
    database: Database,
    actor: Actor,
    meeting_id: str,
    recipient_id: str,
    knowledge: Knowledge,
    now: datetime,
) -> OpenPack:
    """What one recipient would be given now. Raises Denied, NotFound, ScreenNotPrivate."""
    with database.writing(reading(actor, now)) as work:
        require_private_screen(work, actor, now)
        return _open(work, actor, meeting_id, recipient_id, knowledge, now)


def give_pack(  # noqa: PLR0917 - of which meeting, to whom, by which content and when
    database: Database,
    actor: Actor,
    meeting_id: str,
    recipient_id: str,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Log that the recipient is given the pack, family by family: all of it or nothing.

    Raises Denied, NotFound, ScreenNotPrivate, and PackNotReady where something is wanting.
    """
    occasion = Occasion(
        actor, Permission.SEE_WORK_LISTS, now, Event.GIVE_PACK, Purpose.SAFEGUARDING
    )
    with database.writing(occasion) as work:
        require_private_screen(work, actor, now)
        hold_meeting(work, actor, meeting_id)
        opened = _open(work, actor, meeting_id, recipient_id, knowledge, now)
        if opened.wanting or not opened.pack.entries:
            raise PackNotReady
        if opened.given:
            return
        meeting, pack = opened.meeting, opened.pack
        heard = {one.item.patient_id: one for one in heard_now(work, actor, meeting)}
        for entry in pack.entries:
            if _was_given(heard[entry.patient_id], pack, entry):
                continue
            basis = heard[entry.patient_id].basis
            logged = log_entry(meeting, pack, entry, basis, knowledge.sharing, actor.name, now)
            work.meeting_notes.add(
                actor,
                PackGiven(
                    "",
                    meeting.id,
                    entry.patient_id,
                    now,
                    actor.name,
                    recipient=pack.recipient.id,
                    stamp=entry.stamp,
                    entry=logged,
                ),
            )


def _open(  # noqa: PLR0917 - of which meeting, for whom, by which content and when
    work: UnitOfWork,
    actor: Actor,
    meeting_id: str,
    recipient_id: str,
    knowledge: Knowledge,
    now: datetime,
) -> OpenPack:
    content, today = content_of(knowledge), london_day(now)
    meeting = find_meeting(work, actor, meeting_id)
    recipient = next((one for one in meeting.coming if one.id == recipient_id), None)
    role = content.find_role(recipient.role) if recipient else None
    if recipient is None or role is None:
        raise NotFound
    heard = heard_now(work, actor, meeting)
    patients = work.patients.find_many(actor, [one.item.patient_id for one in heard])
    helpers = helpers_of_adults(work, actor, meeting, content)
    families = {
        one.item.patient_id: family_for_pack(
            work, actor, patients[one.item.patient_id], one, helpers, knowledge, today
        )
        for one in heard
        if one.item.patient_id in patients
    }
    # In the order of the agenda, so that everybody turns to the same page.
    in_order = sorted(families.values(), key=lambda one: one.urgency)
    pack = pack_for(recipient, role, in_order, content)
    wanting = tuple(
        found
        for entry in pack.entries
        if (found := _wanting(meeting, pack, entry, families[entry.patient_id], knowledge, now))
    )
    given = all(_was_given(families[one.patient_id].heard, pack, one) for one in pack.entries)
    return OpenPack(meeting, pack, wanting, given and bool(pack.entries))


def _wanting(  # noqa: PLR0917 - what, to whom, of whom, by which content and when
    meeting: Meeting,
    pack: Pack,
    entry: PackEntry,
    family: Family,
    knowledge: Knowledge,
    now: datetime,
) -> Wanting | None:
    logged = log_entry(meeting, pack, entry, family.heard.basis, knowledge.sharing, "", now)
    faults = faults_of_sharing(logged, knowledge.sharing)
    withdrawn = tells_withdrawn(family, entry)
    unnamed = pack.role.with_children and not family.facts[Part.CHILDREN]
    lacks = faults or withdrawn or unnamed
    return Wanting(entry, faults, withdrawn, unnamed) if lacks else None


def _was_given(heard: Heard, pack: Pack, entry: PackEntry) -> bool:
    return any(
        one.recipient == pack.recipient.id and one.stamp == entry.stamp for one in heard.given
    )
