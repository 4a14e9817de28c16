"""What a running installation asks about the releases of a practice: nothing of any person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from gpsupport.actions.days import london_day
from gpsupport.actions.practices import server
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.standing import Reviewed, Standing
from gpsupport.domain.knowledge.releases.governance import (
    Release,
    ReleaseState,
    Step,
    in_force,
    stopped,
)
from gpsupport.knowledge.report import passed_from
from gpsupport.persistence.work import Database


@dataclass(frozen=True, slots=True)
class Decided:
    """The release in force for a practice on a day, and the hashes of content that must not serve.

    Where none is in force, what is installed may serve as the draft that it is: unless it was
    withdrawn, or returned to its draft.
    """

    in_force: Release | None
    stopped: frozenset[str]


def find_decided(database: Database, practice_id: str, today: date, now: datetime) -> Decided:
    """What a practice decided about its content. `now` is an instant in UTC."""
    actor = server(practice_id)
    with database.reading(Occasion(actor, Permission.SEE_KNOWLEDGE, now)) as work:
        releases = work.releases.list_all(actor)
    return Decided(in_force(releases, today), stopped(releases))


def read_release_files(
    database: Database, practice_id: str, release_id: str, now: datetime
) -> Mapping[str, bytes]:
    """The files of one release, its cases and stories too; none where there is no such release."""
    actor = server(practice_id)
    with database.reading(Occasion(actor, Permission.SEE_KNOWLEDGE, now)) as work:
        return work.releases.find_files(actor, release_id) or {}


def has_passed(
    database: Database, practice_id: str, release: str, software: str, now: datetime
) -> bool:
    """Whether exactly this content passed every check of exactly this software.

    `release` is the hash of the content.
    """
    actor = server(practice_id)
    with database.reading(Occasion(actor, Permission.SEE_KNOWLEDGE, now)) as work:
        report = work.releases.find_report(actor, release, software)
    try:
        return report is not None and passed_from(report).covers(release, software)
    except ValueError:
        return False


def as_signed_off(knowledge: Knowledge, release: Release) -> Knowledge:
    """The content with its standing and its review in words, from the steps of its release.

    Raises ValueError where no sign-off holds.
    """
    signed = release.sign_off
    if signed is None:
        raise ValueError("a release that was not signed off is a draft")
    standing = Standing(Reviewed.SIGNED_OFF, signed.reviewer, london_day(signed.at))
    return replace(knowledge, standing=standing, review=" ".join(_reviews(release)))


_LABELS = {
    ReleaseState.CLINICAL_REVIEW: "Clinical review",
    ReleaseState.LIVED_EXPERIENCE_REVIEW: "Review by people with lived experience",
    ReleaseState.SIGNED_OFF: "Signed off",
}


def _reviews(release: Release) -> list[str]:
    last: dict[ReleaseState, Step] = {step.state: step for step in release.steps}
    return [
        f"{words}: {last[state].reviewer}, {_in_words(london_day(last[state].at))}."
        for state, words in _LABELS.items()
        if state in last
    ]


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
