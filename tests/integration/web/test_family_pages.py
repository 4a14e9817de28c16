"""Who belongs to a patient, in the browser door."""

import re

import pytest

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.events import Event
from gpsupport.domain.family.links import LinkKind
from gpsupport.domain.people import Patient
from tests.rig.world import GP, NURSE, SECOND_GP, Visitor, World, title_of

LEAD = "Dr Helen Marsh"
TYPED = {"family": "dunne", "kind": "feared", "note": "Seen here by Dr Reid <b>"}


@pytest.fixture
def jane(world: World) -> Patient:
    """A patient whose record names a partner and two children, all of them patients here."""
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def gp(world: World, jane: Patient) -> Visitor:
    """A doctor alone with her."""
    visitor = world.signed_in(GP)
    visitor.answer_gate(jane)
    return visitor


def page_of(patient: Patient, below: str = "") -> str:
    return f"/patients/{patient.id}/family{'/' + below if below else ''}"


def kinds(world: World, patient: Patient) -> list[LinkKind]:
    actor = world.actor(GP)
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.OPEN_PATIENT)
    with world.database.writing(occasion) as work:
        return [one.kind for one in work.links.read_all(actor, patient.id) if one.open]


def proposal(page: str, name: str) -> dict[str, str]:
    """The hidden boxes of the proposal that names somebody."""
    form = page[page[: page.index(f"may be <strong>{name}")].rindex("<form") :]
    return dict(re.findall(r'name="(resource|other)" value="([^"]*)"', form)[:2])


def greens(text: str) -> list[str]:
    """The words of the green buttons."""
    buttons = re.findall(r'<button class="nhsuk-button"[^>]*>(.*?)</button>', text, re.DOTALL)
    return [button.strip() for button in buttons]


def test_the_page_proposes_and_links_nobody(world: World, jane: Patient, gp: Visitor) -> None:
    page = gp.get(page_of(jane))
    assert (page.status_code, title_of(page.text)) == (200, "Family - Consultation support")
    for named in ("ATKINSON, Ella", "ATKINSON, Noah", "DUNNE, Mark", "Nobody is linked yet"):
        assert named in page.text
    assert greens(page.text) == ["Find"]
    assert "together" not in page.text
    assert kinds(world, jane) == []


def test_a_proposal_is_confirmed_or_refused(world: World, jane: Patient, gp: Visitor) -> None:
    for name, answer in (("Ella", "same"), ("Noah", "other")):
        page = gp.get(page_of(jane)).text
        told = proposal(page, f"ATKINSON, {name}") | {"kind": "child", "answer": answer}
        assert gp.post(page_of(jane, "settle"), **told).status_code == 303
    page = gp.get(page_of(jane)).text
    assert kinds(world, jane) == [LinkKind.CHILD]
    assert page.count("on this record may be") == 1


@pytest.mark.parametrize(
    ("odd", "status"), [({"answer": "same"}, 422), ({"answer": ""}, 303), ({}, 303)]
)
def test_a_proposal_is_settled_in_no_other_way(
    world: World, jane: Patient, gp: Visitor, odd: dict[str, str], status: int
) -> None:
    page = gp.get(page_of(jane)).text
    sent = dict(re.findall(r'name="(resource|other)" value="([^"]*)"', page))
    assert gp.post(page_of(jane, "settle"), **sent, **odd).status_code == status
    assert gp.get(page_of(jane)).text.count("on this record may be") == 3


def test_whom_she_told_of_is_linked_as_partner_only_if_that_is_meant(
    world: World, jane: Patient, gp: Visitor
) -> None:
    """No link to an adult in one click; that she is afraid comes first, and stays here."""
    page = gp.get(page_of(jane)).text
    form = page[page.index("may be <strong>DUNNE, Mark") :]
    choices = form[: form.index("</select>")]
    assert "selected" not in choices
    told = {"asked": "yes", "outcome": "disclosed-current", "words": "He waits outside"}
    gp.post(f"/patients/{jane.id}/consultation/save", **told)
    page = gp.get(page_of(jane)).text
    form = page[page.index("may be <strong>DUNNE, Mark") :]
    first, second = re.findall(r'<option value="([^"]*)"', form)[:2]
    assert (first, second) == ("", "feared")
    assert page.count("A link shows on both records") == 1
    mark, ella = form[: form.index("</form>")], page[page.index("may be <strong>ATKINSON, Ella") :]
    assert mark.index("</select>") < mark.index("It may show on his record too")
    assert 'type="checkbox"' not in ella[: ella.index("</form>")]
    other = gp.post(
        page_of(jane, "settle"),
        **proposal(page, "ATKINSON, Ella"),
        answer="same",
        kind="other",
    ).text
    assert "It may show on her record too" in other
    sent = proposal(page, "DUNNE, Mark") | {"answer": "same"}
    answer = gp.post(page_of(jane, "settle"), **sent, kind="former-partner")
    assert (answer.status_code, title_of(answer.text)[:7]) == (422, "Error: ")
    assert '<option value="former-partner" selected>' in answer.text
    meant = gp.post(page_of(jane, "settle"), **sent, shows="yes", kind="")
    assert re.search(r'name="shows"[^>]*checked', meant.text), "a tick is not lost"
    assert kinds(world, jane) == []
    assert gp.post(page_of(jane, "settle"), **sent, kind="feared").status_code == 303
    assert kinds(world, jane) == [LinkKind.FEARED]
    assert "may be <strong>DUNNE, Mark" not in gp.get(page_of(jane)).text


def test_somebody_is_found_and_linked(world: World, jane: Patient, gp: Visitor) -> None:
    mark = world.patient("Dunne", "Mark")
    gp.get(page_of(jane))
    assert gp.post(page_of(jane, "find"), family="dunne").headers["Location"].endswith("#found")
    page = gp.get(page_of(jane)).text
    assert "1 patient found" in page
    assert greens(page) == ["Link"]
    done = gp.post(page_of(jane, "link"), **TYPED, other=mark.id)
    assert done.status_code == 303
    page = gp.get(page_of(jane)).text
    assert "On this record only" in page
    assert "Seen here by Dr Reid &lt;b&gt;" in page
    assert 'value="dunne"' not in page
    again = gp.post(page_of(jane, "link"), **TYPED, other=mark.id)
    assert (again.status_code, title_of(again.text)[:7]) == (422, "Error: ")
    assert "They are linked like that already" in again.text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"family": "dunne", "note": "x"}, ("Choose who it is", "Choose what they are")),
        ({"family": "dunne", "kind": "aunt", "note": "x"}, ("Choose what they are",)),
        ({"family": "dunne", "kind": "child", "note": "x" * 1001}, ("letters or fewer",)),
        ({"family": "dunne", "nhs_number": "12", "note": "x"}, ("Check the NHS number",)),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    jane: Patient, gp: Visitor, sent: dict[str, str], told: tuple[str, ...]
) -> None:
    gp.get(page_of(jane))
    answer = gp.post(page_of(jane, "link"), **sent)
    assert answer.status_code == 422
    for words in told:
        assert words in answer.text
    assert 'value="dunne"' in gp.get(page_of(jane)).text


def test_nothing_to_look_for_is_said(jane: Patient, gp: Visitor) -> None:
    gp.get(page_of(jane))
    answer = gp.post(page_of(jane, "find"), family=" ")
    assert answer.status_code == 422
    assert "Type a name, a date of birth or an NHS number" in answer.text


def test_the_patient_is_not_linked_to_herself(world: World, jane: Patient, gp: Visitor) -> None:
    gp.get(page_of(jane))
    answer = gp.post(page_of(jane, "link"), family="atk", kind="child", other=jane.id)
    assert answer.status_code == 422
    assert kinds(world, jane) == []


@pytest.mark.parametrize("kind", [LinkKind.FORMER_PARTNER, LinkKind.SAME_HOUSEHOLD])
def test_whoever_was_looked_for_shows_on_both_records_only_if_that_is_meant(
    world: World, jane: Patient, gp: Visitor, kind: LinkKind
) -> None:
    told = {"asked": "yes", "outcome": "disclosed-current", "words": "He waits outside"}
    gp.post(f"/patients/{jane.id}/consultation/save", **told)
    sent = TYPED | {"kind": kind.value, "other": world.patient("Dunne", "Mark").id}
    answer = gp.post(page_of(jane, "link"), **sent)
    assert (answer.status_code, title_of(answer.text)[:7]) == (422, "Error: ")
    assert 'href="#shows"' in answer.text
    assert kinds(world, jane) == []
    assert gp.post(page_of(jane, "link"), **sent, shows="yes").status_code == 303
    assert kinds(world, jane) == [kind]


def test_what_was_typed_outlives_the_lock(world: World, jane: Patient, gp: Visitor) -> None:
    gp.get(page_of(jane))
    world.wait(minutes=20)
    sent = gp.post(page_of(jane, "link"), **TYPED, other=world.patient("Dunne", "Mark").id)
    assert sent.status_code == 303
    assert sent.headers["Location"].startswith("/locked")
    gp.unlock()
    gp.answer_gate(jane)
    assert kinds(world, jane) == []
    page = gp.get(page_of(jane)).text
    assert "Seen here by Dr Reid &lt;b&gt;" in page
    assert re.search(r'value="feared"[^>]*checked', page)


def test_a_link_is_ended_with_a_reason(world: World, jane: Patient, gp: Visitor) -> None:
    gp.get(page_of(jane))
    gp.post(page_of(jane, "link"), **TYPED, other=world.patient("Dunne", "Mark").id)
    page = gp.get(page_of(jane)).text
    sent = dict(re.findall(r'name="(link|version)" value="([^"]*)"', page))
    for odd in ({"end": ""}, {"end": "bored"}, {"end": "mistake", "version": "x"}):
        assert gp.post(page_of(jane, "end"), **(sent | odd)).status_code == 303
    assert kinds(world, jane) == [LinkKind.FEARED]
    gp.post(page_of(jane, "end"), **sent, end="mistake")
    page = gp.get(page_of(jane)).text
    assert kinds(world, jane) == []
    assert "A mistake: not the right person" in page


def test_before_the_gate_and_in_company_there_is_no_family(world: World, jane: Patient) -> None:
    for presence in (None, "someone-else"):
        visitor = world.signed_in(SECOND_GP)
        if presence:
            visitor.answer_gate(jane, presence)
        answer = visitor.get(page_of(jane))
        assert answer.headers["Location"].startswith(f"/patients/{jane.id}/consultation")


def test_the_household_together_is_for_the_lead_with_nobody_else_at_the_screen(
    world: World, jane: Patient, gp: Visitor
) -> None:
    for who in (SECOND_GP, NURSE):
        assert world.signed_in(who).get(page_of(jane, "together")).status_code == 404
    lead = world.signed_in(LEAD)
    assert lead.get(page_of(jane, "together")).headers["Location"].startswith("/screen")
    lead.get("/screen")
    lead.post("/screen", sees="only-me")
    alone = lead.get(page_of(jane, "together"))
    assert "Nobody is linked" in alone.text
    page = gp.get(page_of(jane)).text
    for name in ("Ella", "Noah"):
        sent = proposal(page, f"ATKINSON, {name}")
        gp.post(page_of(jane, "settle"), **sent, kind="child", answer="same")
    together = lead.get(page_of(jane, "together"))
    assert title_of(together.text).startswith("The household together")
    for words in ("ATKINSON, Ella", "Child, 13y", "Self-injurious", "Harm at home"):
        assert words in together.text
