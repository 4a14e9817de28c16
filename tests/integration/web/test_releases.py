"""Releases of the content, through the browser door."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from gpsupport.actions.knowledge.publishing import publish_release
from gpsupport.actions.knowledge.releases import list_releases
from gpsupport.domain.knowledge.releases.governance import HINDRANCES, Hindrance
from gpsupport.domain.people import Role
from gpsupport.knowledge.load import ENGLAND, all_files, load_knowledge
from gpsupport.knowledge.report import software_version
from gpsupport.serving.shelf import FixedShelf, Shelf
from tests.rig.releases import changed_files, fast_checks
from tests.rig.world import GP, SECOND_GP, Visitor, World, texts_of_class, title_of

__all__ = ["fast_checks"]

LEAD, MANAGER, ADVOCATE = "Dr Helen Marsh", "Sam Whitlock", "Nadia Rahman"
WHY = "Reads better for those who use it"
DECISIONS = {"signed-off", "withdrawn"}
GROUP = "The survivors’ <reading> group"
LOUD = re.compile(r"abus|violen|domestic|victim|perpetrat", re.IGNORECASE)


@pytest.fixture
def href(world: World, fast_checks: None) -> str:
    """A release that a GP has published."""
    published = publish_release(
        world.database,
        world.actor(GP),
        changed_files("Hurt again"),
        WHY,
        world.now,
        software=software_version(),
    )
    return f"/knowledge/releases/{published.release.id}"


def confirm(visitor: Visitor) -> None:
    """Prove who is there, and take the key that the forms have then."""
    visitor.get("/account")
    assert visitor.post("/account/confirm").status_code == 303
    visitor.get("/account")


def take(visitor: Visitor, href: str, state: str, **typed: str) -> str:
    """Open the release, choose a step and send it; returns the page that follows."""
    page = f"{href}/decision" if state in DECISIONS else href
    if state in DECISIONS:
        confirm(visitor)
    seen = visitor.get(page).text.split('name="seen" value="')[1].split('"')[0]
    done = visitor.post(page, state=state, seen=seen, **{"why": WHY, **typed})
    if done.status_code == 303:
        assert done.headers["Location"] == href
        return visitor.get(href).text
    assert done.status_code == 422
    assert title_of(done.text).startswith("Error: ")
    return done.text


def day(on: str) -> dict[str, str]:
    """The three boxes of a date."""
    names = ("day", "month", "year")
    return {f"effective_on-{name}": part for name, part in zip(names, on.split(), strict=True)}


def test_nothing_published_yet(world: World) -> None:
    page = world.signed_in(GP).get("/knowledge/releases").text
    assert title_of(page).startswith("Releases")
    assert "No release is in force here" in page
    assert "Nothing yet" in page


def test_the_whole_way_in_the_browser(world: World, href: str) -> None:
    lead, advocate = world.signed_in(LEAD), world.signed_in(ADVOCATE)
    page = take(lead, href, "clinical-review")
    assert "Clinically reviewed" in page
    assert "It waits for people with lived experience" in page
    page = take(advocate, href, "lived-experience-review", reviewer=GROUP)
    assert "The survivors’ &lt;reading&gt; group, kept by Nadia Rahman" in page
    manager = world.signed_in(MANAGER)
    page = take(manager, href, "signed-off", **day("24 11 2026"))
    assert "It serves from 24 November 2026." in page
    listed = manager.get("/knowledge/releases").text
    assert texts_of_class(listed, "cs-tag") == ["Signed off"]
    assert "24 Nov 2026" in listed
    world.wait(days=1)
    listed = world.signed_in(MANAGER).get("/knowledge/releases").text
    assert texts_of_class(listed, "cs-tag") == ["In force"]


def test_the_words_under_every_page_follow_what_is_in_force(world: World, href: str) -> None:
    """A world's content is fixed: here the shelf of a real installation answers."""

    def seconds() -> float:
        return world.now.timestamp()

    shelf = Shelf(world.database, seconds=seconds)
    parts = world.app.extensions["gpsupport"]
    world.app.extensions["gpsupport"] = replace(parts, shelf=shelf)
    for name, state, typed in (
        (LEAD, "clinical-review", {}),
        (ADVOCATE, "lived-experience-review", {"reviewer": GROUP}),
        (MANAGER, "signed-off", day("24 11 2026")),
    ):
        page = take(world.signed_in(name), href, state, **typed)
        assert "Content not clinically reviewed." in page
    world.wait(days=1)
    page = world.signed_in(GP).get("/knowledge/releases").text
    assert "Content reviewed and signed off by this practice." in page
    assert "Signed off: Sam Whitlock, 23 November 2026." in page
    assert world.signed_in(GP).get("/knowledge/A06").text.count("Hurt again")
    take(world.signed_in(LEAD), href, "withdrawn")
    world.wait(minutes=2)
    assert "Content not clinically reviewed." in world.signed_in(GP).get("/today").text


def test_what_it_changes_is_shown_in_words(world: World, href: str) -> None:
    page = world.signed_in(SECOND_GP).get(href).text
    assert "1 difference" not in page
    assert "2 differences" in page
    assert "Hurt again" in page
    assert "160 cases and 9 stories" in page
    assert "a prompt in front in 3.0% of encounters" in page


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        (GP, {"state": "clinical-review"}, Hindrance.OWN_PROPOSAL),
        (LEAD, {"state": "signed-off"}, Hindrance.NOT_NEXT),
        (LEAD, {"state": "clinical-review", "why": "fine"}, Hindrance.NO_REASON),
        (LEAD, {"state": "clinical-review", **day("24 11 2026")}, Hindrance.DAY_NOT_WANTED),
    ],
)
def test_what_cannot_be_done_is_said_beside_its_field(
    world: World, href: str, name: str, typed: dict[str, str], found: Hindrance
) -> None:
    page = take(world.signed_in(name), href, **typed)
    assert HINDRANCES[found].rstrip(".") in page
    (kept,) = list_releases(world.database, world.actor(GP), world.now).releases
    assert kept.release.steps == ()


def test_all_that_is_missing_is_said(world: World, href: str) -> None:
    visitor = world.signed_in(LEAD)
    page = take(visitor, href, "", why=WHY + "x" * 1000)
    assert "Choose the next step" in page
    assert "It must have 1000 letters or fewer" in page
    assert GROUP not in page
    broken = take(visitor, href, "clinical-review", **day("31 2 2026"))
    assert "This date does not exist" in broken


def test_who_was_slower_reads_where_it_stands_now(world: World, href: str) -> None:
    slow = world.signed_in(SECOND_GP)
    take(world.signed_in(LEAD), href, "clinical-review")
    confirm(slow)
    late = slow.post(f"{href}/decision", state="withdrawn", seen="0", why=WHY)
    assert late.status_code == 422
    assert HINDRANCES[Hindrance.MOVED_ON].rstrip(".") in late.text
    assert "Clinically reviewed" in late.text


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "²"])
def test_nonsense_in_the_form_is_no_fault(world: World, href: str, seen: str) -> None:
    visitor = world.signed_in(LEAD)
    confirm(visitor)
    page = f"{href}/decision"
    assert visitor.post(page, state="withdrawn", seen=seen, why=WHY).status_code == 422


@pytest.mark.parametrize("role", [Role.NURSE, Role.INTEGRATOR, Role.ADMINISTRATOR])
def test_who_only_reads_has_no_form_and_cannot_send_one(
    world: World, href: str, role: Role
) -> None:
    visitor = world.signed_in(world.of_role(role).name)
    page = visitor.get(href).text
    assert 'name="seen"' not in page
    assert "/decision" not in page
    confirm(visitor)
    page = f"{href}/decision"
    assert visitor.post(page, state="withdrawn", seen="0", why=WHY).status_code == 404
    (kept,) = list_releases(world.database, world.actor(GP), world.now).releases
    assert kept.release.steps == ()


def test_a_step_that_the_role_lacks_is_not_offered(world: World, href: str) -> None:
    manager = world.signed_in(MANAGER)
    confirm(manager)
    page = manager.get(f"{href}/decision").text
    assert 'value="withdrawn"' in page
    for other in ("clinical-review", "signed-off"):
        assert f'value="{other}"' not in page


def test_a_decision_wants_a_fresh_proof_and_has_no_way_round(world: World, href: str) -> None:
    manager = world.signed_in(MANAGER)
    page = manager.get(href).text
    assert f'href="{href}/decision"' in page
    assert "Withdraw this release" in page
    typed = {"state": "withdrawn", "seen": "0", "why": WHY}
    # Whoever is there all the time is not locked out, and yet proved long ago who they are.
    for _ in range(2):
        world.wait(minutes=4)
        manager.get("/account")
    for answer in (manager.get(f"{href}/decision"), manager.post(f"{href}/decision", **typed)):
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/account/confirm?next=")
    # The page of reviews does not take it either.
    assert manager.post(href, **typed).status_code == 422
    (kept,) = list_releases(world.database, world.actor(GP), world.now).releases
    assert kept.release.steps == ()
    confirm(manager)
    assert manager.post(f"{href}/decision", **typed).status_code == 303


def test_a_draft_that_is_served_says_so(world: World, href: str) -> None:
    draft = publish_release(
        world.database, world.actor(GP), all_files(ENGLAND), WHY, world.now, software="1"
    )
    visitor = world.signed_in(GP)
    page = visitor.get(f"/knowledge/releases/{draft.release.id}").text
    assert "It serves as the draft that it is" in page
    assert "Nobody uses it." in visitor.get(href).text


def test_no_title_and_no_address_is_loud(world: World, href: str) -> None:
    visitor = world.signed_in(LEAD)
    for page in ("/knowledge/releases", href):
        assert not LOUD.search(page + title_of(visitor.get(page).text))


def test_an_unknown_release_does_not_exist(world: World) -> None:
    page = "/knowledge/releases/00000000-0000-4000-8000-000000000000"
    assert world.signed_in(LEAD).get(page).status_code == 404


@pytest.mark.parametrize(("days_left", "said"), [(0, False), (-1, True)])
def test_a_rule_past_its_review_says_so_on_the_prompt(
    world: World, days_left: int, said: bool
) -> None:
    content = load_knowledge()
    review_by = world.now.date() + timedelta(days=days_left)
    rules = tuple(replace(one, review_by=review_by) for one in content.indicators)
    parts = world.app.extensions["gpsupport"]
    shelf = FixedShelf(replace(content, indicators=rules))
    world.app.extensions["gpsupport"] = replace(parts, shelf=shelf)
    page = world.signed_in(GP).answer_gate(world.patient("Atkinson", "Jane")).text
    assert "Why now" in page
    assert ("This rule was due for review by 22 November 2026." in page) is said
