"""A practice's own content above the shipped one: what it adds, replaces, retires, and proves."""

from datetime import date
from pathlib import Path

import pytest

from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.instruments import FORM_ADDRESS, ScoredAs
from gpsupport.domain.knowledge.content.pack import CodeUse
from gpsupport.domain.knowledge.content.standing import Origin
from gpsupport.domain.record import SNOMED_CT, Code
from gpsupport.knowledge.check import check, check_files
from gpsupport.knowledge.faults import KnowledgeError
from gpsupport.knowledge.load import ENGLAND, all_files, content_files, load_knowledge, read_files
from tests.unit.knowledge.packs import (
    LOCAL,
    LOCAL_CODES,
    LOCAL_INDICATOR,
    LOCAL_SETS,
    make_overlay,
)

TODAY = date(2026, 11, 23)
SHIPPED = load_knowledge()
A20 = (ENGLAND / "indicators/A20.yaml").read_text(encoding="utf-8")
A20_CASES = (ENGLAND / "cases/A20.yaml").read_text(encoding="utf-8")
# The rows of the shipped table that the tests change.
INJURY = "125666000"
HEADER = LOCAL_CODES.splitlines()[0]

HARK = """\
id: hark
title: Four questions
licence: {granted_by: the holder of the rights, reference: "letter of 3 March 2026"}
items:
  one: Question one?
  two: Question two?
  three: Question three?
  four: Question four?
scored: hark
"""


def found(overlay: Path) -> list[str]:
    return [str(finding) for finding in check(None, TODAY, overlay)]


def table(row: str) -> str:
    return f"{HEADER}\n{row}\n"


def row_of(code: str) -> str:
    lines = (ENGLAND / "codes/codes.csv").read_text(encoding="utf-8").splitlines()
    (line,) = [one for one in lines if one.startswith(f"{code},")]
    return line


def test_an_added_indicator_passes_every_check(tmp_path: Path) -> None:
    overlay = make_overlay(tmp_path, LOCAL)
    assert found(overlay) == []
    knowledge = load_knowledge(overlay=overlay)
    assert [one.id for one in knowledge.indicators][-1] == "L01"
    assert knowledge.origin["L01"] is Origin.OVERLAY
    assert knowledge.origin["A06"] is Origin.PACK
    assert (knowledge.version.pack, knowledge.version.by) == (
        "england+hill-street",
        "Hill Street Surgery",
    )
    assert knowledge.version.version == f"{SHIPPED.version.version}+3"
    # What the shipped content says of its review holds for the whole until somebody signs it off.
    assert knowledge.standing == SHIPPED.standing


def test_the_release_is_of_both_and_of_what_decides(tmp_path: Path) -> None:
    overlay = make_overlay(tmp_path, LOCAL)
    first = load_knowledge(overlay=overlay).version.release
    assert first != SHIPPED.version.release
    (overlay / "cases" / "L01.yaml").unlink()
    assert load_knowledge(overlay=overlay).version.release == first
    assert "overlay/indicators/L01.yaml" in content_files(ENGLAND, overlay)
    (overlay / "pack.yaml").write_text("pack: b\nversion: '3'\nby: c\n", encoding="utf-8")
    assert load_knowledge(overlay=overlay).version.release != first


def test_what_was_stored_reads_like_the_folders(tmp_path: Path) -> None:
    overlay = make_overlay(tmp_path, LOCAL)
    stored = all_files(ENGLAND, overlay)
    assert read_files(stored) == (load_knowledge(overlay=overlay), ())
    checked = check_files(stored, TODAY)
    shipped = check_files(all_files(ENGLAND), TODAY)
    assert (checked.cases, checked.stories) == (shipped.cases + 2, shipped.stories)
    assert checked.findings == ()


def test_faults_name_the_file_of_the_overlay_and_its_line(tmp_path: Path) -> None:
    broken = LOCAL | {
        "indicators/L01.yaml": LOCAL_INDICATOR.replace("tier: 2", "tier: 9"),
        "codes/sets.yaml": LOCAL_SETS.replace('"301354004"', "301354004"),
        "wording/en-GB.yaml": "see-alone: {say: [Words], sources: [hearsay]}\n",
    }
    assert [one for one in found(make_overlay(tmp_path, broken)) if "source" not in one] == [
        "overlay/codes/sets.yaml:3: put this code in quotes: 301354004",
        "overlay/indicators/L01.yaml:5: a tier is 1, 2, 3 or null",
    ]
    assert any(
        one.startswith("overlay/wording/en-GB.yaml:1: ") for one in found(tmp_path / "overlay")
    )


def test_the_overlays_cases_are_judged(tmp_path: Path) -> None:
    files = LOCAL | {"indicators/L01.yaml": LOCAL_INDICATOR.replace("days: 365", "days: 90")}
    (wrong, *more) = found(make_overlay(tmp_path, files))
    assert wrong.startswith("overlay/cases/L01.yaml:4: “two earaches” should be fires")
    assert all(one.startswith("overlay/cases/L01.yaml") for one in more)


def test_an_added_indicator_without_cases(tmp_path: Path) -> None:
    files = {name: text for name, text in LOCAL.items() if not name.startswith("cases/")}
    findings = found(make_overlay(tmp_path, files))
    assert any("overlay/indicators/L01.yaml:1: L01 has no case" in one for one in findings)


def test_a_local_indicator_may_not_take_an_id_of_ours(tmp_path: Path) -> None:
    files = LOCAL | {"indicators/A34.yaml": LOCAL_INDICATOR.replace("L01", "A34")}
    assert "overlay/indicators/A34.yaml:1: the id of a local indicator begins with L: A34" in found(
        make_overlay(tmp_path, files)
    )


def test_a_replaced_indicator_brings_its_own_cases(tmp_path: Path) -> None:
    """The shipped cases hold no longer; without cases of its own it does not pass."""
    overlay = make_overlay(tmp_path, {"indicators/A20.yaml": A20})
    findings = found(overlay)
    assert findings
    assert all(one.startswith("overlay/indicators/A20.yaml:1: A20 has no case") for one in findings)
    make_overlay(tmp_path, {"cases/A20.yaml": A20_CASES})
    assert found(overlay) == []
    assert load_knowledge(overlay=overlay).origin["A20"] is Origin.OVERLAY


def test_a_retired_indicator_is_gone_with_its_cases(tmp_path: Path) -> None:
    overlay = make_overlay(tmp_path, {"retired.yaml": "A20: Too frequent here.\n"})
    knowledge = load_knowledge(overlay=overlay)
    assert "A20" not in [one.id for one in knowledge.indicators]
    assert knowledge.retired == {"A20": "Too frequent here."}
    assert found(overlay) == []


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"retired.yaml": "A99: Why not.\n"}, "overlay/retired.yaml:1: there is no such indicator"),
        ({"retired.yaml": "A20: ''\n"}, "overlay/retired.yaml:1: text is expected here"),
        (
            {"retired.yaml": "A20: Why not.\n", "indicators/A20.yaml": A20},
            "overlay/retired.yaml:1: either retired or replaced, not both: A20",
        ),
        ({"indicators.yaml": "a: b\n"}, "overlay/indicators.yaml: this file is not part of a pack"),
        (
            {"codes/a.csv": table(row_of(INJURY)), "codes/b.csv": table(row_of(INJURY))},
            f"overlay/codes/b.csv:2: the code comes twice: {INJURY}",
        ),
        (
            {"codes/a.csv": table(row_of(INJURY).replace("prompt-input", "recognise-only"))},
            f"overlay/codes/a.csv:2: another use needs a note that says why: {INJURY}",
        ),
        (
            {"codes/a.csv": table(f"{INJURY},{SNOMED_CT},Injury,other,x,y,A,offer,z")},
            "overlay/codes/a.csv:2: an overlay may not change the category or the meaning",
        ),
    ],
)
def test_a_fault_of_an_overlay(tmp_path: Path, files: dict[str, str], message: str) -> None:
    findings = found(make_overlay(tmp_path, files))
    assert any(one.startswith(message) for one in findings), findings


def test_an_overlay_needs_its_name_and_somebody_who_answers_for_it(tmp_path: Path) -> None:
    overlay = make_overlay(tmp_path, {}, about="pack: hill-street\n")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(overlay=overlay)
    assert [str(one) for one in caught.value.findings] == [
        "overlay/pack.yaml:1: the key is missing: by",
        "overlay/pack.yaml:1: the key is missing: version",
    ]
    (overlay / "pack.yaml").unlink()
    assert "overlay/pack.yaml:1: the file is empty" in found(overlay)
    (overlay / "retired.yaml").write_text("A20: Too frequent here.\n", encoding="utf-8")
    assert "overlay/pack.yaml:1: the file is empty" in found(overlay)


def test_a_row_for_a_known_code_changes_its_use_with_a_reason(tmp_path: Path) -> None:
    row = row_of(INJURY).rstrip(",").replace("prompt-input", "recognise-only,never coded here")
    overlay = make_overlay(tmp_path, {"codes/changed.csv": table(row)})
    known = load_knowledge(overlay=overlay).codes[Code(SNOMED_CT, INJURY)]
    assert (known.use, known.note) == (CodeUse.RECOGNISE_ONLY, "never coded here")
    assert SHIPPED.codes[Code(SNOMED_CT, INJURY)].use is CodeUse.PROMPT_INPUT


def test_a_form_of_a_licensed_text_is_an_asking(tmp_path: Path) -> None:
    forms = 'forms: ["https://forms.example/hark"]\n'
    overlay = make_overlay(tmp_path, {"instruments/hark.yaml": HARK + forms})
    assert found(overlay) == []
    local = load_knowledge(overlay=overlay)
    form = Code(FORM_ADDRESS, "https://forms.example/hark")
    assert local.codes_of_asking[form] is EnquiryOutcome.ANSWER_UNKNOWN
    assert form not in SHIPPED.codes_of_asking
    assert set(SHIPPED.codes_of_asking) == set(SHIPPED.enquiry_codes)


def test_words_and_numbers_are_merged_by_key_and_replaced_whole(tmp_path: Path) -> None:
    """What is replaced keeps nothing of the old: new words never stand on an old source."""
    overlay = make_overlay(
        tmp_path,
        {
            "wording/en-GB.yaml": "see-alone: {say: [Our own words.], ours: true}\n",
            "cadence.yaml": "declined: {situation: Declined, days: 120, basis: our own}\n",
            "codes/sets.yaml": f'burn:\n  label: an injury\n  codes: ["{INJURY}"]\n',
        },
    )
    knowledge = load_knowledge(overlay=overlay)
    assert knowledge.wordings["see-alone"] == ("Our own words.",)
    assert not knowledge.wording_sources["see-alone"]
    assert knowledge.wordings["private"] == SHIPPED.wordings["private"]
    assert knowledge.cadence.declined_days == 120
    assert knowledge.cadence.repeat_days == SHIPPED.cadence.repeat_days
    assert knowledge.code_sets["burn"].codes == {Code(SNOMED_CT, INJURY)}
    overlay = make_overlay(
        tmp_path, {"cadence.yaml": "declined: {situation: Declined, days: 120}\n"}
    )
    assert "overlay/cadence.yaml:1: the key is missing: basis" in found(overlay)


def test_a_licensed_text_comes_from_an_overlay_alone(tmp_path: Path) -> None:
    assert SHIPPED.instruments == {}
    overlay = make_overlay(tmp_path, {"instruments/hark.yaml": HARK})
    assert found(overlay) == []
    hark = load_knowledge(overlay=overlay).instruments["hark"]
    assert hark.scored is ScoredAs.HARK
    assert hark.licence.granted_by == "the holder of the rights"
    files = all_files(ENGLAND) | {"instruments/hark.yaml": HARK.encode()}
    _, faults = read_files(files)
    assert [str(one) for one in faults] == [
        "instruments/hark.yaml: a licensed text belongs in an overlay"
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  four: Question four?\n", "", ":8: 4 items are scored so, and there are 3"),
        ("id: hark", "id: dash", ":1: the file must be named after its id: dash.yaml"),
        (", reference:", ", reverence:", ":3: the key is missing: reference"),
        ("scored: hark", "scored: dash", ":9: one of these is expected here: hark"),
        (
            "scored: hark",
            'forms: ["urn:hark|2"]',
            ":9: the address of a form is expected here, without a version: urn:hark|2",
        ),
    ],
)
def test_a_fault_in_an_instrument(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in HARK
    overlay = make_overlay(tmp_path, {"instruments/hark.yaml": HARK.replace(old, new)})
    assert f"overlay/instruments/hark.yaml{message}" in found(overlay)
