"""What came back before is told beside an option: the patient's own; of others only many."""

from datetime import timedelta

import pytest

from gpsupport.actions.local_help import read_local_help
from gpsupport.actions.needs import Looking
from gpsupport.domain.family.links import LinkEnd, LinkKind
from gpsupport.domain.referral.matching import Criterion, Fit
from gpsupport.domain.referral.states import ReferralState, ReturnReason
from gpsupport.knowledge.load import load_knowledge
from tests.integration.actions.guarded import another_patient
from tests.integration.actions.steps import pass_gate
from tests.integration.actions.world import NOW, TODAY, World
from tests.integration.persistence.onward import (
    ADVOCATE,
    CAMHS,
    begun,
    link,
    list_options,
    moved,
)

KNOWLEDGE = load_knowledge()


@pytest.fixture
def listed(world: World) -> World:
    """A world with two options in its directory."""
    list_options(world)
    return world


def came_back(
    world: World, patient_id: str, days_ago: int, reason: ReturnReason = ReturnReason.NO_CAPACITY
) -> None:
    back = moved(ReferralState.RETURNED, days=-days_ago, reason=reason)
    with world.acting(world.doctor) as work:
        made = work.referrals.begin(world.doctor, begun(patient_id))
        work.referrals.add_event(
            world.doctor, patient_id, made.id, back, expected=0, next_due_on=TODAY
        )


def somebody(world: World, *names: str) -> list[str]:
    """As many other patients as names."""
    return [another_patient(world, None, family=name) for name in names]


def told(world: World, option_id: str, looking: Looking | None = None) -> Fit:
    pass_gate(world, world.doctor)
    found = read_local_help(
        world.database, world.doctor, world.patient_id, NOW, KNOWLEDGE, looking=looking
    )
    return next(one for one in found.options if one.option.id == option_id).people[0]


def words(fit: Fit) -> str:
    return next(one.words for one in fit.reasons if one.criterion is Criterion.SENT_BACK)


def test_the_patient_s_own_return_is_told_with_its_day_and_the_pack_s_reason(
    listed: World,
) -> None:
    came_back(listed, listed.patient_id, 100)
    on = (TODAY - timedelta(days=100)).day
    said = words(told(listed, CAMHS.id))
    assert said.startswith(f"Sent back {on} ")
    assert said.endswith(": No room now")
    assert "Nobody was sent back" in words(told(listed, ADVOCATE.id))


def test_a_year_later_it_is_no_longer_told(listed: World) -> None:
    came_back(listed, listed.patient_id, 366)
    assert "Nobody was sent back" in words(told(listed, CAMHS.id))


def test_one_return_of_another_patient_shows_nowhere(listed: World) -> None:
    """Whoever knows of one referral would know it again by its reason."""
    before = told(listed, CAMHS.id).reasons
    for one in somebody(listed, "Ash", "Birch"):
        came_back(listed, one, 30)
    assert told(listed, CAMHS.id).reasons == before


def test_many_returns_of_few_records_show_nowhere(listed: World) -> None:
    before = told(listed, CAMHS.id).reasons
    for patient_id in somebody(listed, "Ash", "Birch"):
        for days in (10, 20, 30):
            came_back(listed, patient_id, days)
    assert told(listed, CAMHS.id).reasons == before
    own = TODAY - timedelta(days=40)
    came_back(listed, listed.patient_id, 40)
    assert words(told(listed, CAMHS.id)) == f"Sent back {own.day} {own:%b %Y}: No room now"


@pytest.mark.parametrize(
    ("kind", "turned", "between"),
    [
        (LinkKind.FEARED, False, False),
        (LinkKind.FEARED, True, False),
        (LinkKind.PARTNER, True, False),
        (LinkKind.FEARED, True, True),
        (LinkKind.CHILD, True, True),
    ],
)
def test_what_came_back_of_the_family_counts_among_nobody_s(
    listed: World, kind: LinkKind, *, turned: bool, between: bool
) -> None:
    """Whoever is feared least of all: not even that it was one of several."""
    before = told(listed, CAMHS.id).reasons
    others = somebody(listed, "Ash", "Birch", "Cedar")
    for one in others:
        came_back(listed, one, 30)
    assert told(listed, CAMHS.id).reasons != before
    near, (child,) = listed.patient_id, somebody(listed, "Dell")
    with listed.acting(listed.doctor) as work:
        if between:
            work.links.add(listed.doctor, link(near, child, LinkKind.CHILD))
            near = child
        pair = (others[0], near) if turned else (near, others[0])
        made = work.links.add(listed.doctor, link(*pair, kind))
        work.links.end(
            listed.doctor, made.id, made.version, LinkEnd.SEPARATED, by="Dr Amin Rahman", at=NOW
        )
    assert told(listed, CAMHS.id).reasons == before


def test_many_returns_are_told_by_the_month_alone(listed: World) -> None:
    for one in somebody(listed, "Ash", "Birch", "Cedar"):
        came_back(listed, one, 30)
    said = words(told(listed, CAMHS.id))
    day = TODAY - timedelta(days=30)
    assert said == f"Sent back {day:%b %Y}: No room now. 3 came back in all"


def test_what_the_directory_does_not_name_counts_as_not_said(listed: World) -> None:
    fit = told(listed, CAMHS.id, Looking(area="Atlantis", language="Klingon"))
    assert (fit.need.area, fit.need.language) == (None, None)
