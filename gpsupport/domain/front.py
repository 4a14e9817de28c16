"""What a clinician may see, and which one prompt stands in front without wearing out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gpsupport.domain.assessment import Assessment, Prompt
from gpsupport.domain.days import days_before
from gpsupport.domain.enquiry import Enquiry, NotAskedReason
from gpsupport.domain.knowledge.content.pack import Audience, Indicator, Knowledge

# What suggests asking today. Tier 3 and what is for information are kept in mind below.
TIERS_TO_ASK = frozenset({1, 2})


def is_for_clinician(indicator: Indicator) -> bool:
    """Whether a clinician's page may ever show it: it is neither the lead's nor the household's."""
    return indicator.audience is Audience.CLINICIAN and not indicator.household


def for_clinician(assessment: Assessment, knowledge: Knowledge, *, alone: bool) -> Assessment:
    """The part of an assessment for the clinician's page, behind a gate that makes asking safe.

    Left out, in silences and unknowns too: what is for the lead or the owner, what concerns the
    household, and sexual and reproductive matters unless the patient is `alone`. What cannot wait
    for another visit is shown with an interpreter and on the telephone too.
    """
    theirs = {one.id for one in knowledge.indicators if is_for_clinician(one)}
    private = {one.id for one in knowledge.indicators if one.sensitive and not alone}
    seen = theirs - private
    return replace(
        assessment,
        prompts=tuple(
            one
            for one in assessment.prompts
            if one.indicator in seen or (one.same_day and one.indicator in theirs)
        ),
        silent=tuple(one for one in assessment.silent if one.indicator in seen),
        unknown=tuple(one for one in assessment.unknown if one.indicator in seen),
    )


def find_front(assessment: Assessment) -> Prompt | None:
    """The prompt to put in front, from what this reader may see; None when none is strong today.

    It is the first that suggests asking and has not stood there too often for the same reason. What
    cannot wait never wears out. What somebody asked about comes back when the cadence says so; what
    was put off rests, comes back, and its count begins anew.
    """
    return next((one for one in assessment.prompts if _in_front(one, assessment)), None)


def _in_front(prompt: Prompt, assessment: Assessment) -> bool:
    if prompt.same_day:
        return True
    if prompt.tier not in TIERS_TO_ASK:
        return False
    newest = prompt.newest_on or date.min
    if _rests(prompt, newest, assessment):
        return False
    if prompt.front_times is None:
        return True
    askings = assessment.history.askings_until(assessment.on)
    if askings and askings[-1].on >= newest:
        return True
    return len(_days_shown(prompt, newest, assessment)) < prompt.front_times


def _rests(prompt: Prompt, newest: date, assessment: Assessment) -> bool:
    """Whether asking was put off to a day that has not come, and nothing is new since.

    Without such a day it rests only where it stood in front for this reason when it was put off.
    """
    earlier = [rest for rest in assessment.rests if rest.on < assessment.on]
    if any(rest.everything and newest <= rest.on for rest in earlier):
        return True
    resting = {rest.on for rest in earlier}
    return any(
        one.on in resting
        and one.indicator == prompt.indicator
        and (one.newest_on or date.min) >= newest
        for one in assessment.shown
    )


def _days_shown(prompt: Prompt, newest: date, assessment: Assessment) -> set[date]:
    """The earlier days on which it stood in front for this reason, since it was last put off.

    A reason that a letter brings late is newer than what stood there before, whatever its day.
    """
    again = prompt.front_again_days
    first = date.min if again is None else days_before(assessment.on, again)
    put_off_on = max(
        [one.on for one in assessment.history.until(assessment.on) if _is_put_off(one, assessment)],
        default=date.min,
    )
    return {
        one.on
        for one in assessment.shown
        if one.indicator == prompt.indicator
        and put_off_on < one.on < assessment.on
        and one.on >= first
        and (one.newest_on or date.min) >= newest
    }


def _is_put_off(enquiry: Enquiry, assessment: Assessment) -> bool:
    """Whether asking was put off on an earlier day; what is said today changes the next visit."""
    return (
        not (enquiry.outcome.asked or enquiry.note_only)
        and enquiry.reason is not NotAskedReason.ALREADY_DONE
        and enquiry.on < assessment.on
    )
