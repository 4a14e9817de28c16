"""Searching the content: whatever the case and the accents, every word must be there."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.knowledge.rules.codes import AT_ONCE, codes_page
from gpsupport.web.knowledge.search import LONGEST_ASKED, find, fold, folded_words

TODAY = date(2026, 11, 23)


def titles(asked: str, knowledge: Knowledge | None = None) -> list[str]:
    found = find(knowledge or load_knowledge(), asked, TODAY)
    return [one.title for one in found.found]


def named(name: str) -> Knowledge:
    """The content, in which A06 has another name."""
    knowledge = load_knowledge()
    changed = tuple(
        replace(one, name=name) if one.id == "A06" else one for one in knowledge.indicators
    )
    return replace(knowledge, indicators=changed)


@pytest.mark.parametrize("asked", ["ärger zu hause", "ARGER", "Ärger Hause", "hause arger"])
def test_case_accents_and_order_make_no_difference(asked: str) -> None:
    assert titles(asked, named("Ärger zu Hause"))[0] == "A06 Ärger zu Hause"


def test_every_word_must_be_there() -> None:
    knowledge = named("Ärger zu Hause")
    assert "A06 Ärger zu Hause" not in titles("arger xylophon", knowledge)


def test_what_has_the_word_in_its_title_comes_first() -> None:
    found = titles("neck")
    assert found[:2] == ["A07 Pressure on the neck", "A31 Injury of face, mouth, ear or neck"]
    assert len(found) > 2


@pytest.mark.parametrize(
    ("asked", "title", "where"),
    [
        ("A06", "A06 Repeated injury", ""),
        ("contact sport", "A06 Repeated injury", "Known false alarms"),
        ("28 days apart", "A06 Repeated injury", "Looks for"),
        ("Contusion of upper limb", "A06 Repeated injury", "Code"),
        ("68142008", "Contusion of upper limb (disorder)", "Code"),
    ],
)
def test_it_says_what_was_found_where(asked: str, title: str, where: str) -> None:
    found = next(one for one in find(load_knowledge(), asked, TODAY).found if one.title == title)
    assert where in ["", *(excerpt.where for excerpt in found.excerpts)]


def test_words_on_the_screen_are_found_with_the_page_they_stand_on() -> None:
    found = find(load_knowledge(), "you do not have to solve it", TODAY).found
    assert {one.href.partition("#")[0] for one in found} == {"/knowledge/words"}


def test_many_codes_are_counted_and_left_to_their_table() -> None:
    found = find(load_knowledge(), "disorder", TODAY)
    assert found.codes > 10
    assert "Code" not in {one.kind for one in found.found}
    page = codes_page(load_knowledge(), "disorder")
    assert page.sentence.startswith(f"{found.codes} codes") or found.codes < len(page.rows)


@pytest.mark.parametrize("asked", ["", "   ", "\t"])
def test_nothing_asked_is_nothing_found(asked: str) -> None:
    assert find(load_knowledge(), asked, TODAY).found == ()


def test_a_long_question_is_cut() -> None:
    assert sum(map(len, folded_words("x" * 5000))) == LONGEST_ASKED


@given(st.text(max_size=40))
def test_any_question_is_answered_with_places_that_hold_it(asked: str) -> None:
    wanted = folded_words(asked)
    for one in find(load_knowledge(), asked, TODAY).found:
        for excerpt in one.excerpts:
            assert any(word in fold(excerpt.match) for word in wanted)


@given(st.text(alphabet="aäßﬁé’ ", min_size=1, max_size=30), st.data())
def test_the_words_around_a_match_are_the_text(text: str, data: st.DataObject) -> None:
    words = folded_words(text)
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    knowledge = replace(load_knowledge(), wordings={"x": (text,)}, indicators=())
    found = [
        excerpt
        for one in find(knowledge, word, TODAY).found
        for excerpt in one.excerpts
        if excerpt.before + excerpt.match + excerpt.after == text
    ]
    assert found


def test_the_table_of_codes_shows_no_more_than_it_says() -> None:
    page = codes_page(load_knowledge(), "")
    assert len(page.rows) <= AT_ONCE
    assert page.sentence == f"{len(load_knowledge().codes)} codes in all"
    assert bool(page.left) is (len(load_knowledge().codes) > AT_ONCE)


def test_codes_are_found_by_status_and_use() -> None:
    knowledge = load_knowledge()
    everything = codes_page(knowledge, "not checked against a UK release")
    assert everything.sentence.startswith(f"{len(knowledge.codes)} codes found")
    offered = codes_page(knowledge, "offered checked first").rows
    assert offered
    assert {row.caution for row in offered} == {"Check it in your system before you use it"}
