"""Where each code of the content stands in a release, and which of those that are used do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gpsupport.domain.knowledge.content.pack import CodeUse, Knowledge, KnownCode
from gpsupport.domain.record import SNOMED_CT, Code
from gpsupport.knowledge.terminology.concepts import (
    CONCEPT_FILES,
    HISTORY_FILES,
    Concept,
    History,
    read_concepts,
    read_history,
)
from gpsupport.knowledge.terminology.meanings import local_owner
from gpsupport.knowledge.terminology.release import Release
from gpsupport.knowledge.terminology.rows import Progress

# What `read_standing` goes through, for the length of a progress bar.
STANDING_FILES = (*HISTORY_FILES, *CONCEPT_FILES)


class Standing(StrEnum):
    """Whether a release has a code."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    ABSENT = "absent"
    LOCAL = "not SNOMED CT UK"


class TermFit(StrEnum):
    """How the term of our table stands to those of the release."""

    PREFERRED = "the preferred term"
    FULL_NAME = "the fully specified name"
    SYNONYM = "another term of it"
    OLD = "a term no longer in use"
    NONE = "not a term of it"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Successor:
    """What a release offers instead of an inactive code; `active` None: it does not have it."""

    how: str
    code: str
    term: str
    active: bool | None


@dataclass(frozen=True, slots=True)
class CodeStanding:
    """One code of the content in a release. `used_by` names what rests on it; may be empty."""

    code: Code
    term: str
    use: CodeUse
    standing: Standing
    preferred: str
    fit: TermFit
    used_by: tuple[str, ...]
    reason: str = ""
    successors: tuple[Successor, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether something rests on a code that is not active."""
        return bool(self.used_by) and self.standing is not Standing.ACTIVE


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """Every code of the content, in the order of its table, against one release."""

    release: str
    effective_on: date
    packages: tuple[str, ...]
    codes: tuple[CodeStanding, ...]

    def standing_as(self, standing: Standing) -> tuple[CodeStanding, ...]:
        """The codes that stand so."""
        return tuple(one for one in self.codes if one.standing is standing)

    @property
    def failing(self) -> tuple[CodeStanding, ...]:
        """The codes in use that are not active."""
        return tuple(one for one in self.codes if one.fails)


def read_standing(
    release: Release, knowledge: Knowledge, progress: Progress | None = None
) -> ReleaseReport:
    """Each SNOMED CT code of the content against a release. Raises ReleaseFault."""
    table = [known for known in knowledge.codes.values() if known.code.system == SNOMED_CT]
    wanted = frozenset(int(known.code.value) for known in table)
    history = read_history(release, wanted, progress)
    concepts = read_concepts(release, wanted | history.named(), progress)
    used = uses_of(knowledge)
    return ReleaseReport(
        release=release.name,
        effective_on=release.effective_on,
        packages=release.packages,
        codes=tuple(
            _standing(known, used.get(known.code, ()), concepts, history) for known in table
        ),
    )


def uses_of(knowledge: Knowledge) -> Mapping[Code, tuple[str, ...]]:
    """What rests on each code: the code sets, the rows of the record matrix, what is an asking."""
    uses: dict[Code, tuple[str, ...]] = {
        code: tuple(f"code set {one}" for one in sets)
        for code, sets in knowledge.sets_of_code.items()
    }
    others = [
        *((rule.code, f"record rule {rule.id}") for rule in knowledge.record_rules if rule.code),
        *((code, f"asking: {outcome.value}") for code, outcome in knowledge.enquiry_codes.items()),
    ]
    for code, use in others:
        uses[code] = (*uses.get(code, ()), use)
    return uses


def _standing(
    known: KnownCode,
    used_by: tuple[str, ...],
    concepts: Mapping[int, Concept],
    history: History,
) -> CodeStanding:
    number = int(known.code.value)
    concept = concepts.get(number)
    standing = Standing.ABSENT
    if local_owner(known.code.value):
        standing = Standing.LOCAL
    elif concept is not None:
        standing = Standing.ACTIVE if concept.active else Standing.INACTIVE
    inactive = standing is Standing.INACTIVE
    return CodeStanding(
        code=known.code,
        term=known.term,
        use=known.use,
        standing=standing,
        preferred=concept.preferred if concept else "",
        fit=_fit(known.term, concept),
        used_by=used_by,
        reason=_reason(number, concepts, history) if inactive else "",
        successors=_successors(number, concepts, history) if inactive else (),
    )


def _reason(code: int, concepts: Mapping[int, Concept], history: History) -> str:
    """Why a concept is inactive, in the release's own word for it; empty: it gives no reason."""
    value = history.reasons.get(code)
    if value is None:
        return ""
    return concepts[value].preferred if value in concepts else str(value)


def _successors(
    code: int, concepts: Mapping[int, Concept], history: History
) -> tuple[Successor, ...]:
    found = []
    for how, new in history.successors.get(code, ()):
        concept = concepts.get(new)
        term, active = (concept.preferred, concept.active) if concept else ("", None)
        found.append(Successor(how, str(new), term, active))
    return tuple(found)


def _fit(term: str, concept: Concept | None) -> TermFit:
    if concept is None:
        return TermFit.UNKNOWN
    ours = _plain(term)
    if ours == _plain(concept.preferred):
        return TermFit.PREFERRED
    if ours == _plain(concept.full_name):
        return TermFit.FULL_NAME
    if ours in {_plain(one) for one in concept.terms}:
        return TermFit.SYNONYM
    return TermFit.OLD if ours in {_plain(one) for one in concept.old_terms} else TermFit.NONE


def _plain(term: str) -> str:
    """A term without what does not matter: capitals and spaces."""
    return " ".join(term.split()).casefold()
