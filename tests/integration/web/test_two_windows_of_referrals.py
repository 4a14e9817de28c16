"""Two windows with two referrals: what is typed in one never takes the place of the other's."""

import re

from gpsupport.domain.people import Patient
from tests.integration.web.test_referral_pages import (
    AGREED,
    ASKED_ON,
    PEOPLE,
    begin,
    gp,
    jane,
    page_of,
    step,
)
from tests.rig.world import Visitor, World

__all__ = ["gp", "jane"]
HUB = {"other_name": "The hub", "other_kind": "family-hub", "people": PEOPLE}
NEEDS = ("Cannot sleep", "Wets the bed")


def window(visitor: Visitor, patient: Patient, where: str = "new") -> str:
    """The name that the page of a new referral has for what is typed on it."""
    (name,) = re.findall(r'name="kept" value="([^"]+)"', visitor.get(page_of(patient, where)).text)
    return str(name)


def typed(visitor: Visitor, patient: Patient) -> list[str]:
    """Where the page of all referrals leads to what was typed and not saved."""
    page = visitor.get(page_of(patient)).text
    return re.findall(r'<a href="([^"]+)">Go on with it', page)


def test_what_two_windows_hold_of_new_referrals_stays_apart(jane: Patient, gp: Visitor) -> None:
    one, two = window(gp, jane), window(gp, jane)
    assert one != two
    for name, about, need in zip((one, two), "12", NEEDS, strict=True):
        sent = {**HUB, "kept": name, "about": about, "need": need}
        # Looked at with one person chosen, and then with another: it stays the same referral.
        for chosen in ("0", about):
            looked = gp.post(page_of(jane, "new"), **{**sent, "about": chosen}, do="look")
            assert need in gp.get(looked.headers["Location"]).text
    assert [need in gp.get(where).text for where in typed(gp, jane) for need in NEEDS] == [
        *(True, False),
        *(False, True),
    ]
    assert "Open the new referral" in gp.get(f"/patients/{jane.id}/consultation").text
    last = gp.get(page_of(jane, "new?about=1")).text
    assert NEEDS[0] in last
    assert f'href="{page_of(jane, f"new?kept={two}")}">Go on with that' in last
    assert window(gp, jane, "new?kept=") not in {one, two}
    done = {**HUB, "kept": two, "about": "2", "need": NEEDS[1], **AGREED, **ASKED_ON}
    assert gp.post(page_of(jane, "new"), **done, do="begin").status_code == 303
    assert typed(gp, jane) == [page_of(jane, f"new?kept={one}")]


def test_a_button_pressed_twice_begins_one(jane: Patient, gp: Visitor) -> None:
    sent = {**HUB, "kept": window(gp, jane), "about": "1", "need": NEEDS[0], "do": "begin"}
    answers = [gp.post(page_of(jane, "new"), **sent, **AGREED, **ASKED_ON) for _ in range(2)]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert typed(gp, jane) == []


def test_a_half_written_step_of_one_stays_while_another_is_written(
    jane: Patient, gp: Visitor
) -> None:
    first = begin(gp, jane)
    sent = {**HUB, "kept": window(gp, jane), "about": "2", "need": NEEDS[1], "do": "begin"}
    second = gp.post(page_of(jane, "new"), **sent, **AGREED, **ASKED_ON).headers["Location"]
    for where in (first, second):
        step(gp, where, "sent", how="letter")
        faulty = step(gp, where, "returned", advice=f"Of {where}")
        assert faulty.status_code == 422
    assert typed(gp, jane) == [first, second]
    assert step(gp, second, "note", words="Rang them").status_code == 303
    assert typed(gp, jane) == [first]
    assert f"Of {first}" in gp.get(first).text


def test_a_name_that_no_page_has_keeps_what_was_typed(
    world: World, jane: Patient, gp: Visitor
) -> None:
    window(gp, jane)
    world.wait(minutes=20)
    sent = gp.post(page_of(jane, "new"), kept="a/b", need=NEEDS[0], do="begin")
    assert sent.headers["Location"].startswith("/locked")
    gp.unlock()
    gp.answer_gate(jane)
    (where,) = typed(gp, jane)
    assert NEEDS[0] in gp.get(where).text
