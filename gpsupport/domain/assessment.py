"""The decision: what a picture suggests today, why, and why everything else stays silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from gpsupport.domain.days import PartialDate, day_in_words
from gpsupport.domain.enquiry import (
    Cadence,
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    NextEnquiry,
    next_enquiry,
    quiet_until,
)
from gpsupport.domain.enquiry.schedule import Occasion
from gpsupport.domain.enquiry.upcoming import Rest, rests
from gpsupport.domain.knowledge.content.care import Exclusion, LedgerSays
from gpsupport.domain.knowledge.content.pack import Audience, Indicator, Knowledge
from gpsupport.domain.knowledge.content.standing import PackVersion
from gpsupport.domain.knowledge.deciding.answering import Prompt, Silence, Unknown, answer
from gpsupport.domain.knowledge.deciding.compiled import Compiled, compiled
from gpsupport.domain.knowledge.deciding.events import Evidence
from gpsupport.domain.knowledge.deciding.facts import Facts, arrange
from gpsupport.domain.knowledge.deciding.following import occasions_of
from gpsupport.domain.knowledge.language.explaining import Line, outline
from gpsupport.domain.knowledge.language.phrases import in_words
from gpsupport.domain.people import Patient
from gpsupport.domain.record import Code, CodedEntry, EntryKind, PatientPicture, Shown

__all__ = [
    "Assessment",
    "Explanation",
    "Prompt",
    "Silence",
    "Unknown",
    "assess",
    "explain",
    "imported_enquiries",
]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer. Every indicator is in exactly one of prompts, silent and unknown.

    `shown` is what the picture tells of the prompts that stood in front before. `occasions` are the
    days on which events of the record say to ask, kept or not; `rests` the days on which asking was
    put off, as far as that still keeps prompts out of front.
    """

    on: date
    version: PackVersion
    patient: Patient
    prompts: tuple[Prompt, ...]
    silent: tuple[Silence, ...]
    unknown: tuple[Unknown, ...]
    next_enquiry: NextEnquiry
    history: EnquiryHistory
    shown: tuple[Shown, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    rests: tuple[Rest, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """One indicator and one picture: what it looks for, what it found, what is missing.

    `branches` are in the indicator's order. `because` says why it does not fire, also when what it
    looks for is `found` and an asking or an exclusion keeps it quiet; `missing` is what would have
    to be known.
    """

    indicator: str
    population: tuple[Line, ...]
    unless: tuple[Line, ...]
    branches: tuple[tuple[Line, ...], ...]
    fires: bool
    found: tuple[Evidence, ...]
    because: str
    missing: str


def assess(picture: PatientPicture, knowledge: Knowledge, on: date) -> Assessment:
    """Decide from explicit inputs alone: the picture, the knowledge and the day. Never raises."""
    pack = compiled(knowledge)
    facts, history = _facts(picture, knowledge, pack, on)
    exclusion = pack.find_exclusion(facts, history, knowledge.cadence)
    prompts: list[tuple[_Rank, Prompt]] = []
    silent: list[Silence] = []
    unknown: list[Unknown] = []
    asking = _Asking(facts, pack, knowledge.cadence)
    evidence_on: date | None = None
    for one in pack.answers(facts):
        if isinstance(one, Unknown):
            unknown.append(one)
        elif isinstance(one, Silence):
            silent.append(one)
        else:
            newest = one.newest_on
            quiet = asking.quietens(one, newest)
            day = asking.day_to_ask_for(one, newest, quiet)
            evidence_on = max(evidence_on or date.min, day) if day else evidence_on
            excluded = _excluding(one, exclusion, pack)
            because = excluded.words if excluded else quiet
            if because:
                silent.append(Silence(one.indicator, because))
            else:
                prompts.append((_rank(one, newest, pack), one))
    occasions = occasions_of(facts, knowledge.follow_ups)
    return Assessment(
        on=on,
        version=knowledge.version,
        patient=picture.patient,
        prompts=tuple([prompt for _, prompt in sorted(prompts, key=itemgetter(0))]),
        silent=tuple(silent),
        unknown=tuple(unknown),
        next_enquiry=next_enquiry(history, evidence_on, knowledge.cadence, on, occasions),
        history=history,
        shown=picture.shown,
        occasions=occasions,
        rests=rests(history, knowledge.cadence, on),
    )


def explain(
    indicator: Indicator, picture: PatientPicture, knowledge: Knowledge, on: date
) -> Explanation:
    """What one indicator looks for, and what it finds in a picture. Never raises."""
    pack = compiled(knowledge)
    facts, history = _facts(picture, knowledge, pack, on)
    found = answer(indicator, facts, knowledge.sources, knowledge.codes)
    because = ""
    if isinstance(found, Prompt):
        exclusion = pack.find_exclusion(facts, history, knowledge.cadence)
        excluded = _excluding(found, exclusion, pack)
        asked = _Asking(facts, pack, knowledge.cadence).quietens(found, found.newest_on)
        because = excluded.words if excluded else asked
    elif isinstance(found, Silence):
        because = found.because
    labels = pack.index.labels
    return Explanation(
        indicator=indicator.id,
        population=outline(indicator.population, labels),
        unless=outline(indicator.unless, labels) if indicator.unless else (),
        branches=tuple(outline(branch.when, labels) for branch in indicator.branches),
        fires=isinstance(found, Prompt) and not because,
        found=found.why if isinstance(found, Prompt) else (),
        because=because,
        missing=found.missing if isinstance(found, Unknown) else "",
    )


def _facts(
    picture: PatientPicture, knowledge: Knowledge, pack: Compiled, on: date
) -> tuple[Facts, EnquiryHistory]:
    arranged = arrange(picture.entries, pack.index, on)
    told = picture.history.enquiries
    history = EnquiryHistory(told + _imported(arranged.of_asking, told, knowledge.codes_of_asking))
    return Facts(picture, history.askings_until(on), arranged, pack.index, on), history


def imported_enquiries(picture: PatientPicture, knowledge: Knowledge) -> tuple[Enquiry, ...]:
    """What the record's own codes say about asking, at most one enquiry a day.

    An undated entry cannot be placed and is left out. A coded "asked" says nothing about the
    answer: it gives way to an enquiry of the same day that says more.
    """
    return _imported(picture.entries, picture.history.enquiries, knowledge.codes_of_asking)


def _imported(
    entries: tuple[CodedEntry, ...],
    recorded: tuple[Enquiry, ...],
    outcomes: Mapping[Code, EnquiryOutcome],
) -> tuple[Enquiry, ...]:
    told = {enquiry.on for enquiry in recorded if enquiry.outcome.asked}
    by_day: dict[date, Enquiry] = {}
    for entry in sorted(entries, key=lambda entry: entry.resource):
        if entry.kind in _TELLS_OF_NO_ASKING:
            continue
        for coding in entry.codings:
            outcome = outcomes.get(coding.code)
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
    EnquiryOutcome.DEFERRED: 1,
    EnquiryOutcome.ANSWER_UNKNOWN: 2,
    EnquiryOutcome.DECLINED: 3,
    EnquiryOutcome.OPTED_OUT: 4,
    EnquiryOutcome.NOT_DISCLOSED: 5,
    EnquiryOutcome.DISCLOSED_PAST: 6,
    EnquiryOutcome.DISCLOSED_CURRENT: 7,
}


def _excluding(prompt: Prompt, exclusion: Exclusion | None, pack: Compiled) -> Exclusion | None:
    """The exclusion, where it keeps this prompt quiet: for a clinician, and where it can wait.

    That somebody asked today says nothing about what an asking does not answer.
    """
    if exclusion is None or prompt.same_day or prompt.audience is not Audience.CLINICIAN:
        return None
    asked = exclusion.ledger is LedgerSays.ASKED_TODAY
    return None if asked and pack.by_id[prompt.indicator].after_asking.ignore else exclusion


# What cannot wait, the tier, the strength of the evidence, the newest first, the indicator.
_Rank = tuple[bool, int, str, int, str]


class _Asking:
    """What the askings of a record do to the prompts about it."""

    def __init__(self, facts: Facts, pack: Compiled, cadence: Cadence) -> None:
        self._facts = facts
        self._pack = pack
        self._cadence = cadence
        self._until: dict[date, date | None] = {}

    def quietens(self, prompt: Prompt, newest_on: date | None) -> str:
        """Why an asking keeps a prompt with such newest evidence quiet, or nothing.

        What cannot wait is never kept quiet: an asking does not answer it.
        """
        rule = self._pack.by_id[prompt.indicator].after_asking
        if prompt.same_day or rule.ignore or not self._facts.askings:
            return ""
        last = self._facts.askings[-1].on
        newest = newest_on or date.min
        if rule.quiet_days is not None:
            new = rule.since_evidence and last < newest
            if new or (self._facts.on - last).days > rule.quiet_days:
                return ""
            return f"Asked on {_day(last)}, in the last {in_words(rule.quiet_days)}."
        until = self._quiet_until(newest)
        if until is None or self._facts.on >= until:
            return ""
        return f"Asked on {_day(last)}. Raised again from {_day(until)}, or if new."

    def day_to_ask_for(self, prompt: Prompt, newest_on: date | None, quiet: str) -> date | None:
        """The newest evidence of a prompt that asks a clinician to ask; tier 3 asks for nothing.

        A rule whose own window holds it quiet has nothing newer than the asking that quietened it.
        """
        if prompt.audience is not Audience.CLINICIAN or prompt.tier not in {1, 2}:
            return None
        rule = self._pack.by_id[prompt.indicator].after_asking
        if newest_on and quiet and rule.quiet_days is not None:
            return min(newest_on, self._facts.askings[-1].on)
        return newest_on

    def _quiet_until(self, newest: date) -> date | None:
        if newest not in self._until:
            self._until[newest] = quiet_until(self._facts.askings, newest, self._cadence)
        return self._until[newest]


def _rank(prompt: Prompt, newest_on: date | None, pack: Compiled) -> _Rank:
    strength = pack.by_id[prompt.indicator].strength.value
    age = -(newest_on or date.min).toordinal()
    return not prompt.same_day, prompt.tier or 4, strength, age, prompt.indicator


def _day(on: date) -> str:
    return day_in_words(PartialDate(on))
