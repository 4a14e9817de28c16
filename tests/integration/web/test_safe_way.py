"""The safe way on its own page and after a telling: one truth, and nothing comes back unseen."""

import pytest

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.events import Event
from gpsupport.domain.people import Patient
from tests.integration.web.test_disclosure_page import _draft, boxes, plans, tell
from tests.rig.world import GP, SECOND_GP, Visitor, World, texts_of_class

OLD_NUMBER = "01632 960 001"
AGREED = {
    "contact.way": "own-phone",
    "contact.detail": OLD_NUMBER,
    "contact.never": "Home phone",
    "contact.until": "2 weeks",
}
TAKEN_BACK = {"contact.way": "none", "contact.detail": "", "contact.never": "Any phone"}


@pytest.fixture
def jane(world: World) -> Patient:
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def gp(world: World, jane: Patient) -> Visitor:
    """A GP to whom the patient told."""
    visitor = world.signed_in(GP)
    tell(visitor, jane)
    return visitor


@pytest.fixture
def safe(jane: Patient) -> str:
    return f"/patients/{jane.id}/contact/safe"


@pytest.fixture
def after(jane: Patient) -> str:
    return f"/patients/{jane.id}/consultation/after"


def agree(visitor: Visitor, safe: str, said: dict[str, str]) -> None:
    """Keep it from a window that was opened just now."""
    sent = boxes(visitor.get(safe).text) | said
    assert visitor.post(safe, **sent).headers["Location"] == safe.removesuffix("/safe")


def counting(world: World, patient: Patient) -> SafeContact | None:
    actor = world.actor(GP)
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.READ_NEXT_STEPS)
    with world.database.writing(occasion) as work:
        return work.safe_contacts.find_current(actor, patient.id)


def way(world: World, patient: Patient) -> SafeWay | None:
    found = counting(world, patient)
    return found.way if found else None


def both(text: str) -> str:
    """What the page says of two versions, each box with both."""
    return " ".join(" ".join(texts_of_class(text, "cs-meanwhile")).split())


def test_an_older_window_shows_both_and_brings_nothing_back_unseen(
    world: World, gp: Visitor, jane: Patient, safe: str
) -> None:
    agree(gp, safe, AGREED)
    older = boxes(gp.get(safe).text)
    assert older["contact.detail"] == OLD_NUMBER
    other = world.signed_in(SECOND_GP)
    other.answer_gate(jane)
    world.wait(minutes=2)
    agree(other, safe, TAKEN_BACK)
    refused = gp.post(safe, **older)
    assert refused.status_code == 422
    assert way(world, jane) is SafeWay.NONE
    assert f"{SECOND_GP} saved at 9:14am, after this page was opened." in refused.text
    assert "Safe way No way is safe Their own phone" in both(refused.text)
    assert f"Number, place or person Left empty {OLD_NUMBER}" in both(refused.text)
    # What was typed is there on another visit too, and may be given up or gone on with.
    again = gp.get(safe).text
    assert both(again) == both(refused.text)
    gp.post(f"{safe}/draft", **older, give_up="yes")
    given_up = gp.get(safe).text
    assert not both(given_up)
    assert OLD_NUMBER not in given_up
    assert gp.post(safe, **older).status_code == 422
    assert gp.post(safe, **boxes(gp.get(safe).text)).status_code == 303
    assert way(world, jane) is SafeWay.OWN_PHONE


def test_a_button_pressed_twice_is_no_other_version(
    world: World, gp: Visitor, jane: Patient, safe: str
) -> None:
    sent = boxes(gp.get(safe).text) | AGREED
    for _ in range(2):
        assert gp.post(safe, **sent).status_code == 303
    assert way(world, jane) is SafeWay.OWN_PHONE


def test_an_older_page_after_a_telling_brings_no_number_back(
    world: World, gp: Visitor, jane: Patient, safe: str, after: str
) -> None:
    sent = boxes(gp.get(after).text) | plans(gp.get(after).text) | AGREED
    assert gp.post(after, **sent).status_code == 303
    older = boxes(gp.get(after).text)
    assert older["contact.detail"] == OLD_NUMBER
    agree(gp, safe, TAKEN_BACK)
    # The page shows what counts now, not what was noted first.
    shown = gp.get(after).text
    assert OLD_NUMBER not in shown
    assert boxes(shown)["contact.way"] == "none"
    # Saved from the older window with nothing new but its words: the number stays taken back.
    assert gp.post(after, **(older | {"matters": "Sleep"})).status_code == 303
    assert counting(world, jane) == SafeContact(
        SafeWay.NONE, never="Any phone", confirmed_on=world.now.date()
    )
    assert OLD_NUMBER not in gp.get(after).text


def test_what_was_typed_on_purpose_in_an_older_page_stands_beside_what_was_kept(
    world: World, gp: Visitor, jane: Patient, safe: str, after: str
) -> None:
    older = boxes(gp.get(after).text) | plans(gp.get(after).text)
    agree(gp, safe, TAKEN_BACK)
    drafted = _draft(gp, after, **(older | AGREED))
    assert "when you save, you see both" in drafted.text
    assert gp.post(after, **(older | AGREED)).status_code == 303
    assert way(world, jane) is SafeWay.NONE
    shown = gp.get(after).text
    assert "Safe way No way is safe Their own phone" in both(shown)
    # Nothing else was saved since, so nothing else is said of.
    assert "Ella" not in both(shown)
    assert gp.post(after, **boxes(shown)).status_code == 303
    assert way(world, jane) is SafeWay.OWN_PHONE


def test_emptied_boxes_take_the_way_back(
    world: World, gp: Visitor, jane: Patient, safe: str, after: str
) -> None:
    sent = boxes(gp.get(after).text) | plans(gp.get(after).text) | AGREED
    assert gp.post(after, **sent).status_code == 303
    shown = boxes(gp.get(after).text)
    emptied = dict.fromkeys(AGREED, "")
    assert gp.post(after, **(shown | emptied)).status_code == 303
    taken = counting(world, jane)
    assert taken is not None
    assert (taken.way, taken.never) == (SafeWay.NONE, "Home phone")
    for page in (after, safe, safe.removesuffix("/safe"), f"/patients/{jane.id}/handover"):
        assert OLD_NUMBER not in gp.get(page).text


def test_what_was_agreed_long_ago_is_not_offered_after_a_telling(
    world: World, gp: Visitor, jane: Patient, safe: str, after: str
) -> None:
    agree(gp, safe, AGREED)
    world.wait(days=15)
    later = world.signed_in(GP)
    tell(later, jane)
    text = later.get(after).text
    assert OLD_NUMBER not in text
    assert "no longer holds" in text
    assert later.post(after, **(boxes(text) | plans(text))).status_code == 303
    assert way(world, jane) is SafeWay.OWN_PHONE


def test_until_when_is_proposed_and_counts_beside_a_way_alone(
    world: World, gp: Visitor, jane: Patient, safe: str, after: str
) -> None:
    text = gp.get(after).text
    for shown in (text, gp.get(safe).text):
        assert boxes(shown)["contact.until"] == "21 Dec 2026"
        assert "needed with a way: usually 4 weeks, at most 3 months" in shown
    assert gp.post(after, **(boxes(text) | plans(text))).status_code == 303
    assert counting(world, jane) is None
    agree(gp, safe, {"contact.way": "in-person"})
    found = counting(world, jane)
    assert found is not None
    assert str(found.valid_until) == "2026-12-21"
    # Emptied beside a way it is asked for, and not put back in.
    sent = boxes(gp.get(safe).text) | {"contact.until": ""}
    refused = gp.post(safe, **sent)
    assert refused.status_code == 422
    assert boxes(refused.text)["contact.until"] == ""
