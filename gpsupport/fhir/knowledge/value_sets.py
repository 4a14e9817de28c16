"""Code sets as value sets."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from gpsupport.domain.knowledge.content.pack import CodeSet, Knowledge
from gpsupport.domain.record import SNOMED_CT, Code
from gpsupport.fhir.elements import Json
from gpsupport.fhir.knowledge.naming import SNOMED_NOTICE, frame, plain


def value_sets(knowledge: Knowledge) -> list[Any]:
    """Each code set as a ValueSet, in the order of the content."""
    from fhir.resources.R4B.valueset import ValueSet  # noqa: PLC0415

    return [
        ValueSet.model_validate(_value_set(one, knowledge)) for one in knowledge.code_sets.values()
    ]


def _value_set(code_set: CodeSet, knowledge: Knowledge) -> Json:
    content = frame("ValueSet", code_set.id, plain(code_set.label), knowledge)
    used_by = [one for one in knowledge.indicators if code_set.id in one.code_sets]
    content["purpose"] = (
        "Looked for by " + ", ".join(f"{one.id} ({one.name})" for one in used_by) + "."
        if used_by
        else "Known to the content; no rule looks for it."
    )
    if any(code.system == SNOMED_CT for code in code_set.codes):
        content["copyright"] = SNOMED_NOTICE
    content["compose"] = {
        "include": [
            {"system": system, "concept": [_concept(code, knowledge) for code in codes]}
            for system, codes in groupby(sorted(code_set.codes), key=lambda code: code.system)
        ]
    }
    return content


def _concept(code: Code, knowledge: Knowledge) -> Json:
    return {"code": code.value, "display": plain(knowledge.codes[code].term)}
