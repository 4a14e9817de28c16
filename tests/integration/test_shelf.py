"""What a running installation serves: when it changes, and when nothing may be used."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event as Flag
from typing import Any

import pytest

from gpsupport.actions.knowledge.serving import Decided, find_decided
from gpsupport.actions.practices import add_practice
from gpsupport.app import create_app
from gpsupport.domain.knowledge.releases.governance import ReleaseState
from gpsupport.persistence.work import Database
from gpsupport.serving import shelf as shelves
from gpsupport.serving.fitness import NotFitToServe
from gpsupport.serving.shelf import LOOK_AGAIN_SECONDS, Shelf
from tests.rig.installed import (
    NOW,
    SHIPPED,
    TODAY,
    Installed,
    installed,
    refusal,
    shipped_report,
)

__all__ = ["installed", "shipped_report"]


def test_a_new_release_is_noticed_within_a_minute(installed: Installed) -> None:
    """Without a restart, on the day it names, and by each process for itself."""
    installed.shelf = installed.new_shelf(None)
    tomorrow = TODAY + timedelta(days=1)
    assert installed.current().version == SHIPPED.version
    release = installed.sign_off(installed.publish(installed.overlay), on=tomorrow)
    assert installed.later().version == SHIPPED.version
    assert installed.current(tomorrow).version.release == release.version.release
    other = installed.new_shelf(None)
    assert other.current(installed.practice.id, TODAY, NOW).version == SHIPPED.version
    withdrawn = installed.step(release, ReleaseState.WITHDRAWN)
    installed.seconds += LOOK_AGAIN_SECONDS - 1
    assert installed.current(tomorrow).version.release == release.version.release
    installed.seconds += 1
    assert installed.current(tomorrow).version == SHIPPED.version
    assert withdrawn.sign_off is None


def test_nobody_looks_twice_in_a_minute(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed.shelf = installed.new_shelf(None)
    first = installed.current()

    def fail(*_: object) -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(shelves, "find_decided", fail)
    assert installed.current() is first


def test_what_served_goes_on_where_the_next_cannot_be_used(
    installed: Installed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    installed.shelf = installed.new_shelf(None)
    first = installed.current()
    installed.sign_off(installed.publish(installed.overlay))
    monkeypatch.setattr(shelves, "read_release_files", lambda *_: {"pack.yaml": b"broken: ["})
    assert installed.later() is first
    (line,) = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert line.startswith(f"practice={installed.practice.id} release={first.version.release}")
    assert refusal(installed.new_shelf(None)).next_step.startswith("Run the version")


def test_what_was_withdrawn_goes_on_in_no_case(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = installed.sign_off(installed.publish(installed.overlay))
    assert installed.current().version.release == release.version.release
    installed.step(release, ReleaseState.WITHDRAWN)
    monkeypatch.setattr(shelves, "find_shipped_report", lambda: None)
    installed.seconds += LOOK_AGAIN_SECONDS
    with pytest.raises(NotFitToServe):
        installed.current()


def test_a_refusal_holds_for_a_minute_and_for_everybody(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one thread finds out again, the other gets the refusal and never what was withdrawn."""
    installed.shelf = installed.new_shelf(None)
    release = installed.sign_off(installed.publish(None))
    assert installed.current().standing.signed_off
    installed.step(release, ReleaseState.WITHDRAWN)
    refused_once = []
    for _ in range(2):
        with pytest.raises(NotFitToServe) as caught:
            installed.later()
        refused_once.append(caught.value)
    assert refused_once[0] is not refused_once[1]
    assert refused_once[0].release == SHIPPED.version.mark
    looking, go_on = Flag(), Flag()
    find = find_decided

    def slowly(*given: Any) -> Decided:
        looking.set()
        assert go_on.wait(10)
        return find(*given)

    monkeypatch.setattr(shelves, "find_decided", slowly)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(installed.later)
        assert looking.wait(10)
        with pytest.raises(NotFitToServe):
            installed.current()
        go_on.set()
        assert isinstance(slow.exception(10), NotFitToServe)
    monkeypatch.setattr(shelves, "find_decided", find)
    installed.sign_off(installed.publish(installed.overlay))
    assert installed.later().version.pack == "england+hill-street"


def test_a_fault_of_the_database_lets_nothing_withdrawn_go_on(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the next content could not be read, and the next moment nobody knows anything."""
    next_one = installed.sign_off(installed.publish(None))
    release = installed.sign_off(installed.publish(installed.overlay))
    assert installed.current().version.release == release.version.release
    installed.step(release, ReleaseState.WITHDRAWN)

    def fail(*_: object) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(shelves, "read_release_files", fail)
    with pytest.raises(OSError, match="away"):
        installed.later()
    monkeypatch.setattr(shelves, "find_decided", fail)
    with pytest.raises(OSError, match="away"):
        installed.current()
    monkeypatch.undo()
    assert installed.current().version.release == next_one.version.release


def test_practices_do_not_wait_for_each_other(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = add_practice(installed.database, "B82002", "Mill Lane", NOW)
    shelf = installed.new_shelf(None)
    looking, go_on = Flag(), Flag()
    find = find_decided

    def slowly(database: Database, practice_id: str, *given: Any) -> Decided:
        if practice_id == other.id:
            looking.set()
            assert go_on.wait(10)
        return find(database, practice_id, *given)

    monkeypatch.setattr(shelves, "find_decided", slowly)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(shelf.current, other.id, TODAY, NOW)
        assert looking.wait(10)
        assert shelf.current(installed.practice.id, TODAY, NOW).version == SHIPPED.version
        go_on.set()
        assert slow.result(10).version == SHIPPED.version


def test_nobody_in_particular_gets_no_unchecked_content(installed: Installed) -> None:
    """A request without anybody, where there are several practices: what is on disk, checked."""
    add_practice(installed.database, "B82002", "Mill Lane", NOW)
    with pytest.raises(NotFitToServe):
        installed.shelf.current(None, TODAY, NOW)
    assert installed.new_shelf(None).current(None, TODAY, NOW).version == SHIPPED.version


def test_the_doors_of_machines_say_that_nothing_is_in_use(installed: Installed) -> None:
    only = installed.publish(None)
    settings = installed.settings
    app = create_app(settings, database=installed.database, clock=lambda: NOW)
    client = app.test_client()
    assert client.get("/readyz").get_json()["content"] == "in use"
    parts = app.extensions["gpsupport"]
    installed.step(only, ReleaseState.WITHDRAWN)
    app.extensions["gpsupport"] = replace(parts, shelf=Shelf(installed.database))
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["content"]) == (503, "none")
    assert client.get("/healthz").status_code == 200
    told = client.get("/version").get_json()
    assert (told["pack"], told["knowledge"]) == (None, None)


def test_one_request_has_one_content(installed: Installed) -> None:
    app = create_app(installed.settings, database=installed.database, clock=lambda: NOW)
    app.extensions["gpsupport"] = parts = replace(
        app.extensions["gpsupport"],
        shelf=Shelf(installed.database, seconds=lambda: installed.seconds),
    )
    with app.test_request_context():
        first = parts.knowledge
        installed.sign_off(installed.publish(installed.overlay))
        installed.seconds += LOOK_AGAIN_SECONDS
        assert parts.knowledge is first
    with app.test_request_context():
        assert parts.knowledge.version.pack == "england+hill-street"


def test_a_withdrawn_overlay_leaves_the_shipped_content(installed: Installed) -> None:
    installed.step(installed.publish(installed.overlay), ReleaseState.WITHDRAWN)
    installed.shelf.require(TODAY, NOW)
    assert installed.current().version == SHIPPED.version


def test_an_overlay_serves_while_it_is_reviewed_and_not_once_it_was_returned(
    installed: Installed,
) -> None:
    """Until its day comes; a review after the return lets it serve as a draft again."""
    release = installed.publish(installed.overlay)
    for state in (ReleaseState.CLINICAL_REVIEW, ReleaseState.LIVED_EXPERIENCE_REVIEW):
        release = installed.step(release, state)
        assert installed.later().version.release == release.version.release
    signed = installed.step(release, ReleaseState.SIGNED_OFF, TODAY + timedelta(days=1))
    assert installed.later().version.release == release.version.release
    assert not installed.current().standing.signed_off
    assert installed.later(TODAY + timedelta(days=1)).standing.signed_off
    returned = installed.step(signed, ReleaseState.RETURNED)
    assert installed.later().version == SHIPPED.version
    installed.step(returned, ReleaseState.CLINICAL_REVIEW)
    assert installed.later().version.release == release.version.release


def test_another_release_in_force_keeps_a_draft_on_disk_from_serving(installed: Installed) -> None:
    ours = installed.sign_off(installed.publish(None))
    installed.publish(installed.overlay)
    assert installed.current().version == ours.version
    assert installed.current().standing.signed_off


def test_returned_content_of_ours_leaves_nothing(installed: Installed) -> None:
    reviewed = installed.step(installed.publish(None), ReleaseState.CLINICAL_REVIEW)
    installed.step(reviewed, ReleaseState.RETURNED)
    assert "returned" in refusal(installed.new_shelf(None)).what


def test_withdrawn_content_of_ours_leaves_nothing(installed: Installed) -> None:
    installed.step(installed.publish(None), ReleaseState.WITHDRAWN)
    assert "withdrawn" in refusal(installed.new_shelf(None)).what
