"""Several of one form in one consultation: kept together, each under a name of its own."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from gpsupport.domain.consultation import DRAFT_HOLDS

Fields = Mapping[str, Sequence[str]]

# Between the name of one form and that of its box; no id has it.
BETWEEN = "/"
# Not typed: whether this letter was printed or saved since somebody last typed.
WRITTEN = "written"
# Not typed: when this form was kept last, so that what is typed into another renews nothing of it.
_KEPT_AT = "kept-at"


def stamp_of(fields: Fields) -> str:
    """The same for the same words and different for others."""
    plain = json.dumps({name: list(values) for name, values in fields.items()}, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def find_own(kept: Fields | None, name: str, now: datetime) -> dict[str, list[str]] | None:
    """The boxes of one form among all that are kept; None where nothing was typed for it."""
    return each_of(kept, now).get(name)


def holding(kept: Fields | None, now: datetime) -> dict[str, list[str]]:
    """The boxes of every form that still holds, each under its whole name."""
    forms = each_of(kept, now).items()
    return {f"{name}{BETWEEN}{box}": said for name, own in forms for box, said in own.items()}


def put_in(kept: Fields | None, name: str, fields: Fields, now: datetime) -> dict[str, list[str]]:
    """All that still holds, with these boxes in place of what this form had; they come last."""
    mine = {f"{name}{BETWEEN}{box}": list(values) for box, values in fields.items()}
    if mine:
        mine[f"{name}{BETWEEN}{_KEPT_AT}"] = [now.isoformat()]
    return take_out(kept, name, now) | mine


def take_out(kept: Fields | None, name: str, now: datetime) -> dict[str, list[str]]:
    """All that still holds but this form."""
    holding = set(each_of(kept, now)) - {name}
    return {
        key: list(values)
        for key, values in (kept or {}).items()
        if key.partition(BETWEEN)[0] in holding
    }


def each_of(kept: Fields | None, now: datetime) -> dict[str, dict[str, list[str]]]:
    """The boxes of every form by its name, the one that was typed into last coming last.

    Each for 24 hours of its own, however long those kept with it hold.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for key, values in (kept or {}).items():
        name, _, box = key.partition(BETWEEN)
        found.setdefault(name, {})[box] = list(values)
    at = {name: boxes.pop(_KEPT_AT, None) for name, boxes in found.items()}
    return {name: boxes for name, boxes in found.items() if _holds(at[name], now)}


def _holds(kept_at: list[str] | None, now: datetime) -> bool:
    return not kept_at or now < datetime.fromisoformat(kept_at[0]) + DRAFT_HOLDS
