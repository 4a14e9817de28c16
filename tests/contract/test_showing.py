"""`gpsupport knowledge show`: a rule in words, and what it finds in one record."""

from pathlib import Path

import pytest

from tests.contract.command import gpsupport

SAMPLE = str(Path(__file__).parents[2] / "fhir_samples" / "sample-01.json")
ON = ("--record", SAMPLE, "--on", "2026-11-23")


def test_a_rule_is_told_in_words_and_not_in_the_program_s() -> None:
    ran = gpsupport("knowledge", "show", "A06")
    assert ran.code == 0
    assert "- aged 16 or over" in ran.out
    assert "- 2 or more entries for an injury" in ran.out
    assert "at least 28 days apart, in the last 12 months" in ran.out
    assert "Why it matters:" in ran.out
    assert "Coded" not in ran.out
    assert "{times}" not in ran.out


@pytest.mark.parametrize(
    ("indicator", "told"),
    [
        ("A06", ["2026-11-23: fires", "  Found: "]),
        ("A10", ["2026-11-23: silent", "  Because: No entry for "]),
        ("A24", ["2026-11-23: unknown", "  Missing: a clinician's answer: "]),
    ],
)
def test_a_rule_says_what_it_finds_in_a_record(indicator: str, told: list[str]) -> None:
    ran = gpsupport("knowledge", "show", indicator, *ON)
    assert (ran.code, ran.err) == (0, "")
    found = ran.out[ran.out.index(f"In {SAMPLE} on ") :]
    assert all(words in found for words in told)


def test_a_record_that_is_not_there_is_named() -> None:
    ran = gpsupport("knowledge", "show", "A06", "--record", "no-such-file.json")
    assert (ran.code, ran.out) == (2, "")
    assert "no-such-file.json cannot be opened." in ran.err
