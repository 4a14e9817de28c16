"""What a patient says of their own behaviour stands apart: no record is read for it or shows it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from gpsupport.actions.consultation import look, note_ticks
from gpsupport.actions.consultation.own_statements import OwnStatementsSeen, OwnWords
from gpsupport.actions.enquiry.timeline import read_timeline
from gpsupport.actions.errors import NotFound
from gpsupport.actions.local_help import add_option
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.knowledge.language.conditions import ticks_of
from gpsupport.domain.people import Sex
from gpsupport.knowledge.load import load_knowledge
from tests.integration.actions.guarded import statements
from tests.integration.actions.own_words import ORDER, TEMPER, read, say, speaking, standing
from tests.integration.actions.steps import TOLD, pass_gate, record
from tests.integration.actions.world import NOW, World, option

# Where the rows of a record lie, of this patient or of anybody else.
OF_RECORDS = (
    *("coded_entry", "contact", "appointment", "relative", "received_resource"),
    *("enquiry", "enquiry_standing", "paper", "known_date", "reminder", "prompt_shown"),
)


@pytest.fixture
def world(world: World) -> World:
    """The world with statements of its own."""
    return speaking(world)


def _names(found: OwnStatementsSeen) -> list[str]:
    return [fit.option.name for fit in found.fits if not fit.reasons_against]


def test_help_is_of_the_named_kinds_and_weighed_by_age_and_sex_alone(world: World) -> None:
    kind = OptionKind.TALKING_THERAPIES
    plain = replace(option("plain", kind), sexes=frozenset(), areas=frozenset())
    for one in (
        plain,
        replace(plain, id="o-men", name="men", sexes=frozenset({Sex.MALE})),
        replace(plain, id="o-old", name="old", from_age=65),
        replace(plain, id="o-after", name="once home is safe", accepts_while_ongoing=False),
        replace(plain, id="o-far", name="far away", areas=frozenset({"Elsewhere"})),
        option("advocate"),
        option("hub", OptionKind.FAMILY_HUB),
    ):
        add_option(world.database, world.operator, one, NOW)
    pass_gate(world, world.doctor)
    before = read(world, world.doctor)
    assert {fit.option.kind for fit in before.fits} == {kind}
    assert sorted(_names(before)) == ["far away", "once home is safe", "plain"]
    assert {(one.need.age, one.need.area, one.need.abuse_ongoing) for one in before.fits} == {
        (36, None, None)
    }
    # What this patient told as somebody who was harmed changes nothing of it.
    record(world, world.doctor, TOLD)
    assert read(world, world.doctor).fits == before.fits


def test_no_row_of_anybodys_record_is_read(world: World) -> None:
    """The statements to the database are the proof, whatever the code looks like."""
    pass_gate(world, world.doctor)
    record(world, world.doctor, TOLD)
    with statements(world) as sent:
        say(world, world.doctor, {TEMPER})
        read(world, world.doctor)
        assert standing(world) is OwnWords.SAID
    assert any(_reads(one, "tick") for one in sent)
    assert [one for one in sent for table in OF_RECORDS if _reads(one, table)] == []


def test_the_tables_that_must_not_be_read_are_there(world: World) -> None:
    """The proof above would be empty if a table had another name."""
    with world.acting(world.doctor) as work, statements(world) as sent:
        work.pictures.read(world.doctor, world.patient_id)
    read_there = {table for table in OF_RECORDS if any(_reads(one, table) for one in sent)}
    assert read_there >= {"coded_entry", "contact", "relative", "enquiry", "known_date"}


def _reads(statement: str, table: str) -> bool:
    words = statement.replace(",", " ").split()
    return any(
        word in {"FROM", "JOIN"} and following.strip('"(') == table
        for word, following in pairwise(words)
    )


def test_the_timeline_tells_it_in_the_words_of_the_content_and_nothing_else_does(
    world: World,
) -> None:
    pass_gate(world, world.doctor)
    seen_before = _shown(world)
    say(world, world.doctor, {TEMPER})
    say(world, world.doctor, (), {TEMPER}, minutes=1)
    timeline = read_timeline(
        world.database, world.doctor, world.patient_id, world.knowledge, NOW + timedelta(minutes=2)
    )
    assert [(tick.answer, told) for tick, told in timeline.ticks] == [
        (True, "A temper"),
        (False, "A temper"),
    ]
    assert _shown(world) == seen_before


def _shown(world: World) -> Mapping[str, Any]:
    """What the page of the conversation rests on, but for the line that leads to this page."""
    found = look(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    return {
        "prompts": found.prompts,
        "boxes": found.ticks,
        "help": found.options,
        "standing": found.standing,
    }


def test_the_boxes_of_the_rules_do_not_touch_it(world: World) -> None:
    """They are two forms: neither offers what the other holds."""
    pass_gate(world, world.doctor)
    say(world, world.doctor, {TEMPER})
    found = look(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    assert TEMPER not in {one.asked.tick for one in found.ticks}
    with pytest.raises(NotFound):
        note_ticks(
            world.database,
            world.doctor,
            world.patient_id,
            frozenset({ORDER}),
            frozenset(),
            None,
            world.knowledge,
            NOW,
        )


def test_no_rule_of_the_content_rests_on_what_is_ticked_here() -> None:
    """A rule would count it for months, and on pages where company is allowed."""
    knowledge = load_knowledge()
    assert knowledge.own_statements is not None
    parts = [part for one in knowledge.indicators for part in one.conditions]
    parts += [one.when for one in knowledge.exclusions if one.when is not None]
    parts += [one.event.when for one in knowledge.follow_ups if one.event.when is not None]
    asked = {tick for part in parts for tick in ticks_of(part)}
    assert asked
    assert not asked & {one.id for one in knowledge.own_statements.ticks}
