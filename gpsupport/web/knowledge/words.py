"""Tiers, strengths and other marks of the content in words."""

from __future__ import annotations

from collections.abc import Iterable

from gpsupport.domain.knowledge.content.pack import (
    AfterAsking,
    Audience,
    CodeStatus,
    CodeUse,
    Strength,
)
from gpsupport.domain.knowledge.language.phrases import first_upper, in_words
from gpsupport.domain.people import Sex

TIERS = {
    1: "First to look at",
    2: "Ask today",
    3: "Keep in mind",
    None: "For information",
}

STRENGTHS = {
    Strength.A: "Coded outright, or a validated tool",
    Strength.B: "On a guideline’s list of signs",
    Strength.C: "Context, or a local list",
    Strength.D: "Judgement, or lessons of reviews",
}

AUDIENCES = {
    Audience.CLINICIAN: "Clinician",
    Audience.LEAD: "Safeguarding lead",
    Audience.OWNER: "Owner of the referral",
}

USES = {
    CodeUse.OFFER: "Offered to write",
    CodeUse.OFFER_AFTER_CHECK: "Offered, to be checked first",
    CodeUse.RECOGNISE_ONLY: "Recognised only",
    CodeUse.PROMPT_INPUT: "Looked for by rules",
}

STATUSES = {
    CodeStatus.NOT_CHECKED: "Not checked against a UK release",
    CodeStatus.ACTIVE: "Active",
    CodeStatus.INACTIVE: "Inactive",
    CodeStatus.ABSENT: "Not found",
}

_NOT_ASKED = {Sex.FEMALE: "Not asked of men", Sex.MALE: "Not asked of women"}


# What has to be done until then, of a patient whom nobody knows.
LEAVING = "before the patient leaves"


def not_asked(only: Sex) -> str:
    """Who is not asked what is for people of one sex, female or male."""
    return _NOT_ASKED[only]


def tiers(found: tuple[int | None, ...]) -> str:
    """The tiers of a rule's branches, each once, the strongest first."""
    ordered = sorted(set(found), key=lambda tier: tier or len(TIERS))
    return first_upper(", or ".join(TIERS[tier].lower() for tier in ordered))


def after_asking(rule: AfterAsking) -> str:
    """What an asking does to a rule."""
    if rule.ignore:
        return "Asking does not silence it."
    if rule.quiet_days is None:
        return "Once asked about, it waits for the day that the timing gives, or for a new entry."
    silent = f"Silent for {in_words(rule.quiet_days)} after any asking"
    return (
        f"{silent} that was not before the newest entry." if rule.since_evidence else f"{silent}."
    )


def status(found: CodeStatus, checked_against: str) -> str:
    """What is known of a code, and from which release."""
    words = STATUSES[found]
    return f"{words} in {checked_against}" if checked_against else words


def common_status(found: Iterable[str]) -> str:
    """What is known of all codes alike, to be said once; empty where they differ."""
    told = set(found)
    return f"{told.pop()}: all of them." if len(told) == 1 else ""


def span(days: int) -> str:
    """1 week, 3 months: a number of days in words that stand alone."""
    said = in_words(days)
    return said if said[0].isdigit() else f"1 {said}"
