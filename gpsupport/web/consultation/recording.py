"""What to write, and in whose record: a checklist for a person, filed by nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.consultation import Advice
from gpsupport.domain.coding import CodingAdvice
from gpsupport.domain.days import age_on
from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge import Knowledge, RecordOf
from gpsupport.domain.referral import Fit
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, gate_state
from gpsupport.web.consultation.pages import (
    Hrefs,
    ask_again,
    hrefs,
    named_support,
    said_in_words,
)
from gpsupport.web.frame import Row

DISCLOSED = frozenset({EnquiryOutcome.DISCLOSED_CURRENT, EnquiryOutcome.DISCLOSED_PAST})

_HIDING = (
    ("hide-entries", "Every entry above is hidden from online view, the review code too"),
    ("hide-own-access", "Online access the patient already has, checked by hand"),
    ("hide-proxies", "Everybody who acts for the patient online, checked"),
    ("hide-child-proxies", "Everybody who acts for a child online, checked"),
    ("hide-prints", "Printed summaries ignore hiding. Read before you print"),
)
_NOTHING_BY_DEFAULT = (
    "Write nothing here by default.",
    "Everybody can ask to read their own record. A line there could tell them what was said.",
    "The safeguarding lead may decide otherwise, with a reason.",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do in the record system, and whether a person said that it is done."""

    id: str
    key: str
    term: str
    code: str
    detail: str
    added: bool


@dataclass(frozen=True, slots=True)
class RecordCard:
    """One person's record: what to enter, and who should see it."""

    name: str
    who: str
    steps: tuple[Step, ...]
    words: tuple[str, ...]
    seen: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what helps after a patient has told."""

    heading: str
    words: tuple[str, ...]
    folded_as: str = ""
    folded: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Support:
    """What helps after a patient has told."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The checklist. Counts what is added; never blocks the button."""

    gate: GateState
    count: str
    support: Support | None
    records: tuple[RecordCard, ...]
    hiding: tuple[Step, ...]
    ask_again: str
    summary: str
    hrefs: Hrefs


def record_page(
    advice: Advice, fits: tuple[Fit, ...], knowledge: Knowledge, clinician: str, today: date
) -> RecordPage:
    """The page after saving."""
    added = advice.consultation.added
    steps = advice.steps
    done = sum(1 for step in steps if step.key in added)
    told = advice.enquiry.outcome in DISCLOSED
    return RecordPage(
        gate=gate_state(advice.consultation),
        count=f"{done} of {len(steps)} added.",
        support=_support(fits, knowledge) if told else None,
        records=(
            _patient_card(advice, added, today),
            _children_card(advice, added),
            _other_card(),
        ),
        hiding=tuple(
            Step(key, key, term, "", "", key in added)
            for key, term in _HIDING
            if advice.children or key != "hide-child-proxies"
        ),
        ask_again=ask_again(advice.next_enquiry),
        summary=summary(advice, clinician),
        hrefs=hrefs(advice.patient.id),
    )


def summary(advice: Advice, clinician: str) -> str:
    """Plain lines to paste into the record system."""
    enquiry = advice.enquiry
    at = f", {words.clock_time(enquiry.at)}" if enquiry.at else ""
    presence = f" {words.PRESENCES[enquiry.presence]}." if enquiry.presence else ""
    lines = [f"{words.day(enquiry.on)}{at}.{presence} Seen by {enquiry.by or clinician}."]
    lines.append(f"Safety at home: {_lower_first(said_in_words(enquiry))}")
    if enquiry.words:
        lines.append(f"In the patient’s words: {words.quoted(enquiry.words)}")
    if advice.next_enquiry.due_on:
        lines.append(f"Ask again from {words.day(advice.next_enquiry.due_on)}.")
    lines.append("Hide this entry from online access.")
    return "\n".join(lines)


def _patient_card(advice: Advice, added: frozenset[str], today: date) -> RecordCard:
    patient = advice.patient
    age = f", {age_on(patient.born, today)}" if patient.born else ""
    return RecordCard(
        name=_short_name(patient.name.given, patient.name.family),
        who=f"This patient{age}",
        steps=_steps(advice.steps, RecordOf.PATIENT, added, several=False),
        words=(),
        seen=(
            Row("The patient, online", "Hidden"),
            Row("Anyone acting for them", "Hidden"),
            Row("Shared-care clinicians", "Code, no words"),
        ),
    )


def _children_card(advice: Advice, added: frozenset[str]) -> RecordCard:
    steps = _steps(advice.steps, RecordOf.CHILD, added, several=len(advice.children) > 1)
    nothing = "Nothing to add after this answer."
    nobody = "No child is named on this record. Ask who lives at home."
    who = "One entry each" if len(advice.children) > 1 else "Child of this patient"
    return RecordCard(
        name=_and(tuple(words.untitled(child) for child in advice.children)) or "Children",
        who=who if advice.children else "None on this record",
        steps=steps,
        words=() if steps else (nothing if advice.children else nobody,),
        seen=(
            Row("Parents, acting for a child", "Hidden"),
            Row("A child, online at 16", "Review at 15y 9m"),
            Row("Shared-care clinicians", "Code, no words"),
        ),
    )


def _other_card() -> RecordCard:
    return RecordCard(
        name="The other person",
        who="Also if they are a patient here",
        steps=(),
        words=_NOTHING_BY_DEFAULT,
        seen=(
            Row("That person, online", "Nothing new"),
            Row("That person, on paper", "Nothing new"),
            Row("Shared-care clinicians", "Nothing new"),
        ),
    )


def _steps(
    steps: tuple[CodingAdvice, ...], record_of: RecordOf, added: frozenset[str], *, several: bool
) -> tuple[Step, ...]:
    shown: list[Step] = []
    explained: set[str] = set()
    for step in steps:
        if step.record_of is not record_of:
            continue
        code = step.code.code.value if step.code else "In words, no code"
        about = f"{words.untitled(step.about)} · " if several else ""
        # The same entry for the next child needs no second explanation.
        detail = "" if step.detail in explained else step.detail
        explained.add(step.detail)
        shown.append(
            Step(
                id=f"step-{step.key}",
                key=step.key,
                term=step.term,
                code=f"{about}{code}",
                detail=detail,
                added=step.key in added,
            )
        )
    return tuple(shown)


def _support(fits: tuple[Fit, ...], knowledge: Knowledge) -> Support:
    texts = knowledge.wordings
    lives = texts.get("lives", ())
    checks = texts.get("safety-check", ())
    return Support(
        heading=_first(texts.get("after-disclosure-heading", ()), "What helps now"),
        parts=(
            Part("Listen", lives[:3]),
            Part(
                "Safe today?",
                (*lives[3:4], *texts.get("safety-any-yes", ())),
                f"{len(checks)} things to ask about",
                checks,
            ),
            Part("Support today", (*lives[4:5], _named_support(fits)), link="All local help"),
        ),
    )


def _named_support(fits: tuple[Fit, ...]) -> str:
    person = named_support(fits)
    if person is None:
        return "No local help is listed for this practice yet."
    return f"{person.name}{person.rest or '.'}"


def _short_name(given: str, family: str) -> str:
    return " ".join(part for part in (given, family) if part) or "This patient"


def _and(parts: tuple[str, ...]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def _first(texts: tuple[str, ...], otherwise: str) -> str:
    return texts[0] if texts else otherwise


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
