"""Corrections of local help that somebody proposes and somebody else decides about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OptionProposal:
    """What somebody would change of one option; `option_id` is empty for a new one.

    `changes` says by the name of a field what would stand there, `words` why. `approved` is None
    until somebody decided.
    """

    id: str
    option_id: str
    changes: Mapping[str, str]
    words: str
    made_at: datetime
    made_by: str
    decided_at: datetime | None = None
    decided_by: str = ""
    approved: bool | None = None
    version: int = 1
