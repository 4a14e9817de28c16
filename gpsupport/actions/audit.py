"""Checking the audit, and telling a lead who looked at a patient's record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gpsupport.actions.errors import NotFound
from gpsupport.actions.practices import list_practices
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.audit import AuditEntry, ChainHead
from gpsupport.domain.audit_check import Anchor, Keeping, Verification, verify
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Patient
from gpsupport.persistence.work import Database
from gpsupport.sealing import HeadBroken, Heads

Progress = Callable[[int, int], None]

_SIGNED_HEAD = "the signed head"
_PIECE = 1_000


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What came of checking one practice's audit.

    `signed` is the current signed head, None where it is missing or broken. `copy_found` says
    whether the folder of copies held one for this practice; None when no folder was named.
    """

    practice_id: str
    checked: Verification
    signed: ChainHead | None
    copy_found: bool | None = None


@dataclass(frozen=True, slots=True)
class LostPractice:
    """A practice that has a signed head, but that the database does not hold.

    `head` is None where the head cannot be read.
    """

    practice_id: str
    head: ChainHead | None


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that somebody did or tried with a patient's record, in the words of the audit.

    `who` is the name of a member of staff, or the id where there is no such person.
    """

    at: datetime
    who: str
    role: str
    event: str
    decision: str
    reason: str


@dataclass(frozen=True, slots=True)
class WhoLooked:
    """The last looks at a patient's record, the newest first; this look is in the next report."""

    patient: Patient
    looks: tuple[Look, ...]


def verify_audit(
    database: Database,
    actor: Actor,
    now: datetime,
    *,
    copies: Path | None = None,
    progress: Progress | None = None,
) -> AuditReport:
    """Check every entry of the actor's practice. Raises Denied.

    `copies` is a folder with heads as they were at some earlier time: an older database that was
    put back together with its old head shows only there. `progress` is told now and then how many
    entries were checked, and of how many.
    """
    # The heads first: what is committed afterwards is newer than they are, never the other way.
    signed = _anchor(database.heads, actor.practice_id)
    others = _kept_aside(database.heads, actor.practice_id)
    copied = _copied(database.heads, actor.practice_id, copies) if copies else ()
    with database.reading(Occasion(actor, Permission.CHECK_AUDIT, now)) as work:
        total = work.audit.count(actor) if progress else 0
        entries = work.audit.entries(actor)
        checked = verify(
            actor.practice_id,
            _counted(entries, total, progress) if progress else entries,
            work.audit.head(actor),
            signed,
            (*others, *copied),
        )
    return AuditReport(
        actor.practice_id, checked, signed.head, bool(copied) if copies is not None else None
    )


def find_lost_practices(database: Database, copies: Path | None = None) -> tuple[LostPractice, ...]:
    """The practices whose audit was signed here but of which the database knows nothing."""
    heads = database.heads
    named: dict[str, Path | None] = dict.fromkeys(heads.practices())
    if copies is not None:
        named |= dict.fromkeys(_names(copies), copies)
    known = {practice.id for practice in list_practices(database)}
    return tuple(
        LostPractice(practice_id, _head_of_lost(heads, practice_id, folder))
        for practice_id, folder in named.items()
        if practice_id not in known
    )


def read_who_looked(database: Database, actor: Actor, patient_id: str, now: datetime) -> WhoLooked:
    """Who last looked at a patient's record, those who were refused too; this is audited itself.

    Raises Denied, and NotFound for an unknown patient and for one whom this actor may not see.
    """
    occasion = Occasion(
        actor, Permission.SEE_WHO_LOOKED, now, Event.READ_WHO_LOOKED, Purpose.OVERSIGHT
    )
    with database.writing(occasion) as work:
        patient = work.patients.find(actor, patient_id)
        if patient is None:
            raise NotFound
        names = {one.id: one.name for one in work.staff.list_all(actor)}
        looks = work.audit.looks(actor, patient_id)
    return WhoLooked(patient, tuple(_look(entry, names) for entry in looks))


def _look(entry: AuditEntry, names: dict[str, str]) -> Look:
    fact = entry.fact
    who = names.get(fact.actor_id, fact.actor_id)
    return Look(fact.at, who, fact.role, fact.event, fact.decision, fact.reason)


def _counted(entries: Iterator[AuditEntry], total: int, progress: Progress) -> Iterator[AuditEntry]:
    done = 0
    for done, entry in enumerate(entries, 1):
        yield entry
        if done % _PIECE == 0:
            progress(done, total)
    progress(done, total)


def _anchor(heads: Heads, practice_id: str) -> Anchor:
    try:
        found = heads.find(practice_id)
    except HeadBroken:
        return Anchor(_SIGNED_HEAD, Keeping.BROKEN)
    if found is None:
        return Anchor(_SIGNED_HEAD, Keeping.MISSING)
    return Anchor(_SIGNED_HEAD, Keeping.SIGNED, found.head)


def _kept_aside(heads: Heads, practice_id: str) -> tuple[Anchor, ...]:
    return tuple(
        _anchor_in(heads, path, practice_id, f"the head that was kept aside as {path.name}")
        for path in heads.kept_aside(practice_id)
    )


def _copied(heads: Heads, practice_id: str, copies: Path) -> tuple[Anchor, ...]:
    path = copies / f"{practice_id}.json"
    if not path.exists():
        return ()
    return (_anchor_in(heads, path, practice_id, f"the copy of the head in {copies}"),)


def _anchor_in(heads: Heads, path: Path, practice_id: str, name: str) -> Anchor:
    try:
        found = heads.read(path, practice_id)
    except HeadBroken:
        return Anchor(name, Keeping.BROKEN)
    if found is None:
        return Anchor(name, Keeping.MISSING)
    return Anchor(name, Keeping.SIGNED, found.head)


def _names(copies: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in copies.glob("*.json")))


def _head_of_lost(heads: Heads, practice_id: str, folder: Path | None) -> ChainHead | None:
    try:
        found = (
            heads.read(folder / f"{practice_id}.json", practice_id)
            if folder
            else heads.find(practice_id)
        )
    except (HeadBroken, ValueError):
        return None
    return found.head if found else None
