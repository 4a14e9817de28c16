"""A service that has the number of somebody whom it is not safe to get in touch with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.domain.referral.following import Referral


@dataclass(frozen=True, slots=True)
class Warn:
    """Since when a service is to be told that it gets in touch through the practice alone.

    `on` is the day on which it was found, `at` when that was written down.
    """

    on: date
    at: datetime


def to_warn(referral: Referral) -> Warn | None:
    """What is left to be told to the service that has it; None once it goes through the practice.

    A way that was confirmed since tells the service nothing. What it said itself it knows.
    """
    since, own = referral.unsafe_since, referral.unsafe
    if since is None or referral.sent_on is None or referral.state.over:
        return None
    if own is None or own.at != since:
        return Warn(since.date(), since)
    return None if own.how.live else Warn(own.on, own.at)
