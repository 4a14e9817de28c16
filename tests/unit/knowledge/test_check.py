"""The content lint: nothing to say about the packaged content, and each thing that it finds."""

from datetime import date
from pathlib import Path

import pytest

from gpsupport.knowledge.check import check, has_check_digit
from gpsupport.knowledge.load import load_knowledge
from tests.unit.knowledge.packs import change, copy_pack

TODAY = date(2026, 11, 23)
A06 = "indicators/A06.yaml"


def found(pack: Path, on: date = TODAY) -> list[str]:
    return [str(finding) for finding in check(pack, on)]


def test_the_packaged_content_is_clean() -> None:
    assert check(None, TODAY) == ()


def test_a_review_is_overdue_the_day_after() -> None:
    assert check(None, date(2027, 5, 23)) == ()
    overdue = check(None, date(2027, 5, 24))
    assert len(overdue) == len(load_knowledge().indicators)
    assert str(overdue[5]) == f"{A06}:14: the review is overdue since 2027-05-23"


def test_what_the_loader_refuses_comes_with_its_line(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, A06, "tier: 2", "tier: 9")
    assert found(pack) == [f"{A06}:5: a tier is 1, 2, 3 or null"]


def test_an_indicator_without_cases(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    (pack / "cases" / "A12.yaml").unlink()
    assert found(pack) == [
        "indicators/A12.yaml:1: A12 has no case where it is expected: fires",
        "indicators/A12.yaml:1: A12 has no case where it is expected: silent",
    ]


def test_a_case_that_does_not_hold(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, A06, "at_least: 2", "at_least: 3")
    findings = found(pack)
    assert findings
    assert all("cases/A06.yaml" in finding and "should be " in finding for finding in findings)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("indicator: A31", "indicator: A99", "there is no such indicator: A99"),
        ('"263172003"', '"1"', "this code is not in the table of codes: 1"),
        ("expect: silent", "ticks: {tea: true}\n    expect: silent", "no rule asks for this tick"),
        ("expect: silent", "expect: quiet", "one of these is expected here"),
        ("days_ago: 92", "days_ago: 92, on: 2026-01-01", "give on or days_ago, not both"),
        ("age: 36", "age: 36, age_months: 3", "give one of age, age_months and born"),
        ("days_ago: 92", "on: 2026-02-31", "day"),
        ('code: "263172003", days_ago: 92', "code: 263172003, days_ago: 92", "in quotes"),
    ],
)
def test_a_case_that_is_not_written_well(tmp_path: Path, old: str, new: str, message: str) -> None:
    pack = copy_pack(tmp_path)
    change(pack, "cases/A31.yaml", old, new)
    assert any("cases/A31.yaml" in one and message in one for one in found(pack))


def test_a_loud_title(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, A06, "A good moment to ask.", "Domestic abuse?")
    assert found(pack) == [f"{A06}:6: a title must be calm; it has the word “Domestic”"]


def test_a_code_set_that_nobody_uses(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, "codes/sets.yaml", "burn:", 'ear:\n  label: an ear\n  codes: ["15188001"]\nburn:')
    assert found(pack) == ["codes/sets.yaml: no rule uses this code set: ear"]


def test_a_helpline_without_its_source(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, "helplines.yaml", "source: galop", "source: hearsay")
    assert found(pack) == ["helplines.yaml: galop: there is no such source: hearsay"]


def test_a_code_with_a_slip_of_the_pen(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, "codes/codes.csv", "\n15188001,", "\n15188010,")
    change(pack, "codes/sets.yaml", '"15188001"', '"15188010"')
    assert "codes/codes.csv: the check digit does not fit: 15188010" in found(pack)


def test_check_digits() -> None:
    assert has_check_digit("73211009")
    assert not has_check_digit("73211008")
    assert not has_check_digit("1054321000000100")
