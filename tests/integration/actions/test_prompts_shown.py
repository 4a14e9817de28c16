"""A prompt in front is noted once in a consultation, and counted without anybody's name."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from gpsupport.actions.consultation import note_not_alone
from gpsupport.actions.errors import GateClosed, NotFound
from gpsupport.actions.knowledge.using import COUNTED_DAYS, RuleUse, count_use
from gpsupport.domain.access import Denied, Occasion, Permission
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason, Presence
from gpsupport.domain.people import Actor
from gpsupport.domain.record import Shown
from gpsupport.domain.record_access import Change
from gpsupport.persistence.rows import PromptShownRow
from gpsupport.persistence.scope import Unaudited
from tests.integration.actions.guarded import guarded
from tests.integration.actions.steps import (
    NO_TIME,
    SAID_NO,
    TOLD,
    look_in,
    opened,
    pass_gate,
    record,
)
from tests.integration.actions.world import NOW, TODAY, World, another_practice


def noted(world: World) -> list[tuple[str, int | None, str]]:
    """Indicator, tier and release of every row, the first consultation first."""
    with world.acting(world.doctor) as work:
        rows = work.staff._session.scalars(
            select(PromptShownRow).order_by(PromptShownRow.on_day, PromptShownRow.indicator)
        )
        return [(row.indicator, row.tier, row.release) for row in rows]


def counted(world: World, actor: Actor, indicator: str = "A02") -> set[tuple[object, object, int]]:
    """What the store counts, which no page is shown as it is."""
    occasion = Occasion(actor, Permission.SEE_KNOWLEDGE, NOW)
    with world.database.reading(occasion) as work:
        found = work.prompt_counts.count_shown(actor, indicator, TODAY - timedelta(COUNTED_DAYS))
    return {(one.outcome, one.reason, one.consultations) for one in found}


def test_what_stands_in_front_is_noted_once(world: World) -> None:
    opened(world, world.doctor)
    assert noted(world) == []
    pass_gate(world, world.doctor)
    for _ in range(3):
        assert look_in(world, world.doctor).prompts[0].indicator == "A02"
    assert noted(world) == [("A02", 1, "release-1")]
    assert counted(world, world.doctor) == {(None, None, 1)}


def test_before_the_gate_nothing_is_shown_and_nothing_noted(world: World) -> None:
    opened(world, world.doctor)
    with pytest.raises(GateClosed):
        look_in(world, world.doctor)
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE)
    with pytest.raises(GateClosed):
        look_in(world, world.doctor)
    assert noted(world) == []


def test_what_may_not_be_seen_with_others_is_not_noted(world: World) -> None:
    pass_gate(world, world.doctor, Presence.PROFESSIONAL_INTERPRETER)
    look_in(world, world.doctor)
    assert [indicator for indicator, _, _ in noted(world)] == ["A01"]


def test_every_consultation_counts_by_what_was_recorded_last(world: World) -> None:
    nurse = guarded(world).nurse
    for actor, drafts in (
        (world.colleague, (NO_TIME,)),
        (nurse, ()),
        (world.doctor, (NO_TIME, TOLD)),
    ):
        look_at(world, actor, NOW)
        for draft in drafts:
            record(world, actor, draft)
    assert len(noted(world)) == 3
    assert counted(world, nurse) == {
        (EnquiryOutcome.NOT_ASKED, NotAskedReason.NO_TIME, 1),
        (None, None, 1),
        (EnquiryOutcome.DISCLOSED_CURRENT, None, 1),
    }


def look_at(world: World, actor: Actor, now: object) -> None:
    opened(world, actor, now)
    pass_gate(world, actor, now=now)
    look_in(world, actor, now)


def test_not_alone_after_all_counts_as_not_asked(world: World) -> None:
    look_at(world, world.doctor, NOW)
    pass_gate(world, world.doctor, Presence.SOMEONE_ELSE)
    note_not_alone(world.database, world.doctor, world.patient_id, world.knowledge, NOW)
    assert counted(world, world.doctor) == {(EnquiryOutcome.NOT_ASKED, NotAskedReason.NOT_ALONE, 1)}


def test_a_correction_moves_the_count(world: World) -> None:
    look_at(world, world.doctor, NOW)
    record(world, world.doctor, NO_TIME)
    record(world, world.doctor, TOLD)
    assert counted(world, world.doctor) == {(EnquiryOutcome.DISCLOSED_CURRENT, None, 1)}


def test_older_ones_and_other_rules_are_not_counted(world: World) -> None:
    look_at(world, world.doctor, NOW)
    assert counted(world, world.doctor, "A01") == set()
    for days, number in ((COUNTED_DAYS, 1), (COUNTED_DAYS + 1, 0)):
        occasion = Occasion(world.doctor, Permission.SEE_KNOWLEDGE, NOW)
        with world.database.reading(occasion) as work:
            since = TODAY + timedelta(days - COUNTED_DAYS)
            found = work.prompt_counts.count_shown(world.doctor, "A02", since)
        assert sum(one.consultations for one in found) == number


def test_another_practice_counts_its_own(world: World) -> None:
    look_at(world, world.doctor, NOW)
    assert counted(world, another_practice(world)) == set()


def test_whoever_asks_gets_the_same_count(world: World) -> None:
    """A record kept from somebody is in nobody's count alone: the two could be compared."""
    look_at(world, world.doctor, NOW)
    before = counted(world, world.colleague)
    guarded(world).change(Change.NAME, world.doctor, sure=True)
    with pytest.raises(NotFound):
        opened(world, world.colleague)
    assert counted(world, world.colleague) == before == counted(world, world.doctor)


def with_branch(world: World, **changes: object) -> None:
    """Change the one branch of the rule that stands in front."""
    (branch,) = world.knowledge.indicator("A02").branches
    changed = replace(branch, **changes)  # type: ignore[arg-type]
    world.knowledge = replace(
        world.knowledge,
        indicators=tuple(
            replace(one, branches=(changed,)) if one.id == "A02" else one
            for one in world.knowledge.indicators
        ),
    )


def in_front(world: World, actor: Actor, now: datetime) -> str | None:
    """What stands in front in a consultation of this day."""
    pass_gate(world, actor, now=now)
    front = look_in(world, actor, now).front
    return front.indicator if front else None


def on_day(number: int) -> datetime:
    """So many days after the first consultation."""
    return NOW + timedelta(days=number)


def test_a_reason_wears_out_with_every_clinician_and_not_by_being_opened_again(
    world: World,
) -> None:
    with_branch(world, front_times=2)
    for _ in range(3):
        assert in_front(world, world.doctor, NOW) == "A02"
    assert in_front(world, world.colleague, on_day(7)) == "A02"
    assert in_front(world, world.doctor, on_day(14)) == "A01"
    with world.acting(world.doctor) as work:
        picture = work.pictures.read(world.doctor, world.patient_id)
    assert picture is not None
    assert picture.shown == (
        Shown("A02", TODAY, date(2026, 10, 2)),
        Shown("A02", TODAY + timedelta(days=7), date(2026, 10, 2)),
        Shown("A01", TODAY + timedelta(days=14), date(2026, 9, 1)),
    )


def test_what_was_not_asked_stands_in_front_again_at_the_next_consultation(world: World) -> None:
    with_branch(world, front_times=1)
    assert in_front(world, world.doctor, NOW) == "A02"
    record(world, world.doctor, NO_TIME)
    assert in_front(world, world.colleague, on_day(7)) == "A02"
    assert in_front(world, world.doctor, on_day(14)) == "A01"


def test_an_enquiry_names_what_stood_in_front(world: World) -> None:
    with_branch(world, front_times=1)
    assert in_front(world, world.doctor, NOW) == "A02"
    assert in_front(world, world.doctor, on_day(7)) == "A01"
    recorded = record(world, world.doctor, SAID_NO, on_day(7))
    assert recorded.enquiry.prompted_by == "A01"
    corrected = record(world, world.doctor, TOLD, on_day(7))
    assert corrected.enquiry.prompted_by == "A01"
    assert corrected.enquiry.knowledge_release == "release-1"


def test_what_is_kept_in_mind_prompts_no_enquiry(world: World) -> None:
    world.knowledge = replace(
        world.knowledge,
        indicators=tuple(
            replace(one, branches=tuple(replace(branch, tier=3) for branch in one.branches))
            for one in world.knowledge.indicators
        ),
    )
    pass_gate(world, world.doctor)
    seen = look_in(world, world.doctor)
    assert seen.prompts
    assert seen.front is None
    assert noted(world) == []
    assert record(world, world.doctor, SAID_NO).enquiry.prompted_by is None


def test_no_page_gets_an_exact_number(world: World) -> None:
    look_at(world, world.doctor, NOW)
    use = count_use(world.database, world.doctor, "A02", NOW)
    assert use == count_use(world.database, world.doctor, "A99", NOW)
    assert use.shown.is_small
    assert isinstance(use, RuleUse)


def test_a_receptionist_counts_nothing(world: World) -> None:
    with pytest.raises(Denied):
        count_use(world.database, world.receptionist, "A02", NOW)


def test_noting_wants_an_audited_transaction_and_a_patient_who_may_be_seen(world: World) -> None:
    look_at(world, world.doctor, NOW)
    seen = look_in(world, world.doctor)
    noted_again = (seen.consultation, seen.prompts[0], "release-1", TODAY)
    with (
        world.database.reading(Occasion(world.doctor, Permission.CONSULT, NOW)) as work,
        pytest.raises(Unaudited),
    ):
        work.prompts_shown.note(world.doctor, *noted_again)
    reader = Occasion(world.doctor, Permission.SEE_KNOWLEDGE, NOW)
    with world.database.reading(reader) as work, pytest.raises(Denied):
        work.prompts_shown.note(world.doctor, *noted_again)
