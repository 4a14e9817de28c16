"""Only content that passed serves: at the start, while running, and when it is withdrawn."""

from datetime import timedelta
from pathlib import Path

import pytest

from gpsupport.actions.practices import add_practice
from gpsupport.app import create_app
from gpsupport.domain.knowledge.content.standing import Reviewed, Standing
from gpsupport.knowledge import report
from gpsupport.knowledge.check import check_files
from gpsupport.knowledge.load import ENGLAND, all_files, load_knowledge
from gpsupport.persistence.work import Database
from gpsupport.serving import shelf as shelves
from gpsupport.serving.fitness import NotFitToServe
from gpsupport.serving.server import require_content
from gpsupport.serving.shelf import LOOK_AGAIN_SECONDS, Shelf
from gpsupport.settings import Settings
from tests.rig.installed import (
    NOW,
    SHIPPED,
    SOFTWARE,
    TODAY,
    Installed,
    installed,
    passed,
    refusal,
    shipped_report,
)
from tests.unit.knowledge.packs import LOCAL_INDICATOR

__all__ = ["installed", "shipped_report"]


def test_shipped_content_with_its_report_serves(installed: Installed) -> None:
    shelf = installed.new_shelf(None)
    shelf.require(TODAY, NOW)
    serving = shelf.current(installed.practice.id, TODAY, NOW)
    assert serving.version == SHIPPED.version
    assert serving.standing == Standing()
    assert shelf.current(None, TODAY, NOW) is serving


def test_changed_content_of_ours_does_not_serve(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "find_shipped_report", lambda: passed("another release"))
    refused = refusal(installed.new_shelf(None))
    assert SHIPPED.version.release[:12] in refused.what
    assert "never published" in refused.why
    assert refused.next_step == "Type: gpsupport knowledge publish --why TEXT --as USERNAME"
    monkeypatch.setattr(shelves, "find_shipped_report", lambda: None)
    assert "never published" in refusal(installed.new_shelf(None)).why


def test_an_overlay_serves_when_it_was_published_here(installed: Installed) -> None:
    refused = refusal(installed.shelf)
    assert "never published" in refused.why
    assert f"--overlay {installed.overlay} --why" in refused.next_step
    installed.publish(installed.overlay)
    installed.seconds += LOOK_AGAIN_SECONDS
    installed.shelf.require(TODAY, NOW)
    assert installed.current().version.pack == "england+hill-street"
    assert installed.current().standing == Standing()


def test_a_report_of_another_version_of_the_software_is_none(installed: Installed) -> None:
    installed.publish(installed.overlay, software="0.0.1")
    assert SOFTWARE in refusal(installed.shelf).why


def test_a_report_of_another_practice_is_none(installed: Installed) -> None:
    installed.publish(installed.overlay)
    add_practice(installed.database, "B82002", "Mill Lane", NOW)
    assert "never published" in refusal(installed.shelf).why


def test_a_failing_overlay_says_its_faults(installed: Installed) -> None:
    path = installed.overlay / "indicators/L01.yaml"
    path.write_text(LOCAL_INDICATOR.replace("days: 365", "days: 90"), encoding="utf-8")
    refused = refusal(installed.shelf)
    assert "overlay/cases/L01.yaml:4: “two earaches” should be fires" in refused.why
    assert refused.next_step == f"Type: gpsupport knowledge check --overlay {installed.overlay}"
    path.write_text("id: [", encoding="utf-8")
    assert "this is not YAML" in refusal(installed.new_shelf(installed.overlay)).why


def test_a_release_in_force_serves_whatever_the_disk_holds(installed: Installed) -> None:
    release = installed.sign_off(installed.publish(installed.overlay))
    (installed.overlay / "pack.yaml").write_text("broken: [", encoding="utf-8")
    assert release.version.release == installed.current().version.release
    assert installed.current().standing == Standing(Reviewed.SIGNED_OFF, "Dr Amin Rahman", TODAY)
    assert installed.current().review == (
        "Clinical review: Dr Amin Rahman, 23 November 2026."
        " Review by people with lived experience: Dr Amin Rahman, 23 November 2026."
        " Signed off: Dr Amin Rahman, 23 November 2026."
    )


def test_a_release_in_force_is_judged_again_by_other_software(installed: Installed) -> None:
    """After an upgrade nobody has checked it: its own cases do, and a late review is no fault."""
    installed.sign_off(installed.publish(installed.overlay, software="0.0.1"))
    installed.shelf.require(TODAY, NOW)
    late = TODAY + timedelta(days=4000)
    assert installed.current(late).version.pack == "england+hill-street"


def test_a_release_in_force_that_fails_its_cases_now(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = installed.sign_off(installed.publish(installed.overlay, software="0.0.1"))
    files = dict(all_files(ENGLAND, installed.overlay))
    wrong = LOCAL_INDICATOR.replace("days: 365", "days: 90").encode()
    files["overlay/indicators/L01.yaml"] = wrong
    assert check_files(files, None).findings
    monkeypatch.setattr(shelves, "read_release_files", lambda *_: files)
    refused = refusal(installed.shelf)
    assert release.version.release[:12] in refused.what
    assert "should be fires" in refused.why
    assert "gpsupport knowledge withdraw" in refused.next_step


def test_no_door_opens_without_content(installed: Installed) -> None:
    """The server before it listens, and each worker for itself."""
    settings = installed.settings.model_copy(update={"knowledge_overlay": installed.overlay})
    with pytest.raises(NotFitToServe):
        require_content(settings, NOW)
    with pytest.raises(NotFitToServe):
        create_app(settings, database=installed.database, clock=lambda: NOW)
    installed.publish(installed.overlay)
    require_content(settings, NOW)
    app = create_app(settings, database=installed.database, clock=lambda: NOW)
    version = load_knowledge(overlay=installed.overlay).version
    assert app.test_client().get("/version").get_json()["knowledge"] == version.version


def test_a_database_without_a_practice_needs_sound_content_too(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.load({}, data_dir=tmp_path / "data", database_url=database_url)
    database = Database.create(settings)
    Shelf(database).require(TODAY, NOW)
    monkeypatch.setattr(shelves, "find_shipped_report", lambda: None)
    with pytest.raises(NotFitToServe):
        Shelf(database).require(TODAY, NOW)
    database.close()


def test_the_report_that_is_shipped_is_about_what_is_shipped() -> None:
    """Changed content needs its report made again: python -m gpsupport.knowledge.measure."""
    found = report.find_shipped_report()
    assert found is not None
    assert found.release == SHIPPED.version.release
    assert found.judged_with == report.hash_of_judging()
