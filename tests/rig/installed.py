"""A practice of a test's own, with an overlay on disk and a clock that the test moves."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gpsupport.actions.identity import add_clinician
from gpsupport.actions.practices import add_practice
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.releases.governance import Release, ReleaseState, Step
from gpsupport.domain.people import Actor, Practice, Role
from gpsupport.knowledge.load import ENGLAND, all_files, load_knowledge
from gpsupport.knowledge.measure.figures import Figures, GroupFigures, Share
from gpsupport.knowledge.report import Passed, software_version
from gpsupport.persistence.stores.base import new_id
from gpsupport.persistence.work import Database
from gpsupport.serving import shelf as shelves
from gpsupport.serving.fitness import NotFitToServe
from gpsupport.serving.shelf import LOOK_AGAIN_SECONDS, Shelf
from gpsupport.settings import Settings
from tests.unit.knowledge.packs import LOCAL, make_overlay

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SHIPPED = load_knowledge()
SOFTWARE = software_version()
_NONE = Share(0, 100, 0.0, 0.0, 0.0)
_GROUP = GroupFigures(10, 100, _NONE, 0.0, ())


def passed(release: str, software: str = SOFTWARE) -> Passed:
    return Passed(release, software, 1, 1, Figures(release, 1, _GROUP, _GROUP))


@dataclass
class Installed:
    """One practice with its proposer, an overlay on disk, and a clock that a test moves."""

    settings: Settings
    database: Database
    practice: Practice
    actor: Actor
    overlay: Path
    seconds: float = 0.0
    steps: int = 0
    shelf: Shelf = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = self.new_shelf(self.overlay)

    def new_shelf(self, overlay: Path | None) -> Shelf:
        return Shelf(self.database, overlay, seconds=lambda: self.seconds)

    def current(self, today: date = TODAY) -> Knowledge:
        return self.shelf.current(self.practice.id, today, NOW)

    def later(self, today: date = TODAY) -> Knowledge:
        self.seconds += LOOK_AGAIN_SECONDS
        return self.current(today)

    def publish(self, overlay: Path | None, software: str = SOFTWARE) -> Release:
        """Keep content as a draft with a report, as publishing does after the checks."""
        version = load_knowledge(overlay=overlay).version
        made = Release(new_id(), version, "for a test", self.actor.clinician_id, NOW)
        with self.database.writing(self._occasion()) as work:
            work.releases.add(self.actor, made, all_files(ENGLAND, overlay))
            values = passed(version.release, software).as_values()
            work.releases.add_report(self.actor, made.id, software, values, NOW)
        return made

    def step(self, release: Release, state: ReleaseState, on: date | None = None) -> Release:
        # Each step a minute later: of two of one instant nobody could say which came last.
        self.steps += 1
        at = NOW + timedelta(minutes=self.steps)
        step = Step(state, self.actor.clinician_id, "Dr Amin Rahman", "for a test", at, on)
        taken = replace(release, steps=(*release.steps, step))
        with self.database.writing(self._occasion()) as work:
            work.releases.add_step(self.actor, taken)
        return taken

    def sign_off(self, release: Release, on: date = TODAY) -> Release:
        for state in (ReleaseState.CLINICAL_REVIEW, ReleaseState.LIVED_EXPERIENCE_REVIEW):
            release = self.step(release, state)
        return self.step(release, ReleaseState.SIGNED_OFF, on)

    def _occasion(self) -> Occasion:
        return Occasion(self.actor, Permission.PROPOSE_KNOWLEDGE, NOW, Event.PUBLISH_KNOWLEDGE)


@pytest.fixture(autouse=True)
def shipped_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped content has its report, whatever the state of a checkout."""
    proof = passed(SHIPPED.version.release, "another version")
    monkeypatch.setattr(shelves, "find_shipped_report", lambda: proof)


@pytest.fixture
def installed(database_url: str, tmp_path: Path) -> Iterator[Installed]:
    """A practice of the test's own, on each engine."""
    settings = Settings.load({}, data_dir=tmp_path / "data", database_url=database_url)
    database = Database.create(settings)
    practice = add_practice(database, "A81001", "Hill Street", NOW)
    gp = add_clinician(database, practice, "Dr Priya Shah", Role.GP, NOW)
    actor = Actor(practice.id, gp.id, gp.name, gp.role)
    yield Installed(settings, database, practice, actor, make_overlay(tmp_path, LOCAL))
    database.close()


def refusal(shelf: Shelf) -> NotFitToServe:
    with pytest.raises(NotFitToServe) as caught:
        shelf.require(TODAY, NOW)
    return caught.value
