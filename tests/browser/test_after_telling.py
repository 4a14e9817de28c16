"""After a telling, in a real browser: every state of it, by keyboard, and without a script."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_consultation import open_patient, say_alone, sign_in
from tests.rig.browser import DESKTOP, assert_accessible
from tests.rig.world import GP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SIZES = {"surgery": (1366, 768), "frame": (700, 768), "phone": (390, 844)}
NAME = "Ms Jane Atkinson"


def tell(page: "Page", address: str, name: str = NAME) -> str:
    """Alone with the patient, who tells; returns the address of the page after it."""
    sign_in(page, address, GP)
    where = open_patient(page, name)
    say_alone(page)
    page.get_by_label("Yes, asked").check()
    page.locator("input[name=outcome][value=disclosed-current]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="After what").wait_for()
    page.wait_for_load_state()
    return f"{where}/after"


def answer(page: "Page", name: str, said: str) -> None:
    """Choose an answer; its label is what a finger or a mouse meets."""
    page.locator(f"input[name='{name}'][value='{said}']").check()


def box(page: "Page", ending: str) -> str:
    """The name of the first child's box of that kind."""
    found = page.locator(f"[name^='child.'][name$='.{ending}']").first.get_attribute("name")
    assert found is not None
    return found


def states(page: "Page", address: str) -> "Iterator[str]":
    """Go through the pages, stopping at each state worth a look."""
    where = tell(page, address)
    yield "nothing answered"
    for name in ("safety.neck", "safety.home", "safety.children"):
        answer(page, name, "yes")
    answer(page, "agree.police", "yes")
    answer(page, "agree.social-care", "no")
    expect(page.locator("#kept")).to_contain_text("Draft saved")
    yield "several yes"
    for summary in page.locator("#main summary").all():
        summary.click()
    yield "everything unfolded"
    page.get_by_role("button", name="Add a child").click()
    page.wait_for_url("**more=1*")
    yield "another child"
    page.locator("[name='named.0.age']").fill("x")
    page.get_by_role("button", name="Save and go to recording").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    yield "errors"
    page.goto(where.replace("/after", "/sharing"))
    yield "sharing"
    answer(page, "step.child", "yes")
    answer(page, "step.child.shared", "yes")
    answer(page, "step.child.asked", "no")
    yield "sharing, a yes"
    page.get_by_role("button", name="Check the entries").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    yield "sharing, errors"
    page.goto(where.replace("/consultation/after", "/contact/safe"))
    yield "safe contact"
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    yield "safe contact, an error"


@pytest.mark.parametrize("size", SIZES)
def test_every_state_is_accessible_and_fits(page: "Page", address: str, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    seen = 0
    for state in states(page, address):
        page.wait_for_load_state()
        seen += 1
        too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert too_wide <= 0, f"{state} is {too_wide} px too wide"
        assert page.locator(".nhsuk-button:not(.cs-button-outline):visible").count() == 1, state
        assert_accessible(page)
    assert seen == 10


def test_a_childs_page_is_accessible(page: "Page", address: str) -> None:
    sign_in(page, address, GP)
    page.goto(f"{address}/patients")
    page.get_by_label("Last name").fill("Atkinson")
    page.get_by_label("First name").fill("Ella")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Ella").click()
    page.get_by_role("heading", name="Who is here today?").wait_for()
    say_alone(page)
    page.get_by_label("Yes, asked").check()
    page.locator("input[name=outcome][value=disclosed-current]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    answer(page, "safety.child-hurt", "yes")
    expect(page.locator("#so-far")).to_contain_text("Urgent")
    assert_accessible(page)


def test_an_action_stands_below_its_yes_and_in_the_list(page: "Page", address: str) -> None:
    tell(page, address)
    action = page.get_by_text("speak to emergency care before the patient leaves")
    expect(action).to_be_hidden()
    answer(page, "safety.neck", "yes")
    expect(action).to_be_visible()
    answer(page, "safety.neck.symptoms", "yes")
    expect(page.locator("#so-far")).to_contain_text("Urgent")
    answer(page, "safety.neck", "no")
    expect(action).to_be_hidden()
    expect(page.locator("#so-far")).not_to_contain_text("Urgent")


def test_the_list_and_its_button_stay_in_view(page: "Page", address: str) -> None:
    tell(page, address)
    for name in ("neck", "home", "threat", "children", "life"):
        answer(page, f"safety.{name}", "yes")
    expect(page.locator("#so-far")).to_contain_text("Urgent")
    button = page.get_by_role("button", name="Save and go to recording")
    for at in (0, 900, 1800):
        page.evaluate(f"window.scrollTo(0, {at})")
        found = button.bounding_box()
        assert found is not None
        assert 0 <= found["y"] <= 768 - found["height"], at


def test_three_yes_and_a_plan_need_no_mouse(page: "Page", address: str) -> None:
    """The other child's plan was made already: this is one more visit's worth of keys."""
    tell(page, address)
    owner = page.locator(f"[name='{box(page, 'owner')}']")
    keys = page.keyboard
    expect(page.get_by_label("What matters most to you now?")).to_be_focused()
    for name in ("neck", "home", "threat"):
        while page.evaluate("document.activeElement.name") != f"safety.{name}":
            keys.press("Tab")
        keys.press("Space")
        expect(page.locator(f"input[name='safety.{name}'][value=yes]")).to_be_checked()
    for ending in (".plan",):
        for place in range(2):
            selects = page.locator(f"select[name^='child.'][name$='{ending}']")
            wanted = selects.nth(place).get_attribute("name")
            for _ in range(60):
                if page.evaluate("document.activeElement.name") == wanted:
                    break
                keys.press("Tab")
            keys.press("ArrowDown")
    # What the plan proposes stands in its boxes, to be changed or left.
    expect(owner).not_to_have_value("")
    expect(page.locator(f"[name='{box(page, 'by')}']")).not_to_have_value("")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_url("**/record")


def test_the_list_leads_to_the_child_without_a_plan(page: "Page", address: str) -> None:
    tell(page, address)
    page.locator("#so-far").get_by_role("link", name="Choose").last.click()
    focused = page.evaluate("document.querySelector(':target').name")
    assert focused.endswith(".plan")
    page.get_by_role("button", name="Save and go to recording").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Choose a plan for Ella").click()
    assert page.evaluate("document.activeElement.name.endsWith('.plan')") or page.evaluate(
        "document.querySelector(':target').name.endsWith('.plan')"
    )


def test_it_works_without_a_script(browser: "Browser", address: str) -> None:
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, address, GP)
    where = open_patient(page, NAME)
    page.get_by_label("Alone", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Yes, asked").check()
    page.locator("input[name=outcome][value=disclosed-current]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.url == f"{where}/after"
    answer(page, "safety.home", "yes")
    expect(page.get_by_text("999 if the danger is there now")).to_be_visible()
    page.get_by_role("button", name="Save draft and fill this list").click()
    expect(page.locator("#so-far")).to_contain_text("Urgent")
    plans = page.locator("select[name^='child.'][name$='.plan']")
    for place in range(plans.count()):
        plans.nth(place).select_option("lead-today")
        page.locator("[name^='child.'][name$='.owner']").nth(place).fill("Dr Priya Shah")
        page.locator("[name^='child.'][name$='.by']").nth(place).fill("1 week")
    page.get_by_role("button", name="Save and go to recording").click()
    assert page.url == f"{where}/record"
    context.close()
