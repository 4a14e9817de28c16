"""A little content for tests of releases: codes and sets, and nothing that fires."""

from typing import cast

from gpsupport.domain.enquiry import Cadence
from gpsupport.domain.knowledge.content.pack import CodeSet, CodeUse, Knowledge, KnownCode
from gpsupport.domain.knowledge.content.recording import RecordRule
from gpsupport.domain.knowledge.content.standing import PackVersion
from gpsupport.domain.record import SNOMED_CT, Code


def code(value: str) -> Code:
    """A SNOMED CT code."""
    return Code(SNOMED_CT, value)


def known(value: str, term: str = "Term", category: str = "indicator:x") -> KnownCode:
    """A row of the table of codes."""
    return KnownCode(code(value), term, category, "Meaning", "a list", "A", CodeUse.PROMPT_INPUT)


def code_set(
    set_id: str,
    *values: str,
    descendants: bool = True,
    because: str = "",
    not_below: tuple[tuple[str, str], ...] = (),
) -> CodeSet:
    """A code set of these codes."""
    return CodeSet(
        set_id,
        f"a {set_id}",
        frozenset(code(value) for value in values),
        descendants,
        because,
        tuple((code(value), why) for value, why in not_below),
    )


def content(
    codes: list[KnownCode], sets: list[CodeSet] | None = None, rules: tuple[RecordRule, ...] = ()
) -> Knowledge:
    """Content of these codes and sets; nothing else is read."""
    return Knowledge(
        version=PackVersion("test", "1", "hash"),
        sources={},
        codes={one.code: one for one in codes},
        code_sets={one.id: one for one in sets or []},
        indicators=(),
        cadence=cast("Cadence", None),
        enquiry_codes={},
        wordings={},
        record_rules=rules,
        helplines=(),
        ordinary_visits=(),
    )
