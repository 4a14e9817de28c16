"""The page of a patient who speaks of their own behaviour, and the line that leads to it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import pytest

from gpsupport.domain.people import Patient
from gpsupport.knowledge.load import load_knowledge
from tests.rig.world import GP, SECOND_GP, Visitor, World, parse, title_of

SPEAKS = "Speaks of their own behaviour at home"
SPOKE = "Spoke of their own behaviour today"
WAITS = "Speaks of their own behaviour at home: ticks not saved yet"
HELP = "Where help may be found"
# Advice against it names it too; nothing else may.
COUPLES = re.compile(
    r"(couples?|relationship|marriage|marital)\W+(counsell|therap|work)|mediat"
    r"|counsell\w+ for the couple|\brelate\b",
    re.IGNORECASE,
)
AGAINST = re.compile(r"\b(never|no|not)\b[^.]*$", re.IGNORECASE)
LABELS = re.compile(r"abus|violen|domestic|victim|perpetrat|curiosity|can of worms", re.IGNORECASE)


@pytest.fixture
def gp(world: World) -> Visitor:
    """Dr Shah's browser."""
    return world.signed_in(GP)


@pytest.fixture
def lee(world: World) -> Patient:
    """A man on his own."""
    return world.patient("Harker", "Lee")


def where(patient: Patient, below: str = "") -> str:
    """An address of the patient's consultation."""
    return f"/patients/{patient.id}/consultation{below}"


def main_of(page: str) -> str:
    """The words in the main part of a page."""
    found = next(one for one in parse(page).iter() if one.get("id") == "main")
    return re.sub(r"\s+", " ", " ".join(found.itertext()))


def ticked(page: str) -> list[str]:
    """The names of the boxes that stand ticked."""
    return re.findall(r'name="said" value="([^"]+)" checked', page)


def test_without_a_tick_there_is_nothing_but_the_boxes(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    page = gp.get(where(lee, "/own")).text
    assert page.count('name="said"') == 3
    assert ticked(page) == []
    assert HELP not in page
    assert "What to say" not in page


def test_a_tick_of_today_brings_what_helps_and_the_line(gp: Visitor, lee: Patient) -> None:
    assert SPEAKS in main_of(gp.answer_gate(lee).text)
    sent = gp.post(where(lee, "/own"), said="own-temper")
    assert sent.headers["Location"] == where(lee, "/own?ticks=0912")
    page = gp.get(sent.headers["Location"]).text
    assert ticked(page) == ["own-temper"]
    words = main_of(page)
    for told in (HELP, "Ticks saved at 9:12am", "Dr Helen Marsh", "Talking therapies, Elmford"):
        assert told in words
    assert "{" not in words
    conversation = gp.get(where(lee)).text
    assert SPOKE in main_of(conversation)
    assert f'href="{where(lee, "/own")}"' in conversation


def test_it_holds_for_the_day_and_for_every_clinician(
    gp: Visitor, lee: Patient, world: World
) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/own"), said="own-temper")
    colleague = world.signed_in(SECOND_GP)
    assert SPOKE in main_of(colleague.answer_gate(lee).text)
    world.wait(hours=24)
    tomorrow = world.signed_in(GP)
    assert SPEAKS in main_of(tomorrow.answer_gate(lee).text)
    page = tomorrow.get(where(lee, "/own")).text
    assert ticked(page) == []
    assert HELP not in page


@pytest.mark.parametrize("presence", ["someone-else", "not-sure", "patient-absent"])
def test_with_somebody_there_or_nobody_it_is_neither_offered_nor_shown(
    gp: Visitor, lee: Patient, presence: str
) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/own"), said="own-temper")
    page = gp.answer_gate(lee, presence).text
    for told in (SPEAKS, SPOKE, "own-temper", "/own", "behaviour"):
        assert told not in page
    for answer in (gp.get(where(lee, "/own")), gp.post(where(lee, "/own"), said="own-temper")):
        assert (answer.status_code, answer.headers["Location"]) == (303, where(lee))


@pytest.mark.parametrize(
    ("given", "presence", "offered"),
    [("Ella", "alone", False), ("Ella", "safe-adult", False), ("Jane", "alone", True)],
)
def test_only_from_sixteen_on(
    world: World, gp: Visitor, given: str, presence: str, offered: bool
) -> None:
    person = world.patient("Atkinson", given)
    company = {"company": "Grandmother"} if presence == "safe-adult" else {}
    gp.get(where(person))
    assert gp.post(where(person, "/gate"), presence=presence, **company).status_code == 303
    assert (SPEAKS in main_of(gp.get(where(person)).text)) is offered
    status = gp.get(where(person, "/own")).status_code
    assert status == (200 if offered else 303 if presence == "safe-adult" else 404)
    said = gp.post(where(person, "/own"), said="own-temper").status_code
    assert said == (303 if offered else 404)


def test_a_statement_that_does_not_exist_is_not_found(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    assert gp.post(where(lee, "/own"), said="unheard-of").status_code == 404
    assert SPEAKS in main_of(gp.get(where(lee)).text)


def test_boxes_sent_after_the_lock_are_kept_and_wait(
    gp: Visitor, lee: Patient, world: World
) -> None:
    gp.answer_gate(lee)
    gp.get(where(lee, "/own"))
    world.wait(minutes=6)
    sent = gp.post(where(lee, "/own"), said="own-court-order")
    assert sent.headers["Location"].startswith("/locked?next=")
    gp.unlock()
    page = gp.answer_gate(lee).text
    assert WAITS in main_of(page)
    page = gp.get(where(lee, "/own")).text
    assert ticked(page) == ["own-court-order"]
    assert "Not saved yet" in page
    assert HELP not in page
    gp.post(where(lee, "/own"), said="own-court-order")
    page = gp.get(where(lee, "/own")).text
    assert HELP in page
    assert "Not saved yet" not in page


def test_taking_back_takes_the_help_away(gp: Visitor, lee: Patient, world: World) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/own"), said="own-temper")
    assert 'name="before" value="own-temper"' in gp.get(where(lee, "/own")).text
    world.wait(seconds=1)
    gp.post(where(lee, "/own"), before="own-temper")
    page = gp.get(where(lee, "/own")).text
    assert ticked(page) == []
    assert HELP not in page
    timeline = main_of(gp.get(f"/patients/{lee.id}/timeline").text)
    assert "Says that they worry about their own temper" in timeline
    assert "Tick removed" in timeline


def test_its_words_are_for_the_room(gp: Visitor, lee: Patient) -> None:
    """Nothing on it names what the patient is, and nothing names anybody else of the family."""
    gp.answer_gate(lee)
    for said in ("", "own-temper"):
        if said:
            gp.post(where(lee, "/own"), said=said)
        page = gp.get(where(lee, "/own")).text
        assert title_of(page).startswith("Today’s conversation")
        assert LABELS.search(main_of(page)) is None


def offers_couples(text: str) -> list[str]:
    """What offers the two together something, in a text; what speaks against it does not."""
    return [
        found.group()
        for found in COUPLES.finditer(text)
        if not AGAINST.search(text[: found.start()])
    ]


def all_texts(value: object, place: str = "knowledge") -> Iterator[tuple[str, str]]:
    """Every text that hangs on a value, with where it hangs."""
    if isinstance(value, str):
        yield place, value
    elif is_dataclass(value):
        for one in fields(value):
            yield from all_texts(getattr(value, one.name), f"{place}.{one.name}")
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from all_texts(one, f"{place}.{key}")
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from all_texts(one, place)


def test_what_offers_couples_something_is_found() -> None:
    assert offers_couples("Offer couple counselling.")
    assert offers_couples("Refer to relationship therapy")
    assert offers_couples("Never alone. Counselling for the couple helps.")
    assert not offers_couples("Never counselling for the couple.")
    assert not offers_couples("No couples work.")


def test_nothing_for_the_couple_is_offered_by_the_content() -> None:
    """Every text of the pack: wordings, kinds of help, routes, rules, codes, sources."""
    texts = list(all_texts(load_knowledge()))
    assert len(texts) > 2000
    assert any("counselling for the couple" in text for _, text in texts)
    offered = [f"{place}: {found}" for place, text in texts for found in offers_couples(text)]
    assert offered == []


def test_nothing_for_the_couple_is_offered_on_the_page(gp: Visitor, lee: Patient) -> None:
    gp.answer_gate(lee)
    gp.post(where(lee, "/own"), said=["own-temper", "own-drinking-and-loss", "own-court-order"])
    words = main_of(gp.get(where(lee, "/own")).text)
    assert "Never counselling for the couple" in words
    assert offers_couples(words) == []
    assert offers_couples(main_of(gp.get(where(lee)).text)) == []
    help_page = gp.get(f"/patients/{lee.id}/local-help").text
    assert offers_couples(main_of(help_page)) == []
