"""How sure an identity provider is of somebody, as a level from 1 to 3; 0 when it does not say.

NHS CIS2 tells it in two claims, `authentication_assurance_level` (how somebody signed in) and
`id_assurance_level` (how their identity was once proved), and in `acr`, such as AAL3_ANY or
AAL2_OR_AAL3_ANY. Where only `acr` is told, the lowest level that it allows is what is certain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LEVEL = re.compile(r"AAL([1-3])(?![0-9])")
_PREFERRED = {2: ("AAL2_OR_AAL3_ANY", "AAL2"), 3: ("AAL3_ANY", "AAL3")}


@dataclass(frozen=True, slots=True)
class Assurance:
    """The levels that a token tells. `identity` is None where the provider says nothing of it."""

    authentication: int
    identity: int | None

    def reaches(self, least: int) -> bool:
        """Whether both ways of being sure reach a level; the second only where it is told."""
        return self.authentication >= least and (self.identity is None or self.identity >= least)

    def __str__(self) -> str:
        """AAL3, or AAL3/IAL3 where both are told: as a session keeps it."""
        told = f"AAL{self.authentication}"
        return told if self.identity is None else f"{told}/IAL{self.identity}"


def assurance_of(claims: Mapping[str, Any]) -> Assurance:
    """The assurance that the claims of an identity token tell."""
    told = claims.get("authentication_assurance_level")
    acr = claims.get("acr")
    signed_in = _level(told) if told is not None else level_of_class(acr)
    proved = claims.get("id_assurance_level")
    return Assurance(signed_in, None if proved is None else _level(proved))


def level_of_class(acr: object) -> int:
    """The lowest level that an authentication class allows; 0 for one that names none."""
    levels = [int(level) for level in _LEVEL.findall(acr)] if isinstance(acr, str) else []
    return min(levels, default=0)


def class_to_ask_for(least: int, offered: tuple[str, ...]) -> str | None:
    """The class to ask a provider for. What was asked for proves nothing: the token is judged."""
    wanted = _PREFERRED.get(least, ())
    if not offered:
        return wanted[0] if wanted else None
    return next((one for one in wanted if one in offered), None)


def _level(told: object) -> int:
    # CIS2 writes "3"; other providers write 3. True is an int to Python.
    if isinstance(told, bool) or not isinstance(told, int | str):
        return 0
    return int(told) if str(told) in {"1", "2", "3"} else 0
