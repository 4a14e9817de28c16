"""Break-glass as a machine against the real actions: whatever order things happen in."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from gpsupport.actions.errors import NotFound
from gpsupport.actions.record_access import ChangeRefused, NewReasonWanted, list_review_items
from gpsupport.domain.people import Actor
from gpsupport.domain.record_access import OPEN_FOR, Change
from gpsupport.persistence.rows import OpeningRow, ReviewItemRow
from gpsupport.persistence.work import Database
from tests.integration.actions.guarded import Guarded, guarded
from tests.integration.actions.steps import opened
from tests.integration.actions.world import NOW, build_world

WHO = ("doctor", "colleague", "nurse", "lead", "second_lead")
CHANGES = (Change.NAME, Change.UNNAME, Change.DENY, Change.LIFT)


@dataclass(frozen=True)
class Template:
    """A world made once, copied for every run."""

    folder: Path
    scene: Guarded

    def copy(self) -> tuple[Guarded, Path]:
        """A fresh scene on a copy of the files."""
        folder = Path(mkdtemp(dir=self.folder.parent))
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        url = f"sqlite:///{folder / 'test.sqlite3'}"
        kept = self.scene.world.settings.model_copy(
            update={"database_url": url, "data_dir": folder / "kept"}
        )
        world = self.scene.world
        copied = type(world)(**{**vars(world), "database": Database.open(kept), "settings": kept})
        return Guarded(copied, self.scene.lead, self.scene.second_lead, self.scene.nurse), folder


class RealBreakGlass(RuleBasedStateMachine):
    """People ask, leads change rules, time passes; then everybody tries to open the patient."""

    template: Template

    @initialize()
    def begin(self) -> None:
        self.scene, self.folder = self.template.copy()
        self.now = NOW
        self.named: set[str] = set()
        self.denied: set[str] = set()
        self.openings: dict[str, list[datetime]] = {name: [] for name in WHO}
        self.asked = 0

    def actor(self, name: str) -> Actor:
        found: Actor = getattr(self.scene, name, None) or getattr(self.scene.world, name)
        return found

    @rule(minutes=st.integers(1, 30))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(change=st.sampled_from(CHANGES), whom=st.sampled_from(WHO), by=st.sampled_from(WHO[3:]))
    def a_lead_changes_a_rule(self, change: Change, whom: str, by: str) -> None:
        try:
            self.scene.change(change, self.actor(whom), by=self.actor(by), at=self.now, sure=True)
        except NotFound:
            assert by in self.denied
            return
        except ChangeRefused:
            return
        assert by not in self.denied
        self.named -= {whom} if change in {Change.UNNAME, Change.DENY} else set()
        self.named |= {whom} if change is Change.NAME else set()
        self.denied |= {whom} if change is Change.DENY else set()
        self.denied -= {whom} if change is Change.LIFT else set()

    @rule(who=st.sampled_from(WHO), again=st.booleans())
    def somebody_asks(self, who: str, again: bool) -> None:
        self.asked += 1
        reason = "The same words as ever" if again else f"Reason number {self.asked} of many"
        saw = self.expected(who)
        with suppress(NewReasonWanted):
            found = self.scene.ask(self.actor(who), self.now, reason=reason)
            assert (found is not None) == (saw or self.holds(who) or self.may_open(who))
            if found is not None and not saw:
                self.openings[who].append(self.now)

    def may_open(self, who: str) -> bool:
        leads = {"lead", "second_lead"} - self.denied - {who}
        return who not in self.denied and bool(leads)

    def holds(self, who: str) -> bool:
        return any(at <= self.now < at + OPEN_FOR for at in self.openings[who])

    def expected(self, who: str) -> bool:
        """Whether the rules of the house let somebody see the patient now."""
        if who in self.denied:
            return False
        return not self.named or who in self.named or self.holds(who)

    @invariant()
    def everybody_sees_exactly_what_the_rules_say(self) -> None:
        if not hasattr(self, "scene"):
            return
        for who in WHO:
            try:
                opened(self.scene.world, self.actor(who), self.now)
            except NotFound:
                assert not self.expected(who), who
            else:
                assert self.expected(who), who

    @invariant()
    def every_opening_is_told_once_and_nobody_reads_of_themselves(self) -> None:
        if not hasattr(self, "scene"):
            return
        openings = {row.id: row for row in self.scene.rows(OpeningRow)}
        items = [row for row in self.scene.rows(ReviewItemRow) if row.opening_id]
        assert sorted(row.opening_id for row in items) == sorted(openings)
        for row in openings.values():
            assert row.until - row.at == OPEN_FOR
        for item in items:
            assert item.told_id is not None
            assert item.told_id != item.staff_id
        for name in WHO[3:]:
            lead = self.actor(name)
            for one in list_review_items(self.scene.world.database, lead, self.now):
                assert one.item.staff_id != lead.clinician_id
                assert one.item.patient_id is None or name not in self.denied

    def teardown(self) -> None:
        if hasattr(self, "scene"):
            self.scene.world.database.close()
            shutil.rmtree(self.folder)


def test_break_glass_holds_in_any_order(tmp_path: Path) -> None:
    folder = tmp_path / "template"
    folder.mkdir()
    made = guarded(build_world(f"sqlite:///{folder / 'test.sqlite3'}", folder))
    made.world.database.close()
    RealBreakGlass.template = Template(folder, made)
    kept = settings(
        max_examples=max(5, (settings.default.max_examples if settings.default else 0) // 50),
        stateful_step_count=10,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(RealBreakGlass, settings=kept)
