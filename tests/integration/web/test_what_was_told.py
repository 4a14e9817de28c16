"""The page after a telling fits what was told: its words, whether it is over, and the age."""

from tests.integration.web.test_disclosure_page import CANARY, plans, saved
from tests.rig.world import GP, World, texts_of_class

MEETING = "multi-agency meeting"


def told(world: World, family: str, given: str, outcome: str, words: str = "") -> tuple[str, str]:
    """The address of the page after a telling, and the page."""
    visitor, patient = world.signed_in(GP), world.patient(family, given)
    visitor.answer_gate(patient)
    sent = {"asked": "yes", "outcome": outcome, "words": words, "observed": ""}
    visitor.post(f"/patients/{patient.id}/consultation/save", **sent)
    where = f"/patients/{patient.id}/consultation/after"
    return where, visitor.get(where).text


def test_the_words_just_noted_are_quoted_and_never_run(world: World) -> None:
    _, text = told(world, "Atkinson", "Jane", "disclosed-current", f"<b>{CANARY}</b>\nHe waits.")
    (quoted,) = texts_of_class(text, "cs-told-told")
    assert f"“<b>{CANARY}</b>" in quoted
    assert "He waits.”" in quoted
    assert f"<b>{CANARY}" not in text
    _, bare = told(world, "Bennett", "Sarah", "disclosed-current")
    assert texts_of_class(bare, "cs-told-told") == []


def test_the_meeting_is_named_in_full_with_its_short_name(world: World) -> None:
    _, text = told(world, "Atkinson", "Jane", "disclosed-current")
    assert text.count(f"{MEETING} (MARAC)") == text.count(MEETING) > 0
    assert "agencies’ meeting" not in text


def test_what_is_over_is_saved_with_one_answer(world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    where, text = told(world, "Atkinson", "Jane", "disclosed-past")
    assert "Is there any danger from this person now?" in text
    visitor = world.signed_in(GP)
    visitor.answer_gate(jane)
    sent = plans(visitor.get(where).text) | {"safety.over": "no", "safety.life": "not-asked"}
    assert visitor.post(where, **sent).status_code == 303
    kept = saved(world, jane)
    assert kept is not None
    assert [(one.question, one.answer) for one in kept.safety] == [
        ("over", "no"), ("life", "not-asked"),
    ]  # fmt: skip
    # A no to it is no more than that.
    again = visitor.get(where).text
    assert "no risk" not in again.lower()
    assert "Safety today not asked" not in again


def test_somebody_of_thirteen_is_asked_of_whom_they_go_out_with(world: World) -> None:
    ella = told(world, "Atkinson", "Ella", "disclosed-current")[1]
    noah = told(world, "Atkinson", "Noah", "disclosed-current")[1]
    going_out, small = "Is there somebody you go out with", "Is somebody hurting you?"
    assert (going_out in ella, small in ella) == (True, False)
    assert (going_out in noah, small in noah) == (False, True)
