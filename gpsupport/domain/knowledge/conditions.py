"""The closed rule language: what an indicator may look for. `judging` answers it.

Windows are whole days counted back from the day asked, both ends included.
"""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.people import Sex
from gpsupport.domain.record import Setting


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every condition is met."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition is met."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the conditions are met."""

    count: int
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition is not met; `words` say what it means when it is."""

    of: Condition
    words: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """Entries of these code sets.

    `at_least` episodes whose days lie at least `apart_days` apart (different codes on one day are
    one episode), in a window of `days` (None: ever). `new_after_days`: an entry in the window
    before which there was none for that many days.
    """

    codes: tuple[str, ...]
    days: int | None = None
    at_least: int = 1
    apart_days: int = 1
    new_after_days: int | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """An entry of `codes` with one of `others` from `before` days before to `after` days after."""

    codes: tuple[str, ...]
    others: tuple[str, ...]
    before: int
    after: int
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A state begun by one of `codes` in the last `days` and not ended by one of `ended_by`.

    Without a beginning it is unknown: records do not say when nothing began.
    """

    codes: tuple[str, ...]
    ended_by: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Attended:
    """Contacts of a setting (None: any) that took place, on distinct days."""

    days: int
    at_least: int
    setting: Setting | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """Missed contacts on distinct days: coded so, or appointments the patient did not come to."""

    codes: tuple[str, ...]
    days: int
    at_least: int


@dataclass(frozen=True, slots=True)
class Age:
    """Age on the day asked, in whole years or months; `below` excludes its own value."""

    from_years: int | None = None
    below_years: int | None = None
    from_months: int | None = None
    below_months: int | None = None


@dataclass(frozen=True, slots=True)
class SexIs:
    """Administrative gender; "other" and "unknown" leave it open."""

    sex: Sex


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asked in the last `days`, and not before the newest entry of `since`."""

    days: int
    since: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ticked:
    """What only people can say today. `words` is the reason shown; unknown until answered."""

    tick: str
    words: str


@dataclass(frozen=True, slots=True)
class HasChild:
    """A child is named in the record as a related person, or coded."""

    codes: tuple[str, ...] = ()


Condition = (
    AllOf
    | AnyOf
    | AtLeast
    | Not
    | Coded
    | Near
    | Open
    | Attended
    | Missed
    | Age
    | SexIs
    | Asked
    | Ticked
    | HasChild
)


def code_sets_of(condition: Condition) -> frozenset[str]:
    """The ids of every code set that a condition looks at, nested ones included."""
    match condition:
        case AllOf(of) | AnyOf(of) | AtLeast(_, of):
            return frozenset().union(*(code_sets_of(inner) for inner in of))
        case Not(inner):
            return code_sets_of(inner)
        case Coded(codes) | Missed(codes) | HasChild(codes):
            return frozenset(codes)
        case Near(codes, others):
            return frozenset(codes) | frozenset(others)
        case Open(codes, ended_by):
            return frozenset(codes) | frozenset(ended_by)
        case Asked(_, since):
            return frozenset(since)
        case _:
            return frozenset()
