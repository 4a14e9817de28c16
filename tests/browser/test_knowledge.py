"""The pages of the content in a real browser: they fit, they print, and nothing is out of reach."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_consultation import open_patient, say_alone, sign_in
from tests.rig.browser import assert_accessible
from tests.rig.world import GP

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LEAD = "Dr Helen Marsh"
SIZES = {"surgery": (1366, 768), "narrow": (800, 768), "phone": (390, 844)}
PAGES = (
    "",
    "?q=neck",
    "?q=xylophon",
    "/A01",
    "/C04",
    "/words",
    "/recording",
    "/timing",
    "/help",
    "/codes?q=neck",
    "/print",
)
# So long that looking at them once is enough.
LONG = {"/print", "/words"}
FRAME = (".cs-header", ".cs-strip", ".cs-footer", ".cs-crumb", ".cs-contents", ".cs-search")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_fits(page: "Page", address: str, path: str) -> None:
    sign_in(page, address, GP)
    page.goto(f"{address}/knowledge{path}")
    for summary in page.locator("#main summary:visible").all():
        summary.click()
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert too_wide <= 0, f"{path} is {too_wide} px too wide on {size}"
        if size == "phone" or (size == "surgery" and path not in LONG):
            assert_accessible(page)


@pytest.mark.parametrize("width", [700, 768, 959, 960, 1023])
def test_the_links_of_a_lead_fit_the_header(page: "Page", address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    sign_in(page, address, LEAD)
    page.goto(f"{address}/knowledge")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    header = page.locator(".cs-header").bounding_box()
    assert header is not None
    assert header["height"] <= 68


def test_looking_something_up_with_the_keyboard(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    page.goto(f"{address}/knowledge")
    page.get_by_label("Search").focus()
    page.keyboard.type("pressure neck")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    first = page.locator(".cs-found a").first
    expect(first).to_have_text("A07 Pressure on the neck")
    first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pressure on the neck")
    page.get_by_role("link", name="Knowledge").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Knowledge")


def test_a_note_leads_to_its_source(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    page.goto(f"{address}/knowledge/words")
    note = page.locator(".cs-note a").first
    number = note.inner_text().strip().split()[-1]
    note.click()
    expect(page.locator(f"#source-{number}")).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/A06", "/words", "/print"])
def test_paper_shows_the_content_without_its_frame(page: "Page", address: str, path: str) -> None:
    sign_in(page, address, GP)
    page.goto(f"{address}/knowledge{path}")
    page.emulate_media(media="print")
    for name in FRAME:
        for part in page.locator(name).all():
            expect(part).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    after = page.locator(".cs-main p a, .cs-note a").first.evaluate(
        "link => getComputedStyle(link, '::after').content"
    )
    assert after == "none"


def test_every_page_works_without_scripts(browser: "Browser", address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, address, GP)
    page.goto(f"{address}/knowledge")
    page.get_by_text("Signs in adults").first.click()
    page.get_by_role("link", name="Repeated injury").click()
    page.get_by_text("Cases that it must get right").first.click()
    expect(page.get_by_role("cell", name="Two injuries months apart")).to_be_visible()
    context.close()


def test_from_a_prompt_to_its_rule_and_back(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    where = open_patient(page, "Ms Jane Atkinson")
    say_alone(page)
    page.get_by_text("Also on the record").click()
    page.get_by_role("link", name="Why this rule").last.click()
    expect(page.get_by_role("heading", name="What it looks for")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Back to the patient").click()
    page.wait_for_url(where)
    expect(page.get_by_role("heading", name="Today’s conversation")).to_be_visible()
