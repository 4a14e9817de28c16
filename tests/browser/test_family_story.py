"""One family from the telling to help: nothing is lost on the way, and the first day counts."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.test_a_consultation import say_alone, sign_in
from tests.browser.test_lists_and_handover import answer_screen, fits
from tests.rig.browser import DESKTOP
from tests.rig.world import GP, World

if TYPE_CHECKING:
    from playwright.sync_api import Page

TELEPHONE = {"width": 390, "height": 844}
LINE = (
    "Sent to CAMHS, north Elmford 23 Nov 2026 · back 10 Dec 2026, it still goes on at home"
    " · Sent to Family Hub, Mill Lane 10 Dec 2026 · worse 7 Jan"
    " · CAMHS, north Elmford ended, and it helped 4 Mar"
)


def alone_again(page: "Page", address: str, where: str) -> None:
    """Sign in on another day and be alone with the mother."""
    sign_in(page, address, GP)
    page.goto(f"{where}/consultation")
    say_alone(page)


def fits_both(page: "Page") -> None:
    """The page fits and has no fault on the surgery's screen and on a telephone."""
    for size in (TELEPHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        fits(page)


def write(page: "Page", step: str, *chosen: str, **typed: str) -> None:
    """Choose what happened, fill its boxes and save."""
    page.get_by_label("What happened?").select_option(step)
    page.get_by_role("button", name="Next").click()
    fill(page, "how=phone", *chosen, **typed)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("What happened?")).to_be_visible()


def fill(page: "Page", *chosen: str, **typed: str) -> None:
    """Choose answers, named as box=value, and type into boxes."""
    for one in chosen:
        name, _, value = one.partition("=")
        page.locator(f"input[name='{name}'][value='{value}']").check()
    for name, words in typed.items():
        page.locator(f"[name='{name}']").fill(words)


def begin(page: "Page", need: str) -> None:
    """Begin the referral that is chosen, with the mother's yes."""
    fill(page, "consent=yes", consent_by="Her mother", need=need)
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("heading", name="Where it stands").wait_for()


def test_from_telling_to_help_in_one_line(page: "Page", address: str, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    where = f"{address}/patients/{jane.id}"
    # The mother tells.
    alone_again(page, address, where)
    page.get_by_label("Yes, asked").check()
    page.locator("input[name=outcome][value=disclosed-current]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="After what").wait_for()
    # Ella is referred to CAMHS from the list of local help.
    page.goto(f"{where}/local-help")
    href = page.locator("a[href*='option=camhs'][href*='about=1']").first.get_attribute("href")
    page.goto(f"{address}{href}")
    expect(page.get_by_role("group", name="For whom")).to_contain_text("Noah, 7")
    expect(page.locator("#ready")).to_contain_text("Phone first")
    fits_both(page)
    begin(page, "Cannot sleep, out of maths lessons since May")
    write(page, "sent", "how=letter")
    # It comes back, and goes where somebody takes her.
    world.wait(days=17)
    alone_again(page, address, where)
    page.goto(f"{where}/referrals")
    page.get_by_role("link", name="CAMHS, north Elmford, for").click()
    write(page, "returned", "reason=still-going-on", advice="Early Help first")
    expect(page.get_by_text("A plan is owed by 14 Dec 2026")).to_be_visible()
    expect(page.locator("#first + ol")).to_contain_text("Tell Ella Atkinson today")
    fits_both(page)
    page.goto(f"{address}/referrals")
    answer_screen(page)
    expect(page.get_by_role("row", name="ATKINSON, Jane")).to_contain_text("A plan is owed")
    fits(page)
    page.goto(f"{where}/referrals")
    page.get_by_role("link", name="CAMHS, north Elmford, for").click()
    page.get_by_role("link", name="Refer elsewhere").click()
    page.get_by_label("To whom", exact=True).select_option(label="Family Hub, Mill Lane")
    fill(page, "unmet=met", told="By phone, with her mother")
    begin(page, "Somebody to talk to now")
    write(page, "sent")
    write(page, "waiting")
    expect(page.get_by_text("First referred 23 Nov 2026, 2 weeks ago")).to_be_visible()
    write(page, "look", "impact=some", "self_harm=no")
    # She waits, and it gets worse: they are written to again, with the first day.
    world.wait(days=28)
    alone_again(page, address, where)
    page.goto(f"{where}/referrals")
    page.get_by_role("link", name="Family Hub, Mill Lane, for").click()
    page.get_by_label("What happened?").select_option("look")
    page.get_by_role("button", name="Next").click()
    fill(page, "impact=severe", "self_harm=yes", "how=in-person")
    fits_both(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#at-once + ul")).to_contain_text("thoughts of ending life")
    fits_both(page)
    page.get_by_role("link", name="Note what was done").click()
    fill(page, "how=in-person", words="Asked alone; the crisis team sees her today")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#at-once")).to_have_count(0)
    page.get_by_role("link", name="Refer again, with the day of the first referral").click()
    expect(page.get_by_text("its wait counts from 23 Nov 2026")).to_be_visible()
    page.get_by_label("To whom", exact=True).select_option(label="CAMHS, north Elmford")
    expect(page.get_by_label("Urgent")).to_be_checked()
    fill(page, "goes_on=no")
    fits_both(page)
    begin(page, "Cuts her arms every week")
    write(page, "sent")
    write(page, "triaged")
    # She is helped, and the whole of it is one line.
    world.wait(days=56)
    alone_again(page, address, where)
    page.goto(f"{where}/referrals")
    page.get_by_role("link", name="CAMHS, north Elmford, for").first.click()
    write(page, "attended")
    write(page, "closed-helped")
    page.goto(f"{where}/referrals")
    expect(page.get_by_role("listitem").filter(has_text=LINE)).to_be_visible()
    page.get_by_text("Over (3)").click()
    fits_both(page)
