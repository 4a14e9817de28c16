"""What came from a feed of local help, and how it meets what is kept here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from gpsupport.domain.directory.hidden_places import is_hidden, tells_address, without_address
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.directory.texts import texts_of, told_by, with_texts

# A new check of an entry is no change of what it says.
_CHECKS = ("assured_on", "stale_after")


@dataclass(frozen=True, slots=True)
class FeedFault:
    """Something wrong in a feed: in which file, where (a JSON path) and what, without the value.

    `grave` ones keep the whole feed out, others are only told.
    """

    file: str
    where: str
    what: str
    grave: bool = True

    def __str__(self) -> str:
        place = f"{self.file} {self.where}" if self.where else self.file
        return f"{place}: {self.what}"


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """An entry of a hidden place that carries an address: where it stands, and its id there.

    `found` says where inside it the address stands. Nothing of the entry itself is kept or told:
    not even its id, where that is no UUID and may be anything.
    """

    file: str
    where: str
    source_id: str
    found: tuple[str, ...]

    def __str__(self) -> str:
        try:
            own = f" (id {UUID(self.source_id)})"
        except ValueError:
            own = ""
        return (
            f"{self.file} {self.where}{own}: a secret place must carry no address."
            f" Found at {', '.join(self.found)}"
        )


class Meeting(StrEnum):
    """What becomes of an entry that a feed brings."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Met:
    """How an entry of a feed meets the one that is kept.

    `keep` is to be stored, None where nothing changes. `changes` are to be proposed, by field.
    """

    meeting: Meeting
    keep: ReferralOption | None = None
    changes: Mapping[str, str] = field(default_factory=dict)


def meet(kept: ReferralOption | None, came: ReferralOption) -> Met:
    """What becomes of an entry.

    A field that somebody corrected by hand is never overwritten: once an entry differs from what
    the feed last said of it, whatever the feed changes is proposed, and once only. So is that a
    place is secret no more; of one that is secret here nothing comes in that tells where it is.
    """
    if kept is None:
        return Met(Meeting.NEW, replace(came, feed_said=_as_said(came)))
    opened = is_hidden(kept) and not is_hidden(came)
    came = _as_secret_as(kept, came)
    said = _as_said(came)
    checked = _with_later_check(kept, came)
    # What somebody entered by hand, or an older release took in, counts as corrected.
    before = _as_told(kept.feed_said)
    now = _content(came)
    stands = _content(kept)
    if said == kept.feed_said or now == stands:
        keep = replace(checked, feed_said=said)
        return Met(Meeting.KNOWN) if keep == kept else Met(Meeting.CHANGED, keep)
    if not opened and before == {name: text for name, text in stands.items() if text}:
        assured = {name: getattr(checked, name) for name in _CHECKS}
        taken = replace(came, id=kept.id, version=kept.version, feed_said=said, **assured)
        return Met(Meeting.CHANGED, taken)
    changes = {
        name: text
        for name, text in now.items()
        if text != before.get(name, "") and text != stands[name]
    }
    keep = replace(checked, feed_said=said)
    return Met(Meeting.PROPOSED if changes else Meeting.CHANGED, keep, changes)


def corrected_by_hand(option: ReferralOption) -> bool:
    """Whether an entry of a feed says something else here than the feed last did."""
    stands = {name: text for name, text in _content(option).items() if text}
    return bool(option.feed) and _as_told(option.feed_said) != stands


def made_secret(option: ReferralOption) -> ReferralOption:
    """The entry of a place that turns out to be secret, without what told where it is."""
    hidden = option if is_hidden(option) else replace(option, kind=OptionKind.REFUGE)
    return forget_places(without_address(hidden))


def forget_places(option: ReferralOption) -> ReferralOption:
    """The option; of a secret place without what its feed once said of where it is."""
    if not (option.feed_said and is_hidden(option)):
        return option
    told = {
        name: text
        for name, text in _as_told(option.feed_said).items()
        if name != "site" and not tells_address(text)
    }
    return replace(option, feed_said=_written(told))


def _as_secret_as(kept: ReferralOption, came: ReferralOption) -> ReferralOption:
    """What a feed says; of a place that is secret here with our words for whatever tells where."""
    if not is_hidden(kept):
        return came
    stands = texts_of(without_address(kept))
    telling = [name for name, text in texts_of(came).items() if tells_address(text)]
    return with_texts(came, {**{name: stands[name] for name in telling}, "site": ""})


def _content(option: ReferralOption) -> dict[str, str]:
    return {name: text for name, text in texts_of(option).items() if name not in _CHECKS}


def _as_said(option: ReferralOption) -> str:
    return _written({name: text for name, text in told_by(option).items() if name not in _CHECKS})


def _written(told: Mapping[str, str]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _as_told(said: str) -> dict[str, str]:
    told: dict[str, str] = json.loads(said) if said else {}
    return told


def _with_later_check(kept: ReferralOption, came: ReferralOption) -> ReferralOption:
    """The kept entry with the newer of the two checks: one here outlasts an older one there."""
    if came.assured_on is None or (
        kept.assured_on is not None and kept.assured_on > came.assured_on
    ):
        return kept
    return replace(kept, assured_on=came.assured_on, stale_after=came.stale_after)
