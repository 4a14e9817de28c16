"""What to write, and in whose record: a checklist for a person, filed by nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.consultation import Advice, Look
from gpsupport.domain.coding import CodingAdvice
from gpsupport.domain.days import age_on
from gpsupport.domain.knowledge.content.pack import CodeStatus, Knowledge, KnownCode, RecordOf
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, gate_state
from gpsupport.web.consultation.pages import (
    Hrefs,
    after_answer,
    ask_again,
    basis_of_dates,
    hrefs,
    said_in_words,
)
from gpsupport.web.consultation.told import Support, support_after_telling
from gpsupport.web.consultation.who_helps import People, named_support, people_named
from gpsupport.web.consultation.young import is_child, next_of
from gpsupport.web.frame import Row

_HIDING = ("hide-entries", "hide-own-access", "hide-proxies", "hide-child-proxies", "hide-prints")
_NOT_CHECKED = "Not checked against a UK release"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do in the record system; `always` unless it depends on something."""

    id: str
    key: str
    term: str
    code: str
    detail: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class RecordCard:
    """One person's record: what to enter, and who should see it."""

    name: str
    who: str
    steps: tuple[Step, ...]
    words: tuple[str, ...]
    seen: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The checklist. Counts what is added; never blocks the button.

    `nothing_ticked` says that somebody meant to finish without a tick; `codes` how far codes were
    checked.
    """

    gate: GateState
    count: str
    nothing_ticked: bool
    codes: str
    after: tuple[str, ...]
    support: Support | None
    records: tuple[RecordCard, ...]
    hiding: tuple[Step, ...]
    ask_again: str
    summary: str
    hrefs: Hrefs


def record_page(
    advice: Advice,
    seen: Look,
    knowledge: Knowledge,
    today: date,
    *,
    clinician: str,
    nothing_ticked: bool = False,
) -> RecordPage:
    """The page after saving."""
    told = advice.enquiry.outcome.told
    child = is_child(advice.patient, today)
    support = named_support(seen.options, knowledge)
    people = people_named(support, advice.lead_name, child=child)
    offered = f"{support.name}{support.rest or '.'}" if support else "Nobody is listed who fits."
    steps = _Steps(advice.steps, people, _code_status(knowledge))
    return RecordPage(
        gate=gate_state(advice.consultation),
        count=_count(advice),
        nothing_ticked=nothing_ticked,
        codes=_code_status(knowledge) if any(map(_unchecked, advice.steps)) else "",
        after=after_answer(seen, knowledge),
        support=support_after_telling(knowledge, people, offered, child=child) if told else None,
        records=tuple(
            card
            for card in (
                _patient_card(advice, steps, today, knowledge, child=child),
                _children_card(advice, steps, knowledge) if told and not child else None,
                _other_card(people, knowledge) if told else None,
            )
            if card
        ),
        hiding=tuple(
            Step(key, key, " ".join(knowledge.wordings[key]), "", "")
            for key in _HIDING
            if advice.children or key != "hide-child-proxies"
        ),
        ask_again=ask_again(next_of(advice.next_enquiry, child=child), basis_of_dates(knowledge)),
        summary=summary(advice, clinician, child=child),
        hrefs=hrefs(advice.patient.id),
    )


def summary(advice: Advice, clinician: str, *, child: bool) -> str:
    """Plain lines to paste into the record system: what was reported apart from what was seen."""
    enquiry = advice.enquiry
    at = f", {words.clock_time(enquiry.at)}" if enquiry.at else ""
    presence = f" {words.PRESENCES[enquiry.presence]}." if enquiry.presence else ""
    subject = "How things are at home" if child else "Safety at home"
    lines = [
        f"{words.day(enquiry.on)}{at}.{presence} With {enquiry.by or clinician}.",
        f"{subject}: {_lower_first(said_in_words(enquiry, child=child))}",
    ]
    if enquiry.words:
        lines.append(f"Reports: {words.quoted(enquiry.words)}")
    if enquiry.observed:
        lines.append(f"Seen: {enquiry.observed}")
    if enquiry.outcome.told:
        lines.append("Safety questions: [write the answers here]")
    if advice.next_enquiry.due_on:
        lines.append(f"Ask again from {words.day(advice.next_enquiry.due_on)}.")
    lines.append("Hide this entry from online access.")
    return "\n".join(lines)


def _count(advice: Advice) -> str:
    """How many of the entries that are always made are ticked: a script keeps it true."""
    always = sum(not step.only_if for step in advice.steps)
    return f"0 of {always} added."


def _code_status(knowledge: Knowledge) -> str:
    return next(iter(knowledge.wordings.get("code-not-checked", ())), _NOT_CHECKED)


def code_words(code: KnownCode | None, not_checked: str) -> str:
    """A code with the caution that it needs; one found in a release of this country needs none."""
    if code is None:
        return "In words, no code"
    cautions = {
        CodeStatus.NOT_CHECKED: not_checked,
        CodeStatus.INACTIVE: "No longer in use: write it in words",
        CodeStatus.ABSENT: "Not in the release checked: write it in words",
    }
    caution = cautions.get(code.status, "")
    return f"{code.code.value} · {_lower_first(caution)}" if caution else code.code.value


def _unchecked(step: CodingAdvice) -> bool:
    return step.code is not None and step.code.status is CodeStatus.NOT_CHECKED


def _patient_card(
    advice: Advice, steps: _Steps, today: date, knowledge: Knowledge, *, child: bool
) -> RecordCard:
    patient = advice.patient
    age = f", {age_on(patient.born, today)}" if patient.born else ""
    others = "seen-acting-for-young" if child else "seen-acting"
    return RecordCard(
        name=_short_name(patient.name.given, patient.name.family),
        who=f"This patient{age}",
        steps=steps.of(RecordOf.PATIENT),
        words=(),
        seen=_seen(knowledge, "seen-online", others, "seen-shared-care"),
    )


def _children_card(advice: Advice, steps: _Steps, knowledge: Knowledge) -> RecordCard | None:
    """The children's records; None where they are named and nothing belongs there."""
    entries = steps.of(RecordOf.CHILD, several=len(advice.children) > 1)
    if advice.children and not entries:
        return None
    nobody = "No child is named on this record. Ask who lives at home."
    who = "One entry each" if len(advice.children) > 1 else "Child of this patient"
    return RecordCard(
        name=_and(_with_ages(advice)) or "Children",
        who=who if advice.children else "None on this record",
        steps=entries,
        words=() if entries else (nobody,),
        seen=_seen(knowledge, "seen-acting-for-child", "seen-child-at-16", "seen-shared-care"),
    )


def _with_ages(advice: Advice) -> tuple[str, ...]:
    """Ella Atkinson, 13; without an age where none is known."""
    return tuple(
        words.untitled(name) if age is None else f"{words.untitled(name)} ({age})"
        for name, age in zip(advice.children, advice.children_ages, strict=True)
    )


def _seen(knowledge: Knowledge, *keys: str) -> tuple[Row, ...]:
    """Who should see an entry: each wording is a label and what holds for it."""
    return tuple(Row(*knowledge.wordings[key]) for key in keys)


def _other_card(people: People, knowledge: Knowledge) -> RecordCard:
    return RecordCard(
        name="The other person",
        who="Also if they are a patient here",
        steps=(),
        words=tuple(people.put_into(text) for text in knowledge.wordings["write-nothing"]),
        seen=_seen(knowledge, "seen-other-online", "seen-other-paper", "seen-other-shared-care"),
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    """The advice as steps of one person's card; `status` stands beside every code."""

    advice: tuple[CodingAdvice, ...]
    people: People
    status: str

    def of(self, record_of: RecordOf, *, several: bool = False) -> tuple[Step, ...]:
        """The steps of one kind of record; with `several` people each names whom it is about."""
        shown: list[Step] = []
        explained: set[str] = set()
        for step in self.advice:
            if step.record_of is not record_of:
                continue
            detail = self._detail(step)
            about = f"{words.untitled(step.about)} · " if several else ""
            shown.append(
                Step(
                    id=f"step-{step.key}",
                    key=step.key,
                    term=step.term,
                    code=f"{about}{code_words(step.code, self.status)}",
                    # The same entry for the next child needs no second explanation.
                    detail="" if detail in explained else detail,
                    always=not step.only_if,
                )
            )
            explained.add(detail)
        return tuple(shown)

    def _detail(self, step: CodingAdvice) -> str:
        when = f"Only if {step.only_if}" if step.only_if else ""
        return self.people.put_into(" ".join(part for part in (when, step.detail) if part))


def _short_name(given: str, family: str) -> str:
    return " ".join(part for part in (given, family) if part) or "This patient"


def _and(parts: tuple[str, ...]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
