"""Papers: read as they were written, corrected once, never changed, and nobody else's."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from gpsupport.domain.access import Denied
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.disclosure.contact import KeptContact, SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.people import Actor
from gpsupport.persistence.plain import Unreadable, written
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.world import HOUR, NOW, TODAY, World, another_practice
from tests.integration.persistence.papers import CONTACT, drafted, shared, told
from tests.integration.persistence.test_at_once import at_once
from tests.integration.persistence.test_audit_looks import rule


@pytest.fixture
def consultation(world: World) -> Consultation:
    return consulted(world, world.doctor)


def consulted(world: World, actor: Actor) -> Consultation:
    with world.acting(actor) as work:
        return work.consultations.add(actor, world.patient_id, NOW, TODAY)


def keep(
    world: World, made: Disclosure, supersedes: str | None = None, by: Actor | None = None
) -> Disclosure:
    actor = by or world.doctor
    with world.acting(actor) as work:
        return work.disclosures.add(actor, made, supersedes)


def test_each_is_read_as_it_was_written(world: World, consultation: Consultation) -> None:
    place = (world.patient_id, consultation.id)
    with world.acting(world.doctor) as work:
        disclosure = work.disclosures.add(world.doctor, told(*place), None)
        entry = work.sharing.add(world.doctor, shared(*place))
        recording = work.recordings.add(world.doctor, drafted(*place), None)
        work.safe_contacts.add(world.doctor, *place, CONTACT, NOW)
    assert disclosure == replace(told(*place), id=disclosure.id)
    assert disclosure.id
    with world.acting(world.colleague) as work:
        assert work.disclosures.find_of(world.colleague, consultation.id) == disclosure
        assert work.disclosures.find_latest(world.colleague, world.patient_id) == disclosure
        assert work.disclosures.read_all(world.colleague, world.patient_id) == (disclosure,)
        assert work.sharing.read_all(world.colleague, world.patient_id) == (entry,)
        assert work.recordings.find_of(world.colleague, consultation.id) == recording
        assert work.safe_contacts.find_current(world.colleague, world.patient_id) == CONTACT


def test_where_nothing_was_kept_nothing_is_found(world: World, consultation: Consultation) -> None:
    with world.acting(world.doctor) as work:
        for found in (
            work.disclosures.find_of(world.doctor, consultation.id),
            work.disclosures.find_of(world.doctor, "nowhere"),
            work.disclosures.find_latest(world.doctor, world.patient_id),
            work.recordings.find_of(world.doctor, consultation.id),
            work.safe_contacts.find_current(world.doctor, world.patient_id),
        ):
            assert found is None
        assert work.disclosures.read_all(world.doctor, world.patient_id) == ()
        assert work.sharing.read_all(world.doctor, world.patient_id) == ()


def test_a_correction_takes_the_place_of_what_it_corrects(
    world: World, consultation: Consultation
) -> None:
    second = consulted(world, world.colleague)
    first = keep(world, told(world.patient_id, consultation.id, "one"))
    other = keep(world, told(world.patient_id, second.id, "two"), by=world.colleague)
    corrected = keep(world, replace(first, matters_most="three", at=NOW + HOUR), first.id)
    again = keep(world, replace(corrected, matters_most="four", at=NOW + 2 * HOUR), corrected.id)
    assert len({first.id, other.id, corrected.id, again.id}) == 4
    with world.acting(world.doctor) as work:
        assert work.disclosures.find_of(world.doctor, consultation.id) == again
        assert work.disclosures.read_all(world.doctor, world.patient_id) == (again, other)
        # A correction does not make what was told earlier the latest.
        assert work.disclosures.find_latest(world.doctor, world.patient_id) == other


def test_the_log_keeps_its_order_through_corrections(
    world: World, consultation: Consultation
) -> None:
    place = (world.patient_id, consultation.id)
    with world.acting(world.doctor) as work:
        one, two = (work.sharing.add(world.doctor, shared(*place, what)) for what in ("1", "2"))
        three = work.sharing.add(world.doctor, shared(*place, "3"), one.id)
    with world.acting(world.doctor) as work:
        assert work.sharing.read_all(world.doctor, world.patient_id) == (three, two)


def test_of_two_windows_that_correct_one_paper_the_second_is_told(
    world: World, consultation: Consultation
) -> None:
    first = keep(world, told(world.patient_id, consultation.id))
    keep(world, replace(first, matters_most="mine"), first.id)
    with pytest.raises(StaleRow):
        keep(world, replace(first, matters_most="yours"), first.id)


def test_of_windows_that_write_at_once_one_wins(world: World, consultation: Consultation) -> None:
    place = (world.patient_id, consultation.id)

    def save(words: str, supersedes: str | None = None) -> str:
        try:
            return keep(world, told(*place, words), supersedes).id
        except StaleRow:
            return ""

    first = [one for one in at_once([lambda: save("first")] * 4) if one]
    assert len(first) == 1
    assert len([one for one in at_once([lambda: save("next", first[0])] * 4) if one]) == 1
    with world.acting(world.doctor) as work:
        assert len(work.disclosures.read_all(world.doctor, world.patient_id)) == 1


def test_a_consultation_has_one_disclosure_and_one_recording_but_many_entries(
    world: World, consultation: Consultation
) -> None:
    place = (world.patient_id, consultation.id)
    keep(world, told(*place))
    with pytest.raises(StaleRow):
        keep(world, told(*place))
    with world.acting(world.doctor) as work:
        work.recordings.add(world.doctor, drafted(*place), None)
    with pytest.raises(StaleRow), world.acting(world.doctor) as work:
        work.recordings.add(world.doctor, drafted(*place), None)
    with world.acting(world.doctor) as work:
        kept = None
        for _ in range(2):
            work.sharing.add(world.doctor, shared(*place))
            kept = work.safe_contacts.add(world.doctor, *place, CONTACT, NOW, kept)


def test_a_paper_corrects_nothing_but_its_own_kind_of_its_own_patient(
    world: World, consultation: Consultation
) -> None:
    place = (world.patient_id, consultation.id)
    disclosure = keep(world, told(*place))
    with pytest.raises(Denied), world.acting(world.doctor) as work:
        work.sharing.add(world.doctor, shared(*place), disclosure.id)
    with pytest.raises(Denied), world.acting(world.doctor) as work:
        work.sharing.add(world.doctor, shared(*place), "nowhere")
    with pytest.raises(Denied), world.acting(world.doctor) as work:
        work.sharing.add(world.doctor, shared("somebody-else", consultation.id))


def test_what_the_patient_said_last_is_how_to_get_in_touch(
    world: World, consultation: Consultation
) -> None:
    place = (world.patient_id, consultation.id)
    # Kept at one instant: the order in which they were kept decides.
    ways = [SafeContact(SafeWay.OWN_PHONE, detail=str(number)) for number in range(5)]
    kept = None
    said = (CONTACT, *ways, SafeContact(SafeWay.NONE))
    for number, contact in enumerate(said, 1):
        with world.acting(world.doctor) as work:
            kept = work.safe_contacts.add(world.doctor, *place, contact, NOW, kept)
            assert work.safe_contacts.find_current(world.doctor, world.patient_id) == contact
            found = work.safe_contacts.read_all(world.doctor, world.patient_id)
        assert [one.contact for one in found] == list(said[:number])
        assert found[-1] == KeptContact(kept, contact, NOW, "Dr Amin Rahman")


def test_a_safe_way_takes_the_place_of_the_one_that_counts_and_of_no_other(
    world: World, consultation: Consultation
) -> None:
    place = (world.patient_id, consultation.id)
    other = consulted(world, world.colleague)

    def add(actor: Actor, supersedes: str | None) -> str | None:
        at = (world.patient_id, consultation.id if actor is world.doctor else other.id)
        try:
            with world.acting(actor) as work:
                return work.safe_contacts.add(actor, *at, CONTACT, NOW, supersedes)
        except StaleRow:
            return None

    # Each in a consultation of their own, as two clinicians have them.
    both = [world.doctor, world.colleague]
    first = [one for one in at_once([partial(add, one, None) for one in both * 2]) if one]
    assert len(first) == 1
    assert add(world.doctor, None) is None
    later = [one for one in at_once([partial(add, one, first[0]) for one in both * 2]) if one]
    assert len(later) == 1
    assert add(world.doctor, first[0]) is None
    with pytest.raises(Denied), world.acting(world.doctor) as work:
        work.safe_contacts.add(world.doctor, *place, CONTACT, NOW, "nowhere")
    with world.acting(world.doctor) as work:
        found = work.safe_contacts.read_all(world.doctor, world.patient_id)
    assert [one.id for one in found] == [*first, *later]


def test_nobody_else_sees_them_or_writes_any(world: World, consultation: Consultation) -> None:
    place = (world.patient_id, consultation.id)
    made = keep(world, told(*place))
    with world.acting(world.doctor) as work:
        work.sharing.add(world.doctor, shared(*place))
        work.recordings.add(world.doctor, drafted(*place), None)
        work.safe_contacts.add(world.doctor, *place, CONTACT, NOW)
    rule(world, "denied", world.colleague)
    for other in (world.colleague, another_practice(world)):
        with world.acting(other) as work:
            assert work.disclosures.find_of(other, consultation.id) is None
            assert work.disclosures.find_latest(other, world.patient_id) is None
            assert work.disclosures.read_all(other, world.patient_id) == ()
            assert work.sharing.read_all(other, world.patient_id) == ()
            assert work.recordings.find_of(other, consultation.id) is None
            assert work.safe_contacts.find_current(other, world.patient_id) is None
            assert work.safe_contacts.read_all(other, world.patient_id) == ()
        with pytest.raises(Denied), world.acting(other) as work:
            work.disclosures.add(other, made, made.id)
        with pytest.raises(Denied), world.acting(other) as work:
            work.sharing.add(other, shared(*place))
        with pytest.raises(Denied), world.acting(other) as work:
            work.safe_contacts.add(other, *place, CONTACT, NOW)
    with pytest.raises(Denied), world.acting(world.receptionist) as work:
        work.disclosures.read_all(world.receptionist, world.patient_id)


def refused(world: World, statement: str, **values: object) -> None:
    """Have it refused to the server itself: on PostgreSQL to the role in which it acts."""
    expected = r"never changed|permission denied"
    with pytest.raises(DatabaseError, match=expected), world.acting(world.doctor) as work:
        work.disclosures._session.execute(text(statement), values)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM paper",
        "UPDATE paper SET supersedes = NULL",
        "UPDATE paper SET patient_id = patient_id",
        "UPDATE paper SET kind = 'sharing', body_sealed = body_sealed",
        "DELETE FROM known_date",
        "UPDATE known_date SET day = NULL",
    ],
)
def test_the_database_changes_nothing_that_was_written(
    world: World, consultation: Consultation, statement: str
) -> None:
    keep(world, told(world.patient_id, consultation.id))
    engine = create_engine(world.settings.database_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO known_date (practice_id, id, patient_id, consultation_id,"
                " clinician_id, seq, kind, said_on, at) SELECT practice_id, 'd', patient_id, id,"
                " clinician_id, 1, 'birth', '2026-01-01', '2026-01-01' FROM consultation"
            )
        )
    engine.dispose()
    refused(world, statement)


def sealed(world: World, plain: bytes, row_id: str) -> bytes:
    with world.acting(world.doctor) as work:
        sealer = work.disclosures._sealer
    return sealer.seal(plain, "paper", "body_sealed", row_id, world.practice.id)


def test_a_paper_is_not_rewritten_with_the_same_key(
    world: World, consultation: Consultation
) -> None:
    made = keep(world, told(world.patient_id, consultation.id))
    blob = sealed(world, written(replace(made, matters_most="something else")), made.id)
    refused(world, "UPDATE paper SET body_sealed = :blob", blob=blob)


def test_what_a_later_version_wrote_is_refused_aloud(
    world: World, consultation: Consultation
) -> None:
    made = keep(world, told(world.patient_id, consultation.id))
    blob = sealed(world, written(made).replace(b'"not-asked"', b'"maybe"'), made.id)
    engine = create_engine(world.settings.database_url)
    with engine.begin() as connection:
        on = " ON paper" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER paper_no_rewriting{on}"))
        connection.execute(text("UPDATE paper SET body_sealed = :blob"), {"blob": blob})
    engine.dispose()
    with (
        pytest.raises(Unreadable, match=r"Disclosure\.safety\.answer"),
        world.acting(world.doctor) as work,
    ):
        work.disclosures.find_of(world.doctor, consultation.id)


def test_a_paper_found_later_is_still_the_same(world: World, consultation: Consultation) -> None:
    made = keep(world, replace(told(world.patient_id, consultation.id), at=NOW - timedelta(days=9)))
    with world.acting(world.doctor) as work:
        found = work.disclosures.find_of(world.doctor, consultation.id)
    assert found is not None
    assert found.at == made.at


def test_what_was_replaced_can_be_read_with_who_replaced_it_and_when(
    world: World, consultation: Consultation
) -> None:
    second = consulted(world, world.colleague)
    first = keep(world, told(world.patient_id, consultation.id, "one"))
    keep(world, told(world.patient_id, second.id, "two"), by=world.colleague)
    with world.acting(world.colleague) as work:
        assert work.disclosures.read_replaced(world.colleague, world.patient_id) == ()
        work.sharing.add(
            world.colleague,
            shared(world.patient_id, second.id),
            work.sharing.add(world.colleague, shared(world.patient_id, second.id)).id,
        )
    later = replace(first, matters_most="three", at=NOW + HOUR, by="Dr Bola Ade")
    corrected = keep(world, later, first.id)
    keep(world, replace(corrected, matters_most="four", at=NOW + 2 * HOUR), corrected.id)
    with world.acting(world.doctor) as work:
        found = work.disclosures.read_replaced(world.doctor, world.patient_id)
    assert [(one.disclosure, one.replaced_at, one.replaced_by) for one in found] == [
        (first, NOW + HOUR, "Dr Bola Ade"),
        (corrected, NOW + 2 * HOUR, "Dr Bola Ade"),
    ]
    rule(world, "denied", world.colleague)
    for other in (world.colleague, another_practice(world)):
        with world.acting(other) as work:
            assert work.disclosures.read_replaced(other, world.patient_id) == ()
