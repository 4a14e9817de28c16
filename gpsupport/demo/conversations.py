"""What was said and noted at the practice itself, before today: through the same actions as ever.

A record that comes as a file holds no expected date and no plan. These do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gpsupport.actions.consultation import answer_gate, record_enquiry
from gpsupport.actions.consultation.dates import note_dates
from gpsupport.actions.disclosure import save_disclosure
from gpsupport.actions.identity import find_actor
from gpsupport.demo.staff import COLE, MARSH, StaffMember
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import Answer, ChildPlan, Disclosure, SafetyAnswer
from gpsupport.domain.enquiry import EnquiryOutcome, Presence
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Practice
from gpsupport.domain.record import DateKind
from gpsupport.persistence.work import Database

_ALREADY_KNOWN = 110
_TOLD = 70
_WEEKS_AHEAD = 12
_PLAN = "school-nurse"


@dataclass(frozen=True, slots=True)
class _Room:
    """One clinician alone with one patient at an instant in UTC."""

    database: Database
    actor: Actor
    patient_id: str
    knowledge: Knowledge
    now: datetime


def hold_conversations(
    database: Database,
    practice: Practice,
    patients: Mapping[tuple[str, str], str],
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Hold the conversations of the stories; `patients` gives ids by given and family name.

    `now` is this morning, in UTC. Whoever is not there is left out.
    """
    for name, (by, days, talk) in _CONVERSATIONS.items():
        patient_id = patients.get(name)
        at = now - timedelta(days=days)
        actor = find_actor(database, practice.id, by.id, at)
        if patient_id is None or actor is None:
            continue
        answer_gate(database, actor, patient_id, Presence.ALONE, at)
        talk(_Room(database, actor, patient_id, knowledge, at))


def _expecting(room: _Room) -> None:
    due = (room.now + timedelta(days=_ALREADY_KNOWN, weeks=_WEEKS_AHEAD)).date()
    note_dates(
        room.database,
        room.actor,
        room.patient_id,
        {DateKind.EXPECTED_BIRTH: due},
        None,
        room.knowledge,
        room.now,
    )


def _told_of_the_past(room: _Room) -> None:
    draft = ConsultationDraft(
        asked=True,
        outcome=EnquiryOutcome.DISCLOSED_PAST,
        words="It ended when he moved away. Sean still asks about it.",
        observed="Calm, with long pauses.",
        note="She would like to talk about Sean first.",
        privacy_said=True,
    )
    record_enquiry(room.database, room.actor, room.patient_id, draft, room.knowledge, room.now)
    today = room.now.date()
    noted = Disclosure(
        id="",
        patient_id=room.patient_id,
        consultation_id="",
        enquiry_id="",
        at=room.now,
        by="",
        matters_most="That Sean sleeps through again.",
        safety=tuple(
            SafetyAnswer(one.id, Answer.NO)
            for one in room.knowledge.safety_check
            if not one.for_child
        )[:1],
        children_asked=True,
        children=(
            ChildPlan(
                name="Sean",
                age=10,
                lives_here=True,
                plan=_PLAN,
                owner=room.actor.name,
                by=today + timedelta(days=21),
            ),
        ),
        contact=SafeContact(
            way=SafeWay.OWN_PHONE,
            detail="07700 900144",
            times="Weekdays before 2pm",
            never="The landline",
            valid_until=today + timedelta(days=room.knowledge.afterwards.contact.longest_days),
        ),
    )
    save_disclosure(room.database, room.actor, room.patient_id, noted, room.knowledge, room.now)


_Talk = Callable[[_Room], None]
_CONVERSATIONS: dict[tuple[str, str], tuple[StaffMember, int, _Talk]] = {
    ("Leanne", "Price"): (COLE, _ALREADY_KNOWN - 2, _expecting),
    ("Carol", "Duffy"): (MARSH, _TOLD, _told_of_the_past),
}
