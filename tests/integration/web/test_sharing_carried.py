"""To whom the patient agreed after telling stands on the sharing page, and is not asked again."""

import re

import pytest

from gpsupport.domain.people import Patient
from tests.integration.web.test_disclosure_sharing import forms_of, hidden
from tests.rig.world import GP, Visitor, World, texts_of_class

TOLD = {"asked": "yes", "outcome": "disclosed-current", "words": "", "observed": ""}
AGREED = {"agree.advocate": "yes", "agree.advocate.what": "What he did in May, and nothing else"}


@pytest.fixture
def jane(world: World) -> Patient:
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def gp(world: World, jane: Patient) -> Visitor:
    """A GP to whom the patient has told."""
    visitor = world.signed_in(GP)
    visitor.answer_gate(jane)
    visitor.post(f"/patients/{jane.id}/consultation/save", **TOLD)
    visitor.get(f"/patients/{jane.id}/consultation/after")
    return visitor


@pytest.fixture
def page(jane: Patient) -> str:
    return f"/patients/{jane.id}/consultation/sharing"


def note(gp: Visitor, page: str, **boxes: str) -> None:
    """Type on the page after the telling, which keeps it as a draft."""
    gp.post(page.replace("/sharing", "/after/draft"), **boxes)


def boxes_of(text: str) -> dict[str, str]:
    """What a browser sends of the page as it is found."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", text):
        said = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        chosen = said.get("type") not in {"radio", "checkbox"} or " checked" in tag
        if chosen and said.get("name", "").startswith("step."):
            found[said["name"]] = said["value"]
    return found


def test_agreed_to_the_advocate_needs_one_tick(gp: Visitor, page: str) -> None:
    note(gp, page, **AGREED)
    found = boxes_of(gp.get(page).text)
    assert found["step.otherwise.with"] == "Nadia Rahman"
    # As the page stands, one tick and two buttons.
    assert gp.post(page, rest="yes", **found).headers["Location"] == f"{page}/check"
    check = gp.get(f"{page}/check").text
    assert "Without the patient’s yes" not in check
    gp.post(f"{page}/check", **hidden(check))
    (log,) = texts_of_class(gp.get(page).text, "cs-told-log")
    for words in (
        "Shared with Nadia Rahman",
        AGREED["agree.advocate.what"],
        "Lawful ground Consent.",
    ):
        assert words in log
    assert "The patient’s yes Given" in log


def test_what_is_logged_is_not_offered_again(gp: Visitor, page: str) -> None:
    note(gp, page, **AGREED)
    gp.post(page, rest="yes", **boxes_of(gp.get(page).text))
    gp.post(f"{page}/check", **hidden(gp.get(f"{page}/check").text))
    found = boxes_of(gp.get(page).text)
    assert "step.otherwise" not in found
    assert found["step.otherwise.what"] == ""
    assert gp.post(page, rest="yes", **found).status_code == 422


def test_without_an_agreement_nothing_is_answered(gp: Visitor, page: str) -> None:
    note(gp, page, **{"agree.advocate": "no", "agree.school-health": "not-asked"})
    found = boxes_of(gp.get(page).text)
    assert not [name for name in found if name.count(".") == 1 or name.endswith(".given")]
    assert found["step.otherwise.with"] == ""
    # Whom a step names stands there whatever was agreed.
    assert found["step.child.with"] == "Children’s social care"
    assert found["step.high-risk.with"] == "The multi-agency meeting (MARAC)"


@pytest.mark.parametrize("said", ["yes", "no"])
def test_what_was_said_of_just_these_people_stands_at_their_step(
    gp: Visitor, page: str, said: str
) -> None:
    note(gp, page, **{"agree.social-care": said, "agree.social-care.what": "The nights"})
    found = boxes_of(gp.get(page).text)
    assert found["step.child.asked"] == "yes"
    assert found["step.child.given"] == said
    assert found["step.child.what"] == "The nights"
    # Whether a child may come to harm is the clinician's answer.
    assert "step.child" not in found
    assert "step.child.shared" not in found
    assert "step.otherwise" not in found


def test_of_several_each_is_named_and_somebody_else_is_not(gp: Visitor, page: str) -> None:
    several = {"agree.police": "yes", "agree.other": "yes", "agree.other.what": "Her aunt: all"}
    note(gp, page, **AGREED, **several)
    found = boxes_of(gp.get(page).text)
    assert found["step.otherwise.with"] == "Nadia Rahman; Police"
    assert found["step.otherwise.what"] == (
        f"Nadia Rahman: {AGREED['agree.advocate.what']}; Somebody else: Her aunt: all"
    )


def test_what_was_typed_here_stays(gp: Visitor, page: str) -> None:
    first = boxes_of(gp.get(page).text)
    gp.post(f"{page}/draft", **first, **{"step.child": "no"})
    note(gp, page, **AGREED)
    # Nobody had been at the last question: what was agreed since comes along.
    found = boxes_of(gp.get(page).text)
    assert found["step.otherwise.with"] == "Nadia Rahman"
    gp.post(f"{page}/draft", **(found | {"step.otherwise.with": "", "step.otherwise": "no"}))
    again = boxes_of(gp.get(page).text)
    assert again["step.otherwise"] == "no"
    assert again["step.otherwise.with"] == ""


def test_once_the_answer_is_corrected_nothing_is_carried(
    gp: Visitor, jane: Patient, page: str
) -> None:
    note(gp, page, **AGREED)
    gp.post(f"/patients/{jane.id}/consultation/save", **(TOLD | {"outcome": "not-disclosed"}))
    assert "step.otherwise" not in boxes_of(gp.get(page).text)
    assert forms_of(gp.get(page).text)
