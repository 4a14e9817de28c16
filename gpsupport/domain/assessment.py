"""The decision: what a picture suggests today, why, and why everything else stays silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from gpsupport.domain.days import PartialDate, day_in_words
from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    NextEnquiry,
    next_enquiry,
    quiet_until,
)
from gpsupport.domain.knowledge.facts import Evidence, Facts
from gpsupport.domain.knowledge.judging import Judgement, Verdict, in_words, judge
from gpsupport.domain.knowledge.pack import (
    Audience,
    Branch,
    Indicator,
    Knowledge,
    PackVersion,
    Source,
)
from gpsupport.domain.people import Patient
from gpsupport.domain.record import CodedEntry, EntryKind, PatientPicture


@dataclass(frozen=True, slots=True)
class Prompt:
    """A suggestion with its reasons. `tier` 1 comes first; None is for information."""

    indicator: str
    tier: int | None
    audience: Audience
    title: str
    say: tuple[str, ...]
    why: tuple[Evidence, ...]
    sources: tuple[Source, ...]
    sensitive: bool = False
    household: bool = False

    @property
    def newest_on(self) -> date | None:
        """The day of the newest reason, None when no reason has one."""
        return max((reason.on for reason in self.why if reason.on), default=None)


@dataclass(frozen=True, slots=True)
class Silence:
    """An indicator that does not fire, and why."""

    indicator: str
    because: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """An indicator that the record cannot answer, and what is missing."""

    indicator: str
    missing: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer. Every indicator is in exactly one of prompts, silent and unknown."""

    on: date
    version: PackVersion
    patient: Patient
    prompts: tuple[Prompt, ...]
    silent: tuple[Silence, ...]
    unknown: tuple[Unknown, ...]
    next_enquiry: NextEnquiry
    history: EnquiryHistory


def assess(picture: PatientPicture, knowledge: Knowledge, on: date) -> Assessment:
    """Decide from explicit inputs alone: the picture, the knowledge and the day. Never raises."""
    history = EnquiryHistory(picture.history.enquiries + imported_enquiries(picture, knowledge))
    askings = history.askings_until(on)
    labels = {code_set.id: code_set.label for code_set in knowledge.code_sets.values()}
    facts = Facts(picture, askings, knowledge.sets_of_code, labels, on)
    answers = [_answer(indicator, facts, knowledge) for indicator in knowledge.indicators]
    prompts: list[Prompt] = []
    silent: list[Silence] = []
    unknown: list[Unknown] = []
    remaining: list[Prompt] = []
    for answer in answers:
        match answer:
            case Prompt():
                remaining.append(answer)
                quiet = _quiet(answer, facts, knowledge)
                if quiet:
                    silent.append(Silence(answer.indicator, quiet))
                else:
                    prompts.append(answer)
            case Silence():
                silent.append(answer)
            case Unknown():
                unknown.append(answer)
    days = (_day_to_ask_for(prompt, facts, knowledge) for prompt in remaining)
    evidence_on = max((day for day in days if day), default=None)
    return Assessment(
        on=on,
        version=knowledge.version,
        patient=picture.patient,
        prompts=tuple(sorted(prompts, key=lambda prompt: _rank(prompt, knowledge))),
        silent=tuple(silent),
        unknown=tuple(unknown),
        next_enquiry=next_enquiry(history, evidence_on, knowledge.cadence, on),
        history=history,
    )


def imported_enquiries(picture: PatientPicture, knowledge: Knowledge) -> tuple[Enquiry, ...]:
    """What the record's own codes say about asking, at most one enquiry a day.

    An undated entry cannot be placed and is left out. A coded "asked" says nothing about the
    answer: it gives way to an enquiry of the same day that says more.
    """
    told = {enquiry.on for enquiry in picture.history.enquiries if enquiry.outcome.asked}
    by_day: dict[date, Enquiry] = {}
    for entry in sorted(picture.entries, key=lambda entry: entry.resource):
        if entry.kind in _TELLS_OF_NO_ASKING:
            continue
        for coding in entry.codings:
            outcome = knowledge.enquiry_codes.get(coding.code)
            if outcome is None or entry.on is None:
                continue
            found = _imported_enquiry(entry, entry.on.earliest, outcome)
            if found.outcome is EnquiryOutcome.ANSWER_UNKNOWN and found.on in told:
                continue
            present = by_day.get(found.on)
            if present is None or _TELLS_MORE[found.outcome] > _TELLS_MORE[present.outcome]:
                by_day[found.on] = found
    return tuple(by_day.values())


def _imported_enquiry(entry: CodedEntry, day: date, outcome: EnquiryOutcome) -> Enquiry:
    return Enquiry(
        id=entry.resource,
        on=day,
        outcome=outcome,
        by=entry.recorded_by or None,
        resource=entry.resource,
    )


# Somebody who requests an enquiry, files a paper about one or sets a flag has not asked.
_TELLS_OF_NO_ASKING = frozenset({EntryKind.REFERRAL, EntryKind.DOCUMENT, EntryKind.FLAG})

_TELLS_MORE = {
    EnquiryOutcome.NOT_ASKED: 0,
    EnquiryOutcome.ANSWER_UNKNOWN: 1,
    EnquiryOutcome.DECLINED: 2,
    EnquiryOutcome.NOT_DISCLOSED: 3,
    EnquiryOutcome.DISCLOSED_PAST: 4,
    EnquiryOutcome.DISCLOSED_CURRENT: 5,
}


def _answer(indicator: Indicator, facts: Facts, knowledge: Knowledge) -> Prompt | Silence | Unknown:
    for condition, excluded_by in ((indicator.population, False), (indicator.unless, True)):
        if condition is None:
            continue
        answer = judge(condition, facts)
        if answer.verdict is Verdict.UNKNOWN:
            return Unknown(indicator.id, answer.missing)
        if (answer.verdict is Verdict.MET) is excluded_by:
            return Silence(indicator.id, answer.because)
    answers = [(branch, judge(branch.when, facts)) for branch in indicator.branches]
    for branch, answer in answers:
        if answer.verdict is Verdict.MET:
            return _prompt(indicator, branch, answer, knowledge)
    missing = [answer.missing for _, answer in answers if answer.verdict is Verdict.UNKNOWN]
    if missing:
        return Unknown(indicator.id, "; ".join(dict.fromkeys(missing)))
    because = dict.fromkeys(answer.because for _, answer in answers if answer.because)
    return Silence(indicator.id, " ".join(because))


def _prompt(
    indicator: Indicator, branch: Branch, answer: Judgement, knowledge: Knowledge
) -> Prompt:
    days = len({reason.on for reason in answer.evidence if reason.on})
    return Prompt(
        indicator=indicator.id,
        tier=branch.tier,
        audience=indicator.audience,
        title=branch.title.replace("{times}", _times(days)),
        say=branch.say,
        why=tuple(_with_words(reason, knowledge) for reason in answer.evidence),
        sources=tuple(knowledge.sources[source] for source in indicator.sources),
        sensitive=indicator.sensitive,
        household=indicator.household,
    )


def _with_words(reason: Evidence, knowledge: Knowledge) -> Evidence:
    """A reason in words: the sender's, else the term of the pack's table."""
    known = knowledge.codes.get(reason.code) if reason.code and not reason.display else None
    return replace(reason, display=known.term) if known else reason


def _quiet(prompt: Prompt, facts: Facts, knowledge: Knowledge) -> str:
    """Why a prompt that was asked about keeps quiet, or nothing."""
    rule = knowledge.indicator(prompt.indicator).after_asking
    if rule.ignore or not facts.askings:
        return ""
    last = facts.askings[-1].on
    if rule.quiet_days is not None:
        if rule.since_evidence and last < (prompt.newest_on or date.min):
            return ""
        if (facts.on - last).days <= rule.quiet_days:
            return f"Asked on {_day(last)}, in the last {in_words(rule.quiet_days)}."
        return ""
    until = quiet_until(facts.askings, prompt.newest_on or date.min, knowledge.cadence)
    if until is None or facts.on >= until:
        return ""
    return f"Asked on {_day(last)}. Raised again from {_day(until)}, or if new."


def _day_to_ask_for(prompt: Prompt, facts: Facts, knowledge: Knowledge) -> date | None:
    """The newest evidence of a prompt that asks a clinician to ask; tier 3 asks for nothing.

    A rule whose own window holds it quiet has nothing newer than the asking that quietened it.
    """
    if prompt.audience is not Audience.CLINICIAN or prompt.tier not in {1, 2}:
        return None
    rule = knowledge.indicator(prompt.indicator).after_asking
    newest = prompt.newest_on
    if newest and rule.quiet_days is not None and _quiet(prompt, facts, knowledge):
        return min(newest, facts.askings[-1].on)
    return newest


def _rank(prompt: Prompt, knowledge: Knowledge) -> tuple[int, str, int, str]:
    strength = knowledge.indicator(prompt.indicator).strength.value
    age = -(prompt.newest_on or date.min).toordinal()
    return prompt.tier or 4, strength, age, prompt.indicator


def _day(on: date) -> str:
    return day_in_words(PartialDate(on))


def _times(days: int) -> str:
    return {1: "once", 2: "twice", 3: "three times", 4: "four times"}.get(days, f"{days} times")
