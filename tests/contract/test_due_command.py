"""The contract of `gpsupport due`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from gpsupport.actions.practices import add_practice
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.contract.command import Ran, gpsupport
from tests.unit.fhir.made import condition, patient

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NUMBER = "9434765919"
NHS = [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NUMBER}]
# Heard of long ago and never asked about: due at once.
KNOWN = {
    "coding": [{"system": "http://snomed.info/sct", "code": "879911000000102"}],
}
Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command on a practice with one patient, whom nobody has judged yet."""
    folder = tmp_path / "data"
    database = Database.create(Settings.load({}, data_dir=folder))
    add_practice(database, "Y12345", "Larch Surgery", AT, synthetic=True)
    database.close()
    file = tmp_path / "record.json"
    told = condition(code=KNOWN, onsetDateTime="2026-01-05")
    entries = [{"resource": patient(identifier=NHS)}, {"resource": told}]
    file.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))

    def run(*arguments: str | Path) -> Ran:
        # Whether the content of this checkout has passed its own cases is another test's matter.
        with patch("gpsupport.cli.assess.load", load_knowledge):
            return gpsupport(*arguments, GPSUPPORT_DATA_DIR=str(folder))

    assert run("import", file).code == 0
    return run


def test_a_list_as_one_json_object(run: Run) -> None:
    ran = run("due", "--json", "--refresh", "--on", "2100-01-01")
    assert (ran.code, ran.err) == (0, "Judged afresh: 1.\n")
    (line,) = ran.json["patients"]
    assert set(ran.json) == {"list", "on", "as_of", "counts", "patients"}
    assert (ran.json["list"], ran.json["on"]) == ("due", "2100-01-01")
    assert set(ran.json["counts"]) == {
        "due",
        "overdue",
        "never-asked",
        "not-alone",
        "put-off",
        "unseen-young",
    }
    assert line["nhs_number"] == NUMBER
    assert line["why"] == "A first wellbeing check is due"
    assert line["last_asked_on"] is None
    assert set(line) == {
        "id",
        "nhs_number",
        "name",
        "born",
        "kind",
        "why",
        "due_on",
        "last_asked_on",
        "last_asked_by",
        "who_should_ask",
        "judged_on",
    }


def test_a_list_for_a_reader_says_what_it_is_not_for(run: Run) -> None:
    ran = run("due", "--list", "never-asked", "--on", "2100-01-01")
    assert ran.code == 0
    assert "Never done, 2100-01-01: 1. Nobody is contacted because of a list." in ran.out
    assert "A first wellbeing check is due" in ran.out
    assert "gpsupport due --refresh" in ran.out
    for word in ("abus", "violen", "domestic", "victim"):
        assert word not in ran.out.lower()


def test_an_empty_list_is_no_failure(run: Run) -> None:
    ran = run("due", "--list", "put-off")
    assert (ran.code, ran.err) == (0, "")
    assert "Put off twice or more" in ran.out


@pytest.mark.parametrize("wrong", [("--list", "everybody"), ("--on", "tomorrow")])
def test_wrong_usage_says_so(run: Run, wrong: tuple[str, str]) -> None:
    assert run("due", *wrong).code == 2


def test_a_practice_that_is_not_there(run: Run) -> None:
    assert run("due", "--practice", "Z99999").code == 2
