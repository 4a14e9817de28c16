"""Links: the same from either side, but for one that stands on one side alone."""

from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from gpsupport.domain.access import Denied
from gpsupport.domain.family.links import FamilyLink, LinkEnd, LinkKind
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import Row
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.guarded import another_patient
from tests.integration.actions.world import HOUR, NOW, OTHER_NUMBER, World, another_practice
from tests.integration.persistence.onward import link
from tests.integration.persistence.test_at_once import at_once
from tests.integration.persistence.test_audit_looks import rule

_TURNED = {
    LinkKind.CHILD: LinkKind.PARENT,
    LinkKind.PARENT: LinkKind.CHILD,
    LinkKind.PARTNER: LinkKind.PARTNER,
    LinkKind.FORMER_PARTNER: LinkKind.FORMER_PARTNER,
    LinkKind.CARED_FOR: LinkKind.CARER,
    LinkKind.CARER: LinkKind.CARED_FOR,
    LinkKind.SAME_HOUSEHOLD: LinkKind.SAME_HOUSEHOLD,
    LinkKind.OTHER: LinkKind.OTHER,
}


@pytest.fixture
def other(world: World) -> str:
    """Another patient of the practice."""
    return another_patient(world, OTHER_NUMBER.value, "Grashuepfer", "Kit")


def add(world: World, made: FamilyLink, by: Actor | None = None) -> FamilyLink:
    actor = by or world.doctor
    with world.acting(actor) as work:
        return work.links.add(actor, made)


def read(world: World, patient_id: str, by: Actor | None = None) -> tuple[FamilyLink, ...]:
    actor = by or world.doctor
    with world.acting(actor) as work:
        return work.links.read_all(actor, patient_id)


@pytest.mark.parametrize("kind", [kind for kind in LinkKind if not kind.one_way])
def test_a_link_is_seen_from_both_sides(world: World, other: str, kind: LinkKind) -> None:
    made = add(world, link(world.patient_id, other, kind))
    assert made == link(world.patient_id, other, kind, id=made.id)
    assert read(world, world.patient_id) == (made,)
    # What was written beside it belongs to the record that it was made on.
    assert read(world, other) == (
        replace(
            made,
            patient_id=other,
            other_id=world.patient_id,
            kind=_TURNED[kind],
            note="",
            proposed_from="",
        ),
    )


def everything(world: World) -> dict[str, list[str]]:
    """Every row that names a patient in the clear, read below everything."""
    engine = create_engine(world.settings.database_url)
    with engine.connect() as connection:
        found = {
            table.name: [str(row) for row in connection.execute(table.select())]
            for table in Row.metadata.sorted_tables
        }
    engine.dispose()
    return found


def naming(world: World, patient_id: str) -> dict[str, int]:
    return {
        table: count
        for table, rows in everything(world).items()
        if (count := sum(patient_id in row for row in rows))
    }


def test_of_one_that_is_feared_nothing_stands_on_the_other_side(world: World, other: str) -> None:
    """Nothing that they could see, and nothing that a stolen database would say of them."""
    before = naming(world, other)
    made = add(world, link(world.patient_id, other, LinkKind.FEARED))
    assert read(world, world.patient_id) == (made,)
    with world.acting(world.doctor) as work:
        names = work.links.name_feared(world.doctor, world.patient_id)
    with world.acting(world.doctor) as work:
        work.links.end(
            world.doctor, made.id, made.version, LinkEnd.MISTAKE, by="Dr Bola Ade", at=NOW
        )
    with world.acting(world.doctor) as work:
        work.links.refuse(world.doctor, world.patient_id, "RelatedPerson/r2", other, by="x", at=NOW)
    after = naming(world, other)
    # Neither the links nor the audit; that somebody else is not them tells nothing of them.
    assert after == {**before, "link_refusal": 1}
    assert {one: (name.family, name.given) for one, name in names.items()} == {
        other: ("Grashuepfer", "Kit")
    }
    assert read(world, other) == ()
    with world.acting(world.doctor) as work:
        assert work.links.name_feared(world.doctor, other) == {}
        assert work.links.decided(world.doctor, other) == ()
    # The search can find something: an ordinary link does stand there.
    add(world, link(world.patient_id, other, LinkKind.PARTNER))
    assert naming(world, other)["family_link"] == 1
    assert naming(world, other)["audit"] > before["audit"]


def test_two_are_linked_in_one_way_once_from_whichever_side(world: World, other: str) -> None:
    made = add(world, link(world.patient_id, other, LinkKind.CHILD))
    add(world, link(world.patient_id, other, LinkKind.SAME_HOUSEHOLD))
    add(world, link(world.patient_id, other, LinkKind.FEARED))
    for again in (
        link(world.patient_id, other, LinkKind.CHILD),
        link(other, world.patient_id, LinkKind.PARENT),
        link(other, world.patient_id, LinkKind.SAME_HOUSEHOLD),
        link(world.patient_id, other, LinkKind.FEARED),
    ):
        with pytest.raises(StaleRow):
            add(world, again)
    # Of what stands on one side alone the other side hears nothing, not even by being refused.
    add(world, link(other, world.patient_id, LinkKind.FEARED))
    with world.acting(world.doctor) as work:
        work.links.end(world.doctor, made.id, 1, LinkEnd.MISTAKE, by="x", at=NOW)
    add(world, link(other, world.patient_id, LinkKind.PARENT))


def test_of_those_who_link_at_once_one_wins(world: World, other: str) -> None:
    def save() -> str:
        try:
            return add(world, link(world.patient_id, other, LinkKind.CHILD)).id
        except StaleRow:
            return ""

    assert len([one for one in at_once([save] * 4) if one]) == 1
    assert len(read(world, other)) == 1


@pytest.mark.parametrize("kind", LinkKind)
def test_what_is_ended_stays_to_be_read_and_ends_once(
    world: World, other: str, kind: LinkKind
) -> None:
    made = add(world, link(world.patient_id, other, kind))
    with world.acting(world.colleague) as work:
        ended = work.links.end(
            world.colleague, made.id, 1, LinkEnd.SEPARATED, by="Dr Bola Ade", at=NOW + HOUR
        )
    assert ended == replace(
        made, ended_at=NOW + HOUR, ended_by="Dr Bola Ade", end=LinkEnd.SEPARATED, version=2
    )
    assert read(world, world.patient_id) == (ended,)
    assert not ended.open
    for version in (1, 2):
        with pytest.raises(StaleRow), world.acting(world.doctor) as work:
            work.links.end(world.doctor, made.id, version, LinkEnd.OTHER, by="x", at=NOW)
    for unknown in ("nowhere", "a\0"):
        with pytest.raises(Denied), world.acting(world.doctor) as work:
            work.links.end(world.doctor, unknown, 1, LinkEnd.OTHER, by="x", at=NOW)


@pytest.mark.parametrize("kind", [LinkKind.PARTNER, LinkKind.FEARED])
def test_whoever_may_not_see_the_other_sees_no_name(
    world: World, other: str, kind: LinkKind
) -> None:
    made = add(world, link(other, world.patient_id, kind))
    rule(world, "denied", world.colleague)
    assert read(world, other, world.colleague) == (replace(made, other_id=""),)
    assert read(world, other) == (made,)
    assert read(world, world.patient_id, world.colleague) == ()
    with world.acting(world.colleague) as work:
        assert work.links.name_feared(world.colleague, other) == {}
    with pytest.raises(Denied):
        add(world, link(other, world.patient_id, LinkKind.OTHER), world.colleague)
    with pytest.raises(Denied):
        add(world, link(world.patient_id, other, LinkKind.OTHER), world.colleague)
    with pytest.raises(Denied), world.acting(world.colleague) as work:
        work.links.refuse(
            world.colleague, other, "RelatedPerson/1", world.patient_id, by="x", at=NOW
        )


def test_an_ordinary_link_is_ended_by_whoever_may_see_both(world: World, other: str) -> None:
    made = add(world, link(other, world.patient_id, LinkKind.PARTNER))
    feared = add(world, link(other, world.patient_id, LinkKind.FEARED))
    rule(world, "denied", world.colleague)
    with pytest.raises(Denied), world.acting(world.colleague) as work:
        work.links.end(world.colleague, made.id, 1, LinkEnd.OTHER, by="x", at=NOW)
    with world.acting(world.colleague) as work:
        work.links.end(world.colleague, feared.id, 1, LinkEnd.OTHER, by="x", at=NOW)


def test_another_practice_sees_nothing_and_links_nobody(world: World, other: str) -> None:
    made = add(world, link(world.patient_id, other, LinkKind.PARTNER))
    stranger = another_practice(world)
    assert read(world, world.patient_id, stranger) == ()
    with world.acting(stranger) as work:
        assert work.links.decided(stranger, world.patient_id) == ()
    for kind in (LinkKind.PARTNER, LinkKind.FEARED):
        with pytest.raises((Denied, DatabaseError)):
            add(world, link(world.patient_id, other, kind), stranger)
    with pytest.raises(Denied), world.acting(stranger) as work:
        work.links.end(stranger, made.id, 1, LinkEnd.OTHER, by="x", at=NOW)


@pytest.mark.parametrize("kind", [LinkKind.PARTNER, LinkKind.FEARED])
def test_nobody_is_linked_to_themselves_or_to_somebody_unknown(
    world: World, kind: LinkKind
) -> None:
    with pytest.raises(ValueError, match="themselves"):
        add(world, link(world.patient_id, world.patient_id, kind))
    for unknown in ("nowhere", "a\0"):
        with pytest.raises(Denied):
            add(world, link(world.patient_id, unknown, kind))


def test_what_was_decided_is_remembered_linked_ended_or_refused(world: World, other: str) -> None:
    made = add(world, link(world.patient_id, other, LinkKind.CHILD))
    add(world, link(world.patient_id, other, LinkKind.OTHER, proposed_from=""))
    with world.acting(world.doctor) as work:
        for _ in range(2):
            work.links.refuse(
                world.doctor, world.patient_id, "RelatedPerson/r2", other, by="Dr Rahman", at=NOW
            )
        work.links.end(world.doctor, made.id, 1, LinkEnd.MISTAKE, by="x", at=NOW)
    with world.acting(world.colleague) as work:
        assert work.links.decided(world.colleague, world.patient_id) == (
            ("RelatedPerson/r1", other),
            ("RelatedPerson/r2", other),
        )
        assert work.links.decided(world.colleague, other) == ()
    rule(world, "denied", world.colleague)
    with world.acting(world.colleague) as work:
        assert work.links.decided(world.colleague, world.patient_id) == ()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM link_refusal",
        "UPDATE link_refusal SET other_id = patient_id",
        "UPDATE link_refusal SET words_sealed = NULL",
    ],
)
def test_the_database_changes_no_refusal(world: World, other: str, statement: str) -> None:
    with world.acting(world.doctor) as work:
        work.links.refuse(
            world.doctor, world.patient_id, "RelatedPerson/r2", other, by="Dr Rahman", at=NOW
        )
    with (
        pytest.raises(DatabaseError, match=r"never changed|permission denied"),
        world.acting(world.doctor) as work,
    ):
        work.links._session.execute(text(statement))
