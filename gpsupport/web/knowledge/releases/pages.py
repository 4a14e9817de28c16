"""Releases as shown: what serves now, where each stands, who did what, and what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from gpsupport.actions.days import london_day
from gpsupport.actions.knowledge.releases import ListedRelease, ReleaseDetails, Releases
from gpsupport.actions.knowledge.reviewing import may_take
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.standing import PackVersion
from gpsupport.domain.knowledge.releases.differences import Change
from gpsupport.domain.knowledge.releases.governance import STATE_WORDS, ReleaseState, Step
from gpsupport.domain.people import Role
from gpsupport.knowledge.report import Passed, passed_from
from gpsupport.web import words
from gpsupport.web.frame import Row

HOME = "/knowledge/releases"
_TAGS = {
    ReleaseState.EFFECTIVE: "open",
    ReleaseState.SIGNED_OFF: "wait",
    ReleaseState.WITHDRAWN: "urgent",
}


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One release in the list; two of one version differ by their mark."""

    version: str
    mark: str
    href: str
    state: str
    tag: str
    from_day: str
    proposed: str
    why: str


@dataclass(frozen=True, slots=True)
class ReleasesPage:
    """Every release, and what serves now."""

    sentence: str
    review: str
    lines: tuple[ReleaseLine, ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the way."""

    what: str
    when: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What changes in one thing."""

    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps that one page offers, and where below a release it is."""

    states: frozenset[ReleaseState]
    place: str = ""


REVIEWING = Steps(
    frozenset(
        {
            ReleaseState.CLINICAL_REVIEW,
            ReleaseState.LIVED_EXPERIENCE_REVIEW,
            ReleaseState.RETURNED,
        }
    )
)
DECIDING = Steps(frozenset({ReleaseState.SIGNED_OFF, ReleaseState.WITHDRAWN}), "/decision")


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """One release. `may_review` and `may_sign` say which fields of the form are of use.

    `decide` leads to the page on which it is signed off or withdrawn: empty there, and for
    somebody who may do neither.
    """

    heading: str
    state: str
    tag: str
    sentence: str
    facts: tuple[Row, ...]
    steps: tuple[StepLine, ...]
    against: str
    changed: str
    subjects: tuple[Subject, ...]
    figures: tuple[Row, ...]
    href: str
    decide: str
    decide_words: str
    may_review: bool
    may_sign: bool


def releases_page(found: Releases, serving: Knowledge) -> ReleasesPage:
    """The list; `serving` is the content that this practice is served now."""
    return ReleasesPage(
        sentence=_serves(found, serving),
        review=serving.review,
        lines=tuple(_line(one, found.names) for one in found.releases),
    )


def release_page(
    found: ReleaseDetails, serving: Knowledge, offered: Steps, allowed: tuple[ReleaseState, ...]
) -> ReleasePage:
    """One release for somebody who may take the `allowed` steps, on the page that has some of them.

    `serving` is the content that this practice is served now.
    """
    release = found.listed.release
    states = offered.states.intersection(allowed)
    decisive = DECIDING.states.intersection(allowed)
    href = f"{HOME}/{release.id}"
    changes = found.changes or ()
    return ReleasePage(
        heading=f"Release {release.version.version}",
        state=STATE_WORDS[found.listed.state],
        tag=_TAGS.get(found.listed.state, ""),
        sentence=_stands(found, serving),
        facts=(
            Row("Content", _named(release.version)),
            Row("Mark", release.version.mark),
            *(
                (Row("Answers for local content", release.version.by),)
                if release.version.by
                else ()
            ),
        ),
        steps=(
            StepLine(
                "Proposed",
                words.day(london_day(release.proposed_at)),
                found.names.get(release.proposed_by, ""),
                release.why,
            ),
            *(_step(step, found.names) for step in release.steps),
        ),
        against=_named(found.against),
        changed=_changed(found.changes),
        subjects=tuple(
            Subject(name, tuple(those)) for name, those in groupby(changes, lambda one: one.subject)
        ),
        figures=_figures(found.listed.report),
        href=f"{href}{offered.place}",
        decide=f"{href}{DECIDING.place}" if decisive and offered is not DECIDING else "",
        decide_words="Sign off or withdraw"
        if ReleaseState.SIGNED_OFF in decisive
        else "Withdraw this release",
        may_review=any(state in states for state in _REVIEWS),
        may_sign=ReleaseState.SIGNED_OFF in states,
    )


def steps_for(role: Role, onward: Iterable[ReleaseState]) -> tuple[ReleaseState, ...]:
    """Those of the next states to which this role may take a release."""
    return tuple(state for state in onward if may_take(role, state))


_REVIEWS = (ReleaseState.CLINICAL_REVIEW, ReleaseState.LIVED_EXPERIENCE_REVIEW)


def _serves(found: Releases, serving: Knowledge) -> str:
    named = _named(serving.version)
    current = next((one for one in found.releases if one.release.id == found.serving), None)
    signed = current.release.sign_off if current else None
    if signed is None or signed.effective_on is None:
        return f"{named} serves now, as it was installed. No release is in force here."
    return f"{named} serves now, since {words.long_day(signed.effective_on)}."


_WAITS_FOR = {
    ReleaseState.DRAFT: "its clinical review",
    ReleaseState.CLINICAL_REVIEW: "people with lived experience",
    ReleaseState.LIVED_EXPERIENCE_REVIEW: "its sign-off",
}


def _stands(found: ReleaseDetails, serving: Knowledge) -> str:
    """Where it stands, and whether it is this very content that serves: the shelf has decided."""
    serves = serving.version.release == found.listed.release.version.release
    if (waits_for := _WAITS_FOR.get(found.listed.state)) is not None:
        now = (
            "It serves as the draft that it is: it is installed, and no release is in force."
            if serves
            else "Nobody uses it."
        )
        return f"{now} It waits for {waits_for}."
    signed = found.listed.release.sign_off
    day = words.long_day(signed.effective_on) if signed and signed.effective_on else ""
    return {
        ReleaseState.SIGNED_OFF: f"It serves from {day}."
        + (" Until then it serves as the draft that is installed." if serves else ""),
        ReleaseState.EFFECTIVE: f"It has served since {day}.",
        ReleaseState.SUPERSEDED: "Another release took its place.",
    }.get(found.listed.state, "It will not be used again.")


def _line(one: ListedRelease, names: Mapping[str, str]) -> ReleaseLine:
    release = one.release
    signed = release.sign_off
    who = names.get(release.proposed_by, "")
    return ReleaseLine(
        version=_named(release.version),
        mark=release.version.mark,
        href=f"{HOME}/{release.id}",
        state=STATE_WORDS[one.state],
        tag=_TAGS.get(one.state, ""),
        from_day=words.day(signed.effective_on) if signed and signed.effective_on else "",
        proposed=f"{who}, {words.day(london_day(release.proposed_at))}",
        why=release.why,
    )


def _step(step: Step, names: Mapping[str, str]) -> StepLine:
    recorded = names.get(step.by, "")
    who = step.reviewer if step.reviewer == recorded else f"{step.reviewer}, kept by {recorded}"
    from_day = f", in force from {words.day(step.effective_on)}" if step.effective_on else ""
    what = f"{STATE_WORDS[step.state]}{from_day}"
    return StepLine(what, words.day(london_day(step.at)), who, step.why)


def _changed(changes: tuple[Change, ...] | None) -> str:
    if changes is None:
        return "This version of the software cannot read one of the two."
    if not changes:
        return "Nothing differs."
    return f"{words.count(len(changes), 'difference')}."


def _figures(report: Mapping[str, object]) -> tuple[Row, ...]:
    try:
        passed = passed_from(report)
    except ValueError:
        return ()
    return (
        Row("Judged by", _judged(passed)),
        Row("Software", passed.software),
        *(
            Row(f"Ordinary {name}", f"a prompt in front in {group.front.share:.1%} of encounters")
            for name, group in passed.figures.groups
        ),
    )


def _judged(passed: Passed) -> str:
    cases = words.count(passed.cases, "case")
    return f"{cases} and {words.count(passed.stories, 'story', 'stories')}, all as expected"


def _named(version: PackVersion) -> str:
    return f"{version.pack} {version.version}"
