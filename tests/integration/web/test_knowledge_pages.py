"""The content through the browser door: found, read, printed, and never with a patient on it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from gpsupport.actions.knowledge.publishing import publish_release
from gpsupport.actions.knowledge.reviewing import WantedStep, take_step
from gpsupport.domain.knowledge.content.pack import Audience, Indicator
from gpsupport.domain.knowledge.releases.governance import ReleaseState
from gpsupport.domain.people import Role
from gpsupport.knowledge.load import load_knowledge, read_files
from gpsupport.knowledge.report import software_version
from gpsupport.serving.shelf import FixedShelf
from tests.integration.web.test_before_the_gate import WORDS
from tests.rig.releases import changed_files, fast_checks
from tests.rig.world import GP, SECOND_GP, XHTML, World, parse, title_of

__all__ = ["fast_checks"]

LEAD, MANAGER, ADVOCATE = "Dr Helen Marsh", "Sam Whitlock", "Nadia Rahman"
LOUD = re.compile(r"abus|violen|domestic|victim|perpetrat", re.IGNORECASE)
IDS = [one.id for one in load_knowledge().indicators]
PAGES = (
    "/knowledge",
    "/knowledge?q=neck",
    "/knowledge/A06",
    "/knowledge/words",
    "/knowledge/recording",
    "/knowledge/timing",
    "/knowledge/help",
    "/knowledge/codes",
    "/knowledge/codes?q=neck",
    "/knowledge/print",
)


def at_rest(text: str) -> str:
    """What a page shows before anything is unfolded."""
    page = parse(text)
    for parent in list(page.iter()):
        for child in list(parent):
            if child.tag == f"{XHTML}details":
                for below in list(child):
                    if below.tag != f"{XHTML}summary":
                        child.remove(below)
    (body,) = page.iter(f"{XHTML}body")
    return " ".join(" ".join(body.itertext()).split())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_a_neutral_title_and_the_link_is_marked(world: World, path: str) -> None:
    answer = world.signed_in(GP).get(path)
    assert answer.status_code == 200
    assert title_of(answer.text).removesuffix(" - Consultation support").endswith("Knowledge")
    assert not LOUD.search(title_of(answer.text))
    current = "page" if path.partition("?")[0] == "/knowledge" else "true"
    assert f'<a href="/knowledge" aria-current="{current}">Knowledge</a>' in answer.text
    assert answer.text.count("nhsuk-button") - answer.text.count("cs-button-outline") <= 1


@pytest.mark.parametrize("name", [GP, MANAGER, ADVOCATE, "Jo Ellis"])
def test_the_first_page_tells_nothing_until_it_is_unfolded(world: World, name: str) -> None:
    shown = at_rest(world.signed_in(name).get("/knowledge").text).lower()
    assert "signs in adults (33)" in shown
    assert [word for word in WORDS if word in shown] == []


def test_every_rule_is_listed_and_has_its_page(world: World) -> None:
    visitor = world.signed_in(GP)
    first = visitor.get("/knowledge").text
    for indicator in load_knowledge().indicators:
        assert f'href="/knowledge/{indicator.id}"' in first
        page = visitor.get(f"/knowledge/{indicator.id}")
        assert page.status_code == 200
        shown = " ".join("".join(parse(page.text).itertext()).split())
        assert indicator.name in shown
        in_front = indicator.audience is Audience.CLINICIAN and not indicator.household
        assert ("fewer than 5 consultations here" in shown) is in_front
        assert ("never shown in a consultation" in shown) is not in_front
        for source in indicator.sources:
            assert load_knowledge().sources[source].title in shown


def test_a_rule_says_what_it_looks_for_says_and_must_get_right(world: World) -> None:
    page = world.signed_in(GP).get("/knowledge/A06").text
    for words in (
        "at least 28 days apart, in the last 12 months",
        "Injured [how often] in a year. A good moment to ask.",
        "“Is anyone close to you making you afraid, hurting you, or controlling what you do?”",
        "On a guideline’s list of signs",
        "our numbers, not from a source",
        "Excerpt seen by an engineer",
        "Contusion of neck",
        "Not checked against a UK release: all of them.",
        "Two injuries months apart",
        "Contusion of face (disorder), 55 days before",
        "<dt>Release</dt><dd>Draft: not clinically reviewed</dd>",
        "No release of this practice has changed it.",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    "path", ["/knowledge/A99", "/knowledge/a06", "/knowledge/A06/x", "/knowledge/codes.csv"]
)
def test_what_is_not_there_is_not_found(world: World, path: str) -> None:
    assert world.signed_in(GP).get(path).status_code == 404


def test_a_search_says_what_was_found_where(world: World) -> None:
    visitor = world.signed_in(GP)
    page = visitor.get("/knowledge?q=CONTACT+sport").text
    assert re.search(r"\d places? found for “CONTACT sport”", page)
    assert '<a href="/knowledge/A06">A06 Repeated injury</a>' in page
    assert "<mark>Contact</mark> sport and manual work" in page
    assert "Nothing found for “xylophon”" in visitor.get("/knowledge?q=xylophon").text
    for empty in ("/knowledge?q=", "/knowledge?q=%20%0B", "/knowledge?q"):
        assert "Signs in adults" in visitor.get(empty).text


def test_what_is_searched_for_never_runs(world: World) -> None:
    visitor = world.signed_in(GP)
    for path in ("/knowledge", "/knowledge/codes"):
        page = visitor.get(f"{path}?q=%22%3E<script>alert(1)</script>").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_the_desk_is_told_nothing(world: World) -> None:
    desk = world.visitor()
    desk.sign_in(world.of_role(Role.RECEPTIONIST))
    for path in PAGES:
        assert desk.get(path).status_code == 404
    assert "Knowledge" not in desk.get("/today").text


def test_paper_holds_the_whole_content_and_nothing_of_the_practice(world: World) -> None:
    show_in_front(world, 6)
    page = world.signed_in(GP).get("/knowledge/print").text
    for indicator in load_knowledge().indicators:
        assert f'id="rule-{indicator.id}"' in page
    for known in load_knowledge().codes.values():
        assert known.code.value in page
    for words in ("What to say", "What to write, and sharing", "When to ask again", "Local help"):
        assert f"<h2>{words}</h2>" in page
    assert "consultations here" not in page
    assert "Atkinson" not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def show_in_front(world: World, times: int) -> None:
    """Let A06 stand in front of a GP for Jane on different days, not asked for want of time."""
    serve(world, *(never_tired(one) for one in load_knowledge().indicators))
    jane = world.patient("Atkinson", "Jane")
    for _ in range(times):
        visitor = world.signed_in(GP)
        visitor.answer_gate(jane)
        visitor.post(f"/patients/{jane.id}/consultation/not-now", because="no-time")
        # What was put off rests until the cadence brings it back.
        world.wait(days=15)


def never_tired(indicator: Indicator) -> Indicator:
    """The rule without a limit on how often it stands in front."""
    branches = (replace(one, front_times=None, front_again_days=None) for one in indicator.branches)
    return replace(indicator, branches=tuple(branches))


def serve(world: World, *indicators: Indicator) -> None:
    """Have the content serve with these rules."""
    parts = world.app.extensions["gpsupport"]
    shelf = FixedShelf(replace(load_knowledge(), indicators=indicators))
    world.app.extensions["gpsupport"] = replace(parts, shelf=shelf)


def test_how_often_it_was_shown_and_what_came_of_it_here(world: World) -> None:
    show_in_front(world, 6)
    page = world.signed_in(SECOND_GP).get("/knowledge/A06").text
    assert "it stood in front in 5 to 9 consultations here" in page
    assert "<dt>Not asked: no time</dt><dd>5 to 9</dd>" in page
    assert "<dt>Asked</dt><dd>Fewer than 5</dd>" in page
    assert "Atkinson" not in page


def test_from_the_prompt_to_its_rule_and_back(world: World) -> None:
    visitor = world.signed_in(GP)
    jane = world.patient("Atkinson", "Jane")
    where = f"/patients/{jane.id}/consultation"
    assert "/knowledge/" not in visitor.get(where).text
    page = visitor.answer_gate(jane).text
    hrefs = re.findall(r'<a href="(/knowledge/[^"]+)">Why this rule</a>', page)
    assert hrefs
    rule = visitor.get(hrefs[0].replace("&amp;", "&")).text
    assert f'<a class="cs-no-print" href="{where}">Back to the patient</a>' in rule
    assert "ATKINSON" not in rule


@pytest.mark.parametrize("named", ["https://evil.example/", "//evil.example", "/nothing", "x"])
def test_no_way_back_to_anywhere_else(world: World, named: str) -> None:
    page = world.signed_in(GP).client.get("/knowledge/A06", query_string={"next": named}).text
    assert "Back to the patient" not in page
    assert "evil" not in page


@pytest.mark.usefixtures("fast_checks")
def test_a_release_that_changed_a_rule_stands_in_its_history(world: World) -> None:
    signed_off(world, changed_files("Hurt again"))
    world.wait(days=2)
    visitor = world.signed_in(GP)
    assert ": New, " in visitor.get("/knowledge/A07").text
    page = visitor.get("/knowledge/A06").text
    assert page.count("/knowledge/releases/") == 1
    signed_off(world, changed_files("Hurt again, and again"))
    world.wait(days=2)
    visitor = world.signed_in(GP)
    page = visitor.get("/knowledge/A06").text
    assert page.index(": Changed, ") < page.index(": New, ")
    (newest, _) = re.findall(r'href="(/knowledge/releases/[^"]+)"', page)
    assert visitor.get(newest).status_code == 200
    assert ": Changed, " not in visitor.get("/knowledge/A07").text


@pytest.mark.usefixtures("fast_checks")
def test_what_serves_is_what_is_shown_with_its_own_cases(world: World) -> None:
    files = changed_files("Hurt again")
    files["cases/A06.yaml"] = files["cases/A06.yaml"].replace(
        b"two injuries months apart", b"two blows months apart"
    )
    signed_off(world, files)
    world.wait(days=2)
    knowledge, faults = read_files(files)
    assert not faults
    parts = world.app.extensions["gpsupport"]
    world.app.extensions["gpsupport"] = replace(parts, shelf=FixedShelf(knowledge))
    page = world.signed_in(GP).get("/knowledge/A06").text
    assert "Hurt again" in page
    assert "Two blows months apart" in page
    assert "In front in" in page or "It never stood in front." in page


def signed_off(world: World, files: dict[str, bytes]) -> None:
    """Take a release the whole way; it takes effect tomorrow."""
    published = publish_release(
        world.database,
        world.actor(GP),
        files,
        "Reads better for those who use it",
        world.now,
        software=software_version(),
    )
    release = published.release
    tomorrow = world.now.date() + timedelta(days=1)
    for state, name, reviewer, on in (
        (ReleaseState.CLINICAL_REVIEW, LEAD, "", None),
        (ReleaseState.LIVED_EXPERIENCE_REVIEW, ADVOCATE, "The readers’ group", None),
        (ReleaseState.SIGNED_OFF, MANAGER, "", tomorrow),
    ):
        wanted = WantedStep(state, "Read in full, and agreed", len(release.steps), reviewer, on)
        release = take_step(world.database, world.actor(name), release.id, wanted, world.now)
