"""The contract of `gpsupport directory`: the third-party feeds, our own, and secret places."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gpsupport.actions.directory.exporting import list_for_export
from gpsupport.actions.practices import add_practice, find_practice, operator
from gpsupport.cli import assess
from gpsupport.domain.directory.texts import texts_of
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.contract.command import SAMPLES, Ran, gpsupport, real_files
from tests.unit.directory_feeds.made import id_of, own, page, refuge, service, written

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Run = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one practice."""
    found = tmp_path / "data"
    database = Database.create(Settings.load({}, data_dir=found))
    add_practice(database, "Y12345", "Larch Surgery", AT, synthetic=True)
    database.close()
    return found


@pytest.fixture
def run(folder: Path) -> Run:
    """The command on that folder."""

    def run(*arguments: str | Path) -> Ran:
        return gpsupport("directory", *arguments, GPSUPPORT_DATA_DIR=str(folder))

    return run


def kept(folder: Path) -> list[dict[str, str]]:
    """What the list of the first practice says."""
    database = Database.open(Settings.load({}, data_dir=folder))
    practice = find_practice(database, "Y12345")
    assert practice is not None
    found = list_for_export(database, operator(practice), AT)
    database.close()
    return [texts_of(one) for one in found]


def add_another(folder: Path) -> None:
    """Set up a second practice."""
    database = Database.open(Settings.load({}, data_dir=folder))
    add_practice(database, "Y12346", "Other Surgery", AT, synthetic=True)
    database.close()


def third_party(verdict: str) -> Path:
    """A folder of the standard's own example feeds, or a skip that says so."""
    real_files(f"hsds-uk/{verdict}", "*.json")
    return SAMPLES / "hsds-uk" / verdict


@pytest.mark.real_data
def test_the_default_feed_comes_in_clean(run: Run) -> None:
    ran = run("import", third_party("default"), "--feed", "x")
    assert (ran.code, ran.err) == (0, "")
    assert "1 services, 0 not active, 0 refused, 0 faults, 0 notes" in ran.out
    assert "1 new, 0 changed, 0 known" in ran.out
    again = run("import", third_party("default"), "--feed", "x")
    assert "0 new, 0 changed, 1 known" in again.out


@pytest.mark.real_data
def test_the_warning_feed_warns_and_comes_in(run: Run) -> None:
    ran = run("import", third_party("warn"), "--feed", "x")
    assert ran.code == 0
    assert ran.err.splitlines() == [
        "Note: organization_list.json $.total_pages: 9 of 10 pages are not here",
        "Note: taxonomy_list.json $.total_pages: 9 of 10 pages are not here",
        "Note: service_at_location_full.json $.id: stands in no list here",
    ]
    assert "1 new" in ran.out


@pytest.mark.real_data
def test_the_failing_feed_fails_with_every_fault_and_leaves_nothing(run: Run, folder: Path) -> None:
    ran = run("import", third_party("fail"), "--feed", "x")
    assert ran.code == 1
    faults = [line for line in ran.err.splitlines() if line.startswith("Fault: ")]
    listed = "service_list.json $.contents"
    assert sorted(faults) == sorted(
        [
            "Fault: api_details.json $.openapi_url: must be a web address",
            "Fault: service_full.json $.url: must be a web address",
            "Fault: service_full.json $.email: must be an e-mail address",
            *(f"Fault: {listed}[{place}].name: is missing" for place in range(4)),
            *(f"Fault: {listed}[{place}].url: must be a web address" for place in range(3)),
            *(f"Fault: {listed}[{place}].email: must be an e-mail address" for place in range(4)),
            f"Fault: {listed}[3].id: is the id of {listed}[0] too",
        ]
    )
    assert "Nothing was stored." in ran.err
    assert kept(folder) == []


@pytest.mark.real_data
def test_check_says_the_same_and_needs_no_database(tmp_path: Path) -> None:
    for verdict, code in (("default", 0), ("warn", 0), ("fail", 1)):
        ran = gpsupport(
            "directory", "check", third_party(verdict), GPSUPPORT_DATA_DIR=str(tmp_path / "none")
        )
        assert ran.code == code
    assert not (tmp_path / "none").exists()


def everything(**more: Any) -> dict[str, Any]:
    """A service that says everything that we ask for."""
    told = {
        "kind": "camhs", "phone": "01632 960114", "advice-phone": "01632 960115",
        "cover": "Jo Bell", "site": "Larch Surgery", "for-children": "yes", "languages": "Polish",
        "accepts-while-ongoing": "no", "accepts-in-refuge": "yes", "needs-diagnosis": "yes",
        "takes-self-referral": "no", "phone-first": "yes", "consent-of": "parent",
        "evidence": "Sleep diary", "safe-channel": "Through the school", "sexes": "female",
        "capacity": "waiting-list", "capacity-on": "2026-11-01", "wait-weeks": "34",
        "stale-after": "2027-02-01",
    }  # fmt: skip
    attributes = [own(field, value) for field, value in told.items()]
    return service("Elmford CAMHS", attributes=attributes, minimum_age=0, maximum_age=17, **more)


def test_out_and_in_again_gives_the_same(run: Run, folder: Path, tmp_path: Path) -> None:
    paths = written(tmp_path, services=page(everything(), service(), refuge()))
    assert run("import", *paths, "--feed", "a").code == 0
    before = kept(folder)
    assert len(before) == 3
    add_another(folder)
    for name in ("out.json", "out.ndjson"):
        out = tmp_path / name
        assert run("export", "--practice", "Y12345", "--out", out).code == 0
        assert run("check", out).err == ""
        ran = run("import", out, "--feed", "a", "--practice", "Y12345")
        assert "0 new, 0 changed, 3 known" in ran.out
        other = run("import", out, "--feed", name, "--practice", "Y12346")
        assert "3 new" in other.out


def test_the_content_says_for_how_long_an_entry_may_be_relied_on(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = load_knowledge()
    assert shipped.referral is not None
    matching = replace(shipped.referral.matching, stale_after_days=10)
    changed = replace(shipped, referral=replace(shipped.referral, matching=matching))
    monkeypatch.setattr(assess, "load", lambda: changed)
    paths = written(tmp_path, services=page(service(assured_date="2026-11-01")))
    run("import", *paths, "--feed", "a")
    run("import", *paths, "--feed", "b", "--stale-after-days", "20")
    until = sorted(one["stale_after"] for one in kept(folder))
    assert until == ["2026-11-11", "2026-11-21"]


def test_fhir_out(run: Run, tmp_path: Path) -> None:
    run("import", *written(tmp_path, services=page(everything())), "--feed", "a")
    told = json.loads(run("export", "--format", "fhir").out)
    kinds = [one["resource"]["resourceType"] for one in told["entry"]]
    assert kinds == ["HealthcareService", "Location"]


def test_a_secret_address_is_nowhere(run: Run, folder: Path, tmp_path: Path) -> None:
    """T8: not in the list, not in the files of the database, not in what is printed or written."""
    place = {"id": id_of("p"), "location_type": "physical", "latitude": 53.4, "longitude": -1.2}
    bad = refuge(
        "Kanarienhaus",
        description="Kanarienvogel, at 12 Kanarienvogel Street, EL1 2MF",
        service_at_locations=[{"id": id_of("at"), "location": place}],
    )
    paths = written(tmp_path, services=page(bad, service()))
    ran = run("import", *paths, "--feed", "a")
    assert ran.code == 1
    assert "1 new, 0 changed, 0 known, 0 proposed for somebody to decide, 1 refused" in ran.out
    assert f"Refused: services.json $.contents[0] (id {bad['id']})" in ran.err
    out = run("export").out + run("export", "--format", "fhir").out + ran.out + ran.err
    stored = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
    for secret in ("anarien", "EL1 2MF", "53.4"):
        assert secret not in out
        assert secret.encode() not in stored
    # Mended, it comes in.
    paths = written(tmp_path, services=page(refuge("Kanarienhaus"), service()))
    assert "1 new, 0 changed, 1 known" in run("import", *paths, "--feed", "a").out


def test_a_place_that_becomes_secret_is_emptied_of_its_address(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    run(
        "import",
        *written(tmp_path, services=page(service(alert="12 Canary Street"))),
        "--feed",
        "a",
    )
    assert "Canary" in kept(folder)[0]["summary"]
    hidden = service(alert="12 Canary Street", attributes=[own("kind", "refuge")])
    ran = run("import", *written(tmp_path, services=page(hidden)), "--feed", "a")
    assert ran.code == 1
    assert "1 that stood here told where a place is" in ran.err
    again = run("import", *written(tmp_path, services=page(hidden)), "--feed", "a")
    assert "that stood here" not in again.err
    (left,) = kept(folder)
    assert (left["kind"], left["summary"], left["assured_on"]) == ("refuge", "", "")
    assert "Canary" not in run("export").out
    assert not any(b"Canary" in one.read_bytes() for one in folder.rglob("*") if one.is_file())


def test_what_the_feed_has_no_more_is_marked_and_only_when_all_pages_are_here(
    run: Run, tmp_path: Path
) -> None:
    run("import", *written(tmp_path, services=page(service("A"), service("B"))), "--feed", "a")
    part = written(tmp_path, services=page(service("A"), number=1, of=2, total=2))
    ran = run("import", *part, "--feed", "a")
    assert "0 gone from the feed" in ran.out
    assert "nobody can say what the feed has no more" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "missing", "--feed", "a"), "does not exist"),
        (("import", ".", "--feed", " "), "it needs a name"),
        (("import", "."), "Missing option '--feed'"),
        (("check", ".", "--kind", "x"), "is not one of"),
    ],
)
def test_wrong_usage(run: Run, arguments: tuple[str, ...], words: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert words in ran.err


def test_a_folder_without_a_feed(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    ran = run("check", empty)
    assert ran.code == 2
    assert "There is nothing to read." in ran.err
