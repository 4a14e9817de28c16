"""What an event brings: on which days to ask after it, and how a record tells of it."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.knowledge.language.conditions import Condition
from gpsupport.domain.record import DateKind


@dataclass(frozen=True, slots=True)
class FollowedEvent:
    """How a patient's own record tells of an event, and what ends it.

    `codes` are code sets, read only where `when` is met; entries no more than `one_event_days`
    apart speak of one event. `dated` is a date that a clinician entered, and the event lies
    `days_before` it. One of `ended_by` (code sets) or the date `ended_on` after it ends it: nothing
    is due any more.
    """

    codes: tuple[str, ...] = ()
    when: Condition | None = None
    one_event_days: int = 1
    dated: DateKind | None = None
    days_before: int = 0
    ended_by: tuple[str, ...] = ()
    ended_on: DateKind | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One row of what follows an event, with what it rests on.

    It is due so many `days` after the event, each once, or in the `weeks` from and up to, which
    count from the event too. Neither: on the day on which the event became known. More than
    `lapses_days` after the event nothing of it is due any more. `because` are the words for an
    asking that it brings.
    """

    id: str
    situation: str
    because: str
    basis: str
    event: FollowedEvent
    lapses_days: int
    days: tuple[int, ...] = ()
    weeks: tuple[int, int] | None = None

    @property
    def due_days(self) -> tuple[int, ...]:
        """How many days after the event it is due, each once."""
        return self.days if self.weeks is None else (7 * self.weeks[0],)
