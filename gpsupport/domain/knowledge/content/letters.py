"""What letters say: their kinds, their parts, who may read each, in words that others review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gpsupport.domain.disclosure.contact import SafeWay
from gpsupport.domain.knowledge.content.care import Grounded, Statement
from gpsupport.domain.letters.kinds import Holds, LetterKind, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkWords(Grounded):
    """Who may read a part, as the letter says it."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRule(Grounded):
    """One part of letters. `holds` is what fills it, None where it is typed or said alone.

    `asks` is what to type, empty where nothing can be; `says` what it says by itself. `child`: only
    where the letter is about a child. `telling`: only where the patient told here. `by_hand`: each
    sentence of `says` is ticked by itself, and none of them from the start. `at_once` is said in
    place of `says` where somebody needs help on the same day; `first` is the heading where nobody
    had looked before.
    """

    id: str
    heading: str
    mark: Mark
    asks: str = ""
    holds: Holds | None = None
    says: tuple[Statement, ...] = ()
    child: bool = False
    telling: bool = False
    by_hand: bool = False
    at_once: tuple[Statement, ...] = ()
    first: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRule(Grounded):
    """One kind of letter. `parts` are all that it may have, `begins` those ticked from the start.

    `when` says what it is for, `notes` what whoever writes it should know, `seen_by` who would read
    it. Without `names_person` it says nobody's name, birth date or number.
    """

    kind: LetterKind
    name: str
    title: str
    when: str
    parts: tuple[str, ...]
    begins: tuple[str, ...]
    opening: tuple[Statement, ...]
    closing: tuple[Statement, ...]
    notes: tuple[Statement, ...]
    seen_by: tuple[Statement, ...]
    names_person: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWords(Grounded):
    """How a letter, or a file for a service, says in which way somebody may be reached.

    `through_us` is said where no way holds or none is told, `no_other` below every way. A file says
    `left_out` behind a text of which something was, and `not_sure` where nobody knows for whom it
    is.
    """

    ways: Mapping[SafeWay, str]
    through_us: str
    no_other: str
    left_out: str
    not_sure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRule(Grounded):
    """Which entries may be quoted as seen, by code set, and how many of them are listed at most."""

    codes: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class LetterRules:
    """All that letters say."""

    kinds: Mapping[LetterKind, LetterRule] = field(default_factory=dict)
    parts: Mapping[str, PartRule] = field(default_factory=dict)
    marks: Mapping[Mark, MarkWords] = field(default_factory=dict)
    contact: ContactWords | None = None
    seen: SeenRule | None = None
