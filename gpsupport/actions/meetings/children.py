"""Into which child's record something goes: by the patient whom the child is, not by the name."""

from dataclasses import replace

from gpsupport.actions.meetings.families import kin_of
from gpsupport.domain.meetings.kinds import RecordKind
from gpsupport.domain.meetings.meeting import AnyNote, Decision, Filing, Heard, Place
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import UnitOfWork

_CHILD = f"{RecordKind.CHILD.value}:"


def place_value(place: Place) -> str:
    """A record as forms name it."""
    return f"{_CHILD}{place.whose}" if place.record is RecordKind.CHILD else place.record.value


def is_place(value: str) -> bool:
    """Whether a form may name a record so."""
    return value.startswith(_CHILD) or value in set(RecordKind)


def place_of(value: str) -> Place:
    """The record that a form names, a child's as yet without the name. Raises ValueError."""
    if value.startswith(_CHILD):
        return Place(RecordKind.CHILD, child=value.removeprefix(_CHILD))
    return Place(RecordKind(value))


def with_names(work: UnitOfWork, actor: Actor, made: AnyNote, heard: Heard) -> AnyNote:
    """A note with the names of the children into whose records it goes, as the family has them.

    Of one who is no longer there, the name under which the meeting has written of that child.
    """
    places = made.places if isinstance(made, Decision) else ()
    if isinstance(made, Filing):
        places = (made.place,)
    if not any(one.record is RecordKind.CHILD for one in places):
        return made
    names = {one.whose: one.name for said in heard.decisions for one in said.places}
    for kin in kin_of(work, actor, (made.patient_id,)).values():
        names |= {one.resource: str(one.name) for one in kin.relatives}
        names |= {kin.key_of(one): str(one.name) for one in kin.relatives}
    named = tuple(
        replace(one, name=names.get(one.whose, "")) if one.record is RecordKind.CHILD else one
        for one in places
    )
    if isinstance(made, Filing):
        return replace(made, place=named[0])
    return replace(made, places=named) if isinstance(made, Decision) else made
