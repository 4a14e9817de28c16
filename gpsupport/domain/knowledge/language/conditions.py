"""The closed rule language: what an indicator may look for. `judging` answers it.

Windows are whole days counted back from the day asked, both ends included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gpsupport.domain.people import Sex
from gpsupport.domain.record import ContactKind, EntryKind, Setting


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
    before which there was none for that many days. `kinds` limits it to those parts of a record,
    for instance the medicines (none: all of it).
    """

    codes: tuple[str, ...]
    days: int | None = None
    at_least: int = 1
    apart_days: int = 1
    new_after_days: int | None = None
    kinds: tuple[EntryKind, ...] = ()


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

    Without a beginning it is unknown: records do not say when nothing began. Where a clinician has
    answered `asks`, that answer counts while it holds, and not the record.
    """

    codes: tuple[str, ...]
    ended_by: tuple[str, ...]
    days: int
    asks: Ticked | None = None


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


class About(StrEnum):
    """What a tick is about: ticks of one kind stand together on the page."""

    COMPANY = "company"
    SAID = "said"
    HEALTH = "health"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Ticked:
    """What only people can say. `words` is the reason shown, and the line beside the box.

    An answer holds on its own day, and where `days` is given for that many days after it. Until
    somebody answers it is unknown, or with `open_is_no` it counts as no.
    """

    tick: str
    words: str
    days: int | None = None
    open_is_no: bool = False
    about: About = About.SAID

    @property
    def holds_days(self) -> int:
        """For how many days after its own an answer holds."""
        return self.days or 0


@dataclass(frozen=True, slots=True)
class HasChild:
    """A child is named in the record as a related person, or coded."""

    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registered:
    """Registered at this practice in the last `days`; unknown when no day is known."""

    days: int


@dataclass(frozen=True, slots=True)
class Household:
    """Entries in the records of linked people: at least so many, in a window (None: ever).

    The same code of one person on one day is one entry. Unknown when no links are known. Only an
    indicator about the household and for the lead may use it: `uses_household` finds it.
    """

    codes: tuple[str, ...]
    days: int | None = None
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Today:
    """What today's contact is for is one of `kinds`; unknown until somebody has said."""

    kinds: tuple[ContactKind, ...]


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
    | Registered
    | Household
    | Today
)


def parts_of(condition: Condition) -> Iterator[Condition]:
    """The condition itself and every condition inside it."""
    yield condition
    match condition:
        case AllOf(of) | AnyOf(of) | AtLeast(_, of):
            for inner in of:
                yield from parts_of(inner)
        case Not(inner):
            yield from parts_of(inner)
        case Open(asks=Ticked() as asks):
            yield asks
        case _:
            return


def code_sets_of(condition: Condition) -> frozenset[str]:
    """The ids of every code set that a condition looks at, in anybody's record."""
    return frozenset(set_id for part in parts_of(condition) for set_id in _own_code_sets(part))


def ticks_of(condition: Condition) -> dict[str, str]:
    """What a condition asks a clinician: the name of each tick with its words."""
    return {asked.tick: asked.words for asked in ticked_in(condition)}


def ticked_in(condition: Condition) -> Iterator[Ticked]:
    """Each question to a clinician in a condition."""
    return (part for part in parts_of(condition) if isinstance(part, Ticked))


def uses_household(condition: Condition) -> bool:
    """Whether a condition looks at the records of other people."""
    return any(isinstance(part, Household) for part in parts_of(condition))


def _own_code_sets(condition: Condition) -> tuple[str, ...]:
    match condition:
        case Coded(codes) | Missed(codes) | HasChild(codes) | Household(codes):
            return codes
        case Near(codes, others):
            return codes + others
        case Open(codes, ended_by):
            return codes + ended_by
        case Asked(_, since):
            return since
        case _:
            return ()
