"""How content comes into force: who reviews it, who signs it off, and what serves on a day.

A release goes from draft through a clinical review and a review by people with lived experience to
a sign-off that names the day from which it serves. Nobody can do that alone: the clinical review is
by another than the proposer, the second review by another than the first, and the sign-off by a
person who did none of the three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from gpsupport.domain.knowledge.content.standing import PackVersion
from gpsupport.domain.people import folded

SHORTEST_REASON = 10
SHORTEST_NAME = 3
LONGEST_TEXT = 2000


class ReleaseState(StrEnum):
    """Where a release stands. Values stand in the database for ever.

    A step says which state was reached, but for EFFECTIVE and SUPERSEDED: those follow from the
    day. A release that was RETURNED is a draft again, and what was reviewed before does not count.
    """

    DRAFT = "draft"
    CLINICAL_REVIEW = "clinical-review"
    LIVED_EXPERIENCE_REVIEW = "lived-experience-review"
    SIGNED_OFF = "signed-off"
    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[ReleaseState, str] = {
    ReleaseState.DRAFT: "Draft",
    ReleaseState.CLINICAL_REVIEW: "Clinically reviewed",
    ReleaseState.LIVED_EXPERIENCE_REVIEW: "Reviewed by lived experience",
    ReleaseState.SIGNED_OFF: "Signed off",
    ReleaseState.EFFECTIVE: "In force",
    ReleaseState.SUPERSEDED: "Superseded",
    ReleaseState.RETURNED: "Returned to draft",
    ReleaseState.WITHDRAWN: "Withdrawn",
}

_CHAIN = (
    ReleaseState.DRAFT,
    ReleaseState.CLINICAL_REVIEW,
    ReleaseState.LIVED_EXPERIENCE_REVIEW,
    ReleaseState.SIGNED_OFF,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step that somebody took. `at` is an instant in UTC.

    `by` is the account that recorded it, `reviewer` who reviewed: a person, or a group of people
    with lived experience. `effective_on` belongs to a sign-off alone.
    """

    state: ReleaseState
    by: str
    reviewer: str
    why: str
    at: datetime
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """One release of the content with the steps that it has taken, the oldest first."""

    id: str
    version: PackVersion
    why: str
    proposed_by: str
    proposed_at: datetime
    steps: tuple[Step, ...] = ()

    @property
    def sign_off(self) -> Step | None:
        """The sign-off that holds; None without one, and after a return or a withdrawal."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.state is ReleaseState.SIGNED_OFF else None


class Hindrance(StrEnum):
    """Why a step cannot be taken."""

    NOT_NEXT = "not-next"
    NOT_CHECKED = "not-checked"
    REVIEW_OVERDUE = "review-overdue"
    MOVED_ON = "moved-on"
    OWN_PROPOSAL = "own-proposal"
    SAME_ACCOUNT = "same-account"
    SAME_REVIEWER = "same-reviewer"
    REVIEWED_IT = "reviewed-it"
    NO_REVIEWER = "no-reviewer"
    NO_REASON = "no-reason"
    NO_DAY = "no-day"
    DAY_PAST = "day-past"
    DAY_NOT_WANTED = "day-not-wanted"


HINDRANCES: dict[Hindrance, str] = {
    Hindrance.NOT_NEXT: "This is not a next step from where this release stands now.",
    Hindrance.NOT_CHECKED: "This version of the software has not checked this release: publish it"
    " again first.",
    Hindrance.REVIEW_OVERDUE: "On that day the review of a rule in it would be overdue: review the"
    " rule, and publish anew.",
    Hindrance.MOVED_ON: "Somebody else has just taken a step. Read where it stands now.",
    Hindrance.OWN_PROPOSAL: "Whoever proposed a release can neither review it clinically nor sign"
    " it off.",
    Hindrance.SAME_ACCOUNT: "The two reviews must be recorded by two different people.",
    Hindrance.SAME_REVIEWER: "The two reviews must be by two different people or groups.",
    Hindrance.REVIEWED_IT: "Whoever recorded a review of a release cannot sign it off.",
    Hindrance.NO_REVIEWER: "Say who reviewed it.",
    Hindrance.NO_REASON: f"Say why, in {SHORTEST_REASON} letters or more.",
    Hindrance.NO_DAY: "Say from which day it serves.",
    Hindrance.DAY_PAST: "The day from which it serves cannot be in the past.",
    Hindrance.DAY_NOT_WANTED: "Only a sign-off names the day from which a release serves.",
}


class StepRefused(Exception):
    """A step that cannot be taken. `hindrance` says why; the message says it in words."""

    def __init__(self, found: Hindrance) -> None:
        super().__init__(HINDRANCES[found])
        self.hindrance = found


def state_on(steps: tuple[Step, ...], today: date) -> ReleaseState:
    """The state of one release by itself, not knowing whether a later one took its place."""
    last = steps[-1] if steps else None
    if last is None or last.state is ReleaseState.RETURNED:
        return ReleaseState.DRAFT
    begun = last.effective_on is not None and last.effective_on <= today
    if last.state is ReleaseState.SIGNED_OFF and begun:
        return ReleaseState.EFFECTIVE
    return last.state


def states_on(releases: Iterable[Release], today: date) -> Mapping[str, ReleaseState]:
    """The state of each release among all of a practice, by id."""
    known = tuple(releases)
    serving = in_force(known, today)
    states = {}
    for release in known:
        state = state_on(release.steps, today)
        if state is ReleaseState.EFFECTIVE and release is not serving:
            state = ReleaseState.SUPERSEDED
        states[release.id] = state
    return states


def in_force(releases: Iterable[Release], today: date) -> Release | None:
    """The release that serves on a day: the one that took effect last and was not withdrawn.

    Of two that take effect on one day it is the one signed off later. None: no sign-off holds, and
    content as it is installed may serve as a draft, where it passed and is not `stopped`.
    """
    begun = [one for one in releases if state_on(one.steps, today) is ReleaseState.EFFECTIVE]
    return max(begun, key=_took_effect, default=None)


def stopped(releases: Iterable[Release]) -> frozenset[str]:
    """The hashes of the content that must not serve: it was withdrawn, or returned to its draft."""
    ended = (ReleaseState.WITHDRAWN, ReleaseState.RETURNED)
    return frozenset(
        one.version.release for one in releases if one.steps and one.steps[-1].state in ended
    )


def next_states(steps: tuple[Step, ...], today: date) -> tuple[ReleaseState, ...]:
    """The states that a step may lead to from here, the usual one first; empty at the end."""
    state = state_on(steps, today)
    if state is ReleaseState.WITHDRAWN:
        return ()
    if state is ReleaseState.EFFECTIVE:
        return (ReleaseState.WITHDRAWN,)
    place = _CHAIN.index(state)
    onward = _CHAIN[place + 1 : place + 2]
    back = (ReleaseState.RETURNED,) if place else ()
    return (*onward, *back, ReleaseState.WITHDRAWN)


def advance(release: Release, step: Step, today: date) -> Release:
    """The release with one more step. `today` is the day on which the step is taken.

    Raises StepRefused.
    """
    found = hindrance(release, step, today)
    if found is not None:
        raise StepRefused(found)
    return replace(release, steps=(*release.steps, step))


def hindrance(release: Release, step: Step, today: date) -> Hindrance | None:
    """Why a step cannot be taken; None when it can."""
    if step.state not in next_states(release.steps, today):
        return Hindrance.NOT_NEXT
    reviews = _reviews(release.steps)
    found = None
    match step.state:
        case ReleaseState.CLINICAL_REVIEW:
            found = Hindrance.OWN_PROPOSAL if step.by == release.proposed_by else None
        case ReleaseState.LIVED_EXPERIENCE_REVIEW:
            found = _of_second_review(reviews[0], step)
        case ReleaseState.SIGNED_OFF:
            found = _of_sign_off(release, reviews, step, today)
    if found is None and step.state is not ReleaseState.SIGNED_OFF and step.effective_on:
        found = Hindrance.DAY_NOT_WANTED
    return found or _of_words(step)


def _reviews(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The reviews since the last return."""
    kept: list[Step] = []
    for step in steps:
        if step.state is ReleaseState.RETURNED:
            kept.clear()
        else:
            kept.append(step)
    return tuple(kept)


def _of_second_review(first: Step, second: Step) -> Hindrance | None:
    if second.by == first.by:
        return Hindrance.SAME_ACCOUNT
    same = folded(second.reviewer) == folded(first.reviewer)
    return Hindrance.SAME_REVIEWER if same else None


def _of_sign_off(
    release: Release, reviews: tuple[Step, ...], step: Step, today: date
) -> Hindrance | None:
    if step.by == release.proposed_by:
        return Hindrance.OWN_PROPOSAL
    if step.by in {review.by for review in reviews}:
        return Hindrance.REVIEWED_IT
    if step.effective_on is None:
        return Hindrance.NO_DAY
    return Hindrance.DAY_PAST if step.effective_on < today else None


def _of_words(step: Step) -> Hindrance | None:
    if len(folded(step.reviewer)) < SHORTEST_NAME:
        return Hindrance.NO_REVIEWER
    short = len("".join(step.why.split())) < SHORTEST_REASON
    return Hindrance.NO_REASON if short else None


def _took_effect(release: Release) -> tuple[date, datetime, str]:
    signed = release.sign_off
    if signed is None or signed.effective_on is None:
        raise ValueError("a release that was not signed off never takes effect")
    return signed.effective_on, signed.at, release.id
