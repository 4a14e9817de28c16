"""From the boxes of the sharing page to the entries of its log."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.disclosure.faults import Fault, faults_of_sharing
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.knowledge.content.care import Consent, SharingFlow, SharingStep
from gpsupport.web.disclosure.reading import LONGEST, About, FormFault
from gpsupport.web.disclosure.typed import Typed

YES, NO, NOT_KNOWN = "yes", "no", "not-known"
ANSWERS = ((YES, "Yes"), (NO, "No"), (NOT_KNOWN, "Not known"))

# Answers with no whatever has a way of its own and was not answered.
NO_TO_REST = "rest"

# The boxes below a yes, by what the log calls them.
BOXES = {
    "with_whom": "with",
    "role": "role",
    "what": "what",
    "why": "why",
    "ground": "ground",
    "consent_asked": "asked",
    "consent_given": "given",
    "why_not_asked": "whynot",
    "told": "told",
    "proportion": "proportion",
    "advice": "advice",
    "recorded": "recorded",
}
_TEXTS = (*(name for name in BOXES if name not in {"consent_asked", "consent_given"}),)


@dataclass(frozen=True, slots=True)
class ReadSharing:
    """One entry for each yes, in the order of the questions, and what is wanting."""

    entries: tuple[SharingEntry, ...]
    faults: tuple[FormFault, ...]


def box(step: str, name: str = "") -> str:
    """The name of a box of a step; of its question without a name."""
    return f"step.{step}.{name}" if name else f"step.{step}"


def read_sharing_form(typed: Typed, flow: SharingFlow, about: About) -> ReadSharing:
    """Every question is gone through: one that nobody answered is wanting.

    One box says no to every other that has a way of its own. What needs the patient's yes may stay
    open where one of them holds.
    """
    entries: list[SharingEntry] = []
    faults: list[FormFault] = []
    rest = bool(typed.many(NO_TO_REST))
    holds = any(
        typed.one(box(one.id)) == YES for one in flow.steps if one.consent is not Consent.NEEDED
    )
    for number, step in enumerate(flow.steps, 1):
        said = f"Question {number}: "
        answer = typed.chosen(box(step.id), (YES, NO, NOT_KNOWN))
        if not answer and not (holds if step.consent is Consent.NEEDED else rest):
            faults.append(FormFault(box(step.id), f"{said}answer it too"))
        if answer != YES:
            continue
        entry = _entry(typed, step, about)
        entries.append(entry)
        shared = box(step.id, "shared")
        if typed.yes_no(shared) is None:
            faults.append(FormFault(shared, f"{said}say if you share it"))
            continue
        faults += (
            FormFault(_box_of(one, step), f"{said}{_lower_first(one.words)}")
            for one in faults_of_sharing(entry, flow)
        )
        faults += _too_long(typed, step)
    return ReadSharing(tuple(entries), tuple(faults))


def without_a_yes(entry: SharingEntry) -> bool:
    """Whether something is shared that the patient did not agree to."""
    return entry.shared and entry.consent_given is not True


def _entry(typed: Typed, step: SharingStep, about: About) -> SharingEntry:
    said = {name: typed.one(box(step.id, BOXES[name])) for name in _TEXTS}
    asked = typed.yes_no(box(step.id, BOXES["consent_asked"]))
    given = typed.yes_no(box(step.id, BOXES["consent_given"]))
    return SharingEntry(
        id="",
        patient_id=about.patient_id,
        consultation_id=about.consultation_id,
        at=about.now,
        by=about.by,
        step=step.id,
        shared=typed.yes_no(box(step.id, "shared")) is True,
        consent_asked=asked,
        # Nobody answers what nobody asked.
        consent_given=given if asked else None,
        **said,
    )


def _box_of(fault: Fault, step: SharingStep) -> str:
    return box(step.id, BOXES[fault.part]) if fault.part in BOXES else box(step.id)


def _too_long(typed: Typed, step: SharingStep) -> list[FormFault]:
    names = [box(step.id, BOXES[name]) for name in _TEXTS]
    words = f"Write {LONGEST} letters or fewer"
    return [FormFault(name, words) for name in names if len(typed.one(name)) > LONGEST]


def _lower_first(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
