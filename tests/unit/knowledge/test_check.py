"""The content lint: nothing to say about the packaged content, and each thing that it finds."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from gpsupport.domain.record import SNOMED_CT
from gpsupport.knowledge import report
from gpsupport.knowledge.check import check, check_files, has_check_digit
from gpsupport.knowledge.faults import KnowledgeError
from gpsupport.knowledge.load import ENGLAND, all_files, load_knowledge
from gpsupport.knowledge.measure.figures import Figures, GroupFigures, RuleFigures, Share
from gpsupport.knowledge.report import Passed, passed_from
from tests.unit.knowledge.packs import change, copy_pack

TODAY = date(2026, 11, 23)
A06 = "indicators/A06.yaml"
# A made-up number in EMIS's own namespace, with its check digit.
EMIS_CODE = "9991000006113"


def found(pack: Path, on: date = TODAY) -> list[str]:
    return [str(finding) for finding in check(pack, on)]


def test_the_packaged_content_is_clean() -> None:
    assert check(None, TODAY) == ()


def test_a_review_is_overdue_the_day_after() -> None:
    assert check(None, date(2027, 5, 23)) == ()
    overdue = check(None, date(2027, 5, 24))
    assert len(overdue) == len(load_knowledge().indicators)
    lines = (ENGLAND / A06).read_text(encoding="utf-8").splitlines()
    line = 1 + lines.index("review_by: 2027-05-23")
    assert str(overdue[5]) == f"{A06}:{line}: the review is overdue since 2027-05-23"


def test_what_the_loader_refuses_comes_with_its_line(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, A06, "tier: 2", "tier: 9")
    assert found(pack) == [f"{A06}:5: a tier is 1, 2, 3 or null"]


def test_an_indicator_without_cases(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    (pack / "cases" / "A12.yaml").unlink()
    findings = found(pack)
    assert "indicators/A12.yaml:1: A12 has no case where it is expected: fires" in findings
    assert "indicators/A12.yaml:1: A12 has no case where it is expected: silent" in findings
    assert any("A12 has no case at a boundary" in one for one in findings)
    assert all(one.startswith("indicators/A12.yaml:1: A12 has no case") for one in findings)


def test_a_case_that_does_not_hold(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, A06, "at_least: 2", "at_least: 4")
    findings = [one for one in found(pack) if not one.startswith("stories/")]
    assert findings
    assert all("cases/A06.yaml" in finding for finding in findings)
    assert any("should be " in finding for finding in findings)


def test_a_boundary_whose_neighbour_answers_the_same(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, "cases/A06.yaml", "boundary: 27 days apart", "boundary: two injuries months apart")
    (wrong,) = found(pack)
    assert wrong.startswith("cases/A06.yaml:")
    assert "give the same answer" in wrong


def test_a_story_that_is_told_otherwise(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, "stories/new-address.yaml", "front: A27", "front: none")
    (wrong,) = found(pack)
    assert wrong.startswith("stories/new-address.yaml:")


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
    (wrong,) = found(pack)
    assert re.fullmatch(r"codes/sets\.yaml:\d+: no rule uses this code set: ear", wrong)


def test_a_helpline_without_its_source(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, "helplines.yaml", "source: galop", "source: hearsay")
    assert any(
        re.fullmatch(r"helplines\.yaml:\d+: .*there is no such source: hearsay", one)
        for one in found(pack)
    )


def test_words_without_a_source(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, "wording/en-GB.yaml", "  sources: [when-to-ask, hark-2007]\n", "")
    (wrong,) = found(pack)
    assert re.match(r"wording/en-GB\.yaml:[0-9]+: words have either sources", wrong)


def test_a_code_with_a_slip_of_the_pen(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, "codes/codes.csv", "\n15188001,", "\n15188010,")
    change(pack, "codes/sets.yaml", '"15188001"', '"15188010"')
    lines = (pack / "codes/codes.csv").read_text(encoding="utf-8").splitlines()
    line = next(at for at, row in enumerate(lines, 1) if row.startswith("15188010,"))
    assert f"codes/codes.csv:{line}: the check digit does not fit: 15188010" in found(pack)


def test_a_suppliers_own_code_under_the_system_of_snomed(tmp_path: Path) -> None:
    """Namespace 1000006 is EMIS's: such a code means nothing anywhere else."""
    pack = copy_pack(tmp_path)
    table = pack / "codes/codes.csv"
    row = f"{EMIS_CODE},{SNOMED_CT},Something,other,something,a test,C,recognise-only,\n"
    table.write_text(table.read_text(encoding="utf-8") + row, encoding="utf-8")
    line = len(table.read_text(encoding="utf-8").splitlines())
    assert found(pack) == [
        f"codes/codes.csv:{line}: a code of EMIS's own stands under SNOMED CT's system: {EMIS_CODE}"
    ]


def test_a_code_that_may_only_be_recognised_is_never_offered(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, "record_matrix.yaml", 'code: "700410005"', 'code: "205171000000107"')
    assert any(
        re.fullmatch(
            r"record_matrix\.yaml:\d+: a code with the use recognise-only must not be offered:"
            r" 205171000000107",
            one,
        )
        for one in found(pack)
    )


def test_what_other_records_say_is_for_the_lead_alone(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    change(pack, A06, "when: {", "when: {any: [{household: {codes: [injury]}}, {")
    change(pack, A06, "apart_days: 28}}", "apart_days: 28}}]}")
    message = "for the lead"
    assert any(one.startswith(A06) and message in one for one in found(pack))


def test_a_late_review_is_no_fault_of_content_that_serves() -> None:
    """Otherwise a practice's server would not start on the morning after."""
    files = all_files(ENGLAND)
    assert check_files(files, None).findings == ()
    assert check_files(files, date(2030, 1, 1)).findings != ()


def test_content_that_speaks_up_too_often_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure comes last, and its faults keep a release back like any other."""
    too_many = Share(300, 1000, 0.3, 0.25, 0.35)
    group = GroupFigures(10, 1000, too_many, 1.0, (RuleFigures("A06", too_many, 1.0),))
    figures = Figures("x", 1, group, group, ("burn",))
    monkeypatch.setattr(report, "measure", lambda _knowledge: figures)
    told: list[str] = []
    with pytest.raises(KnowledgeError) as caught:
        report.examine(all_files(ENGLAND), TODAY, "1.0", told.append)
    assert {one.file for one in caught.value.findings} == {"prevalence.yaml"}
    assert len(caught.value.findings) == len(figures.faults()) == 5
    assert len(told) == 2


def test_a_report_is_kept_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Share(1, 1000, 0.001, 0.0, 0.002)
    group = GroupFigures(10, 1000, few, 1.0, (RuleFigures("A06", few, 1.0),))
    passed = Passed("abc", "1.0", 3, 2, Figures("abc", 1, group, group))
    kept = json.loads(json.dumps(passed.as_values()))
    assert passed_from(kept) == passed
    shipped = tmp_path / "passed.yaml"
    monkeypatch.setattr(report, "SHIPPED_REPORT", shipped)
    # It is read once in a process; each line here stands for one.
    find = report.find_shipped_report.__wrapped__
    assert find() is None
    shipped.write_text(report.passed_as_yaml(passed), encoding="utf-8")
    assert find() == passed
    shipped.write_text("release: [", encoding="utf-8")
    assert find() is None
    assert passed.covers("abc", "1.0")
    assert not passed.covers("abc", "1.1")
    assert not passed.covers("abd", "1.0")
    for nothing in ({}, None, "passed", {"release": "abc"}, kept | {"figures": None}):
        with pytest.raises(ValueError, match=r"report|figures"):
            passed_from(nothing)


def test_check_digits() -> None:
    assert has_check_digit("73211009")
    assert not has_check_digit("73211008")
    assert not has_check_digit("1054321000000100")
