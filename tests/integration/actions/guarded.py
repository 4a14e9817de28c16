"""A practice with two leads and a nurse, and the steps that are taken with a restricted record."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.identity import find_actor
from gpsupport.actions.record_access import (
    RuleChange,
    ask_for_record,
    change_rules,
    list_review_items,
)
from gpsupport.domain.access import Purpose
from gpsupport.domain.days import PartialDate
from gpsupport.domain.people import Actor, Clinician, NhsNumber, Patient, PersonName, Role, Sex
from gpsupport.domain.record_access import Change, RecordRequest
from gpsupport.persistence.rows import AuditRow
from tests.integration.actions.world import NOW, NUMBER, World, reading

BORN = date(1990, 5, 17)
WHY = "She rang from a locked room"
REASON = "Her husband works here"


@dataclass
class Guarded:
    """The world of a restricted record."""

    world: World
    lead: Actor
    second_lead: Actor
    nurse: Actor

    @property
    def patient_id(self) -> str:
        return self.world.patient_id

    def change(
        self,
        change: Change,
        *whom: Actor,
        by: Actor | None = None,
        at: datetime = NOW,
        sure: bool = False,
    ) -> None:
        """Have a lead change the rules of the patient's record."""
        ids = tuple(one.clinician_id for one in whom)
        wanted = RuleChange(change, ids, REASON, sure)
        change_rules(self.world.database, by or self.lead, self.patient_id, wanted, at)

    def ask(self, who: Actor, at: datetime = NOW, /, **changed: Any) -> str | None:
        """Ask for the patient's record."""
        request = replace(REQUEST, **changed)
        return ask_for_record(self.world.database, who, request, at)

    def to_review(self, lead: Actor, at: datetime = NOW) -> list[tuple[str, str | None]]:
        """What a lead is to look at: kind and patient of each."""
        found = list_review_items(self.world.database, lead, at)
        return [(one.item.kind.value, one.item.patient_id) for one in found]

    def audit(self) -> list[tuple[str, str, str, str, str]]:
        """Every audited fact: who, event, object, decision, reason."""
        with Session(self.world.database._engine) as session:
            return [
                (row.actor_id, row.event, row.object_id, row.decision, row.reason)
                for row in session.scalars(select(AuditRow).order_by(AuditRow.seq))
                if row.practice_id == self.world.practice.id
            ]

    def rows(self, kind: type[Any]) -> list[Any]:
        """The stored openings or items."""
        with Session(self.world.database._engine) as session:
            return list(session.scalars(select(kind)))


REQUEST = RecordRequest(born=BORN, reason=WHY, purpose=Purpose.DIRECT_CARE, nhs_number=NUMBER)


def guarded(world: World) -> Guarded:
    """Add the leads and the nurse."""
    lead = add_staff(world, "Dr Lea Dunn", Role.SAFEGUARDING_LEAD, number=1)
    second = add_staff(world, "Dr Sol Ames", Role.SAFEGUARDING_LEAD, number=2)
    return Guarded(world, lead, second, add_staff(world, "Nia Bell", Role.NURSE, number=3))


def add_staff(
    world: World,
    name: str,
    role: Role,
    *,
    number: int = 9,
    nhs_number: NhsNumber | None = None,
    home: str = "",
) -> Actor:
    """Add a member of staff, whose own number and home may be known."""
    person = Clinician(f"00000000-0000-4000-8000-{number:012}", name, (role,))
    with world.acting(world.operator) as work:
        work.staff.add(
            world.operator,
            person,
            NOW.replace(second=30 + number),
            nhs_number=nhs_number,
            home=home,
        )
    actor = find_actor(world.database, world.practice.id, person.id, NOW)
    assert actor is not None
    return actor


def disable(world: World, actor: Actor) -> None:
    """Let somebody do nothing any more."""
    with world.acting(world.operator) as work:
        work.staff.disable(world.operator, actor.clinician_id, NOW)


def another_patient(
    world: World,
    number: str | None,
    family: str = "Else",
    given: str = "Ann",
    born: str = "1990-05-17",
) -> str:
    """Take in one more patient."""
    patient = Patient(
        id=f"pat-{family}-{number}",
        name=PersonName(family=family, given=given),
        sex=Sex.FEMALE,
        born=PartialDate.parse(born),
        nhs_number=NhsNumber(number) if number else None,
    )
    taken = take_in_record(world.database, world.system, reading(patient, f"{family}{number}"), NOW)
    return taken.patient_id


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def keep(*given: object) -> None:
        sent.append(str(given[2]))

    engine = world.database._engine
    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", keep)
