"""Steps of a consultation in which the patient speaks of their own behaviour."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from gpsupport.actions.consultation import open_consultation
from gpsupport.actions.consultation.own_statements import (
    OwnStatementsSeen,
    OwnWords,
    find_own_words,
    note_own_statements,
    read_own_statements,
)
from gpsupport.domain.consultation import GateAnswer
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.knowledge.content.care import OwnStatement, OwnStatements, Statement
from gpsupport.domain.people import Actor
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.rows import TickRow
from tests.integration.actions.world import NOW, TODAY, World

TEMPER, ORDER = "own-temper", "own-court-order"


def speaking(world: World) -> World:
    """The same world, whose content has two statements and one kind of help for them."""
    shipped = load_knowledge()
    content = OwnStatements(
        rule=Statement(words="Their own words."),
        ticks=(OwnStatement(id=TEMPER, words="A temper"), OwnStatement(id=ORDER, words="An order")),
        say=(),
        routes=("talking-therapies",),
        consider=(),
        never=(),
    )
    changed = replace(world.knowledge, own_statements=content, referral=shipped.referral)
    return replace(world, knowledge=changed)


def say(  # noqa: PLR0917 - each is what a page sends or the clock says
    world: World,
    actor: Actor,
    said: Iterable[str] = (),
    before: Iterable[str] = (),
    minutes: float = 0,
    patient_id: str = "",
) -> None:
    """Send the boxes of the page."""
    note_own_statements(
        world.database,
        actor,
        patient_id or world.patient_id,
        frozenset(said),
        frozenset(before),
        world.knowledge,
        NOW + timedelta(minutes=minutes),
    )


def read(world: World, actor: Actor, minutes: float = 0, patient_id: str = "") -> OwnStatementsSeen:
    """Open the page."""
    return read_own_statements(
        world.database,
        actor,
        patient_id or world.patient_id,
        world.knowledge,
        NOW + timedelta(minutes=minutes),
    )


def rows(world: World) -> list[tuple[str, bool, object]]:
    """Every tick as it is stored: name, answer, day."""
    with world.acting(world.doctor) as work:
        found = work.staff._session.scalars(select(TickRow).order_by(TickRow.at, TickRow.name))
        return [(row.name, row.answer, row.on_day) for row in found]


def come_in(world: World, presence: Presence) -> None:
    """Let the answer to the first question be another one, whoever may give it."""
    opened = open_consultation(
        world.database, world.doctor, world.patient_id, world.knowledge, NOW
    ).consultation
    with world.acting(world.doctor) as work:
        gate = GateAnswer(presence, NOW)
        work.consultations.save(world.doctor, replace(opened, gate=gate))


def standing(world: World, minutes: float = 0) -> OwnWords:
    """What the page of the conversation says of it."""
    now = NOW + timedelta(minutes=minutes)
    with world.acting(world.doctor) as work:
        patient = work.patients.find(world.doctor, world.patient_id)
        consultation = work.consultations.find_latest(world.doctor, world.patient_id, TODAY, now)
        assert patient is not None
        assert consultation is not None
        return find_own_words(work, world.doctor, consultation, patient, world.knowledge, now)
