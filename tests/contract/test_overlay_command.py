"""Local content at the command line: checked, tried out, and refused with its own file and line."""

from pathlib import Path

from tests.contract.command import gpsupport
from tests.unit.fhir.made import SUBJECT, bundle, condition
from tests.unit.knowledge.packs import LOCAL, LOCAL_INDICATOR, make_overlay
from tests.unit.knowledge.test_overlay import HARK

EARACHE = {"coding": [{"system": "http://snomed.info/sct", "code": "301354004"}]}


def record(folder: Path) -> Path:
    path = folder / "record.json"
    twice = [
        condition(id="c1", code=EARACHE, onsetDateTime="2026-10-01"),
        condition(id="c2", code=EARACHE, onsetDateTime="2026-06-01"),
    ]
    path.write_bytes(bundle(*twice))
    return path


def test_a_sound_overlay(tmp_path: Path) -> None:
    overlay = make_overlay(tmp_path, LOCAL)
    ran = gpsupport("knowledge", "check", "--overlay", overlay)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("No faults: england+hill-street 2026.11+3, release ")
    by_setting = gpsupport("knowledge", "check", GPSUPPORT_KNOWLEDGE_OVERLAY=str(overlay))
    assert by_setting.out == ran.out


def test_a_fault_names_the_file_where_it_lies(tmp_path: Path) -> None:
    broken = LOCAL | {"indicators/L01.yaml": LOCAL_INDICATOR.replace("tier: 2", "tier: 9")}
    overlay = make_overlay(tmp_path, broken)
    ran = gpsupport("knowledge", "check", "--overlay", overlay)
    assert ran.code == 1
    assert f"  {overlay}/indicators/L01.yaml:5: a tier is 1, 2, 3 or null\n" in ran.err
    assert "1 fault." in ran.err


def test_an_overlay_is_tried_on_a_file_without_a_database(tmp_path: Path) -> None:
    overlay = make_overlay(tmp_path, LOCAL)
    arguments = ("assess", record(tmp_path), "--on", "2026-11-23", "--json")
    ran = gpsupport(*arguments, GPSUPPORT_KNOWLEDGE_OVERLAY=str(overlay))
    assert ran.code == 0
    assert "for trying only" in ran.err
    assert ran.json["knowledge"] == {"pack": "england+hill-street", "version": "2026.11+3"}
    assert "L01" in [prompt["indicator"] for prompt in ran.json["prompts"]]
    without = gpsupport(*arguments)
    assert (without.err, without.json["prompts"]) == ("", [])


def test_an_overlay_whose_cases_fail_is_not_used(tmp_path: Path) -> None:
    wrong = LOCAL | {"indicators/L01.yaml": LOCAL_INDICATOR.replace("days: 365", "days: 90")}
    overlay = make_overlay(tmp_path, wrong)
    ran = gpsupport("assess", record(tmp_path), GPSUPPORT_KNOWLEDGE_OVERLAY=str(overlay))
    assert (ran.code, ran.out) == (1, "")
    assert f"{overlay}/cases/L01.yaml:4: “two earaches” should be fires" in ran.err
    assert f"gpsupport knowledge check --overlay {overlay}" in ran.err


def test_a_licensed_form_of_the_overlay_is_read_with_its_answers(tmp_path: Path) -> None:
    address = "https://forms.example/four-questions"
    overlay = make_overlay(tmp_path, {"instruments/hark.yaml": HARK + f'forms: ["{address}"]\n'})
    filled_in = {
        "resourceType": "QuestionnaireResponse",
        "id": "q1",
        "questionnaire": address,
        "status": "completed",
        "subject": SUBJECT,
        "authored": "2026-10-01",
        "item": [{"linkId": "three", "answer": [{"valueBoolean": True}]}],
    }
    path = tmp_path / "record.json"
    path.write_bytes(bundle(filled_in))
    arguments = ("assess", path, "--on", "2026-11-23", "--json")
    ran = gpsupport(*arguments, GPSUPPORT_KNOWLEDGE_OVERLAY=str(overlay))
    (asked,) = ran.json["next_enquiry"]["history"]
    assert (asked["on"], asked["outcome"]) == ("2026-10-01", "disclosed-current")
    assert gpsupport(*arguments).json["next_enquiry"]["history"] == []
