"""Indicators as plan definitions, and what they lead to as activity definitions."""

from __future__ import annotations

from typing import Any

from gpsupport.domain.knowledge.content.pack import Audience, Branch, Indicator, Knowledge
from gpsupport.domain.knowledge.language.conditions import Age, AllOf, Condition, SexIs
from gpsupport.domain.knowledge.language.explaining import outline
from gpsupport.fhir.elements import Json
from gpsupport.fhir.knowledge.code_systems import INDICATORS, system
from gpsupport.fhir.knowledge.naming import SNOMED_NOTICE, address, citations, frame, plain

_TYPES = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
_CONTEXTS = "http://terminology.hl7.org/CodeSystem/usage-context-type"
_GENDERS = "http://hl7.org/fhir/administrative-gender"
_UCUM = "http://unitsofmeasure.org"

# What a prompt leads to, by whom it is for: id, title, kind, description.
_ACTIVITIES = {
    Audience.CLINICIAN: (
        "ask-safely",
        "Ask when it is safe",
        (
            "Find out who is there. Ask only if that makes it safe, in words of one's own, and"
            " record that it was asked, or why not."
        ),
    ),
    Audience.LEAD: (
        "lead-looks",
        "The safeguarding lead looks at it",
        (
            "The safeguarding lead reads what is on record, decides who sees whom alone and by"
            " when, and notes the decision. Nothing of it is shown in the consultation."
        ),
    ),
    Audience.OWNER: (
        "owner-follows-up",
        "Whoever owns the referral follows it up",
        "The owner of the referral finds the next route, and says who does what by when.",
    ),
}


def activity_definitions(knowledge: Knowledge) -> list[Any]:
    """What prompts lead to, one for each kind of reader."""
    from fhir.resources.R4B.activitydefinition import ActivityDefinition  # noqa: PLC0415

    made = []
    for activity_id, title, description in _ACTIVITIES.values():
        content = frame("ActivityDefinition", activity_id, title, knowledge)
        content |= {"description": description, "kind": "Task", "intent": "proposal"}
        made.append(ActivityDefinition.model_validate(content))
    return made


def plan_definitions(knowledge: Knowledge) -> list[Any]:
    """Each indicator as a rule: what it looks for, in words, and what it leads to.

    The conditions stand as words: no computable language of FHIR says "unknown" as ours does, and
    a translation that answered otherwise would be a second rule under the same name.
    """
    from fhir.resources.R4B.plandefinition import PlanDefinition  # noqa: PLC0415

    return [PlanDefinition.model_validate(_plan(one, knowledge)) for one in knowledge.indicators]


def _plan(indicator: Indicator, knowledge: Knowledge) -> Json:
    content = frame("PlanDefinition", indicator.id, indicator.name, knowledge)
    content |= {
        "identifier": [{"system": system(INDICATORS), "value": indicator.id}],
        "type": {"coding": [{"system": _TYPES, "code": "eca-rule"}]},
        "description": plain(indicator.matters or indicator.name),
        "usage": _usage(indicator),
        "copyright": SNOMED_NOTICE,
        "relatedArtifact": citations(indicator.sources, knowledge),
        "action": [_action(branch, indicator, knowledge) for branch in indicator.branches],
    }
    contexts = _contexts(indicator.population)
    if contexts:
        content["useContext"] = contexts
    return content


def _usage(indicator: Indicator) -> str:
    parts = [
        f"Strength of evidence: {indicator.strength.value}.",
        f"To be reviewed by {indicator.review_by.isoformat()}.",
    ]
    if indicator.sensitive:
        parts.append("Never shown while anybody else is present.")
    if indicator.household:
        parts.append("About the household: for the safeguarding lead.")
    if indicator.beside_adult:
        parts.append("May be read by an adult who came with the child.")
    if indicator.defaults:
        parts.append(f"Our own defaults: {indicator.defaults}")
    if indicator.known_false_alarms:
        parts.append(f"Known false alarms: {indicator.known_false_alarms}")
    return plain(" ".join(parts))


def _action(branch: Branch, indicator: Indicator, knowledge: Knowledge) -> Json:
    activity_id, *_ = _ACTIVITIES[indicator.audience]
    labels = {one.id: one.label for one in knowledge.code_sets.values()}
    looks_for = [("For whom", indicator.population), ("When", branch.when)]
    if indicator.unless is not None:
        looks_for.append(("Unless", indicator.unless))
    words = [
        "\n".join([f"{said}:", *(f"{'  ' * line.depth}- {line.words}" for line in lines)])
        for said, lines in ((said, outline(one, labels)) for said, one in looks_for)
    ]
    return {
        "title": plain(branch.title),
        "description": plain(" ".join(branch.say)),
        "textEquivalent": "\n".join(words),
        "trigger": [{"type": "named-event", "name": "patient-view"}],
        "definitionCanonical": address("ActivityDefinition", activity_id),
    }


def _contexts(population: Condition) -> list[Json]:
    """For whom, as far as age in years and sex say it; the outline always says it whole."""
    parts = population.of if isinstance(population, AllOf) else (population,)
    contexts: list[Json] = []
    for part in parts:
        match part:
            case Age(from_years, below_years, None, None):
                contexts.append(
                    {"code": _context("age"), "valueRange": _years(from_years, below_years)}
                )
            case SexIs(sex):
                coding = {"system": _GENDERS, "code": sex.value}
                contexts.append(
                    {"code": _context("gender"), "valueCodeableConcept": {"coding": [coding]}}
                )
            case _:
                continue
    return contexts


def _context(code: str) -> Json:
    return {"system": _CONTEXTS, "code": code}


def _years(from_years: int | None, below_years: int | None) -> Json:
    # A range includes both its ends, and these are completed years.
    ends = {"low": from_years, "high": None if below_years is None else below_years - 1}
    return {
        end: {"value": years, "unit": "years", "system": _UCUM, "code": "a"}
        for end, years in ends.items()
        if years is not None
    }
