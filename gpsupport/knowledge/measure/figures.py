"""What the measure of false alarms found, its limits, and its written form."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

from ruamel.yaml import YAML

# The limits of the project, in shares of encounters: one prompt in front at most in every
# twentieth encounter of ordinary patients, and no rule alone in more than every fiftieth.
FRONT_LIMIT = 0.05
RULE_LIMIT = 0.02

_DIGITS = 5
# The two-sided 95 % point of the normal distribution.
_NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the encounters, with the share (0 to 1) and its 95 % interval.

    The interval allows for encounters of one patient being alike.
    """

    count: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """One indicator in one group of patients.

    `front` counts the encounters in which it stands in front, repeats included; `first_showings`
    is the number of times a year, per 100 patients, that it stands in front when it did not at
    the encounter before.
    """

    indicator: str
    front: Share
    first_showings: float


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """The encounters of one group of patients over twelve months."""

    patients: int
    encounters: int
    front: Share
    first_showings: float
    rules: tuple[RuleFigures, ...]

    def rule(self, indicator: str) -> RuleFigures | None:
        """The figures of one indicator, None for one that the measure did not know."""
        return next((rule for rule in self.rules if rule.indicator == indicator), None)


@dataclass(frozen=True, slots=True)
class Figures:
    """One whole measure of one release. `unmeasured` are code sets that no row is about."""

    release: str
    seed: int
    adults: GroupFigures
    children: GroupFigures
    unmeasured: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[tuple[str, GroupFigures], ...]:
        """Both groups with their names."""
        return ("adults", self.adults), ("children", self.children)

    def faults(self) -> tuple[str, ...]:
        """Why a release with these figures may not be used; none when every limit holds."""
        found = [f"no row says how common this code set is: {name}" for name in self.unmeasured]
        for name, group in self.groups:
            if group.front.share > FRONT_LIMIT:
                found.append(_beyond("some prompt stands", name, group.front, FRONT_LIMIT))
            found += [
                _beyond(f"{rule.indicator} stands", name, rule.front, RULE_LIMIT)
                for rule in group.rules
                if rule.front.share > RULE_LIMIT
            ]
        return tuple(found)


def _beyond(what: str, group: str, found: Share, limit: float) -> str:
    return (
        f"{what} in front in {found.share:.1%} of the encounters of ordinary {group};"
        f" at most {limit:.0%} may be"
    )


def share_of(per_patient: Sequence[tuple[int, int]]) -> Share:
    """The share over all encounters, from each patient's (counted, encounters)."""
    counted = sum(part for part, _ in per_patient)
    encounters = sum(whole for _, whole in per_patient)
    if not encounters:
        return Share(0, 0, 0.0, 0.0, 0.0)
    share = counted / encounters
    # Patients, not encounters, are drawn independently: the variance of a ratio over patients.
    people = len(per_patient)
    spread = sum((part - share * whole) ** 2 for part, whole in per_patient)
    error = sqrt(spread * people / max(people - 1, 1)) / encounters
    low, high = max(0.0, share - _NORMAL_95 * error), min(1.0, share + _NORMAL_95 * error)
    return Share(counted, encounters, *(round(one, _DIGITS) for one in (share, low, high)))


def figures_as_yaml(figures: Figures) -> str:
    """The written form; `figures_from_yaml` gives back an equal value."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None
    yaml.width = 120
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    written = io.StringIO()
    yaml.dump(as_values(figures), written)
    return written.getvalue()


def figures_from_yaml(text: str) -> Figures:
    """Figures from their written form. Raises ValueError when it is none."""
    return from_values(YAML(typ="safe", pure=True).load(text))


def as_values(figures: Figures) -> dict[str, Any]:
    """Figures as plain values, for a document that holds more than them."""
    values: dict[str, Any] = asdict(figures)
    values["unmeasured"] = list(figures.unmeasured)
    for name, group in figures.groups:
        values[name]["rules"] = {
            rule.indicator: {**asdict(rule.front), "first_showings": rule.first_showings}
            for rule in group.rules
        }
    return values


def from_values(values: Any) -> Figures:
    """Figures from plain values. Raises ValueError when they are none."""
    try:
        return Figures(
            release=str(values["release"]),
            seed=int(values["seed"]),
            adults=_group(values["adults"]),
            children=_group(values["children"]),
            unmeasured=tuple(str(name) for name in values["unmeasured"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise ValueError("these are no figures of a measure") from fault


def _group(values: Any) -> GroupFigures:
    return GroupFigures(
        patients=int(values["patients"]),
        encounters=int(values["encounters"]),
        front=_share(values["front"]),
        first_showings=float(values["first_showings"]),
        rules=tuple(
            RuleFigures(str(name), _share(rule), float(rule["first_showings"]))
            for name, rule in values["rules"].items()
        ),
    )


def _share(values: Any) -> Share:
    return Share(
        count=int(values["count"]),
        of=int(values["of"]),
        share=float(values["share"]),
        low=float(values["low"]),
        high=float(values["high"]),
    )
