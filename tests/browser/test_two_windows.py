"""Where another window was faster, and where a door is shut: for everybody, at every width."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_consultation import sign_in
from tests.rig.browser import assert_accessible
from tests.rig.world import GP, SECOND_GP, World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SIZES = {"surgery": (1366, 768), "telephone": (390, 844)}
SAVED, TYPED = "That the children sleep", "Not to be found"


def sign_in_and_open(page: "Page", address: str, name: str, where: str, presence: str) -> None:
    """Sign in and answer the first question, with or without a script."""
    sign_in(page, address, name)
    page.goto(f"{where}/consultation")
    page.locator(f"input[name=presence][value={presence}]").check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_load_state()


def tell(page: "Page", address: str, where: str) -> None:
    """Alone with the patient, who tells."""
    sign_in_and_open(page, address, GP, where, "alone")
    page.get_by_label("Yes, asked").check()
    page.locator("input[name=outcome][value=disclosed-current]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/after")


def after(page: "Page", words: str) -> None:
    page.locator("[name=matters]").fill(words)
    plans = page.locator("select[name$='.plan']")
    for place in range(plans.count()):
        plans.nth(place).select_option("lead-today")
        page.locator("[name$='.owner']").nth(place).fill("Dr Priya Shah")
        page.locator("[name$='.by']").nth(place).fill("1 week")
    page.get_by_role("button", name="Save and go to recording").click()


def contact(page: "Page", words: str) -> None:
    page.locator("[name='contact.way']").select_option("work-phone")
    page.locator("[name='contact.detail']").fill(words)
    page.locator("[name='contact.until']").fill("2 weeks")
    page.locator("main form button.nhsuk-button:not(.cs-button-outline)").click()


def record(page: "Page", words: str) -> None:
    page.locator("details:has([name='reported.own-words-0'])").evaluate("one => one.open = true")
    page.locator("[name='reported.own-words-0']").fill(words)
    page.get_by_role("button", name="Save", exact=True).click()


PAGES: dict[str, Callable[["Page", str], None]] = {
    "/consultation/after": after,
    "/contact/safe": contact,
    "/consultation/record": record,
}


def conflicts(context: "BrowserContext", address: str, world: World) -> Iterator["Page"]:
    """On each page the second window saves first, and the first one is shown both."""
    first = context.new_page()
    where = f"{address}/patients/{world.patient('Atkinson', 'Jane').id}"
    tell(first, address, where)
    second = context.new_page()
    for below, save in PAGES.items():
        for window in (first, second):
            window.goto(where + below)
        save(second, SAVED)
        second.wait_for_load_state()
        save(first, TYPED)
        both = first.locator("#meanwhile")
        expect(both).to_contain_text(SAVED)
        expect(both).to_contain_text(TYPED)
        yield first
    first.goto(f"{where}/consultation/sharing")
    first.locator("input[name='step.otherwise'][value=yes]").check()
    first.locator("input[name='step.otherwise.shared'][value=no]").check()
    first.locator("input[name=rest]").check()
    first.locator("[name='step.otherwise.why']").fill(TYPED)
    first.get_by_role("button", name="Check the entries").click()
    first.wait_for_url("**/check")
    second.goto(f"{where}/consultation/sharing")
    second.locator("[name='step.otherwise.why']").fill(SAVED)
    second.get_by_role("button", name="Check the entries").click()
    second.wait_for_url("**/check")
    first.get_by_role("button", name="Keep in the log").click()
    expect(first.get_by_role("heading", name="Other words were typed since")).to_be_visible()
    expect(first.locator("main")).to_contain_text(SAVED)
    expect(first.locator("main")).to_contain_text(TYPED)
    yield first


def sheets(context: "BrowserContext", address: str, world: World) -> Iterator["Page"]:
    """The handover sheet, and what stands there in its place while a door is shut."""
    page = context.new_page()
    where = f"{address}/patients/{world.patient('Duffy', 'Carol').id}"
    sign_in(page, address, SECOND_GP)
    page.goto(f"{where}/handover")
    expect(page.get_by_role("heading", name="Who is here today?")).to_be_visible()
    yield page
    page.locator("input[name=presence][value=alone]").check()
    page.get_by_role("button", name="Continue").click()
    page.goto(f"{where}/handover")
    expect(page.get_by_role("heading", name="Handover")).to_be_visible()
    yield page
    child = f"{address}/patients/{world.patient('Atkinson', 'Ella').id}"
    page.goto(f"{child}/consultation")
    page.locator("input[name=presence][value=safe-adult]").check()
    page.locator("input[name=company]").fill("Her aunt")
    page.get_by_role("button", name="Continue").click()
    page.goto(f"{child}/handover")
    expect(page.get_by_role("heading", name="Handover")).to_have_count(0)
    assert page.url.endswith("/consultation/who")
    yield page


def fits(page: "Page") -> None:
    """Nothing hangs out at the side, one button is green, and axe finds nothing."""
    page.wait_for_load_state()
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert too_wide <= 0, page.url
    assert page.locator("main .nhsuk-button:not(.cs-button-outline):visible").count() <= 1
    assert_accessible(page)


Walk = Callable[["BrowserContext", str, World], Iterator["Page"]]
WALKS = pytest.mark.parametrize(
    ("walk", "states"), [(conflicts, len(PAGES) + 1), (sheets, 3)], ids=["conflicts", "sheets"]
)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none of ours"])
@WALKS
def test_each_is_accessible_and_fits(  # noqa: PLR0917 - what is walked through, and on what
    context: "BrowserContext",
    address: str,
    world: World,
    walk: Walk,
    states: int,
    scripts: bool,
) -> None:
    """The check itself is a script, so the browser may run one: ours arrive or do not."""
    if not scripts:
        context.route("**/*.js", lambda route: route.abort())
    seen = 0
    for page in walk(context, address, world):
        for width, height in SIZES.values():
            page.set_viewport_size({"width": width, "height": height})
            fits(page)
        seen += 1
    assert seen == states


@WALKS
def test_each_works_in_a_browser_that_runs_no_script(
    browser: "Browser", address: str, world: World, walk: Walk, states: int
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    context.set_default_timeout(10_000)
    assert len(list(walk(context, address, world))) == states
    context.close()
