"""Asking for a restricted record, and that forbidden is unknown: on both engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from gpsupport.actions.appointments import list_appointments
from gpsupport.actions.consultation import (
    answer_gate,
    look,
    note_not_alone,
    open_consultation,
    record_enquiry,
    save_draft,
)
from gpsupport.actions.enquiry.timeline import read_timeline
from gpsupport.actions.errors import Incomplete, NotFound
from gpsupport.actions.patients import find_patients
from gpsupport.actions.record_access import NewReasonWanted, ask_for_record
from gpsupport.actions.recording import RecordingForm, finish_consultation, recording_advice
from gpsupport.domain.access import Denied, Purpose
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.enquiry import Presence
from gpsupport.domain.people import Actor, NhsNumber, PatientSearch, Role
from gpsupport.domain.record_access import OPEN_FOR, Change
from gpsupport.persistence.rows import OpeningRow, ReviewItemRow
from tests.integration.actions.guarded import (
    BORN,
    REQUEST,
    Guarded,
    add_staff,
    another_patient,
    disable,
    guarded,
    statements,
)
from tests.integration.actions.steps import SAID_NO, opened
from tests.integration.actions.world import NOW, OTHER_NUMBER, World, another_practice

UNKNOWN = "00000000-0000-4000-8000-00000000dead"
WRONG = NhsNumber("9434765838")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene(world: World) -> Guarded:
    """A record for which Dr Rahman alone is named."""
    made = guarded(world)
    made.change(Change.NAME, world.doctor)
    return made


# ---------------------------------------------------------------- break-glass


def test_an_opening_lets_one_person_in_for_fifteen_minutes_and_tells_one_lead(
    scene: Guarded,
) -> None:
    world = scene.world
    with pytest.raises(NotFound):
        opened(world, world.colleague)
    assert scene.ask(world.colleague) == scene.patient_id
    assert opened(world, world.colleague).patient.id == scene.patient_id
    (opening,) = scene.rows(OpeningRow)
    (item,) = scene.rows(ReviewItemRow)
    assert (opening.at, opening.until) == (NOW, NOW + 15 * MINUTE)
    assert (item.opening_id, item.told_id, item.staff_id) == (
        opening.id,
        scene.lead.clinician_id,
        world.colleague.clinician_id,
    )
    assert b"locked room" not in item.words_sealed + opening.reason_sealed
    assert opened(world, world.colleague, NOW + 15 * MINUTE - timedelta(seconds=1))
    with pytest.raises(NotFound):
        opened(world, world.colleague, NOW + 15 * MINUTE)
    with pytest.raises(NotFound):
        opened(world, scene.nurse)


def test_an_opening_is_audited_as_break_glass_and_nothing_else(scene: Guarded) -> None:
    before = len(scene.audit())
    scene.ask(scene.world.colleague)
    assert scene.audit()[before:] == [
        (
            scene.world.colleague.clinician_id,
            "break-glass",
            scene.patient_id,
            "allow",
            "emergency",
        )
    ]


def test_an_opening_opens_no_second_patient(scene: Guarded) -> None:
    world = scene.world
    other = another_patient(world, OTHER_NUMBER.value)
    _restrict(scene, other)
    scene.ask(world.colleague)
    with pytest.raises(NotFound):
        open_consultation(world.database, world.colleague, other, world.knowledge, NOW)
    assert opened(world, world.colleague)


def test_asking_again_while_it_is_open_prolongs_nothing(scene: Guarded) -> None:
    late = NOW + 10 * MINUTE
    scene.ask(scene.world.colleague)
    assert scene.ask(scene.world.colleague, late) == scene.patient_id
    assert len(scene.rows(OpeningRow)) == len(scene.rows(ReviewItemRow)) == 1
    with pytest.raises(NotFound):
        opened(scene.world, scene.world.colleague, NOW + OPEN_FOR)


def test_a_second_opening_needs_a_reason_of_its_own(scene: Guarded) -> None:
    later = NOW + OPEN_FOR
    scene.ask(scene.world.colleague)
    with pytest.raises(NewReasonWanted):
        scene.ask(scene.world.colleague, later, reason="  she RANG from a locked room. ")
    assert len(scene.rows(OpeningRow)) == 1
    assert scene.ask(scene.world.colleague, later, reason="She has come in by herself")
    # What one person said does not bind another.
    assert scene.ask(scene.nurse, later)
    assert len(scene.rows(OpeningRow)) == len(scene.rows(ReviewItemRow)) == 3


def test_two_requests_at_once_make_one_opening(scene: Guarded) -> None:
    start = Barrier(4)

    def ask(_number: int) -> str | None:
        start.wait(20)
        return scene.ask(scene.world.colleague)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(ask, range(4))) == {scene.patient_id}
    assert len(scene.rows(OpeningRow)) == len(scene.rows(ReviewItemRow)) == 1


def test_a_full_name_with_the_birth_date_is_enough(scene: Guarded) -> None:
    named = {"nhs_number": None, "family": "o'brien müller", "given": "ZOE"}
    assert scene.ask(scene.world.colleague, **named) == scene.patient_id


def test_a_record_that_is_seen_anyway_needs_no_opening(scene: Guarded) -> None:
    plain = another_patient(scene.world, OTHER_NUMBER.value)
    assert scene.ask(scene.world.colleague, nhs_number=OTHER_NUMBER) == plain
    assert scene.ask(scene.world.doctor) == scene.patient_id
    assert scene.rows(OpeningRow) == scene.rows(ReviewItemRow) == []


def test_a_denial_beats_an_opening_that_was_granted_before(scene: Guarded) -> None:
    scene.ask(scene.world.colleague)
    scene.change(Change.DENY, scene.world.colleague)
    with pytest.raises(NotFound):
        opened(scene.world, scene.world.colleague, NOW + MINUTE)
    assert scene.ask(scene.world.colleague, NOW + MINUTE) is None
    scene.change(Change.LIFT, scene.world.colleague)
    assert opened(scene.world, scene.world.colleague, NOW + MINUTE)


def test_only_those_who_consult_may_ask(scene: Guarded) -> None:
    with pytest.raises(Denied):
        scene.ask(scene.world.receptionist)
    with pytest.raises(Incomplete) as missing:
        scene.ask(scene.world.colleague, reason="help", born=None)
    assert missing.value.fields == ("born", "reason")


# ---------------------------------------------------------------- nothing was opened


def _unknown_number(scene: Guarded) -> tuple[Actor, dict[str, object]]:
    return scene.world.colleague, {"nhs_number": WRONG}


def _wrong_birth_date(scene: Guarded) -> tuple[Actor, dict[str, object]]:
    return scene.world.colleague, {"born": BORN + timedelta(days=1)}


def _wrong_name(scene: Guarded) -> tuple[Actor, dict[str, object]]:
    return scene.world.colleague, {"family": "O'Brien", "given": "Zoë"}


def _denied(scene: Guarded) -> tuple[Actor, dict[str, object]]:
    scene.change(Change.DENY, scene.world.colleague)
    return scene.world.colleague, {}


def _no_lead(scene: Guarded) -> tuple[Actor, dict[str, object]]:
    scene.change(Change.DENY, scene.second_lead)
    disable(scene.world, scene.lead)
    return scene.world.colleague, {}


def _only_lead(scene: Guarded) -> tuple[Actor, dict[str, object]]:
    disable(scene.world, scene.second_lead)
    return scene.lead, {}


def _several(scene: Guarded) -> tuple[Actor, dict[str, object]]:
    for number in (OTHER_NUMBER.value, None):
        another_patient(scene.world, number)
    return scene.world.colleague, {"nhs_number": None, "family": "Else", "given": "Ann"}


Preparing = Callable[[Guarded], tuple[Actor, dict[str, object]]]
IN_VAIN: list[tuple[Preparing, str, bool]] = [
    (_unknown_number, "unknown", False),
    (_wrong_birth_date, "unknown", False),
    (_wrong_name, "unknown", False),
    (_denied, "denied", True),
    (_no_lead, "not-named", True),
    (_only_lead, "not-named", True),
    (_several, "unknown", False),
]


@pytest.mark.parametrize(("prepare", "because", "is_one"), IN_VAIN)
def test_a_request_in_vain_opens_nothing_and_leaves_the_truth_to_the_audit(
    scene: Guarded, prepare: Preparing, because: str, is_one: bool
) -> None:
    who, changed = prepare(scene)
    before = len(scene.audit())
    assert scene.ask(who, **changed) is None
    meant = scene.patient_id if is_one else ""
    assert scene.audit()[before:] == [(who.clinician_id, "ask-for-record", meant, "deny", because)]
    assert scene.rows(OpeningRow) == []
    (item,) = scene.rows(ReviewItemRow)
    assert item.kind == "not-opened"
    assert (item.patient_id or "") == meant
    assert item.told_id != who.clinician_id


def test_every_request_in_vain_costs_the_same_statements(scene: Guarded) -> None:
    """A stand-in for time: how often the database is asked does not say why nothing opened."""
    told = []
    for prepare in (_unknown_number, _wrong_birth_date, _several, _denied, _no_lead):
        who, changed = prepare(scene)
        with statements(scene.world) as sent:
            assert scene.ask(who, **changed) is None
        told.append([one.split("\nWHERE ")[0] for one in sent])
    assert told[0]
    assert told == [told[0]] * len(told)


def test_a_patient_of_the_same_name_who_is_denied_does_not_stand_in_the_way(
    scene: Guarded,
) -> None:
    first = another_patient(scene.world, OTHER_NUMBER.value)
    second = another_patient(scene.world, None)
    _restrict(scene, first)
    _restrict(scene, second)
    _deny(scene, second, scene.world.colleague)
    named = {"nhs_number": None, "family": "Else", "given": "Ann"}
    assert scene.ask(scene.world.colleague, **named) == first


def test_nobody_of_another_practice_finds_anything(scene: Guarded) -> None:
    stranger = another_practice(scene.world)
    assert ask_for_record(scene.world.database, stranger, REQUEST, NOW) is None
    assert scene.rows(OpeningRow) == []


# ---------------------------------------------------------------- forbidden is unknown

DRAFT = ConsultationDraft(asked=True, words="typed")
DOINGS: dict[str, Callable[[World, Actor, str], object]] = {
    "open": lambda w, a, p: open_consultation(w.database, a, p, w.knowledge, NOW),
    "gate": lambda w, a, p: answer_gate(w.database, a, p, Presence.ALONE, NOW),
    "look": lambda w, a, p: look(w.database, a, p, w.knowledge, NOW),
    "draft": lambda w, a, p: save_draft(w.database, a, p, DRAFT, NOW),
    "record": lambda w, a, p: record_enquiry(w.database, a, p, SAID_NO, w.knowledge, NOW),
    "note": lambda w, a, p: note_not_alone(w.database, a, p, w.knowledge, NOW),
    "advice": lambda w, a, p: recording_advice(w.database, a, p, w.knowledge, NOW),
    "finish": lambda w, a, p: finish_consultation(
        w.database, a, p, RecordingForm(), w.knowledge, NOW
    ),
    "timeline": lambda w, a, p: read_timeline(w.database, a, p, w.knowledge, NOW),
}


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("denied", [False, True])
def test_forbidden_is_refused_like_unknown_with_as_many_statements(
    scene: Guarded, doing: str, denied: bool
) -> None:
    world, act = scene.world, DOINGS[doing]
    if denied:
        scene.change(Change.DENY, world.colleague)
    told = []
    for patient_id in (scene.patient_id, UNKNOWN):
        with statements(world) as sent, pytest.raises(NotFound) as refused:
            act(world, world.colleague, patient_id)
        told.append((sent, str(refused.value), type(refused.value)))
    assert told[0] == told[1]


def test_a_restricted_patient_leaves_no_gap_in_a_search_or_on_the_days_list(
    scene: Guarded,
) -> None:
    world = scene.world
    another_patient(world, OTHER_NUMBER.value)
    for search in (
        PatientSearch(family="o"),
        PatientSearch(born=BORN),
        PatientSearch(nhs_number=REQUEST.nhs_number),
    ):
        seen = {
            who.clinician_id: [one.id for one in find_patients(world.database, who, search, NOW)]
            for who in (world.doctor, world.colleague, scene.lead)
        }
        hidden = [one for one in seen[world.doctor.clinician_id] if one != scene.patient_id]
        assert scene.patient_id in seen[world.doctor.clinician_id]
        assert seen[world.colleague.clinician_id] == hidden
        assert seen[scene.lead.clinician_id] == hidden
    listed = list_appointments(world.database, world.receptionist, NOW, world.knowledge)
    assert scene.patient_id not in {one.patient_id for one in listed}
    assert listed


def _restrict(scene: Guarded, patient_id: str) -> None:
    guarding(scene, patient_id).change(Change.NAME, scene.world.doctor)


def _deny(scene: Guarded, patient_id: str, whom: Actor) -> None:
    guarding(scene, patient_id).change(Change.DENY, whom)


def guarding(scene: Guarded, patient_id: str) -> Guarded:
    """The same scene about another patient."""
    return replace(scene, world=replace(scene.world, patient_id=patient_id))


def test_the_purpose_changes_nothing(scene: Guarded) -> None:
    assert scene.ask(scene.world.colleague, purpose=Purpose.SAFEGUARDING) == scene.patient_id
    assert opened(scene.world, scene.world.colleague)


def test_a_lead_asks_like_anybody_else_and_another_is_told(scene: Guarded) -> None:
    assert scene.ask(scene.lead) == scene.patient_id
    assert scene.to_review(scene.lead) == []
    assert scene.to_review(scene.second_lead) == [("opened", scene.patient_id)]
    third = add_staff(scene.world, "Dr Una Fox", Role.SAFEGUARDING_LEAD, number=7)
    assert scene.to_review(third) == []
