"""Judging conditions: each answers met, not met or unknown, and says why.

Three-valued after Kleene: what the record cannot answer is unknown and never "no".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from gpsupport.domain.days import PartialDate, day_in_words, days_before
from gpsupport.domain.knowledge.conditions import (
    Age,
    AllOf,
    AnyOf,
    Asked,
    AtLeast,
    Attended,
    Coded,
    Condition,
    HasChild,
    Missed,
    Near,
    Not,
    Open,
    SexIs,
    Ticked,
)
from gpsupport.domain.knowledge.counting import episodes, in_day_order, in_window, new_ones
from gpsupport.domain.knowledge.facts import Events, Evidence, Facts
from gpsupport.domain.people import Relationship, Sex
from gpsupport.domain.record import Attendance, Setting


class Verdict(StrEnum):
    """The three answers."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """An answer with its reasons.

    `evidence` are the entries that met it; `because` says in words why it is not met, or, under a
    `Not`, what met it; `missing` says what would have to be known.
    """

    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    because: str = ""
    missing: str = ""


def judge(condition: Condition, facts: Facts) -> Judgement:
    """Answer one condition from the facts. Never raises for any facts."""
    judge_kind: Callable[[Condition, Facts], Judgement] = _JUDGES[type(condition)]
    return judge_kind(condition, facts)


def in_words(days: int) -> str:
    """A window in the words a clinician uses."""
    known = {7: "week", 14: "2 weeks", 28: "4 weeks", 91: "3 months", 183: "6 months"}
    known |= {280: "40 weeks", 365: "12 months", 730: "24 months"}
    return known.get(days, f"{days} days")


def _all_of(condition: AllOf, facts: Facts) -> Judgement:
    answers = [judge(inner, facts) for inner in condition.of]
    for answer in answers:
        if answer.verdict is Verdict.NOT_MET:
            return Judgement(Verdict.NOT_MET, because=answer.because)
    return _unless_unknown(answers, Judgement(Verdict.MET, _evidence_of(answers), _words(answers)))


def _any_of(condition: AnyOf, facts: Facts) -> Judgement:
    answers = [judge(inner, facts) for inner in condition.of]
    met = [answer for answer in answers if answer.verdict is Verdict.MET]
    if met:
        return Judgement(Verdict.MET, _evidence_of(met), _words(met))
    return _unless_unknown(answers, Judgement(Verdict.NOT_MET, because=_words(answers)))


def _at_least(condition: AtLeast, facts: Facts) -> Judgement:
    answers = [judge(inner, facts) for inner in condition.of]
    met = [answer for answer in answers if answer.verdict is Verdict.MET]
    if len(met) >= condition.count:
        return Judgement(Verdict.MET, _evidence_of(met), _words(met))
    open_ones = [answer for answer in answers if answer.verdict is Verdict.UNKNOWN]
    words = f"{len(met)} of the {condition.count} different signs that it takes."
    not_met = Judgement(Verdict.NOT_MET, because=words)
    if len(met) + len(open_ones) < condition.count:
        return not_met
    return _unless_unknown(answers, not_met)


def _not(condition: Not, facts: Facts) -> Judgement:
    answer = judge(condition.of, facts)
    if answer.verdict is Verdict.MET:
        return Judgement(
            Verdict.NOT_MET, because=condition.words or answer.because or "That is so here."
        )
    if answer.verdict is Verdict.NOT_MET:
        return Judgement(Verdict.MET, because=answer.because)
    return answer


def _coded(condition: Coded, facts: Facts) -> Judgement:
    events = facts.events(condition.codes)
    found = in_window(events, condition.days, facts.on)
    if condition.new_after_days is not None:
        found = new_ones(found, events, condition.new_after_days)
    label = facts.label(condition.codes)
    enough = episodes(found, condition.apart_days) >= condition.at_least
    if enough and not (condition.new_after_days is not None and events.undated):
        return Judgement(Verdict.MET, found, f"{_first_upper(label)} is on record.")
    if condition.days is None and condition.at_least == 1 and events.undated:
        return Judgement(Verdict.MET, events.undated, f"{_first_upper(label)} is on record.")
    possible = episodes(found, condition.apart_days) + len(events.undated)
    if events.undated and possible >= condition.at_least:
        return Judgement(Verdict.UNKNOWN, missing=f"the date of an entry for {label}")
    return Judgement(Verdict.NOT_MET, because=_too_few(condition, found, label, facts))


def _near(condition: Near, facts: Facts) -> Judgement:
    events = facts.events(condition.codes)
    others = facts.events(condition.others)
    for one in reversed(in_window(events, condition.days, facts.on)):
        for other in others.dated:
            gap = (other.on - one.on).days if other.on and one.on else None
            if gap is not None and -condition.before <= gap <= condition.after:
                return Judgement(Verdict.MET, in_day_order((one, other)))
    label = f"{facts.label(condition.codes)} near {facts.label(condition.others)}"
    first = in_window(events, condition.days, facts.on) or events.undated
    if first and (events.undated or others.undated) and (others.dated or others.undated):
        return Judgement(Verdict.UNKNOWN, missing=f"a date, to tell whether there was {label}")
    return Judgement(Verdict.NOT_MET, because=f"No entry for {label}.")


def _open(condition: Open, facts: Facts) -> Judgement:
    events = facts.events(condition.codes)
    begun = in_window(events, condition.days, facts.on)
    label = facts.label(condition.codes)
    if not begun:
        missing = f"the date of an entry for {label}" if events.undated else f"whether {label}"
        return Judgement(Verdict.UNKNOWN, missing=missing)
    last = begun[-1]
    ended = facts.events(condition.ended_by)
    if any(end.on and last.on and end.on >= last.on for end in ended.dated):
        return Judgement(Verdict.NOT_MET, because=f"Ended on record: {label}.")
    if ended.undated:
        return Judgement(Verdict.UNKNOWN, missing=f"whether it ended: {label}")
    return Judgement(Verdict.MET, (last,), f"{_first_upper(label)} is on record.")


def _attended(condition: Attended, facts: Facts) -> Judgement:
    words = "emergency attendances" if condition.setting is Setting.EMERGENCY else "contacts"
    events = facts.contacts(Attendance.ATTENDED, condition.setting)
    return _distinct_days(events, condition.at_least, condition.days, words, facts)


def _missed(condition: Missed, facts: Facts) -> Judgement:
    coded = facts.events(condition.codes)
    kept_away = facts.contacts(Attendance.MISSED)
    dated = in_day_order(coded.dated + kept_away.dated)
    events = Events(dated, coded.undated + kept_away.undated)
    return _distinct_days(events, condition.at_least, condition.days, "missed contacts", facts)


def _distinct_days(events: Events, at_least: int, days: int, words: str, facts: Facts) -> Judgement:
    chosen = in_window(events, days, facts.on)
    count = len({evidence.on for evidence in chosen})
    if count >= at_least:
        return Judgement(Verdict.MET, chosen)
    if count + len(events.undated) >= at_least:
        return Judgement(Verdict.UNKNOWN, missing=f"the dates of some {words}")
    because = f"{count} of the {at_least} {words} that it takes in the last {in_words(days)}."
    return Judgement(Verdict.NOT_MET, because=because)


def _age(condition: Age, facts: Facts) -> Judgement:
    years, months = facts.age, facts.age_in_months
    if years is None or months is None:
        return Judgement(Verdict.UNKNOWN, missing="the date of birth")
    fits = (
        (condition.from_years is None or years >= condition.from_years)
        and (condition.below_years is None or years < condition.below_years)
        and (condition.from_months is None or months >= condition.from_months)
        and (condition.below_months is None or months < condition.below_months)
    )
    if fits:
        return Judgement(Verdict.MET)
    return Judgement(Verdict.NOT_MET, because=f"For {_age_range(condition)}.")


def _sex_is(condition: SexIs, facts: Facts) -> Judgement:
    if facts.sex is condition.sex:
        return Judgement(Verdict.MET)
    if facts.sex in {Sex.FEMALE, Sex.MALE}:
        return Judgement(Verdict.NOT_MET, because=f"For {condition.sex.value} patients.")
    return Judgement(Verdict.UNKNOWN, missing="whether the patient is male or female")


def _asked(condition: Asked, facts: Facts) -> Judgement:
    since = facts.events(condition.since).dated if condition.since else ()
    earliest = days_before(facts.on, condition.days)
    if since:
        earliest = max(earliest, since[-1].on or earliest)
    askings = [asking for asking in facts.askings if asking.on >= earliest]
    if askings:
        day = day_in_words(PartialDate(askings[-1].on))
        return Judgement(Verdict.MET, because=f"Asked on {day}.")
    return Judgement(Verdict.NOT_MET, because=f"Not asked in the last {in_words(condition.days)}.")


def _ticked(condition: Ticked, facts: Facts) -> Judgement:
    answer = facts.ticks.get(condition.tick)
    if answer is None:
        return Judgement(Verdict.UNKNOWN, missing=f"a clinician's answer: {condition.words}")
    if answer:
        evidence = Evidence(f"tick/{condition.tick}", _first_upper(condition.words), facts.on)
        return Judgement(Verdict.MET, (evidence,))
    return Judgement(Verdict.NOT_MET, because=f"A clinician said no: {condition.words}.")


def _has_child(condition: HasChild, facts: Facts) -> Judgement:
    events = facts.events(condition.codes)
    relatives = facts.picture.relatives
    named = any(relative.relationship is Relationship.CHILD for relative in relatives)
    if named or events.dated or events.undated:
        return Judgement(Verdict.MET)
    return Judgement(Verdict.UNKNOWN, missing="whether this person has children")


def _unless_unknown(answers: list[Judgement], otherwise: Judgement) -> Judgement:
    missing = [answer.missing for answer in answers if answer.verdict is Verdict.UNKNOWN]
    if not missing:
        return otherwise
    return Judgement(Verdict.UNKNOWN, missing="; ".join(dict.fromkeys(missing)))


def _evidence_of(answers: list[Judgement]) -> tuple[Evidence, ...]:
    merged = dict.fromkeys(evidence for answer in answers for evidence in answer.evidence)
    return in_day_order(tuple(merged))


def _words(answers: list[Judgement]) -> str:
    return " ".join(dict.fromkeys(answer.because for answer in answers if answer.because))


def _too_few(condition: Coded, found: tuple[Evidence, ...], label: str, facts: Facts) -> str:
    window = f" in the last {in_words(condition.days)}" if condition.days is not None else ""
    if condition.new_after_days is not None:
        if in_window(facts.events(condition.codes), condition.days, facts.on):
            return f"Nothing new: {label} was recorded before."
        return f"No new entry for {label}{window}."
    count = episodes(found, condition.apart_days)
    if not count:
        return f"No entry for {label}{window}."
    apart = f", at least {condition.apart_days} days apart" if condition.apart_days > 1 else ""
    return f"{count} of the {condition.at_least} entries for {label} that it takes{window}{apart}."


def _age_range(condition: Age) -> str:
    def span(start: int | None, stop: int | None, unit: str) -> str:
        if start is None:
            return f"ages below {stop} {unit}"
        if stop is None:
            return f"ages from {start} {unit}"
        return f"ages {start} to {stop - 1} {unit}"

    if condition.from_months is not None or condition.below_months is not None:
        return span(condition.from_months, condition.below_months, "months")
    return span(condition.from_years, condition.below_years, "years")


def _first_upper(words: str) -> str:
    return words[:1].upper() + words[1:]


_JUDGES: dict[type, Callable[..., Judgement]] = {
    AllOf: _all_of,
    AnyOf: _any_of,
    AtLeast: _at_least,
    Not: _not,
    Coded: _coded,
    Near: _near,
    Open: _open,
    Attended: _attended,
    Missed: _missed,
    Age: _age,
    SexIs: _sex_is,
    Asked: _asked,
    Ticked: _ticked,
    HasChild: _has_child,
}
