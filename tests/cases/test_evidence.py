"""docs/evidence.md says of each rule, sign and finding what is true of the pack and the product."""

import re
from pathlib import Path

import pytest

from gpsupport.domain.knowledge.language.conditions import ticks_of
from gpsupport.knowledge.lints import lint
from gpsupport.knowledge.load import ENGLAND, all_files, load_knowledge

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
KNOWLEDGE = load_knowledge()
IDS = {indicator.id for indicator in KNOWLEDGE.indicators}
# What every row may name without more: the page is tried by tests of its own.
CONSULTATION = "on the consultation page"
INDICATOR = re.compile(r"\b[AC][0-9]{2}\b")


def rows(heading: str) -> list[list[str]]:
    """The cells of each row of the table under a heading."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    table = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [cells for cells in table if cells[0] not in {"", "Id"}]


def test_the_indicators_are_those_of_the_pack() -> None:
    expected = [
        [
            indicator.id,
            indicator.name,
            indicator.strength.value,
            "; ".join(KNOWLEDGE.sources[source].title for source in indicator.sources),
        ]
        for indicator in KNOWLEDGE.indicators
    ]
    assert rows("Indicators") == expected


def test_all_24_signs_have_an_indicator_or_a_tick() -> None:
    table = rows("The 24 signs of the World Health Organization")
    assert [cells[0] for cells in table] == [str(number) for number in range(1, 25)]
    asked = {
        tick
        for indicator in KNOWLEDGE.indicators
        for branch in indicator.branches
        for tick in ticks_of(branch.when)
    }
    for _, sign, answered in table:
        named = INDICATOR.findall(answered)
        assert named, sign
        assert set(named) <= IDS, sign
        assert set(re.findall(r"tick: ([a-z-]+)", answered)) <= asked, sign


def test_every_finding_is_there_once() -> None:
    table = rows("From the study to the product")
    assert [cells[0] for cells in table] == [f"F{number:02}" for number in range(1, 62)]


@pytest.mark.parametrize(
    ("number", "answered"),
    [(cells[0], cells[2]) for cells in rows("From the study to the product")],
)
def test_what_answers_a_finding_is_there(number: str, answered: str) -> None:
    """A file that is named shows what it is named for; a page exists; else the finding is open."""
    wrong = unfounded(answered)
    assert not wrong, f"{number}: {wrong}"


def test_an_answer_that_is_not_there_is_found() -> None:
    assert unfounded("the page of wishes") == ["neither an answer nor open"]
    assert unfounded("`cadence.yaml`") == ["cadence.yaml: for what?"]
    assert unfounded("`cadence.yaml` (`no_such_row`)") == ["cadence.yaml: no no_such_row"]
    assert unfounded("`wishes.yaml` (`repeat`)") == ["wishes.yaml: no such file"]
    assert unfounded("`cadence.yaml` (`repeat`), A99") == ["no such indicator: A99"]
    assert unfounded("the page /wishes") == ["no such page: /wishes"]


def unfounded(answered: str) -> list[str]:
    """What a cell claims and the product does not have."""
    wrong = []
    named = re.findall(r"`([^`]+\.(?:py|yaml|md))`(?: \(`([^`]+)`\))?", answered)
    for path, looked_for in named:
        files = [folder / path for folder in (ROOT, ENGLAND) if (folder / path).exists()]
        if not files:
            wrong.append(f"{path}: no such file")
        elif not looked_for:
            wrong.append(f"{path}: for what?")
        elif looked_for not in files[0].read_text(encoding="utf-8"):
            wrong.append(f"{path}: no {looked_for}")
    indicators = INDICATOR.findall(answered)
    wrong += [f"no such indicator: {one}" for one in indicators if one not in IDS]
    routes = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "gpsupport" / "web").rglob("*.py")
    )
    pages = re.findall(r"page (/[a-z]+)", answered)
    wrong += [f"no such page: {page}" for page in pages if f'.get("{page}")' not in routes]
    if not (named or indicators or pages or "**open**: " in answered or CONSULTATION in answered):
        wrong.append("neither an answer nor open")
    return wrong


def test_titles_are_discreet_and_every_rule_says_why_it_matters_and_where_it_errs() -> None:
    assert not list(lint(KNOWLEDGE, all_files(ENGLAND)))
