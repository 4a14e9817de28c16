"""Correcting local help through the browser door."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gpsupport.actions.directory.curating import ToDecide, Waiting
from gpsupport.actions.directory.listing import list_directory
from gpsupport.actions.local_help import add_option
from gpsupport.actions.practices import operator
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.directory.proposals import OptionProposal
from gpsupport.domain.people import Role
from gpsupport.knowledge.load import load_knowledge
from gpsupport.serving.shelf import FixedShelf
from gpsupport.web.directory.correcting import Look, correct_page
from gpsupport.web.directory.deciding import proposals_page
from tests.rig.world import GP, Visitor, World, title_of

LEAD = "Dr Helen Marsh"
PAGE = "/directory/harbour/correct"


def entry(world: World, option_id: str = "harbour") -> ReferralOption:
    """One entry as it stands in the list."""
    found = list_directory(world.database, world.actor(GP), world.now).options
    return next(one for one in found if one.id == option_id)


def fields_of(page: str) -> dict[str, str]:
    """What the form would send if nobody touched it; one value of each box to tick."""
    lines = re.findall(r'<input [^>]*name="(\w+)" type="text" value="([^"]*)"', page)
    lines += re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>([^<]*)<', page)
    lines += re.findall(r'name="(\w+)" type="checkbox" value="([^"]*)" checked', page)
    sent = dict(lines)
    for name, inside in re.findall(r'<select [^>]*name="(\w+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        sent[name] = chosen.group(1) if chosen else ""
    sent["seen"] = re.search(r'name="seen" value="(\d+)"', page).group(1)  # type: ignore[union-attr]
    return sent


@pytest.fixture
def gp(world: World) -> Visitor:
    """Somebody who refers."""
    return world.signed_in(GP)


def test_a_correction_from_the_list_to_the_list(world: World, gp: Visitor) -> None:
    assert f'href="{PAGE}"' in gp.get("/directory/all").text
    page = gp.get(PAGE).text
    assert title_of(page).startswith("Local help")
    assert "Correct: Harbour" in page
    sent = fields_of(page) | {"phone": "01632 960399", "words": "They <b>told</b>\x00\ufffe me"}
    noted = gp.post(PAGE, **sent)
    assert noted.headers["Location"] == "/directory/proposed"
    assert "Until then the list stays as it is" in gp.get("/directory/proposed").text
    assert entry(world).phone == "01632 960114"

    lead = world.signed_in(LEAD)
    assert 'href="/directory/proposals"' in lead.get("/directory/all").text
    waiting = lead.get("/directory/proposals").text
    for words in ("1 proposal to decide", "01632 960114", "01632 960399", GP, "&lt;b&gt;told"):
        assert words in waiting
    assert not {"\x00", "\ufffe"} & set(waiting)
    # What nobody touched is not proposed: one row alone.
    assert waiting.count('data-head="Proposed"') == 1
    where = re.search(r'action="(/directory/proposals/[^"]+)"', waiting)
    seen = re.search(r'name="seen" value="(\d+)"', waiting)
    assert where is not None
    assert seen is not None
    done = lead.post(where.group(1), decision="approve", seen=seen.group(1))
    assert done.headers["Location"] == "/directory/proposals"
    assert entry(world).phone == "01632 960399"
    assert "Nothing is waiting for you" in lead.get("/directory/proposals").text


def test_they_were_asked_today(world: World, gp: Visitor) -> None:
    """The content says for how long the entry may be relied on then."""
    shipped = load_knowledge()
    assert shipped.referral is not None
    matching = replace(shipped.referral.matching, stale_after_days=10)
    changed = replace(shipped, referral=replace(shipped.referral, matching=matching))
    installed = world.app.extensions["gpsupport"]
    world.app.extensions["gpsupport"] = replace(installed, shelf=FixedShelf(changed))
    sent = fields_of(gp.get(PAGE).text) | {"checked": "yes"}
    assert gp.post(PAGE, **sent).status_code == 303
    waiting = world.signed_in(LEAD).get("/directory/proposals").text
    assert "Last checked" in waiting
    assert "23 Nov 2026" in waiting
    assert "3 Dec 2026" in waiting


def test_a_fault_keeps_what_was_typed(gp: Visitor) -> None:
    sent = fields_of(gp.get(PAGE).text) | {"wait_weeks": "soon", "evidence": "A letter"}
    answer = gp.post(PAGE, **sent)
    assert answer.status_code == 422
    assert title_of(answer.text).startswith("Error: ")
    assert "Weeks until the first contact must be a whole number such as 12" in answer.text
    assert 'href="#wait_weeks"' in answer.text
    assert fields_of(answer.text)["evidence"] == "A letter"
    assert fields_of(answer.text)["wait_weeks"] == "soon"


def test_nothing_changed_and_nothing_said(gp: Visitor) -> None:
    answer = gp.post(PAGE, **fields_of(gp.get(PAGE).text))
    assert answer.status_code == 422
    assert "must not be empty where nothing else is changed" in answer.text


def test_an_entry_that_was_changed_meanwhile(world: World, gp: Visitor) -> None:
    first = fields_of(gp.get(PAGE).text)
    lead = world.signed_in(LEAD)
    lead.post(PAGE, **(fields_of(lead.get(PAGE).text) | {"phone": "01632 960301"}))
    waiting = lead.get("/directory/proposals").text
    where = re.search(r'action="(/directory/proposals/[^"]+)"', waiting)
    assert where is not None
    late = lead.post(where.group(1), decision="approve", seen="999")
    assert late.status_code == 422
    assert "changed meanwhile" in late.text
    lead.post(where.group(1), decision="approve", seen=first["seen"])
    answer = gp.post(PAGE, **(first | {"evidence": "A letter"}))
    assert answer.status_code == 422
    assert "Phone is in the list by now: 01632 960301" in answer.text
    assert fields_of(answer.text)["evidence"] == "A letter"
    mended = fields_of(answer.text) | {"phone": "01632 960301"}
    assert gp.post(PAGE, **mended).status_code == 303


def test_a_new_service(world: World, gp: Visitor) -> None:
    page = gp.get("/directory/new").text
    sent = fields_of(page) | {"name": "Mothers’ group", "kind": "voluntary", "areas": "Elmford\n"}
    assert gp.post("/directory/new", **sent).status_code == 303
    manager = world.visitor()
    manager.sign_in(world.of_role(Role.PRACTICE_MANAGER))
    waiting = manager.get("/directory/proposals").text
    assert "New: Mothers’ group" in waiting
    where = re.search(r'action="(/directory/proposals/[^"]+)"', waiting)
    assert where is not None
    manager.post(where.group(1), decision="approve", seen="0")
    found = list_directory(world.database, world.actor(GP), world.now).options
    (made,) = [one for one in found if one.name == "Mothers’ group"]
    assert (made.kind, made.areas) == (OptionKind.VOLUNTARY, frozenset({"Elmford"}))
    assert made.stale(world.now.date())
    assert "Check before use" in gp.get("/directory/all").text


def test_a_secret_place_gets_no_address(world: World, gp: Visitor) -> None:
    sent = fields_of(gp.get("/directory/new").text)
    sent |= {"name": "Elm", "kind": "refuge", "summary": "At 12 Canary Street"}
    answer = gp.post("/directory/new", **sent)
    assert answer.status_code == 422
    assert "In a sentence must hold no postcode, street or position" in answer.text
    assert "Nothing is waiting" in world.signed_in(LEAD).get("/directory/proposals").text


@pytest.mark.parametrize("wait", ["12", "soon"])
def test_behind_the_lock_it_is_kept_and_nothing_is_shown(
    world: World, gp: Visitor, wait: str
) -> None:
    sent = fields_of(gp.get(PAGE).text) | {"wait_weeks": wait, "evidence": "A letter"}
    world.wait(minutes=16)
    answer = gp.post(PAGE, **sent)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/locked")
    waiting = world.signed_in(LEAD).get("/directory/proposals").text
    assert "A letter" in waiting
    assert wait in waiting


def test_lines_that_a_feed_sent_stay_lines() -> None:
    """A box of one line would lose the breaks and propose that nobody wanted."""
    told = ReferralOption("x", "Toys", OptionKind.ADVICE, "", availability="Mondays\nTuesdays")
    looks = {
        box.name: box.look
        for part in correct_page(told, date(2026, 11, 23)).parts
        for box in part.boxes
    }
    assert (looks["availability"], looks["phone"]) == (Look.AREA, Look.LINE)


def test_only_the_oldest_of_very_many_are_shown() -> None:
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    oldest = tuple(
        ToDecide(OptionProposal(f"p{place}", "", {"name": f"N{place}"}, "", at, GP), None)
        for place in range(3)
    )
    page = proposals_page(Waiting(oldest, 51), at.date())
    assert page.sentence == "51 proposals to decide about. The oldest 3 are here."
    assert [card.id for card in page.cards] == ["p0", "p1", "p2"]
    assert proposals_page(Waiting(oldest, 3), at.date()).sentence == "3 proposals to decide about."


def test_the_list_is_turned_and_searched(world: World, gp: Visitor) -> None:
    for number in range(60):
        made = ReferralOption(f"o{number:02}", f"Play {number:02}", OptionKind.SCHOOL, "In town")
        add_option(world.database, operator(world.practice), made, world.now)
    whole = gp.get("/directory/all").text
    assert 'href="/directory/all?page=2"' in whole
    assert 'href="/directory/all?page=0"' not in whole
    last = gp.get("/directory/all?page=99999").text
    assert 'href="/directory/all?page=1"' in last
    assert "Next page" not in last
    assert "Harbour" in whole
    assert "Harbour" not in gp.get("/directory").text

    for where in ("/directory", "/directory/all"):
        found = gp.post(where, sought=" play\r\n ", page="2").text
        assert "51 to 60 of 60 found." in found
        assert found.count(">Correct<") == 10
        assert 'name="sought" value="play"><input type="hidden" name="page" value="1"' in found
        assert "?page=" not in found
    assert "Harbour" not in gp.post("/directory", sought="harbour").text.partition("</form>")[2]
    nothing = gp.post("/directory/all", sought="<b>").text
    assert "Nothing was found." in nothing
    assert "<b>" not in nothing
    assert "51 to " in gp.get("/directory?page=2").text
    assert "1 to 50 of " in gp.get("/directory?page=x").text


def test_what_is_not_there(gp: Visitor) -> None:
    assert gp.get("/directory/nothing/correct").status_code == 404
    assert gp.post("/directory/nothing/correct", seen="1").status_code == 404
