"""Feeds and people keeping the list of local help, on both engines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from gpsupport.actions.directory.curating import PAGE as CURATED
from gpsupport.actions.directory.curating import decide, find_option, list_proposals, propose
from gpsupport.actions.directory.exporting import list_for_export
from gpsupport.actions.directory.importing import (
    TakenIn,
    keep_secret,
    mark_missing,
    take_in_options,
)
from gpsupport.actions.directory.listing import (
    MOST_HELPLINES,
    PAGE,
    Sought,
    list_directory,
    list_general_help,
)
from gpsupport.actions.errors import Incomplete, NotFound
from gpsupport.actions.identity import add_clinician, find_actor
from gpsupport.domain.access import Denied
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.directory.texts import Unfit
from gpsupport.domain.people import Actor, Role
from gpsupport.persistence.work import StaleRow
from tests.integration.actions.world import NOW, World

CAME = ReferralOption(
    id="",
    name="Toys",
    kind=OptionKind.VOLUNTARY,
    summary="Play",
    phone="01632 960321",
    assured_on=date(2026, 10, 1),
    feed="county",
)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def manager(world: World) -> Actor:
    """Somebody who decides."""
    made = add_clinician(world.database, world.practice, "Ida Lane", Role.PRACTICE_MANAGER, NOW)
    found = find_actor(world.database, world.practice.id, made.id, NOW)
    assert found is not None
    return found


def feed(number: int, **fields: str) -> Iterator[ReferralOption]:
    """A feed of so many entries, the first of them changed."""
    for place in range(number):
        one = replace(CAME, name=f"Toys {place}", source_id=f"s{place}")
        yield replace(one, **fields) if place == 0 else one  # type: ignore[arg-type]


def listed(world: World) -> dict[str, ReferralOption]:
    """The entries of the feed by their ids there."""
    found = list_for_export(world.database, world.operator, NOW)
    return {one.source_id: one for one in found if one.feed}


def test_a_feed_in_parts_and_again(world: World) -> None:
    parts: list[int] = []
    taken = take_in_options(world.database, world.operator, feed(503), NOW, told=parts.append)
    assert taken == TakenIn(new=503)
    assert parts == [500, 3]
    before = listed(world)
    assert len(before) == 503
    again = take_in_options(world.database, world.operator, feed(503), LATER)
    assert again == TakenIn(known=503)
    assert listed(world) == before
    news = feed(3, phone="01632 960322")
    assert take_in_options(world.database, world.operator, news, LATER) == TakenIn(
        changed=1, known=2
    )
    assert listed(world)["s0"].phone == "01632 960322"
    assert listed(world)["s0"].id == before["s0"].id


def test_a_run_that_stops_halfway_is_mended_by_the_next(world: World) -> None:
    def torn() -> Iterator[ReferralOption]:
        yield from feed(501)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        take_in_options(world.database, world.operator, torn(), NOW)
    assert len(listed(world)) == 500
    taken = take_in_options(world.database, world.operator, feed(501), NOW)
    assert taken == TakenIn(new=1, known=500)


def test_a_part_with_a_secret_address_is_not_stored_at_all(world: World) -> None:
    def bad() -> Iterator[ReferralOption]:
        yield from feed(3)
        yield replace(CAME, kind=OptionKind.REFUGE, summary="12 Canary Street", source_id="r")

    with pytest.raises(Unfit) as caught:
        take_in_options(world.database, world.operator, bad(), NOW)
    assert "Canary" not in str(caught.value)
    assert listed(world) == {}


def test_what_a_feed_no_longer_has_is_to_be_checked(world: World) -> None:
    take_in_options(world.database, world.operator, feed(3), NOW)
    gone = mark_missing(world.database, world.operator, "county", {"s0", "s2"}, LATER)
    assert gone == 1
    assert [one.stale(NOW.date()) for one in listed(world).values()] == [False, True, False]
    assert mark_missing(world.database, world.operator, "county", {"s0", "s2"}, LATER) == 0
    back = take_in_options(world.database, world.operator, feed(3), LATER)
    assert back == TakenIn(changed=1, known=2)
    assert not listed(world)["s1"].stale(NOW.date())


def test_from_a_correction_to_the_list_and_the_next_feed(world: World, manager: Actor) -> None:
    take_in_options(world.database, world.operator, feed(2), NOW)
    entry = listed(world)["s0"]
    propose(
        world.database,
        world.doctor,
        entry.id,
        {"phone": "01632 960399", "name": entry.name},
        "They answered there",
        NOW,
        seen=entry.version,
    )
    assert listed(world)["s0"] == entry
    (waiting,) = list_proposals(world.database, manager, NOW).oldest
    assert waiting.option == entry
    assert dict(waiting.proposal.changes) == {"phone": "01632 960399"}
    assert waiting.proposal.made_by == world.doctor.name
    decide(world.database, manager, waiting.proposal.id, entry.version, True, NOW)
    assert list_proposals(world.database, manager, NOW).count == 0
    assert listed(world)["s0"].phone == "01632 960399"
    # The feed says the same as before: the correction stands, and nobody is asked.
    assert take_in_options(world.database, world.operator, feed(2), LATER) == TakenIn(known=2)
    # It says something new: that is proposed, and once only.
    news = {"summary": "Play and company"}
    assert take_in_options(world.database, world.operator, feed(2, **news), LATER) == TakenIn(
        known=1, proposed=1
    )
    assert take_in_options(world.database, world.operator, feed(2, **news), LATER) == TakenIn(
        known=2
    )
    (asked,) = list_proposals(world.database, manager, LATER).oldest
    assert (asked.proposal.made_by, dict(asked.proposal.changes)) == ("Feed county", news)
    stands = listed(world)["s0"]
    assert (stands.phone, stands.summary) == ("01632 960399", "Play")
    decide(world.database, manager, asked.proposal.id, stands.version, True, LATER)
    assert listed(world)["s0"].summary == "Play and company"


def test_a_place_that_turns_out_to_be_secret(world: World, manager: Actor) -> None:
    """T8: what told where it is is gone, and the feed does not bring it back."""
    told = {"summary": "At 12 Canary Street", "site": "Canary House"}
    take_in_options(world.database, world.operator, feed(1, **told), NOW)
    entry = listed(world)["s0"]
    texts = {"kind": "refuge", "summary": "Rooms", "site": ""}
    made = propose(world.database, world.doctor, entry.id, texts, "", NOW, seen=entry.version)
    decide(world.database, manager, made.id, entry.version, True, NOW)
    assert "Canary" not in repr(listed(world))
    news = {**told, "phone": "01632 960322"}
    taken = take_in_options(world.database, world.operator, feed(1, **news), LATER)
    assert taken == TakenIn(proposed=1)
    (asked,) = list_proposals(world.database, manager, LATER).oldest
    assert dict(asked.proposal.changes) == {"phone": "01632 960322"}
    assert "Canary" not in repr((asked, listed(world)))


def test_our_own_export_of_what_was_made_by_hand_makes_no_second_entry(
    world: World, manager: Actor
) -> None:
    texts = {"name": "Mothers’ group", "kind": "voluntary", "phone": "01632 960301"}
    made = propose(world.database, world.doctor, "", texts, "", NOW, seen=0)
    decide(world.database, manager, made.id, 0, True, NOW)
    before = list_for_export(world.database, world.operator, NOW)
    (own,) = [one for one in before if one.name == "Mothers’ group"]
    came = replace(own, id="", feed="copy", source_id=own.id, phone="01632 960302")
    taken = take_in_options(world.database, world.operator, [came], LATER)
    assert taken == TakenIn(proposed=1)
    after = list_for_export(world.database, world.operator, LATER)
    assert [one.id for one in after] == [one.id for one in before]
    assert [(one.feed, one.source_id) for one in after if one.id == own.id] == [("copy", own.id)]
    (asked,) = list_proposals(world.database, manager, LATER).oldest
    assert dict(asked.proposal.changes) == {"phone": "01632 960302"}
    assert take_in_options(world.database, world.operator, [came], LATER) == TakenIn(known=1)


def test_two_windows_never_overwrite_each_other(world: World, manager: Actor) -> None:
    take_in_options(world.database, world.operator, feed(1), NOW)
    entry = listed(world)["s0"]
    ids = [
        propose(
            world.database, world.doctor, entry.id, {"phone": phone}, "", NOW, seen=entry.version
        ).id
        for phone in ("01632 960301", "01632 960302")
    ]
    decide(world.database, manager, ids[0], entry.version, True, NOW)
    with pytest.raises(StaleRow):
        decide(world.database, manager, ids[1], entry.version, True, NOW)
    with pytest.raises(StaleRow):
        propose(world.database, world.doctor, entry.id, {"phone": "1"}, "", NOW, seen=entry.version)
    assert listed(world)["s0"].phone == "01632 960301"


def test_who_may_propose_who_may_decide_and_who_takes_feeds_in(
    world: World, manager: Actor
) -> None:
    texts = {"name": "New", "kind": "advice"}
    with pytest.raises(Denied):
        propose(world.database, world.receptionist, "", texts, "", NOW, seen=0)
    made = propose(world.database, world.doctor, "", texts, "", NOW, seen=0)
    with pytest.raises(Denied):
        decide(world.database, world.doctor, made.id, 0, True, NOW)
    with pytest.raises(Denied):
        list_proposals(world.database, world.doctor, NOW)
    for actor in (world.doctor, manager, world.receptionist):
        with pytest.raises(Denied):
            take_in_options(world.database, actor, feed(1), NOW)
        with pytest.raises(Denied):
            mark_missing(world.database, actor, "county", (), NOW)
        with pytest.raises(Denied):
            keep_secret(world.database, actor, "county", ("s0",), NOW)


def test_what_cannot_be_proposed(world: World) -> None:
    with pytest.raises(NotFound):
        propose(world.database, world.doctor, "nothing", {}, "x", NOW, seen=1)
    with pytest.raises(Incomplete):
        propose(world.database, world.doctor, "", {}, "  ", NOW, seen=0)
    refuge = {"name": "Harbour", "kind": "refuge"}
    for wrong in ({"summary": "EL1 2MF"}, {"site": "Fern Lane"}):
        with pytest.raises(Unfit):
            propose(world.database, world.doctor, "", {**refuge, **wrong}, "", NOW, seen=0)
    with pytest.raises(Unfit) as caught:
        propose(world.database, world.doctor, "", refuge, "It is at 12 Canary Street", NOW, seen=0)
    assert set(caught.value.faults) == {"words"}


def test_a_new_entry_that_is_declined_and_one_that_is_not(world: World, manager: Actor) -> None:
    texts = {"name": "Mothers’ group", "kind": "voluntary", "from_age": "18"}
    made = [propose(world.database, world.doctor, "", texts, "", NOW, seen=0) for _ in range(2)]
    before = list_for_export(world.database, world.operator, NOW)
    decide(world.database, manager, made[0].id, 0, False, NOW)
    assert list_for_export(world.database, world.operator, NOW) == before
    with pytest.raises(StaleRow):
        decide(world.database, manager, made[0].id, 0, True, NOW)
    decide(world.database, manager, made[1].id, 0, True, NOW)
    (found,) = set(list_for_export(world.database, world.operator, NOW)) - set(before)
    assert (found.name, found.from_age, found.feed) == ("Mothers’ group", 18, "")
    assert found.kind is OptionKind.VOLUNTARY
    assert find_option(world.database, world.doctor, found.id, NOW) == found


def test_a_long_list_is_shown_and_searched_a_page_at_a_time(world: World) -> None:
    """Helplines stand apart; what was checked long ago, or never, is counted whole."""
    today = NOW.date()
    made = [
        replace(
            CAME,
            name=f"{'b' if number % 2 else 'A'}{number:03}",
            organisation="Toys" if number < PAGE + 3 else "Other",
            source_id=f"s{number}",
            assured_on=None if number == 0 else today,
            stale_after=today - timedelta(days=1) if number == 1 else today,
        )
        for number in range(2 * PAGE + 1)
    ]
    lines = [
        replace(CAME, name=f"Line {n:02}", kind=OptionKind.HELPLINE, source_id=f"l{n}")
        for n in range(MOST_HELPLINES + 2)
    ]
    hubs = [
        replace(CAME, name=f"Hub {n:02}", kind=OptionKind.FAMILY_HUB, source_id=f"h{n}")
        for n in range(PAGE + 1)
    ]
    take_in_options(world.database, world.operator, (*made, *lines), NOW)
    first = list_directory(world.database, world.doctor, NOW)
    assert [one.name for one in first.options] == [f"A{n:03}" for n in range(0, 2 * PAGE, 2)]
    assert (first.number, first.last, first.count) == (1, 3, 2 * PAGE + 1)
    assert (first.total, first.stale) == (len(made) + len(lines), 2)
    assert len(first.helplines) == MOST_HELPLINES < first.helplines_count == len(lines)
    far = list_directory(world.database, world.doctor, NOW, Sought(page=99))
    assert (far.number, [one.name for one in far.options]) == (3, ["b099"])

    found = list_directory(world.database, world.doctor, NOW, Sought("tOYs PLAY", 2))
    assert (found.count, found.number, len(found.options)) == (PAGE + 3, 2, 3)
    assert found.helplines == ()
    take_in_options(world.database, world.operator, hubs, NOW)
    general = list_general_help(world.database, world.doctor, NOW, Sought("hub", 2))
    assert ([one.name for one in general.options], general.total) == (["Hub 50"], PAGE + 1)


def test_many_proposals_wait_and_the_oldest_are_read(world: World, manager: Actor) -> None:
    take_in_options(world.database, world.operator, feed(1), NOW)
    kept = listed(world)["s0"].id
    for minute in range(CURATED + 1):
        at = NOW + timedelta(minutes=minute)
        own = "" if minute else kept
        propose(
            world.database,
            world.doctor,
            own,
            {"name": f"N{minute}"},
            "why",
            at,
            seen=1,
        )
    waiting = list_proposals(world.database, manager, LATER)
    assert (len(waiting.oldest), waiting.count) == (CURATED, CURATED + 1)
    options = [one.option for one in waiting.oldest]
    assert (options[0] and options[0].id, set(options[1:])) == (kept, {None})
    assert waiting.oldest[-1].proposal.changes["name"] == f"N{CURATED - 1}"
