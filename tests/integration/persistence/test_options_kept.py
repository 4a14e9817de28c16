"""Local help: kept by hand and from feeds, and what somebody proposes to change of it."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from gpsupport.domain.access import Denied, Occasion, Permission
from gpsupport.domain.directory.option import (
    Capacity,
    ConsentOf,
    NamedOption,
    OptionKind,
    ReferralOption,
)
from gpsupport.domain.directory.proposals import OptionProposal
from gpsupport.domain.events import Event
from gpsupport.domain.people import Sex
from gpsupport.persistence.stores.base import AT_ONCE
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.world import HOUR, NOW, TODAY, World, another_practice, option
from tests.integration.persistence.test_at_once import at_once

FEED = "https://directory.example"
FULL = ReferralOption(
    id="full",
    name="Open Door",
    kind=OptionKind.VOLUNTARY,
    summary="Somebody to talk to.",
    phone="01632 960111",
    named_person="Nadia",
    availability="Tuesdays",
    for_children=True,
    from_age=5,
    below_age=18,
    sexes=frozenset({Sex.FEMALE, Sex.MALE}),
    areas=frozenset({"north", "south"}),
    accepts_while_ongoing=False,
    needs_diagnosis=True,
    takes_self_referral=False,
    capacity=Capacity.ASSESSMENT_FIRST,
    wait_weeks=31,
    phone_first=True,
    assured_on=TODAY,
    stale_after=TODAY,
    organisation="Open Door Trust",
    accepts_in_refuge=True,
    consent_of=frozenset(ConsentOf),
    evidence="a letter from the school",
    cover="Bea",
    advice_phone="01632 960112",
    site="this building",
    languages=frozenset({"pl", "bn"}),
    safe_channel="only by day",
    capacity_on=TODAY,
    web_address="https://open-door.example",
    feed=FEED,
    source_id="1",
    feed_said="a hash",
)


def entry(number: int, **changed: Any) -> ReferralOption:
    """An entry as a feed would have it."""
    made = replace(option(f"n{number:05}"), id="", feed=FEED, source_id=str(number))
    return replace(made, **changed)


def save_many(world: World, options: Iterable[ReferralOption]) -> None:
    with world.acting(world.operator) as work:
        work.options.save_many(world.operator, options)


def listed(world: World) -> tuple[ReferralOption, ...]:
    with world.acting(world.doctor) as work:
        return work.options.list_all(world.doctor)


def by_source(world: World) -> dict[str, ReferralOption]:
    return {one.source_id: one for one in listed(world)}


def test_every_field_is_read_as_it_was_written(world: World) -> None:
    unlike_the_default = {
        one.name
        for one in fields(ReferralOption)
        if getattr(FULL, one.name) != one.default and one.name != "version"
    }
    assert unlike_the_default == {one.name for one in fields(ReferralOption)} - {"version"}
    plain = ReferralOption("plain", "Plain", OptionKind.POLICE, "")
    with world.acting(world.operator) as work:
        for one in (FULL, plain):
            work.options.add(world.operator, one)
    assert listed(world) == (FULL, plain)
    with world.acting(world.doctor) as work:
        assert work.options.find(world.doctor, "full") == FULL
        assert work.options.find(world.doctor, "nowhere") is None
        assert work.options.find(world.doctor, "a\0") is None
        assert work.options.find_many(world.doctor, ["full", "full", "nowhere", "a\0"]) == {
            "full": FULL
        }
        assert work.options.list_all(world.doctor, {OptionKind.POLICE}) == (plain,)
        called = [field.name for field in fields(NamedOption)]
        assert work.options.names(world.doctor) == tuple(
            NamedOption(**{name: getattr(one, name) for name in called}) for one in (FULL, plain)
        )
        for on in (TODAY, TODAY + timedelta(days=1)):
            late = sum(one.stale(on) for one in (FULL, plain))
            assert work.options.count_stale(world.doctor, on) == late > 0
    other = another_practice(world)
    with world.acting(other) as work:
        assert work.options.names(other) == ()
        assert work.options.find_many(other, ["full"]) == {}
        assert work.options.count_stale(other, TODAY) == 0


def test_one_is_kept_in_place_of_the_version_that_was_seen(world: World) -> None:
    with world.acting(world.operator) as work:
        work.options.add(world.operator, FULL)
    changed = replace(FULL, phone="01632 960113", languages=frozenset())
    with world.acting(world.operator) as work:
        kept = work.options.save(world.operator, changed)
    assert kept == replace(changed, version=2)
    assert listed(world) == (kept,)
    for stale in (FULL, replace(kept, id="nowhere"), replace(kept, version=3)):
        with pytest.raises(StaleRow), world.acting(world.operator) as work:
            work.options.save(world.operator, stale)
    assert listed(world) == (kept,)


def test_of_two_who_correct_one_at_once_one_wins(world: World) -> None:
    with world.acting(world.operator) as work:
        work.options.add(world.operator, FULL)

    def save() -> bool:
        try:
            with world.acting(world.operator) as work:
                work.options.save(world.operator, FULL)
        except StaleRow:
            return False
        return True

    assert sum(at_once([save] * 4)) == 1


def test_a_correction_is_audited_with_its_option(world: World) -> None:
    with world.acting(world.operator) as work:
        work.options.add(world.operator, FULL)
    with world.acting(world.operator) as work:
        work.options.save(world.operator, FULL)
    with world.database.reading(
        Occasion(world.operator, Permission.CHECK_AUDIT, NOW, Event.READ_WHO_LOOKED)
    ) as work:
        assert work.audit.newest(world.operator, 1)[0].fact.object_id == FULL.id


def test_a_feed_read_again_changes_only_what_changed(world: World) -> None:
    count = 2 * AT_ONCE + 3
    save_many(world, (entry(number) for number in range(count)))
    first = by_source(world)
    assert len(first) == count
    assert len({one.id for one in first.values()}) == count
    assert first["7"] == entry(7, id=first["7"].id)
    save_many(
        world,
        [
            *(entry(number) for number in range(7)),
            entry(7, summary="Now on Mondays", id="not this", version=9),
            entry(count),
        ],
    )
    again = by_source(world)
    assert again.pop(str(count)).version == 1
    assert again.pop("7") == replace(first.pop("7"), summary="Now on Mondays", version=2)
    assert again == first


def test_one_named_twice_in_a_feed_is_kept_as_it_was_named_last(world: World) -> None:
    save_many(world, [entry(1, name="a"), entry(1, name="b")])
    assert [one.name for one in listed(world)] == ["b"]
    save_many(world, [entry(1, name="a"), entry(1, name="c")])
    assert [(one.name, one.version) for one in listed(world)] == [("c", 2)]


def test_feeds_do_not_touch_one_another_nor_what_was_entered_by_hand(world: World) -> None:
    by_hand = option("hand")
    with world.acting(world.operator) as work:
        for one in (by_hand, option("second")):
            work.options.add(world.operator, one)
    save_many(world, [entry(1), entry(1, feed="another")])
    for none in (entry(1, feed=""), entry(1, source_id="")):
        with pytest.raises(ValueError, match="names the feed"):
            save_many(world, [none])
    with world.acting(world.operator) as work:
        assert work.options.remove_missing(world.operator, FEED, ()) == 1
        with pytest.raises(ValueError, match="by hand"):
            work.options.remove_missing(world.operator, "", ())
    assert {(one.name, one.feed, one.stale(TODAY)) for one in listed(world)} == {
        ("hand", "", False),
        ("second", "", False),
        ("n00001", FEED, True),
        ("n00001", "another", False),
    }


def test_what_a_feed_has_no_more_is_marked_once_and_comes_back(world: World) -> None:
    save_many(world, [entry(1), entry(2), entry(3)])
    with world.acting(world.operator) as work:
        assert work.options.remove_missing(world.operator, FEED, {"2"}) == 2
        assert work.options.remove_missing(world.operator, FEED, ["2"]) == 0
    assert {name: one.stale(TODAY) for name, one in by_source(world).items()} == {
        "1": True,
        "2": False,
        "3": True,
    }
    save_many(world, [entry(1)])
    assert not by_source(world)["1"].stale(TODAY)
    assert by_source(world)["1"].version == 3


def test_another_practice_has_a_directory_of_its_own(world: World) -> None:
    save_many(world, [entry(1)])
    (ours,) = listed(world)
    other = another_practice(world)
    with world.acting(other) as work:
        assert work.options.list_all(other) == ()
        assert work.options.find(other, ours.id) is None


PROPOSAL = OptionProposal(
    id="",
    option_id="full",
    changes={"phone": "01632 960113", "named_person": "Grashuepfer"},
    words="Zaunkoenig told me",
    made_at=NOW,
    made_by="Dr Amin Rahman",
)


def propose(world: World, made: OptionProposal = PROPOSAL) -> OptionProposal:
    with world.acting(world.doctor) as work:
        return work.proposals.add(world.doctor, made)


def test_a_proposal_is_open_until_somebody_decides(world: World) -> None:
    later = propose(world, replace(PROPOSAL, option_id="", made_at=NOW + HOUR))
    made = propose(world)
    assert made == replace(PROPOSAL, id=made.id)
    with world.acting(world.operator) as work:
        assert work.proposals.list_open(world.operator, 9) == (made, later)
        assert work.proposals.list_open(world.operator, 1) == (made,)
        assert work.proposals.count_open(world.operator) == 2
        decided = work.proposals.decide(
            world.operator, made.id, made.version, approved=False, by="Dr Lea Dunn", at=NOW
        )
    assert decided == replace(
        made, approved=False, decided_by="Dr Lea Dunn", decided_at=NOW, version=2
    )
    with world.acting(world.doctor) as work:
        assert work.proposals.list_open(world.doctor, 9) == (later,)
        assert work.proposals.count_open(world.doctor) == 1
        assert work.proposals.find(world.doctor, made.id) == decided
        assert work.proposals.find(world.doctor, "a\0") is None


def test_a_proposal_is_decided_once(world: World) -> None:
    made = propose(world, replace(PROPOSAL, approved=True, decided_at=NOW, decided_by="me"))
    assert made.approved is None
    with world.acting(world.operator) as work:
        work.proposals.decide(world.operator, made.id, 1, approved=True, by="x", at=NOW)
    for version in (1, 2):
        with pytest.raises(StaleRow), world.acting(world.operator) as work:
            work.proposals.decide(world.operator, made.id, version, approved=False, by="y", at=NOW)
    with pytest.raises(Denied), world.acting(world.operator) as work:
        work.proposals.decide(world.operator, "nowhere", 1, approved=False, by="y", at=NOW)
    other = another_practice(world)
    with world.acting(other) as work:
        assert work.proposals.find(other, made.id) is None


def test_no_words_of_a_proposal_lie_in_the_clear(world: World) -> None:
    made = propose(world)
    with world.acting(world.operator) as work:
        work.proposals.decide(world.operator, made.id, 1, approved=True, by="Dr Lea Dunn", at=NOW)
    engine = create_engine(world.settings.database_url)
    with engine.connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM option_proposal"))
    engine.dispose()
    kept = b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
    for words in ("Grashuepfer", "Zaunkoenig", "960113", "Rahman", "Dunn"):
        assert words.encode() not in kept
