"""How a patient may be reached without danger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum


class SafeWay(StrEnum):
    """A way of getting in touch that the patient called safe."""

    IN_PERSON = "in-person"
    OWN_PHONE = "own-phone"
    WORK_PHONE = "work-phone"
    TRUSTED_PERSON = "trusted-person"
    ADVOCATE = "advocate"
    SCHOOL = "school"
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SafeContact:
    """One way with its times; `code_words` mean that it is not safe to talk.

    `never` says what must not be used. It holds to `valid_until` and no longer: what nobody has
    confirmed since is no safe way.
    """

    way: SafeWay
    detail: str = ""
    times: str = ""
    who_answers: str = ""
    code_words: str = ""
    never: str = ""
    confirmed_on: date | None = None
    valid_until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it may be used on a day."""
        return (
            self.way is not SafeWay.NONE
            and self.valid_until is not None
            and self.confirmed_on is not None
            and self.confirmed_on <= on <= self.valid_until
        )

    def stands(self, on: date) -> bool:
        """Whether it is still what the patient said last: a way that holds, or that none is safe.

        A way that is over stands no longer; that none is safe is never over.
        """
        return self.way is SafeWay.NONE or self.holds(on)


@dataclass(frozen=True, slots=True)
class KeptContact:
    """A safe way as it was kept, by whom, at an instant in UTC."""

    id: str
    contact: SafeContact
    at: datetime
    by: str


def ways_since(kept: Iterable[KeptContact], unsafe: datetime | None) -> tuple[KeptContact, ...]:
    """What was kept of the ways, oldest first, where it was found since that none is safe.

    `unsafe` is when; a way that was confirmed later holds. What must never be used stays known.
    """
    ways = tuple(kept)
    if unsafe is None or not ways or ways[-1].at > unsafe:
        return ways
    none = SafeContact(SafeWay.NONE, never=ways[-1].contact.never)
    return (*ways, KeptContact("", none, unsafe, ""))


@dataclass(frozen=True, slots=True)
class ContactForm:
    """What a form says of the safe way on a day: `said` is None where every box is empty.

    `begun` is what counted when the form was opened, `current` what counts now; None for nothing.
    A form shows what stands on the day, and empty boxes where nothing does.
    """

    said: SafeContact | None
    begun: KeptContact | None
    current: KeptContact | None
    on: date

    @property
    def untouched(self) -> bool:
        """Whether it says what it was opened with: nobody said anything new."""
        return _alike(self.said, self._shown(self.begun))

    @property
    def differs(self) -> bool:
        """Whether it would replace, unseen, what was kept after it had been opened."""
        begun, current = (one.id if one else None for one in (self.begun, self.current))
        return begun != current and not (self.untouched or self._says_what_counts)

    @property
    def settled(self) -> SafeContact | None:
        """What counts after it: where nothing new was said, what counts now.

        Boxes that were emptied take the way back: from then on none is safe until somebody has
        asked again. What must never be used stays, for that warning is not what was taken back.
        """
        if self.untouched or self._says_what_counts:
            return self.standing
        if self.said is not None:
            return replace(self.said, confirmed_on=self.on)
        never = self.current.contact.never if self.current else ""
        return SafeContact(SafeWay.NONE, never=never, confirmed_on=self.on)

    @property
    def standing(self) -> SafeContact | None:
        """What stands now, None where nothing does."""
        return self._shown(self.current)

    @property
    def _says_what_counts(self) -> bool:
        """Empty boxes say the same as that no way is safe: there is nothing to take back."""
        now = self.standing
        if self.said is None and now is not None and now.way is SafeWay.NONE:
            return True
        return _alike(self.said, now)

    def _shown(self, kept: KeptContact | None) -> SafeContact | None:
        return kept.contact if kept is not None and kept.contact.stands(self.on) else None


def _alike(one: SafeContact | None, other: SafeContact | None) -> bool:
    """Whether both say the same, whenever it was confirmed."""
    if one is None or other is None:
        return one is other
    return replace(one, confirmed_on=None) == replace(other, confirmed_on=None)
