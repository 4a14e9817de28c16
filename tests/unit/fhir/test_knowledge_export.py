"""The content as FHIR R4: complete, the same each time, and valid beyond what the models check."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason, Presence
from gpsupport.domain.knowledge.content.pack import Audience, CodeSet
from gpsupport.domain.people import Role
from gpsupport.domain.record import SNOMED_CT, Code
from gpsupport.fhir.knowledge.code_systems import code_systems
from gpsupport.fhir.knowledge.export import BUNDLE, export_files
from gpsupport.fhir.knowledge.naming import machine_name, plain
from gpsupport.fhir.knowledge.value_sets import value_sets
from gpsupport.knowledge.load import load_knowledge

MACHINE_NAME = re.compile(r"[A-Z][A-Za-z0-9_]{0,254}")
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
DEFINITIONS = {"CodeSystem", "ValueSet", "Questionnaire", "ActivityDefinition", "PlanDefinition"}

# The required bindings of R4 that the models do not know, for the elements that we write.
BINDINGS = {
    "status": {"draft", "active", "retired", "unknown"},
    "content": {"not-present", "example", "fragment", "complete", "supplement"},
    "operator": {"exists", "=", "!=", ">", "<", ">=", "<="},
    "intent": {
        "proposal",
        "plan",
        "directive",
        "order",
        "original-order",
        "reflex-order",
        "filler-order",
        "instance-order",
        "option",
    },
}
ITEM_TYPES = {
    "group",
    "display",
    "date",
    "choice",
    "text",
    "string",
    "boolean",
    "integer",
    "reference",
}
ARTIFACT_TYPES = {"documentation", "justification", "citation", "derived-from", "composed-of"}
LOUD = re.compile(r"abus|violen|victim|perpetrat|domestic", re.IGNORECASE)


@cache
def files() -> dict[str, Any]:
    return {name: json.loads(text) for name, text in export_files(load_knowledge()).items()}


def resources() -> list[Any]:
    return [one for name, one in files().items() if name != BUNDLE]


def of_type(resource_type: str) -> list[Any]:
    return [one for one in resources() if one["resourceType"] == resource_type]


def nested(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from nested(inner)
    if isinstance(value, list):
        for inner in value:
            yield from nested(inner)


def test_everything_is_there() -> None:
    knowledge = load_knowledge()
    assert {one["resourceType"] for one in resources()} == DEFINITIONS
    assert {one["id"] for one in of_type("ValueSet")} == set(knowledge.code_sets)
    assert [one["id"] for one in of_type("PlanDefinition")] == [
        one.id for one in knowledge.indicators
    ]
    assert len(of_type("ActivityDefinition")) == len(Audience)
    assert {"enquiry", "follow-up", "noted", "safety-check", "safety-check-child"} == {
        one["id"] for one in of_type("Questionnaire")
    }


def test_the_same_content_gives_the_same_bytes() -> None:
    assert export_files(load_knowledge()) == export_files(load_knowledge())


def test_ids_names_and_addresses() -> None:
    urls = [one["url"] for one in resources()]
    assert len(set(urls)) == len(urls)
    for one in resources():
        assert ID.fullmatch(one["id"])
        assert one["url"].endswith(f"/{one['resourceType']}/{one['id']}")
        if "name" in one:
            assert MACHINE_NAME.fullmatch(one["name"])


def test_required_bindings() -> None:
    for one in resources():
        for part in nested(one):
            for element, allowed in BINDINGS.items():
                if isinstance(part.get(element), str):
                    assert part[element] in allowed, (one["id"], element)
        for item in nested(one.get("item", [])):
            if "linkId" in item:
                assert item["type"] in ITEM_TYPES
        for artifact in one.get("relatedArtifact", []):
            assert artifact["type"] in ARTIFACT_TYPES


def test_nothing_is_empty() -> None:
    for one in resources():
        for part in nested(one):
            assert part
            assert all(value not in ("", [], {}) for value in part.values()), one["id"]


def test_value_sets_read_back_are_the_code_sets() -> None:
    for one in of_type("ValueSet"):
        codes = {
            Code(include["system"], concept["code"])
            for include in one["compose"]["include"]
            for concept in include["concept"]
        }
        assert codes == load_knowledge().code_sets[one["id"]].codes
        assert "SNOMED" in one["copyright"]


def test_each_system_of_a_value_set_stands_alone() -> None:
    knowledge = load_knowledge()
    known = next(iter(knowledge.codes.values()))
    local = Code("https://example.test/local", "1")
    mixed = CodeSet("mixed", "mixed", frozenset({known.code, local}))
    other = replace(
        knowledge,
        codes={**knowledge.codes, local: replace(known, code=local)},
        code_sets={"mixed": mixed},
    )
    (made,) = value_sets(other)
    systems = [include.system for include in made.compose.include]
    assert sorted(systems) == [SNOMED_CT, "https://example.test/local"]


def test_every_value_of_our_own_has_a_meaning() -> None:
    told = {
        one.id: {concept.code for concept in one.concept} for one in code_systems(load_knowledge())
    }
    for system, values in (
        ("outcome", EnquiryOutcome),
        ("reason", NotAskedReason),
        ("presence", Presence),
        ("role", Role),
    ):
        assert told[system] == {value.value for value in values}
    for one in of_type("CodeSystem"):
        assert one["count"] == len(one["concept"]) == len({c["code"] for c in one["concept"]})


def test_questionnaires_ask_with_known_answers() -> None:
    known = {
        (system["url"], concept["code"])
        for system in of_type("CodeSystem")
        for concept in system["concept"]
    }
    for form in of_type("Questionnaire"):
        links = [item["linkId"] for item in form["item"]]
        assert len(set(links)) == len(links)
        for item in form["item"]:
            for coding in nested(item):
                if "system" in coding:
                    assert (coding["system"], coding["code"]) in known
            for condition in item.get("enableWhen", []):
                assert condition["question"] in links
            if item["type"] == "display":
                assert not {"required", "answerOption"} & set(item)
        # A title stands in lists that others may see.
        assert not LOUD.search(form["title"])


def test_no_form_carries_a_code_of_a_licensed_instrument() -> None:
    for form in of_type("Questionnaire"):
        text = json.dumps(form)
        assert "loinc" not in text.lower()
        assert "HARK" not in text
        assert all("code" not in item for item in form["item"])


@pytest.mark.parametrize("for_child", [False, True])
def test_the_safety_check_is_asked_whole(for_child: bool) -> None:
    form_id = "safety-check-child" if for_child else "safety-check"
    (form,) = (one for one in of_type("Questionnaire") if one["id"] == form_id)
    expected = [one for one in load_knowledge().safety_check if one.for_child is for_child]
    asked = [item["linkId"] for item in form["item"] if item["type"] == "choice"]
    assert asked == [one.id for one in expected]
    assert len([item for item in form["item"] if item["type"] == "display"]) == len(asked)


def test_plans_say_where_they_come_from_and_lead_to() -> None:
    urls = {one["url"] for one in resources()}
    knowledge = load_knowledge()
    for plan in of_type("PlanDefinition"):
        indicator = knowledge.indicator(plan["id"])
        assert [one["label"] for one in plan["relatedArtifact"]] == list(indicator.sources)
        assert len(plan["action"]) == len(indicator.branches)
        for action in plan["action"]:
            assert action["definitionCanonical"] in urls
            assert "When:" in action["textEquivalent"]


def test_ages_are_completed_years() -> None:
    (a06,) = (one for one in of_type("PlanDefinition") if one["id"] == "A06")
    (age,) = (one["valueRange"] for one in a06["useContext"] if one["code"]["code"] == "age")
    assert age["low"]["value"] == 16
    assert "high" not in age


def test_nobody_is_named() -> None:
    for one in resources():
        assert not re.search(r"\{[a-z]+\}", json.dumps(one, ensure_ascii=False)), one["id"]
    assert plain("tell {lead} within {recent}", recent_days=28) == (
        "Tell the safeguarding lead within 4 weeks"
    )


def test_names_for_machines() -> None:
    assert machine_name("current-abuse") == "CurrentAbuse"
    assert machine_name("3 signs") == "N3Signs"


def test_the_bundle_holds_them_all() -> None:
    bundle = files()[BUNDLE]
    assert bundle["type"] == "collection"
    assert [entry["resource"]["url"] for entry in bundle["entry"]] == [
        entry["fullUrl"] for entry in bundle["entry"]
    ]
    assert len(bundle["entry"]) == len(resources())
