"""Whether the agencies meet about somebody, and why. Nothing here ever says that risk is low."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.disclosure.disclosure import Answer, Disclosure
from gpsupport.domain.knowledge.content.afterwards import MeetingGround, MeetingRules
from gpsupport.domain.knowledge.content.care import Area, SafetyQuestion
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import in_words


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason to bring it before the agencies' meeting; each is enough by itself."""

    kind: MeetingGround
    words: str
    sources: tuple[str, ...] = ()
    defaults: str = ""


def grounds_for_meeting(
    made: Disclosure, knowledge: Knowledge, area: Area, on: date
) -> tuple[Ground, ...]:
    """Every ground there is on a day, by the thresholds of an area; judgement alone is one.

    A judgement that the risk is not high takes no ground away, and neither does a low total.
    """
    met = _met(made, knowledge, area, on)
    rules = knowledge.afterwards.meeting
    return tuple(
        Ground(kind, *_said(kind, rules, made, area)) for kind in MeetingGround if met[kind]
    )


def counting_for_judgement(
    made: Disclosure, questions: Iterable[SafetyQuestion]
) -> tuple[SafetyQuestion, ...]:
    """The questions answered yes that count for professional judgement, whatever a total says."""
    return tuple(
        one for one in questions if one.raises_risk and made.answer_to(one.id) is Answer.YES
    )


def meeting_not_said(made: Disclosure, area: Area, on: date) -> bool:
    """Whether the last meeting was so lately that anything new counts, and nobody said if so."""
    return made.risk.new_since_meeting is None and _met_lately(made, area, on)


def _met(made: Disclosure, knowledge: Knowledge, area: Area, on: date) -> dict[MeetingGround, bool]:
    risk = made.risk
    return {
        MeetingGround.COUNT: risk.checklist is not None
        and risk.checklist.total >= area.marac_count,
        MeetingGround.JUDGEMENT: risk.judgement is True,
        MeetingGround.ESCALATION: risk.events is not None and risk.events >= area.escalation_events,
        MeetingGround.REPEAT: risk.new_since_meeting is True and _met_lately(made, area, on),
        MeetingGround.HONOUR_BASED: area.honour_based_automatic
        and _is_honour_based(made, knowledge),
    }


def _met_lately(made: Disclosure, area: Area, on: date) -> bool:
    last = made.risk.last_meeting_on
    return last is not None and 0 <= (on - last).days <= area.repeat_days


def _is_honour_based(made: Disclosure, knowledge: Knowledge) -> bool:
    told = any(
        one.honour_based and made.answer_to(one.id) is Answer.YES for one in knowledge.safety_check
    )
    opened = any(one.honour_based and one.id in made.routes for one in knowledge.afterwards.routes)
    return told or opened


# Where a ground's number stands in an area, whose basis names the sources.
_SET_BY = {
    MeetingGround.COUNT: "marac_count",
    MeetingGround.ESCALATION: "escalation_events",
    MeetingGround.REPEAT: "repeat_days",
    MeetingGround.HONOUR_BASED: "honour_based_automatic",
}


def _said(
    kind: MeetingGround, rules: MeetingRules, made: Disclosure, area: Area
) -> tuple[str, tuple[str, ...], str]:
    """The words of a ground, its sources with those of the area's number, and what is our own."""
    statement = rules.grounds.get(kind)
    basis = area.basis.get(_SET_BY.get(kind, ""))
    words = statement.words if statement else kind.value
    sources = (*(statement.sources if statement else ()), *(basis.sources if basis else ()))
    defaults = (statement.defaults if statement else "", basis.defaults if basis else "")
    return (
        _filled(words, kind, made, area),
        tuple(dict.fromkeys(sources)),
        "; ".join(part for part in defaults if part),
    )


def _filled(words: str, kind: MeetingGround, made: Disclosure, area: Area) -> str:
    total = made.risk.checklist.total if made.risk.checklist else 0
    window = area.repeat_days if kind is MeetingGround.REPEAT else area.escalation_days
    limit = area.marac_count if kind is MeetingGround.COUNT else area.escalation_events
    return (
        words.replace("{total}", str(total))
        .replace("{limit}", str(limit))
        .replace("{events}", str(made.risk.events or 0))
        .replace("{time}", in_words(window))
    )
