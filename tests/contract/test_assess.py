"""The contract of `gpsupport assess`: keys, exit codes, messages."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gpsupport.knowledge.load import load_knowledge
from tests.contract.command import gpsupport
from tests.unit.fhir.made import bundle, condition, resource

TOP = {
    "assessed_on",
    "knowledge",
    "patient",
    "prompts",
    "silent",
    "unknown",
    "next_enquiry",
    "not_used",
}
PROMPT = {"indicator", "tier", "for", "title", "say", "why", "sources"}
WHY = {"code", "system", "display", "on", "resource"}

DISCLOSED = {"coding": [{"system": "http://snomed.info/sct", "code": "879911000000102"}]}
ASKED = {"coding": [{"system": "http://snomed.info/sct", "code": "700410005"}]}


@pytest.fixture
def firing(tmp_path: Path) -> Path:
    """A record in which something fires, and an asking."""
    path = tmp_path / "record.json"
    path.write_bytes(
        bundle(
            condition(code=DISCLOSED, onsetDateTime="2026-10-01"),
            resource("Procedure", code=ASKED, performedDateTime="2025-02-01"),
            {"resourceType": "Claim", "id": "x"},
        )
    )
    return path


def assess(path: Path | str, stdin: bytes | None = None) -> dict[str, Any]:
    ran = gpsupport("assess", path, "--on", "2026-11-23", "--json", stdin=stdin)
    assert (ran.code, ran.err) == (0, "")
    answer: dict[str, Any] = ran.json
    return answer


def test_the_object_has_exactly_these_keys(firing: Path) -> None:
    answer = assess(firing)
    assert set(answer) == TOP
    assert set(answer["knowledge"]) == {"pack", "version"}
    assert set(answer["patient"]) == {"id", "born_on", "sex"}
    assert set(answer["next_enquiry"]) == {"due_on", "because", "history"}
    assert answer["prompts"]
    for prompt in answer["prompts"]:
        assert set(prompt) == PROMPT
        assert prompt["for"] in {"clinician", "lead", "owner"}
        assert prompt["tier"] in {1, 2, 3, None}
        assert prompt["why"]
        assert prompt["sources"]
        assert all(set(reason) == WHY for reason in prompt["why"])
        assert all(set(source) == {"title", "url"} for source in prompt["sources"])
    assert all(set(one) == {"indicator", "because"} for one in answer["silent"])
    assert all(set(one) == {"indicator", "missing"} for one in answer["unknown"])
    for one in answer["next_enquiry"]["history"]:
        assert set(one) == {"on", "outcome", "by", "resource"}


def test_the_values_are_those_of_the_file(firing: Path) -> None:
    answer = assess(firing)
    assert answer["assessed_on"] == "2026-11-23"
    assert answer["patient"] == {"id": "p1", "born_on": "1990-05-17", "sex": "female"}
    assert answer["not_used"] == {"Claim": 1}
    reasons = [reason for prompt in answer["prompts"] for reason in prompt["why"]]
    assert {"879911000000102"} <= {reason["code"] for reason in reasons}
    assert ("2026-10-01", "Condition/c1") in {(one["on"], one["resource"]) for one in reasons}
    assert ("2025-02-01", "Procedure/r1") in {
        (one["on"], one["resource"]) for one in answer["next_enquiry"]["history"]
    }


def test_every_indicator_appears_exactly_once(firing: Path) -> None:
    answer = assess(firing)
    told = [one["indicator"] for key in ("prompts", "silent", "unknown") for one in answer[key]]
    assert sorted(told) == sorted(one.id for one in load_knowledge().indicators)


def test_an_entry_in_the_future_does_not_count_on_the_day_asked(firing: Path) -> None:
    early = gpsupport("assess", firing, "--on", "2026-09-30", "--json")
    assert "879911000000102" not in json.dumps(early.json["prompts"])


def test_standard_input_and_gzip_give_the_same_answer(firing: Path) -> None:
    data = firing.read_bytes()
    assert assess("-", data) == assess("-", gzip.compress(data)) == assess(firing)


def test_a_reader_sees_reasons_with_their_dates_and_that_nobody_has_reviewed_it(
    firing: Path,
) -> None:
    ran = gpsupport("assess", firing, "--on", "2026-11-23")
    assert ran.code == 0
    for words in ("2026-10-01", "Condition/c1", "Source:", "not been clinically reviewed"):
        assert words in ran.out


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Dear doctor,", "line 1: not JSON"),
        (b"{}", "not a FHIR resource"),
        (bundle({"resourceType": "Patient", "id": "p2"}), "Bundle.entry[1].resource: a second"),
        (bundle(condition(onsetDateTime="2026-02-30")), "Bundle.entry[1].resource.onsetDateTime"),
        (b'{"resourceType":"Patient","x":' + b"[" * 900 + b"]" * 900 + b"}", "levels deep"),
        (gzip.compress(b" " * (50 * 1024 * 1024 + 1), 1), "unpacks to more than 50 MiB"),
        (bundle().decode().encode("utf-16"), "UTF-8"),
        ('{"resourceType":"Patient","id":"é"}'.encode("latin-1"), "not UTF-8"),
        (b'{"resourceType":"Patient","x":NaN}', "not JSON"),
        (b'{"resourceType":"Patient","id":"a","id":"b"}', "'id' stands here twice"),
        (bundle(kind="message"), "Bundle.type: a Bundle of type message"),
    ],
)
def test_bad_input_ends_with_2_and_says_what_and_where(data: bytes, words: str) -> None:
    ran = gpsupport("assess", "-", "--json", stdin=data)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("standard input cannot be read. Nothing was stored.\n")
    assert words in ran.err


def test_a_file_that_is_not_there_ends_with_2() -> None:
    ran = gpsupport("assess", "nowhere.json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == "nowhere.json cannot be opened."


def test_a_day_that_does_not_exist_is_wrong_usage(firing: Path) -> None:
    assert gpsupport("assess", firing, "--on", "2026-02-30").code == 2


def test_the_program_itself_behaves_alike(firing: Path) -> None:
    command = [sys.executable, "-m", "gpsupport", "assess"]
    good = subprocess.run([*command, str(firing), "--json"], capture_output=True, check=False)
    assert (good.returncode, good.stderr) == (0, b"")
    assert set(json.loads(good.stdout)) == TOP
    bad = subprocess.run([*command, "-"], input=b"{", capture_output=True, check=False)
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert b"Traceback" not in bad.stderr


@pytest.mark.parametrize("day", ["0001-01-01", "0001-06-01", "9999-12-31"])
def test_no_day_is_too_far_away(firing: Path, day: str) -> None:
    ran = gpsupport("assess", firing, "--on", day, "--json")
    assert ran.code == 0
    assert ran.json["assessed_on"] == day


def test_an_asking_at_the_end_of_time_is_due_no_later(tmp_path: Path) -> None:
    path = tmp_path / "late.json"
    path.write_bytes(
        bundle(
            condition(code=DISCLOSED, onsetDateTime="9999-12-30"),
            resource("Procedure", code=ASKED, performedDateTime="9999-12-31"),
        )
    )
    ran = gpsupport("assess", path, "--on", "9999-12-31", "--json")
    assert ran.code == 0
    assert ran.json["next_enquiry"]["due_on"] in {"9999-12-31", None}


def test_an_overlay_that_is_none_is_refused(firing: Path, tmp_path: Path) -> None:
    """Ignored, the content would be another than the practice decided on."""
    ran = gpsupport("assess", firing, GPSUPPORT_KNOWLEDGE_OVERLAY=str(tmp_path / "nowhere"))
    assert (ran.code, ran.out) == (1, "")
    assert "There is no such folder" in ran.err
    empty = tmp_path / "empty"
    empty.mkdir()
    ran = gpsupport("assess", firing, GPSUPPORT_KNOWLEDGE_OVERLAY=str(empty))
    assert (ran.code, ran.out) == (1, "")
    assert f"{empty}/pack.yaml:1: the file is empty" in ran.err
    assert gpsupport("assess", firing, GPSUPPORT_KNOWLEDGE_OVERLAY="").code == 0


@pytest.mark.parametrize("day", ["23/11/2026", "2026-02-30", "today"])
def test_what_is_no_day_is_told_in_words(tmp_path: Path, day: str) -> None:
    ran = gpsupport("assess", tmp_path / "any.json", "--on", day)
    assert ran.code == 2
    assert f"'{day}' is not a day. Write it like 2026-11-23." in ran.err
