"""Needs that nobody here meets: kept, not forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class UnmetNeed:
    """A need of one person that nobody meets. `gap` is the id of a gap group.

    `expected_refusal`: nobody was referred because a refusal was expected; `option_name` says by
    whom. `referral_id` is the referral that came back, empty when none was made. `about` names the
    person when that is not the patient. `met_on` is the day on which something met it after all.
    """

    id: str
    patient_id: str
    gap: str
    need: str
    noted_at: datetime
    noted_by: str
    words: str = ""
    about: str = ""
    option_id: str = ""
    option_name: str = ""
    expected_refusal: bool = False
    referral_id: str = ""
    met_on: date | None = None
    met_by: str = ""
    version: int = 1
