"""What was shared, or was not, and on what ground: one entry of the sharing log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SharingEntry:
    """One decision about one step of the sharing flow. Never changed: a correction is a new one.

    `step` is the id of the pack's step and `shared` what was decided. `consent_asked` with
    `consent_given`, else `why_not_asked`. `ground` is the lawful ground. `told` says who was told,
    how and when, or why nobody was; `proportion` why this much and no more; both are empty where a
    yes alone opens the way. `advice`: whose advice was taken; `recorded`: where it is written.
    """

    id: str
    patient_id: str
    consultation_id: str
    at: datetime
    by: str
    step: str
    shared: bool
    with_whom: str = ""
    role: str = ""
    what: str = ""
    why: str = ""
    ground: str = ""
    consent_asked: bool | None = None
    consent_given: bool | None = None
    why_not_asked: str = ""
    told: str = ""
    proportion: str = ""
    advice: str = ""
    recorded: str = ""
