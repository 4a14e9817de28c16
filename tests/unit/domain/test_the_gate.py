"""The decision table of the first question: complete, and nothing opens by accident."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gpsupport.domain.consultation import GATE_HOLDS, GateAnswer
from gpsupport.domain.enquiry import CLOSER, Mode, NotAskedReason, Presence, offered_presences
from gpsupport.domain.enquiry.not_safe import Plan, plans_for, reason_for
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web import words
from gpsupport.web.consultation.gate_forms import texts_of

IN_PERSON = "alone professional-interpreter {} someone-else not-sure patient-absent"
ON_THE_LINE = (
    "remote-free-to-talk professional-interpreter {} not-free-to-talk somebody-else-answered "
    "not-sure patient-absent"
)
READING = "patient-absent someone-else not-sure"
OFFERED = {
    Mode.FACE_TO_FACE: IN_PERSON,
    Mode.HOME_VISIT: IN_PERSON,
    Mode.TELEPHONE: ON_THE_LINE,
    Mode.VIDEO: ON_THE_LINE,
    Mode.ONLINE: READING,
}
# Whether the page opens, whether asking is safe, whether sexual matters may show, what the ledger
# keeps as the reason, and what is planned in the room and on the line.
ALONE = (Plan.SEE_ALONE,)
LATER = (Plan.ANOTHER_TIME, Plan.SEE_ALONE)
BOOKED, BOOKED_LATER = (Plan.BOOK_INTERPRETER, *ALONE), (Plan.BOOK_INTERPRETER, *LATER)
NOT_ALONE, NOT_PRIVATE = NotAskedReason.NOT_ALONE, NotAskedReason.NOT_PRIVATE
NO_INTERPRETER = NotAskedReason.INTERPRETER_MISSING
FOLLOWS = {
    Presence.ALONE: (True, True, True, None, (), ()),
    Presence.PROFESSIONAL_INTERPRETER: (True, True, False, None, (), ()),
    Presence.REMOTE_FREE_TO_TALK: (True, True, False, None, (), ()),
    Presence.SAFE_ADULT: (True, True, False, None, (), ()),
    Presence.PATIENT_ABSENT: (True, False, True, None, (), ()),
    Presence.SOMEONE_ELSE: (False, False, False, NOT_ALONE, ALONE, LATER),
    Presence.NOT_SURE: (False, False, False, NOT_ALONE, ALONE, LATER),
    Presence.CHILD_PRESENT: (False, False, False, NOT_ALONE, ALONE, LATER),
    Presence.NOT_FREE_TO_TALK: (False, False, False, NOT_PRIVATE, ALONE, LATER),
    Presence.SOMEBODY_ELSE_ANSWERED: (False, False, False, NOT_PRIVATE, ALONE, LATER),
    Presence.OVERHEARD: (False, False, False, NOT_PRIVATE, ALONE, LATER),
    Presence.INFORMAL_INTERPRETER: (False, False, False, NO_INTERPRETER, BOOKED, BOOKED_LATER),
    Presence.INTERPRETER_MISSING: (False, False, False, NO_INTERPRETER, BOOKED, BOOKED_LATER),
}


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("child", [False, True])
def test_what_is_offered(mode: Mode, child: bool) -> None:
    expected = OFFERED[mode].format("safe-adult" if child else "").split()
    assert [one.value for one in offered_presences(mode, child=child)] == expected


@pytest.mark.parametrize("presence", list(Presence))
def test_what_follows(presence: Presence) -> None:
    in_the_room = plans_for(presence, Mode.FACE_TO_FACE)
    on_the_line = plans_for(presence, Mode.TELEPHONE)
    found = (
        presence.opens,
        presence.safe_to_ask,
        presence.nobody_else,
        reason_for(presence),
        in_the_room,
        on_the_line,
    )
    assert found == FOLLOWS[presence]
    assert plans_for(presence, Mode.HOME_VISIT) == in_the_room
    assert plans_for(presence, Mode.ONLINE) == in_the_room
    assert plans_for(presence, Mode.VIDEO) == on_the_line


def test_what_was_told_before_opens_for_nobody_else() -> None:
    assert {one for one in Presence if one.opens_history} == {
        Presence.ALONE,
        Presence.PROFESSIONAL_INTERPRETER,
        Presence.REMOTE_FREE_TO_TALK,
        Presence.PATIENT_ABSENT,
    }


def test_whatever_does_not_open_has_a_reason_and_a_plan() -> None:
    for presence in Presence:
        assert presence.opens is (reason_for(presence) is None)
        for mode in Mode:
            assert bool(plans_for(presence, mode)) is not presence.opens
    assert not [one for one in CLOSER if one.opens]


def test_every_answer_can_be_given_somewhere() -> None:
    said = {
        one
        for mode in Mode
        for child in (True, False)
        for one in offered_presences(mode, child=child)
    }
    assert said | set(CLOSER) == set(Presence)


def test_nobody_is_asked_in_writing() -> None:
    for child in (True, False):
        assert not [one for one in offered_presences(Mode.ONLINE, child=child) if one.safe_to_ask]


@pytest.mark.parametrize("presence", list(Presence))
def test_an_open_gate_shuts_by_itself(presence: Presence) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    gate = GateAnswer(presence, at)
    assert gate.passed(at) is presence.opens
    assert gate.passed(at + GATE_HOLDS - timedelta(seconds=1)) is presence.opens
    assert not gate.passed(at + GATE_HOLDS)
    assert not gate.passed(at - timedelta(seconds=1))


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("child", [False, True])
def test_every_answer_has_its_words(mode: Mode, child: bool) -> None:
    knowledge = load_knowledge()
    labels = []
    for presence in offered_presences(mode, child=child):
        label, hint = texts_of(knowledge, f"gate-{presence.value}", mode, child=child)
        assert label
        assert hint
        assert words.PRESENCES[presence]
        labels.append(label)
    assert len(set(labels)) == len(labels)
    closer = [texts_of(knowledge, f"see-alone-{one.value}", mode, child=child)[0] for one in CLOSER]
    assert len(set(closer)) == len(CLOSER)
    for plan in Plan:
        assert texts_of(knowledge, plan.value, mode, child=child)[-1]


def test_words_fit_the_mode_and_the_child() -> None:
    knowledge = load_knowledge()
    free = texts_of(knowledge, "gate-remote-free-to-talk", Mode.TELEPHONE, child=False)
    assert "Yes or no is enough" in free[1]
    area = knowledge.find_area()
    assert area is not None
    older = replace(knowledge, areas={area.id: replace(area, child_present_months=36)})
    assert "a child of 3 or more" in texts_of(older, "gate-someone-else", Mode.FACE_TO_FACE)[1]
    assert texts_of(older, "see-alone-child-present", Mode.VIDEO) == ("A child of 3 or more",)
    assert texts_of(older, "see-alone-child-present", Mode.VIDEO, child=True) == ("Another child",)
