"""A copy of the packaged content to break, one fault at a time; and overlays above it."""

import shutil
from pathlib import Path

from gpsupport.knowledge.load import ENGLAND

ABOUT = 'pack: hill-street\nversion: "3"\nby: Hill Street Surgery\n'

# Somebody who was seen for an ear infection twice: nothing that the pack looks for.
LOCAL_INDICATOR = """\
id: L01
name: Two earaches
population: {age: {from_years: 16}}
branches:
  - tier: 2
    title: "Seen twice for the same. A good moment to ask."
    when: {coded: {codes: [earache], days: 365, at_least: 2}}
    say: ["How are things at home?"]
strength: D
sources: [hill-street-audit]
version: 1
review_by: 2027-05-23
defaults: Every number is our own.
known_false_alarms: Anybody with two colds.
matters: >-
  Made up for a test: nothing is known of it. It only has to be as long as the words of a rule are,
  so that the check of local content has nothing to say.
"""
LOCAL_CASES = """\
indicator: L01
on: 2026-11-23
cases:
  - name: two earaches
    patient: {age: 40, sex: female}
    record: [{code: "301354004", days_ago: 100}, {code: "301354004", days_ago: 365}]
    expect: fires
    for: clinician
    boundary: one of them a day too long ago
  - name: one of them a day too long ago
    patient: {age: 40, sex: female}
    record: [{code: "301354004", days_ago: 100}, {code: "301354004", days_ago: 366}]
    expect: silent
"""
LOCAL_CODES = """\
code,system,term,category,meaning,source,confidence,use,note
301354004,http://snomed.info/sct,Pain of ear,symptom,earache,made up for this test,C,prompt-input,
"""
LOCAL_SETS = 'earache:\n  label: an earache\n  codes: ["301354004"]\n'
LOCAL_SOURCES = "hill-street-audit: {title: Our own audit, url: '', checked: false}\n"
LOCAL_PREVALENCE = """\
code_sets:
  earache:
    basis: assumed
    sources: []
    note: Made up for this test.
    new_a_year_per_100_000: [{from: 0, below: 120, female: 1, male: 1}]
"""

# An overlay that adds one indicator with everything that it needs.
LOCAL = {
    "indicators/L01.yaml": LOCAL_INDICATOR,
    "cases/L01.yaml": LOCAL_CASES,
    "codes/local.csv": LOCAL_CODES,
    "codes/sets.yaml": LOCAL_SETS,
    "sources.yaml": LOCAL_SOURCES,
    "prevalence.yaml": LOCAL_PREVALENCE,
}


def copy_pack(folder: Path) -> Path:
    """A copy of the packaged content inside `folder`."""
    return Path(shutil.copytree(ENGLAND, folder / "pack"))


def change(pack: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` of a file, which must be there."""
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def make_overlay(folder: Path, files: dict[str, str], about: str = ABOUT) -> Path:
    """An overlay inside `folder` with these files and a name."""
    overlay = folder / "overlay"
    for name, text in {"pack.yaml": about, **files}.items():
        path = overlay / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return overlay
