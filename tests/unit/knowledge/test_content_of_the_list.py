"""The words and numbers that pages take from the content: each must be there, and be calm."""

from functools import partial
from pathlib import Path

import pytest

from gpsupport.domain.enquiry import DueBecause
from gpsupport.domain.knowledge.content.afterwards import OpenPoint
from gpsupport.knowledge.check import check
from gpsupport.knowledge.content import afterwards, talking, words
from gpsupport.knowledge.content.cadence import read_cadence
from gpsupport.knowledge.load import load_knowledge
from gpsupport.knowledge.reading import Table
from gpsupport.web.knowledge.texts.care import care_documents
from tests.unit.knowledge.packs import change, copy_pack
from tests.unit.knowledge.slips import faults_after, line_of, shipped_ids
from tests.unit.web.test_knowledge_pages import TODAY, words_of

POINTS, PLANS, CHECK = "open_points.yaml", "child_plans.yaml", "safety_check.yaml"
AGREEMENTS, CADENCE, WORDS = "agreements.yaml", "cadence.yaml", "wording/en-GB.yaml"


def answered() -> afterwards.Answered:
    """What the shipped files may name besides."""
    knowledge = load_knowledge()
    assert knowledge.referral is not None
    return afterwards.Answered(
        questions=frozenset(one.id for one in knowledge.safety_check),
        steps=frozenset(one.id for one in knowledge.sharing.steps),
        kinds_of_help=frozenset(one.id for one in knowledge.referral.kinds),
    )


def read(file: str, table: Table) -> None:
    """Read a shipped file by itself."""
    named = shipped_ids()
    if file == CADENCE:
        read_cadence(table, named.code_sets)
    elif file == POINTS:
        afterwards.read_open_points(table, named)
    elif file == CHECK:
        talking.read_safety_check(table, named)
    elif file == WORDS:
        words.read_wordings(table, named)
    else:
        readers = {PLANS: afterwards.read_child_plans, AGREEMENTS: afterwards.read_agreements}
        readers[file](table, named, answered())


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (POINTS, "no-safe-way:\n", "no-way:\n", "the key is missing: no-safe-way"),
        (POINTS, "  who: They", "  by: They", "the key is missing: who"),
        (POINTS, "  who: They", "  who: You, they", "say owner_is_you: true"),
        (CHECK, "before_leaving: true", "before_leaving: soon", "true or false is expected here"),
        (POINTS, '"{name} has', '"{child} has', "nothing fills this in: {child}"),
        (POINTS, "words: Ask who the children are", 'words: "{name}?"', "nothing fills this in"),
        (PLANS, 'owner: "with', 'owner: "You, with', "say owner_is_you: true"),
        (PLANS, 'owner: "{lead}"', "owner: The child’s usual GP", "a plan is somebody’s"),
        (PLANS, '  owner: "{lead}"\n', "", "the key is missing: owner"),
        (CHECK, "sex: female", "sex: unknown", "female or male is expected here"),
        (CHECK, "sex: female", "sex: woman", "one of these is expected here"),
        (AGREEMENTS, "sex: female", "sex: other", "female or male is expected here"),
        (WORDS, "\nlives:\n", "\nlive:\n", "the key is missing: lives"),
        (WORDS, "then-young-person:", "next-young-person:", "key is missing: then-young-person"),
        (WORDS, "hide-in-summary:", "hide-in-the-summary:", "key is missing: hide-in-summary"),
        (CADENCE, "  lacks-capacity:\n    words", "  lacks:\n    words", "missing: lacks-capacity"),
        (CADENCE, "listed: Too unwell", "list: Too unwell", "the key is missing: listed"),
        (CADENCE, "listed: Too unwell last time}", 'listed: "{day}"}', "nothing fills this in"),
        (CADENCE, "  expected_past:", "  past:", "the key is missing: expected_past"),
        (CADENCE, "value: 310", "value: 0", "the number must be at least 1"),
    ],
)
def test_a_slip(file: str, old: str, new: str, message: str) -> None:
    found = faults_after(partial(read, file), file, old, new)
    assert [line for line, said in found if message in said], found
    assert all(line for line, _ in found)


def test_what_stands_in_a_list_is_calm(tmp_path: Path) -> None:
    pack = copy_pack(tmp_path)
    old = "listed: Too unwell last time"
    change(pack, CADENCE, old, "listed: Domestic abuse last time")
    said = f"{CADENCE}:{line_of(CADENCE, old)}: what stands in a list must be calm"
    assert [one for one in check(pack, TODAY) if str(one).startswith(said)]


def test_all_of_it_is_on_a_page_for_whoever_reviews_it() -> None:
    knowledge = load_knowledge()
    documents = care_documents(knowledge, TODAY, every_word=True)
    shown = {text.words for one in documents for text in words_of(one)}
    because = knowledge.cadence.because
    assert set(because) == set(DueBecause)
    told = [said for one in because.values() for said in (one.words, one.listed)]
    points = knowledge.afterwards.open_points
    assert set(points) == set(OpenPoint)
    told += [one.words for one in points.values()]
    told += [one.owner.who for one in points.values() if not one.owner.is_you]
    assert [one for one in told if "{" not in one and one not in shown] == []
    assert {
        "You, before the patient leaves",
        "You, by telephone",
        "Midwife (Not asked of men)",
    } <= shown
    assert "Folded. Not asked of men" in shown


def test_how_far_a_date_may_lie_away_is_our_own_default() -> None:
    dates = load_knowledge().cadence.entered_dates
    assert dates is not None
    assert (dates.expected_ahead, dates.expected_past, dates.born_within) == (310, 31, 731)
    assert len(dates.bases) == 3
    assert all(basis.startswith("our default") for _, basis in dates.bases)
