"""Judging conditions: each answers met, not met or unknown, and says why.

Three-valued after Kleene: what the record cannot answer is unknown and never "no".
"""

from __future__ import annotations

from collections.abc import Callable

from gpsupport.domain.days import PartialDate, day_in_words, days_before, within
from gpsupport.domain.knowledge.deciding.events import Evidence, in_day_order
from gpsupport.domain.knowledge.deciding.facts import Facts
from gpsupport.domain.knowledge.deciding.judgement import Judgement, Verdict
from gpsupport.domain.knowledge.deciding.judging_counts import (
    judge_attended,
    judge_coded,
    judge_household,
    judge_missed,
    judge_near,
    judge_open,
)
from gpsupport.domain.knowledge.language.conditions import (
    Age,
    AllOf,
    AnyOf,
    Asked,
    AtLeast,
    Attended,
    Coded,
    Condition,
    HasChild,
    Household,
    Missed,
    Near,
    Not,
    Open,
    Registered,
    SexIs,
    Ticked,
    Today,
)
from gpsupport.domain.knowledge.language.phrases import CONTACTS_TODAY, ages, first_upper, in_words
from gpsupport.domain.people import Relationship, Sex
from gpsupport.domain.record import Tick

__all__ = ["Judgement", "Verdict", "judge"]


def judge(condition: Condition, facts: Facts) -> Judgement:
    """Answer one condition from the facts. Never raises for any facts."""
    judge_kind: Callable[[Condition, Facts], Judgement] = _JUDGES[type(condition)]
    return judge_kind(condition, facts)


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
    return Judgement(Verdict.NOT_MET, because=f"For those aged {ages(condition)}.")


def _sex_is(condition: SexIs, facts: Facts) -> Judgement:
    if facts.sex is condition.sex:
        return Judgement(Verdict.MET)
    if facts.sex in {Sex.FEMALE, Sex.MALE}:
        return Judgement(Verdict.NOT_MET, because=f"For {condition.sex.value} patients.")
    return Judgement(Verdict.UNKNOWN, missing="whether the patient is male or female")


def _asked(condition: Asked, facts: Facts) -> Judgement:
    since = facts.events(condition.since).days if condition.since else []
    earliest = max([days_before(facts.on, condition.days), *since[-1:]])
    askings = [asking for asking in facts.askings if asking.on >= earliest]
    if askings:
        day = day_in_words(PartialDate(askings[-1].on))
        return Judgement(Verdict.MET, because=f"Asked on {day}.")
    return Judgement(Verdict.NOT_MET, because=f"Not asked in the last {in_words(condition.days)}.")


def _ticked(condition: Ticked, facts: Facts) -> Judgement:
    said = _find_answer(condition, facts)
    if said is None and condition.open_is_no:
        return Judgement(Verdict.NOT_MET, because=f"No clinician has said so: {condition.words}.")
    if said is None:
        return Judgement(Verdict.UNKNOWN, missing=f"a clinician's answer: {condition.words}")
    if said.answer:
        words = first_upper(condition.words)
        evidence = Evidence(f"tick/{condition.tick}", words, said.on, recorded_by=said.by)
        return Judgement(Verdict.MET, (evidence,))
    return Judgement(Verdict.NOT_MET, because=f"A clinician said no: {condition.words}.")


def _find_answer(condition: Ticked, facts: Facts) -> Tick | None:
    """The newest answer, while it holds."""
    said = facts.ticks.get(condition.tick)
    holds = said is not None and within(said.on, facts.on, condition.holds_days)
    return said if holds else None


def _has_child(condition: HasChild, facts: Facts) -> Judgement:
    events = facts.events(condition.codes)
    relatives = facts.picture.relatives
    named = any(relative.relationship is Relationship.CHILD for relative in relatives)
    if named or events.days or events.undated:
        return Judgement(Verdict.MET)
    return Judgement(Verdict.UNKNOWN, missing="whether this person has children")


def _open(condition: Open, facts: Facts) -> Judgement:
    if condition.asks is not None and _find_answer(condition.asks, facts) is not None:
        return _ticked(condition.asks, facts)
    return judge_open(condition, facts)


def _registered(condition: Registered, facts: Facts) -> Judgement:
    first = facts.picture.registered_on
    if first is None or first.earliest > facts.on:
        return Judgement(Verdict.UNKNOWN, missing="the day of registration at this practice")
    if within(first.earliest, facts.on, condition.days):
        words = "Registered at this practice"
        return Judgement(Verdict.MET, (Evidence("registration", words, first.earliest),))
    window = in_words(condition.days)
    return Judgement(Verdict.NOT_MET, because=f"Registered here earlier than the last {window}.")


def _today(condition: Today, facts: Facts) -> Judgement:
    kind = facts.picture.contact_today
    if kind is None:
        return Judgement(Verdict.UNKNOWN, missing="what today's contact is for")
    verdict = Verdict.MET if kind in condition.kinds else Verdict.NOT_MET
    return Judgement(verdict, because=f"Today's contact is {CONTACTS_TODAY[kind]}.")


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


_JUDGES: dict[type, Callable[..., Judgement]] = {
    AllOf: _all_of,
    AnyOf: _any_of,
    AtLeast: _at_least,
    Not: _not,
    Coded: judge_coded,
    Near: judge_near,
    Open: _open,
    Attended: judge_attended,
    Missed: judge_missed,
    Age: _age,
    SexIs: _sex_is,
    Asked: _asked,
    Ticked: _ticked,
    HasChild: _has_child,
    Registered: _registered,
    Household: judge_household,
    Today: _today,
}
