"""What to hold together when a family is looked at as one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gpsupport.domain.knowledge.content.care import Grounded


class Whose(StrEnum):
    """In whose record a difficulty counts."""

    CHILDREN = "children"
    ADULTS = "adults"
    ANYBODY = "anybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difficulty(Grounded):
    """One kind of difficulty, and which entries of how many `days` back speak of it.

    `told_here`: what the patient told when asked here counts too, coded or not.
    """

    id: str
    name: str
    whose: Whose
    code_sets: tuple[str, ...]
    days: int
    told_here: bool = False
