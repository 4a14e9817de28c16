"""Coded facts: which resources count, under which codes, on which day.

What was retracted, refuted, cancelled, only planned, answered with no, or qualified by something
that we do not understand never counts. What is resolved still happened, so it counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gpsupport.domain.record import CodedEntry, Coding, EntryKind
from gpsupport.fhir.elements import Json, codings, find_day, objects, says, text_of, understood
from gpsupport.fhir.patients import in_focus
from gpsupport.fhir.references import Addresses, first_name
from gpsupport.fhir.unpacking import Found

_NEVER = frozenset({"entered-in-error", "cancelled"})
_NO = (
    "no absent negative none not-present not-detected denied denies false".split()
)  # as whole answers, spaces written as hyphens
_V2_YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
_INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


@dataclass(frozen=True, slots=True)
class _Rule:
    """How one resource type becomes an entry."""

    kind: EntryKind
    code: str
    days: tuple[str, ...]
    recorders: tuple[str, ...]
    not_statuses: frozenset[str] = _NEVER
    not_intents: frozenset[str] = frozenset()
    unless: Callable[[Json], bool] = lambda _: False


def _refuted(content: Json) -> bool:
    return says(content.get("verificationStatus"), "refuted", "entered-in-error")


def _not_performed(content: Json) -> bool:
    return content.get("doNotPerform") is True


def _answered_with_no(content: Json) -> bool:
    """A value that says no or none, or that there is none because nobody asked or nobody knows."""
    if content.get("valueBoolean") is False or content.get("dataAbsentReason"):
        return True
    quantity = content.get("valueQuantity")
    number = quantity.get("value") if isinstance(quantity, dict) else content.get("valueInteger")
    if number == 0 and not isinstance(number, bool):
        return True
    for coding in codings(content.get("interpretation")):
        if coding.code.system == _INTERPRETATION and coding.code.value in {"NEG", "ND"}:
            return True
    value = content.get("valueCodeableConcept")
    for coding in codings(value):
        if coding.code.system == _V2_YES_NO and coding.code.value == "N":
            return True
    return says(value, *_NO) or says({"text": text_of(content, "valueString")}, *_NO)


def _document_withdrawn(content: Json) -> bool:
    return text_of(content, "docStatus") in {"entered-in-error", "preliminary"}


_ONLY_SUGGESTED = frozenset({"proposal", "option"})

_RULES: dict[str, _Rule] = {
    "Condition": _Rule(
        EntryKind.CONDITION,
        "code",
        ("onsetDateTime", "onsetPeriod.start", "recordedDate"),
        ("recorder", "asserter"),
        unless=_refuted,
    ),
    "Observation": _Rule(
        EntryKind.OBSERVATION,
        "code",
        (
            "effectiveDateTime",
            "effectivePeriod.start",
            "effectiveInstant",
            "effectiveTiming.event",
            "issued",
        ),
        ("performer",),
        not_statuses=_NEVER | {"registered"},
        unless=_answered_with_no,
    ),
    "Procedure": _Rule(
        EntryKind.PROCEDURE,
        "code",
        ("performedDateTime", "performedPeriod.start"),
        ("recorder", "performer", "asserter"),
        not_statuses=_NEVER | {"preparation", "not-done"},
    ),
    "MedicationRequest": _Rule(
        EntryKind.MEDICATION,
        "medicationCodeableConcept",
        ("authoredOn",),
        ("requester", "recorder"),
        not_statuses=_NEVER | {"draft"},
        # A plan counts: English GP systems write an authorised repeat prescription as one.
        not_intents=_ONLY_SUGGESTED,
        unless=_not_performed,
    ),
    "Immunization": _Rule(
        EntryKind.IMMUNISATION,
        "vaccineCode",
        ("occurrenceDateTime", "recorded"),
        ("performer",),
        not_statuses=_NEVER | {"not-done"},
    ),
    "Flag": _Rule(EntryKind.FLAG, "code", ("period.start",), ("author",)),
    "ServiceRequest": _Rule(
        EntryKind.REFERRAL,
        "code",
        ("authoredOn", "occurrenceDateTime", "occurrencePeriod.start"),
        ("requester",),
        not_statuses=_NEVER | {"draft", "revoked"},
        not_intents=_ONLY_SUGGESTED,
        unless=_not_performed,
    ),
    "DocumentReference": _Rule(
        EntryKind.DOCUMENT,
        "type",
        ("context.period.start", "date"),
        ("author",),
        unless=_document_withdrawn,
    ),
    "Encounter": _Rule(
        EntryKind.CONDITION,
        "reasonCode",
        ("period.start",),
        ("participant",),
        not_statuses=_NEVER | {"planned"},
    ),
}


def find_entry(found: Found, owner: Found, addresses: Addresses) -> CodedEntry | None:
    """The fact that a resource states about its patient; None when it states none that counts.

    Raises Unreadable for a date that does not exist.
    """
    rule = _RULES.get(found.type)
    if rule is None or not _counts(found, owner, addresses, rule):
        return None
    found_codings = _codings(found, addresses, rule)
    if not found_codings:
        return None
    recorders = (
        first_name(found.content.get(element), addresses, found) for element in rule.recorders
    )
    return CodedEntry(
        resource=found.name,
        kind=rule.kind,
        codings=found_codings,
        on=find_day(found.content, rule.days, found.where),
        recorded_by=next((name for name in recorders if name), ""),
    )


def _counts(found: Found, owner: Found, addresses: Addresses, rule: _Rule) -> bool:
    content = found.content
    return (
        understood(content)
        and text_of(content, "status") not in rule.not_statuses
        and text_of(content, "intent") not in rule.not_intents
        and not rule.unless(content)
        and (found.type != "Observation" or in_focus(found, owner, addresses))
    )


def _codings(found: Found, addresses: Addresses, rule: _Rule) -> tuple[Coding, ...]:
    concept = found.content.get(rule.code)
    if found.type == "MedicationRequest" and concept is None:
        for reference in objects(found.content.get("medicationReference")):
            target = addresses.find(reference, found)
            concept = target.content.get("code") if target else None
    return codings(concept)
