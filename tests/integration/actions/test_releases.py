"""Content on its way into force, on both engines: publish, review, sign off, serve, withdraw."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from gpsupport.actions.errors import NotFound, Refused
from gpsupport.actions.identity import add_clinician, find_actor
from gpsupport.actions.knowledge.publishing import Published, publish_release
from gpsupport.actions.knowledge.releases import (
    compare_releases,
    list_releases,
    read_release,
)
from gpsupport.actions.knowledge.reviewing import WantedStep, may_take, take_step
from gpsupport.domain.access import Denied, Occasion, Permission, Purpose
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.releases.governance import (
    Hindrance,
    Release,
    ReleaseState,
    Step,
    StepRefused,
)
from gpsupport.domain.people import Actor, Role
from gpsupport.knowledge.faults import KnowledgeError
from gpsupport.knowledge.load import ENGLAND, all_files, load_knowledge
from gpsupport.knowledge.report import software_version
from gpsupport.serving.shelf import Shelf
from tests.integration.actions.world import NOW, TODAY, World, another_practice
from tests.rig.releases import changed_files, fast_checks

__all__ = ["fast_checks"]

WHY = "Reads better for those who use it"
DAY = timedelta(days=1)
GROUP = "The survivors' reading group"

pytestmark = pytest.mark.usefixtures("fast_checks")


@dataclass
class Board:
    """The people who decide about content, and what they usually do."""

    world: World
    gp: Actor
    lead: Actor
    manager: Actor
    advocate: Actor

    def publish(self, name: str = "Hurt more than once", **named: object) -> Published:
        """A release with one rule renamed."""
        files = changed_files(name)
        software = str(named.get("software", software_version()))
        return publish_release(self.world.database, self.gp, files, WHY, NOW, software=software)

    def step(
        self,
        release: Release,
        state: ReleaseState,
        actor: Actor,
        *,
        on: date | None = None,
        reviewer: str = "",
        now: datetime = NOW,
    ) -> Release:
        wanted = WantedStep(state, WHY, len(release.steps), reviewer, on)
        return take_step(self.world.database, actor, release.id, wanted, now)

    def sign_off(self, release: Release, on: date, now: datetime = NOW) -> Release:
        """Take a draft the whole way."""
        release = self.step(release, ReleaseState.CLINICAL_REVIEW, self.lead, now=now)
        release = self.step(
            release, ReleaseState.LIVED_EXPERIENCE_REVIEW, self.advocate, reviewer=GROUP, now=now
        )
        return self.step(release, ReleaseState.SIGNED_OFF, self.manager, on=on, now=now)


@pytest.fixture
def board(world: World) -> Board:
    found = []
    for name, role in (
        ("Dr Helen Marsh", Role.SAFEGUARDING_LEAD),
        ("Sam Whitlock", Role.PRACTICE_MANAGER),
        ("Nadia Rahman", Role.IRIS_ADVOCATE),
    ):
        added = add_clinician(world.database, world.practice, name, role, NOW)
        actor = find_actor(world.database, world.practice.id, added.id, NOW)
        assert actor is not None
        found.append(actor)
    return Board(world, world.doctor, *found)


def name_served(shelf: Shelf, world: World, on: date) -> str:
    now = NOW + (on - TODAY)
    return shelf.current(world.practice.id, on, now).indicator("A06").name


def test_from_draft_to_in_force_to_superseded_and_back(board: Board) -> None:
    world = board.world
    clock = [0.0]
    shelf = Shelf(world.database, seconds=lambda: clock[0])
    installed = load_knowledge().indicator("A06").name
    tomorrow, next_week = TODAY + DAY, TODAY + 7 * DAY

    first = board.publish("Hurt more than once").release
    assert state_of(board, first) is ReleaseState.DRAFT
    board.sign_off(first, tomorrow)
    assert state_of(board, first) is ReleaseState.SIGNED_OFF
    assert state_of(board, first, NOW + DAY) is ReleaseState.EFFECTIVE
    serving = shelf.current(world.practice.id, tomorrow, NOW + DAY)
    assert serving.indicator("A06").name == "Hurt more than once"
    assert serving.version.release == first.version.release

    second = board.publish("Hurt again").release
    board.sign_off(second, next_week, NOW + DAY)
    assert name_served(shelf, world, next_week) == "Hurt again"
    assert state_of(board, first, NOW + 7 * DAY) is ReleaseState.SUPERSEDED

    newest = list_releases(world.database, board.gp, NOW + 7 * DAY).releases
    held = next(one.release for one in newest if one.release.id == second.id)
    board.step(held, ReleaseState.WITHDRAWN, board.gp, now=NOW + 7 * DAY)
    clock[0] = 61
    assert name_served(shelf, world, next_week) == "Hurt more than once"
    held = read_release(world.database, board.gp, first.id, NOW + 7 * DAY).listed.release
    board.step(held, ReleaseState.WITHDRAWN, board.lead, now=NOW + 7 * DAY)
    assert list_releases(world.database, board.gp, NOW + 7 * DAY).serving is None
    assert installed not in {"Hurt again", "Hurt more than once"}


def state_of(board: Board, release: Release, now: datetime = NOW) -> ReleaseState:
    return read_release(board.world.database, board.gp, release.id, now).listed.state


def test_what_is_kept_is_what_was_published(board: Board) -> None:
    published = board.publish()
    details = read_release(board.world.database, board.manager, published.release.id, NOW)
    listed = details.listed.release
    assert (listed.why, listed.proposed_by, listed.proposed_at) == (
        WHY,
        board.gp.clinician_id,
        NOW,
    )
    assert listed.version == published.release.version
    assert details.listed.report == published.passed.as_values()
    assert details.against == load_knowledge().version
    assert details.names[board.gp.clinician_id] == board.gp.name
    assert details.onward == (ReleaseState.CLINICAL_REVIEW, ReleaseState.WITHDRAWN)
    assert details.changes is not None
    (mark, name) = details.changes
    assert (mark.subject, name.after) == ("Version", ("Hurt more than once",))


def test_a_release_is_compared_with_what_it_replaces(board: Board) -> None:
    first = board.publish("Hurt more than once").release
    board.sign_off(first, TODAY)
    second = board.publish("Hurt again").release
    details = read_release(board.world.database, board.lead, second.id, NOW)
    assert details.against == first.version
    assert details.changes is not None
    assert ("Hurt more than once",) in {one.before for one in details.changes}
    # What serves is compared with what served before it.
    own = read_release(board.world.database, board.lead, first.id, NOW)
    assert (own.serving, own.against) == (True, load_knowledge().version)


def test_two_releases_are_compared_by_the_beginning_of_their_marks(board: Board) -> None:
    database = board.world.database
    first, second = (board.publish(name).release for name in ("Hurt once more", "Hurt again"))
    one_mark, other_mark = (one.version.release[:12] for one in (first, second))
    there = compare_releases(database, board.gp, one_mark, other_mark, NOW)
    back = compare_releases(database, board.gp, other_mark, one_mark, NOW)
    assert {(one.before, one.after) for one in there} == {(one.after, one.before) for one in back}
    assert compare_releases(database, board.gp, one_mark, one_mark, NOW) == ()
    for unknown in ("", "no-such-mark", "0" * 64):
        with pytest.raises(NotFound):
            compare_releases(database, board.gp, unknown, None, NOW)


def test_content_with_faults_is_not_kept(board: Board) -> None:
    files = {**changed_files("Hurt"), "indicators/A07.yaml": b"id: A07\n"}
    with pytest.raises(KnowledgeError, match="the key is missing"):
        publish_release(board.world.database, board.gp, files, WHY, NOW, software="1")
    assert list_releases(board.world.database, board.gp, NOW).releases == ()


def test_a_reason_is_wanted(board: Board) -> None:
    with pytest.raises(Refused, match="Say why"):
        publish_release(
            board.world.database, board.gp, all_files(ENGLAND), " new   one ", NOW, software="1"
        )


def test_the_same_content_is_kept_once_and_checked_by_each_software(board: Board) -> None:
    first = board.publish()
    with pytest.raises(Refused, match="kept already"):
        board.publish()
    again = board.publish(software="next")
    assert (again.again, again.release.id) == (True, first.release.id)
    (only,) = list_releases(board.world.database, board.gp, NOW).releases
    assert only.release == first.release


@pytest.mark.parametrize(
    ("state", "roles"),
    [
        (ReleaseState.CLINICAL_REVIEW, {Role.GP, Role.SAFEGUARDING_LEAD}),
        (
            ReleaseState.LIVED_EXPERIENCE_REVIEW,
            {Role.GP, Role.SAFEGUARDING_LEAD, Role.PRACTICE_MANAGER, Role.IRIS_ADVOCATE},
        ),
        (ReleaseState.SIGNED_OFF, {Role.SAFEGUARDING_LEAD, Role.PRACTICE_MANAGER}),
        (ReleaseState.RETURNED, {Role.GP, Role.SAFEGUARDING_LEAD, Role.PRACTICE_MANAGER}),
        (ReleaseState.WITHDRAWN, {Role.GP, Role.SAFEGUARDING_LEAD, Role.PRACTICE_MANAGER}),
        (ReleaseState.EFFECTIVE, set()),
    ],
)
def test_who_may_take_which_step(board: Board, state: ReleaseState, roles: set[Role]) -> None:
    assert {role for role in Role if may_take(role, state)} == roles
    release = board.publish().release
    for actor in (board.manager, board.advocate, board.world.receptionist):
        if actor.role not in roles and state is not ReleaseState.EFFECTIVE:
            with pytest.raises(Denied):
                board.step(release, state, actor)


def test_only_some_may_publish_and_a_receptionist_sees_nothing(board: Board) -> None:
    database = board.world.database
    release = board.publish().release
    for actor in (board.advocate, board.world.receptionist, board.world.operator):
        with pytest.raises(Denied):
            publish_release(database, actor, changed_files("X"), WHY, NOW, software="1")
    with pytest.raises(Denied):
        list_releases(database, board.world.receptionist, NOW)
    with pytest.raises(Denied):
        read_release(database, board.world.receptionist, release.id, NOW)


def test_what_the_rules_refuse_is_not_kept(board: Board) -> None:
    release = board.publish().release
    for state, actor, hindrance in (
        (ReleaseState.CLINICAL_REVIEW, board.gp, Hindrance.OWN_PROPOSAL),
        (ReleaseState.SIGNED_OFF, board.manager, Hindrance.NOT_NEXT),
        (ReleaseState.EFFECTIVE, board.manager, Hindrance.NOT_NEXT),
    ):
        with pytest.raises(StepRefused) as refusal:
            board.step(release, state, actor)
        assert refusal.value.hindrance is hindrance
    reviewed = board.step(release, ReleaseState.CLINICAL_REVIEW, board.lead)
    with pytest.raises(StepRefused) as refusal:
        # A review by lived experience names who reviewed: whoever records it is not assumed.
        board.step(reviewed, ReleaseState.LIVED_EXPERIENCE_REVIEW, board.advocate)
    assert refusal.value.hindrance is Hindrance.NO_REVIEWER
    (kept,) = list_releases(board.world.database, board.gp, NOW).releases
    assert kept.release == reviewed


def test_what_this_software_has_not_checked_is_not_signed_off(board: Board) -> None:
    old = board.publish(software="0.0.1").release
    with pytest.raises(StepRefused) as refusal:
        board.sign_off(old, TODAY)
    assert refusal.value.hindrance is Hindrance.NOT_CHECKED
    (kept,) = list_releases(board.world.database, board.gp, NOW).releases
    assert len(kept.release.steps) == 2
    board.publish()
    signed = board.step(kept.release, ReleaseState.SIGNED_OFF, board.manager, on=TODAY)
    assert signed.sign_off is not None


def test_no_rule_is_overdue_on_the_day_from_which_it_serves(board: Board) -> None:
    last = min(one.review_by for one in load_knowledge().indicators)
    release = board.publish().release
    with pytest.raises(StepRefused) as refusal:
        board.sign_off(release, last + DAY)
    assert refusal.value.hindrance is Hindrance.REVIEW_OVERDUE
    (kept,) = list_releases(board.world.database, board.gp, NOW).releases
    assert board.step(kept.release, ReleaseState.SIGNED_OFF, board.manager, on=last).sign_off


def test_a_fault_that_is_no_race_is_told_as_itself(board: Board) -> None:
    """A row that its table refuses for another reason is nobody who was faster."""
    release = board.publish().release
    nobody = replace(
        release, steps=(Step(ReleaseState.CLINICAL_REVIEW, "nobody", "Dr Who", WHY, NOW),)
    )
    occasion = Occasion(
        board.gp, Permission.PROPOSE_KNOWLEDGE, NOW, Event.PUBLISH_KNOWLEDGE, Purpose.OVERSIGHT
    )
    with pytest.raises(IntegrityError), board.world.database.writing(occasion) as work:
        work.releases.add_step(board.gp, nobody)


def test_a_step_is_about_what_was_seen(board: Board) -> None:
    release = board.publish().release
    board.step(release, ReleaseState.CLINICAL_REVIEW, board.lead)
    with pytest.raises(StepRefused) as refusal:
        board.step(release, ReleaseState.WITHDRAWN, board.manager)
    assert refusal.value.hindrance is Hindrance.MOVED_ON


def test_two_who_step_at_once_take_one_step(board: Board) -> None:
    release = board.publish().release
    both = Barrier(2)

    def attempt(actor: Actor) -> bool:
        both.wait()
        try:
            board.step(release, ReleaseState.WITHDRAWN, actor)
        except StepRefused as refusal:
            return refusal.hindrance not in {Hindrance.MOVED_ON, Hindrance.NOT_NEXT}
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, (board.lead, board.manager))) == [False, True]
    (kept,) = list_releases(board.world.database, board.gp, NOW).releases
    assert len(kept.release.steps) == 1


def test_another_practice_sees_nothing_and_stops_nothing(board: Board) -> None:
    stranger = another_practice(board.world)
    release = board.publish().release
    assert list_releases(board.world.database, stranger, NOW).releases == ()
    with pytest.raises(NotFound):
        read_release(board.world.database, stranger, release.id, NOW)
    with pytest.raises(NotFound):
        board.step(release, ReleaseState.WITHDRAWN, stranger)
    # The same content is that practice's own matter.
    files = changed_files("Hurt more than once")
    published = publish_release(board.world.database, stranger, files, WHY, NOW, software="1")
    assert published.release.id != release.id


def test_every_step_is_audited(board: Board) -> None:
    release = board.publish().release
    board.sign_off(release, TODAY)
    engine = create_engine(board.world.settings.database_url)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT event, actor_id, reason FROM audit WHERE object_id = :id ORDER BY seq"),
            {"id": release.id},
        ).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [
        ("publish-knowledge", board.gp.clinician_id, ""),
        ("review-knowledge", board.lead.clinician_id, "clinical-review"),
        ("review-knowledge", board.advocate.clinician_id, "lived-experience-review"),
        ("sign-off-knowledge", board.manager.clinician_id, "signed-off"),
    ]


@pytest.mark.parametrize("table", ["knowledge_release", "knowledge_report", "knowledge_step"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = 'x'", "DELETE FROM {}"])
def test_the_database_itself_keeps_what_was_decided(
    board: Board, table: str, statement: str
) -> None:
    board.step(board.publish().release, ReleaseState.CLINICAL_REVIEW, board.lead)
    with (
        pytest.raises(DBAPIError, match=r"never changed|permission denied"),
        board.world.acting(board.gp) as work,
    ):
        work.releases._session.execute(text(statement.format(table)))


def test_files_and_newest_report_are_found_by_id(board: Board) -> None:
    published = board.publish()
    occasion = Occasion(board.gp, Permission.SEE_KNOWLEDGE, NOW)
    with board.world.database.reading(occasion) as work:
        found = work.releases.find_files(board.gp, published.release.id)
        assert found == changed_files("Hurt more than once")
        assert work.releases.find_files(board.gp, "nobody") is None
        release = published.release.version.release
        kept = work.releases.find_report(board.gp, release, software_version())
        assert kept == published.passed.as_values()
        assert work.releases.find_report(board.gp, release, "another") is None
        assert work.releases.find_newest_report(board.gp, "nobody") is None
