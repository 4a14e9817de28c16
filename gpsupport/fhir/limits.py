"""How much of a received file is read before it is refused, and how many faults are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gpsupport.domain.exchange import Fault, Unreadable

FAULTS_TOLD = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file: bytes once unpacked, nesting, resources."""

    bytes: int = 50 * 1024 * 1024
    depth: int = 100
    resources: int = 20_000


def unreadable(faults: Sequence[Fault]) -> Unreadable:
    """All faults in one exception; beyond the first twenty only their number is told."""
    told = list(faults[:FAULTS_TOLD])
    if len(faults) > FAULTS_TOLD:
        told.append(Fault("", f"and {len(faults) - FAULTS_TOLD} more faults"))
    return Unreadable(*told)
