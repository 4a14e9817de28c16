"""Proposing a correction of local help, and deciding about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.errors import Incomplete, NotFound
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.directory.feeds import forget_places
from gpsupport.domain.directory.hidden_places import (
    is_hidden,
    require_no_address,
    tells_address,
)
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.directory.proposals import OptionProposal
from gpsupport.domain.directory.texts import LONGEST_TEXT, Unfit, texts_of, with_texts
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.persistence.stores.base import new_id
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork

# A feed may propose hundreds at once: nobody reads more before they decide about some.
PAGE = 50
_BLANK = ReferralOption(id="", name="", kind=OptionKind.VOLUNTARY, summary="")


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A proposal and the entry that it would change; `option` is None for a new entry."""

    proposal: OptionProposal
    option: ReferralOption | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """The oldest proposals about which nobody has decided, and how many there are in all."""

    oldest: tuple[ToDecide, ...]
    count: int


def find_option(database: Database, actor: Actor, option_id: str, now: datetime) -> ReferralOption:
    """One entry of the list. Raises Denied, NotFound."""
    with database.reading(Occasion(actor, Permission.SEE_LOCAL_HELP, now)) as work:
        return _require_option(work, actor, option_id)


def propose(  # noqa: PLR0917 - which entry, what would stand there, why, and when
    database: Database,
    actor: Actor,
    option_id: str,
    texts: Mapping[str, str],
    words: str,
    now: datetime,
    *,
    seen: int,
) -> OptionProposal:
    """Keep what somebody would have an entry say; `option_id` is empty for a new one.

    Only what differs from the entry is kept. `seen` is the version of the entry from which the
    texts were made. Raises Denied, NotFound, Unfit with the faults by field, StaleRow where the
    entry was changed since, and Incomplete where nothing would change and nothing is said.
    """
    words = words.strip()
    occasion = Occasion(
        actor, Permission.PROPOSE_OPTION, now, Event.PROPOSE_OPTION, Purpose.OPERATION
    )
    with database.writing(occasion) as work:
        stands = _require_option(work, actor, option_id) if option_id else _BLANK
        if option_id and stands.version != seen:
            raise StaleRow("the entry was changed since the form was opened")
        before = texts_of(stands)
        wanted = {name: text.strip() for name, text in texts.items()}
        proposed = with_texts(stands, wanted)
        _require_nothing_secret(proposed, words)
        after = texts_of(proposed)
        changes = {
            name: after[name]
            for name in wanted
            if after[name] != before[name] or (not option_id and after[name])
        }
        if not changes and not words:
            raise Incomplete(("words",))
        made = OptionProposal("", option_id, changes, words, now, actor.name)
        return work.proposals.add(actor, made)


def list_proposals(database: Database, actor: Actor, now: datetime) -> Waiting:
    """The oldest of what nobody has decided about. Raises Denied."""
    with database.reading(Occasion(actor, Permission.CURATE_DIRECTORY, now)) as work:
        proposals = work.proposals.list_open(actor, PAGE)
        options = work.options.find_many(actor, (one.option_id for one in proposals))
        count = work.proposals.count_open(actor)
    return Waiting(tuple(ToDecide(one, options.get(one.option_id)) for one in proposals), count)


def decide(  # noqa: PLR0917 - about what, as seen, how, and when
    database: Database,
    actor: Actor,
    proposal_id: str,
    seen: int,
    approved: bool,
    now: datetime,
) -> None:
    """Let a proposal stand in the list, or leave the list as it is.

    `seen` is the version of the entry beside which the proposal was read, 0 for a new entry. Raises
    Denied, NotFound, StaleRow where the entry or the proposal was changed meanwhile, and Unfit
    where the entry could not be what is proposed.
    """
    occasion = Occasion(
        actor, Permission.CURATE_DIRECTORY, now, Event.DECIDE_OPTION, Purpose.OPERATION
    )
    with database.writing(occasion) as work:
        proposal = work.proposals.find(actor, proposal_id)
        if proposal is None:
            raise NotFound
        if approved:
            _apply(work, actor, proposal, seen)
        work.proposals.decide(
            actor, proposal.id, proposal.version, approved=approved, by=actor.name, at=now
        )


def _apply(work: UnitOfWork, actor: Actor, proposal: OptionProposal, seen: int) -> None:
    if proposal.decided_at is not None:
        raise StaleRow("somebody decided already")
    if not proposal.option_id:
        made = with_texts(replace(_BLANK, id=new_id()), proposal.changes)
        require_no_address(made)
        work.options.add(actor, made)
        return
    option = _require_option(work, actor, proposal.option_id)
    if option.version != seen:
        raise StaleRow("the entry was changed since the proposal was read")
    changed = with_texts(option, proposal.changes)
    require_no_address(changed)
    changed = forget_places(changed)
    if changed != option:
        work.options.save(actor, changed)


def _require_option(work: UnitOfWork, actor: Actor, option_id: str) -> ReferralOption:
    option = work.options.find(actor, option_id)
    if option is None:
        raise NotFound
    return option


def _require_nothing_secret(option: ReferralOption, words: str) -> None:
    if len(words) > LONGEST_TEXT:
        raise Unfit({"words": f"must have {LONGEST_TEXT} letters or fewer"})
    require_no_address(option)
    if is_hidden(option) and tells_address(words):
        raise Unfit({"words": "must hold no postcode, street or position: the place is secret"})
