"""A button pressed twice begins one referral, and notes one need that nobody meets."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gpsupport.actions.referral import (
    ExpectedRefusal,
    NewReferral,
    add_to_referral,
    begin_referral,
    note_expected_refusal,
    read_referrals,
)
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.referral.events import Consent, ReferralEvent
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import ReferralState
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.knowledge.load import load_knowledge
from tests.integration.actions.steps import pass_gate
from tests.integration.actions.world import NOW, TODAY, World

KNOWLEDGE = load_knowledge()
YES = Consent(given=True, by_whom="her mother", asked_on=TODAY, shares="the need")
HUB = NewReferral(
    "", "cannot sleep", 1, other_name="The hub", other_kind=OptionKind.FAMILY_HUB, consent=YES
)
LATER = NOW + timedelta(seconds=20)


@pytest.fixture
def alone(world: World) -> World:
    """A doctor alone with a patient, whose record names a child."""
    pass_gate(world, world.doctor)
    return world


def begin(world: World, wanted: NewReferral, at: datetime = LATER) -> str:
    known = (world.database, world.doctor, world.patient_id)
    return begin_referral(*known, wanted, KNOWLEDGE, at).begun.id


def referrals(world: World) -> tuple[Referral, ...]:
    known = (world.database, world.doctor, world.patient_id)
    return read_referrals(*known, KNOWLEDGE, LATER).referrals


def test_the_same_again_at_once_is_the_one_that_was_begun(alone: World) -> None:
    first = begin(alone, HUB, NOW)
    assert begin(alone, HUB) == first
    draft = begin(alone, replace(HUB, consent=None), NOW)
    assert begin(alone, replace(HUB, consent=None)) == draft
    assert {one.begun.id: len(one.events) for one in referrals(alone)} == {first: 1, draft: 0}


def test_two_presses_at_once_begin_one(alone: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        begun = set(pool.map(lambda _press: begin(alone, HUB), range(4)))
    assert {one.begun.id for one in referrals(alone)} == begun
    assert len(begun) == 1


def test_what_differs_or_comes_later_is_a_referral_of_its_own(alone: World) -> None:
    wanted = (
        HUB,
        replace(HUB, need="cannot eat"),
        replace(HUB, person=0),
        replace(HUB, other_name="Another hub"),
        replace(HUB, urgent=True),
        replace(HUB, consent=replace(YES, shares="all")),
    )
    begun = {begin(alone, one, NOW) for one in wanted}
    assert len(begun | {begin(alone, HUB, NOW + timedelta(minutes=1))}) == len(wanted) + 1


def test_what_was_entered_in_error_is_begun_anew(alone: World) -> None:
    first, known = begin(alone, HUB, NOW), (alone.database, alone.doctor, alone.patient_id)
    error = ReferralEvent("", NOW, "", TODAY, ReferralState.IN_ERROR, words="Wrong hub")
    add_to_referral(*known, first, error, 1, KNOWLEDGE, NOW)
    assert begin(alone, HUB) != first


def test_an_expected_refusal_is_noted_once(alone: World) -> None:
    assert KNOWLEDGE.referral is not None
    gap, other = (one.id for one in KNOWLEDGE.referral.gap_groups[:2])

    def noted(gap: str, at: datetime) -> UnmetNeed:
        known = (alone.database, alone.doctor, alone.patient_id)
        return note_expected_refusal(*known, ExpectedRefusal(HUB, gap, "x"), KNOWLEDGE, at)

    first = noted(gap, NOW)
    assert noted(gap, LATER).id == first.id
    assert len({first.id, noted(other, LATER).id, noted(gap, NOW + timedelta(minutes=1)).id}) == 3
