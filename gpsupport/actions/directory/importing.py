"""Taking the entries of a feed into the list, some at a time, each part whole or not at all.

A run that was stopped halfway is mended by running it again: what is there already stays as it is.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.directory.feeds import Meeting, made_secret, meet
from gpsupport.domain.directory.hidden_places import require_no_address
from gpsupport.domain.directory.option import ReferralOption
from gpsupport.domain.directory.proposals import OptionProposal
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.persistence.stores.base import AT_ONCE
from gpsupport.persistence.work import Database, UnitOfWork

_WHY = "The feed says something else than before, and this entry was corrected here."


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many entries of a feed were new, changed, known, or are now proposed as corrections."""

    new: int = 0
    changed: int = 0
    known: int = 0
    proposed: int = 0


def take_in_options(
    database: Database,
    actor: Actor,
    options: Iterable[ReferralOption],
    now: datetime,
    *,
    told: Callable[[int], None] = lambda _: None,
) -> TakenIn:
    """Take in entries that name their feed, and their id there.

    What somebody corrected here is never overwritten: the feed’s change becomes a proposal. An
    entry made by hand whose own id comes back, from our own export, is the feed’s from then on.
    `told` hears how many were taken after each part, which is committed by then. Raises Denied,
    and Unfit for an entry of a secret place that tells an address.
    """
    met: Counter[Meeting] = Counter()
    waiting = iter(options)
    while part := list(islice(waiting, AT_ONCE)):
        for option in part:
            require_no_address(option)
        with database.writing(_occasion(actor, now)) as work:
            met.update(_take_in_part(work, actor, part, now))
        told(len(part))
    return TakenIn(
        met[Meeting.NEW], met[Meeting.CHANGED], met[Meeting.KNOWN], met[Meeting.PROPOSED]
    )


def mark_missing(
    database: Database, actor: Actor, feed: str, source_ids: Collection[str], now: datetime
) -> int:
    """Call the entries of a feed stale that it no longer has; how many are so anew.

    They stay, for referrals may name them. Raises Denied.
    """
    with database.writing(_occasion(actor, now)) as work:
        return work.options.remove_missing(actor, feed, source_ids)


def keep_secret(
    database: Database, actor: Actor, feed: str, source_ids: Collection[str], now: datetime
) -> int:
    """Empty entries of a feed of what tells where they are, now that it calls them secret.

    For those that were refused and came in before it said so. They are to be checked anew. Returns
    how many told it. Raises Denied.
    """
    emptied = 0
    waiting = iter(source_ids)
    while part := list(islice(waiting, AT_ONCE)):
        with database.writing(_occasion(actor, now)) as work:
            kept = work.options.find_of_feed(actor, feed, part).values()
            cleaned = [(one, made_secret(one)) for one in kept]
            changed = [replace(after, assured_on=None) for one, after in cleaned if after != one]
            work.options.save_many(actor, changed)
        emptied += len(changed)
    return emptied


def _occasion(actor: Actor, now: datetime) -> Occasion:
    return Occasion(
        actor, Permission.SET_UP_PRACTICE, now, Event.TAKE_IN_OPTIONS, Purpose.OPERATION
    )


def _take_in_part(
    work: UnitOfWork, actor: Actor, part: list[ReferralOption], now: datetime
) -> list[Meeting]:
    kept, by_hand = _kept(work, actor, part)
    to_keep, meetings = [], []
    for came in part:
        before = kept.get((came.feed, came.source_id))
        own = by_hand.get(came.source_id) if before is None else None
        if own is not None:
            before = replace(own, feed=came.feed, source_id=came.source_id)
        met = meet(before, came)
        meetings.append(met.meeting)
        if met.keep is not None and own is not None:
            work.options.save(actor, met.keep)
        elif met.keep is not None:
            to_keep.append(met.keep)
        if met.changes and before is not None:
            made_by = f"Feed {came.feed}"
            proposal = OptionProposal("", before.id, met.changes, _WHY, now, made_by)
            work.proposals.add(actor, proposal)
    work.options.save_many(actor, to_keep)
    return meetings


def _kept(
    work: UnitOfWork, actor: Actor, part: list[ReferralOption]
) -> tuple[dict[tuple[str, str], ReferralOption], dict[str, ReferralOption]]:
    """What stands here of these: by feed and its id there, and what was made by hand by its id."""
    of_feed = {
        (feed, source_id): option
        for feed in {option.feed for option in part}
        for source_id, option in work.options.find_of_feed(
            actor, feed, [one.source_id for one in part if one.feed == feed]
        ).items()
    }
    return of_feed, work.options.find_by_hand(actor, [one.source_id for one in part])
