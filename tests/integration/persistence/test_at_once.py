"""Many at once, on both engines: nothing is doubled, nothing fails, hiding always works."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TypeVar

import pytest

from gpsupport.actions.consultation import (
    answer_gate,
    close_gates,
    look,
    record_enquiry,
    save_draft,
)
from gpsupport.actions.consultation.gate import close_gate
from gpsupport.actions.errors import GateClosed
from gpsupport.actions.exchange import collect_record, take_in_record
from gpsupport.domain.consultation import ConsultationDraft, GateAnswer
from gpsupport.domain.enquiry import EnquiryOutcome, Presence
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.world import (
    NOW,
    NUMBER,
    OTHER_NUMBER,
    OTHER_SOURCE,
    PATIENT,
    TODAY,
    World,
    reading,
)

_Answer = TypeVar("_Answer")


def at_once(jobs: Iterable[Callable[[], _Answer]]) -> list[_Answer]:
    """Run jobs in threads that start together; the first exception fails the test."""
    waiting = list(jobs)
    start = Barrier(len(waiting))

    def run(job: Callable[[], _Answer]) -> _Answer:
        start.wait()
        return job()

    with ThreadPoolExecutor(len(waiting)) as pool:
        return [one.result() for one in [pool.submit(run, job) for job in waiting]]


def test_one_file_imported_many_times_at_once_is_one_copy(world: World) -> None:
    somebody = reading(replace(PATIENT, id="pat-2", nhs_number=OTHER_NUMBER), "two-")
    jobs = [lambda: take_in_record(world.database, world.system, somebody, NOW)] * 20
    taken = at_once(jobs)
    count = len(somebody.resources)
    assert sorted((one.new, one.known) for one in taken) == [(0, count)] * 19 + [(count, 0)]
    assert len({one.patient_id for one in taken}) == 1
    with world.acting(world.system) as work:
        assert work.practices.size(world.system)[0] == 2
    with world.acting(world.doctor) as work:
        stored = work.pictures.read(world.doctor, taken[0].patient_id)
    assert stored is not None
    assert len(stored.entries) == len(somebody.picture.entries)
    assert len(stored.contacts) == len(somebody.picture.contacts)


def test_one_person_from_two_sources_at_once_is_one_patient(world: World) -> None:
    def came(source: str, name: str) -> Callable[[], str]:
        person = replace(PATIENT, id=name, nhs_number=OTHER_NUMBER)
        record = replace(reading(person, f"{name}-"), source_system=source)
        return lambda: take_in_record(world.database, world.system, record, NOW).patient_id

    jobs = [came(f"{OTHER_SOURCE}/{number}", f"p{number}") for number in range(8)]
    assert len(set(at_once(jobs))) == 1


def test_drafts_saved_at_once_never_fail(world: World) -> None:
    answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)

    def typing(window: int) -> Callable[[], None]:
        def save() -> None:
            for turn in range(30):
                draft = ConsultationDraft(asked=True, words=f"{window}-{turn}")
                save_draft(world.database, world.doctor, world.patient_id, draft, NOW)

        return save

    at_once([typing(window) for window in range(4)])
    seen = look(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    assert seen.draft is not None
    assert seen.draft.words.endswith("-29")


def test_windows_that_save_at_once_make_one_enquiry(world: World) -> None:
    answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)
    told = ConsultationDraft(asked=True, outcome=EnquiryOutcome.NOT_DISCLOSED)
    jobs = [
        lambda: (
            record_enquiry(
                world.database, world.doctor, world.patient_id, told, world.knowledge, NOW
            ).enquiry.id
        )
    ] * 6
    assert len(set(at_once(jobs))) == 1
    assert len(collect_record(world.database, world.system, NUMBER, NOW).enquiries) == 1


def test_hiding_works_while_others_write(world: World) -> None:
    def answering() -> None:
        for _ in range(10):
            answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)

    def hiding() -> None:
        for _ in range(10):
            close_gates(world.database, world.doctor, NOW)

    at_once([answering, answering, hiding, hiding])
    close_gates(world.database, world.doctor, NOW)
    with pytest.raises(GateClosed):
        look(world.database, world.doctor, world.patient_id, world.knowledge, NOW)


def test_hiding_needs_no_version_and_makes_older_ones_stale(world: World) -> None:
    answered = answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)
    close_gates(world.database, world.doctor, NOW)
    with pytest.raises(StaleRow), world.acting(world.doctor) as work:
        work.consultations.save(world.doctor, answered)


def test_one_gate_is_shut_inside_a_larger_transaction(world: World) -> None:
    answered = answer_gate(world.database, world.doctor, world.patient_id, Presence.ALONE, NOW)
    with world.acting(world.doctor) as work:
        shut = close_gate(work, world.doctor, answered)
    with world.acting(world.doctor) as work:
        assert work.consultations.find_latest(world.doctor, world.patient_id, TODAY) == shut
    assert shut.gate is None
    with pytest.raises(ValueError, match="open"), world.acting(world.doctor) as work:
        close_gate(work, world.doctor, shut, GateAnswer(Presence.ALONE, NOW))
