"""What judging a condition comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gpsupport.domain.knowledge.deciding.events import Evidence


class Verdict(StrEnum):
    """The three answers."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """An answer with its reasons.

    `evidence` are the entries that met it; `because` says in words why it is not met, or, under a
    `Not`, what met it; `missing` says what would have to be known.
    """

    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    because: str = ""
    missing: str = ""
