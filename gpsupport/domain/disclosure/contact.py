"""How a patient may be reached without danger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
