"""The safe way from two windows: both stand on the page, for everybody, at every width."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_consultation import open_patient, say_alone, sign_in
from tests.browser.test_lists_and_handover import SIZES, fits
from tests.rig.world import GP

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("size", SIZES)
def test_both_versions_stand_there_and_the_typed_one_is_in_the_boxes(
    page: "Page", address: str, size: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    sign_in(page, address, GP)
    where = open_patient(page, "Jane Atkinson").removesuffix("/consultation")
    say_alone(page)
    page.goto(f"{where}/contact/safe")
    older = page.context.new_page()
    older.set_viewport_size({"width": width, "height": height})
    older.goto(f"{where}/contact/safe")
    page.get_by_label("Safe way").select_option("none")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Contact details")).to_be_visible()
    older.get_by_label("Safe way").select_option("own-phone")
    older.get_by_label("Number, place or person").fill("01632 960 001")
    fits(older)
    older.get_by_role("button", name="Save", exact=True).click()
    expect(older.get_by_role("heading", name="Another version was saved")).to_be_visible()
    expect(older.get_by_label("Number, place or person")).to_have_value("01632 960 001")
    fits(older)
    older.get_by_role("button", name="Take what was saved").click()
    expect(older.get_by_label("Safe way")).to_have_value("none")
    fits(older)
