"""How often a rule was in front here, in words."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.actions.knowledge.using import RuleUse
from gpsupport.domain.front import is_for_clinician
from gpsupport.domain.knowledge.content.pack import Indicator
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.web import words


@dataclass(frozen=True, slots=True)
class UseLine:
    """A count in words, with what it counts."""

    label: str
    count: str


def used_sentence(indicator: Indicator, use: RuleUse | None) -> str:
    """How often the rule stood in front here, in one sentence; nothing without counts."""
    if use is None:
        return ""
    if not is_for_clinician(indicator):
        return "It is never shown in a consultation, so nothing is counted."
    if use.shown.is_small:
        return (
            "In the last 12 months it stood in front in fewer than 5 consultations here."
            " So few are not broken down."
        )
    return f"In the last 12 months it stood in front in {use.shown} consultations here."


def used_lines(indicator: Indicator, use: RuleUse | None) -> tuple[UseLine, ...]:
    """What came of it, in bands; nothing when the rule stood in front too rarely."""
    if use is None or use.shown.is_small or not is_for_clinician(indicator):
        return ()
    reasons = [(reason, band) for reason, band in use.reasons if not band.is_small]
    lines = [
        UseLine("Asked", str(use.asked)),
        UseLine("Asked, and told us", str(use.told)),
        UseLine("Not asked", str(use.not_asked)),
        *(UseLine(f"Not asked: {words.REASONS[reason]}", str(band)) for reason, band in reasons),
    ]
    if len(reasons) < len(use.reasons):
        other = "Not asked: any other reason, each" if reasons else "Not asked: any one reason"
        lines.append(UseLine(other, "fewer than 5"))
    lines.append(UseLine("Nothing recorded", str(use.nothing_recorded)))
    return tuple(UseLine(one.label, first_upper(one.count)) for one in lines)
