"""Who can see this screen? The question before a list, and where it leads."""

import pytest
from flask import Blueprint

from gpsupport.actions.screen import require_private_screen
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.events import Event
from gpsupport.serving.guards import needs, signed_in
from gpsupport.serving.wiring import installation
from tests.rig.world import GP, Visitor, World, title_of


@pytest.fixture
def gp(world: World) -> Visitor:
    """Dr Shah's browser, in a practice with one more list."""
    listed = Blueprint("listed", __name__)

    @listed.get("/some-list")
    @needs(Permission.CONSULT)
    def some_list() -> str:
        parts, actor = installation(), signed_in()
        occasion = Occasion(actor, Permission.CONSULT, parts.now(), Event.READ_DUE_LIST)
        with parts.database.writing(occasion) as work:
            require_private_screen(work, actor, parts.now())
        return "<!doctype html><title>A list</title><p>Names</p>"

    world.app.register_blueprint(listed)
    return world.signed_in(GP)


def say(gp: Visitor, sees: str, back: str = "/some-list") -> str:
    """Answer the question; returns where it leads."""
    gp.get("/screen")
    return gp.post("/screen", sees=sees, next=back).headers["Location"]


def test_a_list_asks_first_and_comes_back(gp: Visitor) -> None:
    asked = gp.get("/some-list")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/screen?next=%2Fsome-list")
    page = gp.get("/screen?next=/some-list").text
    assert 'name="next" value="/some-list"' in page
    assert " checked" not in page
    assert "Names" not in page
    assert title_of(page).startswith("This screen")
    assert say(gp, "only-me") == "/some-list"
    assert "Names" in gp.get("/some-list").text


@pytest.mark.parametrize("sees", ["somebody-else", "not-sure"])
def test_anybody_else_leads_to_the_day(gp: Visitor, sees: str) -> None:
    say(gp, "only-me")
    assert say(gp, sees) == "/today"
    assert gp.get("/some-list").status_code == 303


def test_no_answer_asks_again(gp: Visitor) -> None:
    gp.get("/screen?next=/some-list")
    for sees in ("", "the-neighbours"):
        refused = gp.post("/screen", sees=sees, next="/some-list")
        assert refused.status_code == 422
        assert title_of(refused.text).startswith("Error: ")
        assert 'href="#sees"' in refused.text
        assert 'name="next" value="/some-list"' in refused.text


@pytest.mark.parametrize(
    "named",
    ["//elsewhere.example", "https://elsewhere.example/", "/sign-out", "/nothing", "javascript:1"],
)
def test_it_leads_nowhere_else(gp: Visitor, named: str) -> None:
    assert 'name="next" value=""' in gp.get(f"/screen?next={named}").text
    assert say(gp, "only-me", named) == "/today"


def test_it_ends_by_itself_and_by_everything_that_hides(world: World, gp: Visitor) -> None:
    jane = world.patient("Atkinson", "Jane")
    say(gp, "only-me")
    gp.get("/away")
    assert gp.get("/some-list").status_code == 303

    say(gp, "only-me")
    gp.get("/locked")
    gp.unlock()
    assert gp.get("/some-list").headers["Location"].startswith("/screen")

    say(gp, "only-me")
    gp.answer_gate(jane)
    assert gp.get("/some-list").status_code == 303

    say(gp, "only-me")
    for _ in range(19):
        world.wait(minutes=3)
        assert gp.get("/some-list").status_code == 200
    world.wait(minutes=3)
    assert gp.get("/some-list").status_code == 303


def test_it_is_this_browsers_alone(world: World, gp: Visitor) -> None:
    say(gp, "only-me")
    assert world.signed_in(GP).get("/some-list").status_code == 303
    gp.post("/sign-out")
    gp.sign_in(world.actor(GP))
    assert gp.get("/some-list").status_code == 303


def test_a_locked_screen_is_unlocked_first(world: World, gp: Visitor) -> None:
    say(gp, "only-me")
    world.wait(minutes=6)
    assert gp.get("/some-list").headers["Location"] == "/locked?next=%2Fsome-list"
