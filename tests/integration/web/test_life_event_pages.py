"""What changed in a record, in the browser door."""

import re

import pytest

from gpsupport.actions.consultation import answer_gate
from gpsupport.actions.family import NewLink, link_patients
from gpsupport.domain.enquiry import Mode, Presence
from gpsupport.domain.family.links import LinkKind
from gpsupport.domain.people import Patient
from gpsupport.knowledge.load import load_knowledge
from tests.rig.world import GP, Visitor, World, title_of

LEAD = "Dr Helen Marsh"


@pytest.fixture
def jane(world: World) -> Patient:
    return world.patient("Atkinson", "Jane")


def page_of(patient: Patient, below: str = "") -> str:
    return f"/patients/{patient.id}/changes{'/' + below if below else ''}"


def greens(text: str) -> list[str]:
    return re.findall(r'<button class="nhsuk-button"[^>]*>\s*([^<]*)', text)


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None
    return found[1]


def alone_with(world: World, who: str, patient: Patient) -> Visitor:
    visitor = world.signed_in(who)
    visitor.answer_gate(patient)
    return visitor


def link_mark(world: World, jane: Patient) -> None:
    mark, actor = world.patient("Dunne", "Mark"), world.actor(GP)
    answer_gate(world.database, actor, jane.id, Presence.ALONE, world.now, Mode.FACE_TO_FACE)
    wanted = NewLink(mark.id, LinkKind.PARTNER)
    link_patients(world.database, actor, jane.id, wanted, {}, load_knowledge(), world.now)


def test_what_happened_is_noted_and_each_thing_has_its_row(world: World, jane: Patient) -> None:
    gp = alone_with(world, GP, jane)
    page = gp.get(page_of(jane))
    assert (page.status_code, title_of(page.text)) == (200, "What changed - Consultation support")
    assert greens(page.text) == ["Note it"]
    wrong = gp.post(page_of(jane, "note"), words="She now lives at 12 Sparrow Lane", seen="0")
    assert (wrong.status_code, "Choose what happened" in wrong.text) == (422, True)
    where = {"kind": "moved-area", "seen": "0"}
    wrong = gp.post(page_of(jane, "note"), **where, words="She now lives at 12 Sparrow Lane")
    assert "This looks like an address" in wrong.text
    assert "12 Sparrow Lane" in gp.get(page_of(jane)).text  # what was typed is kept
    done = gp.post(page_of(jane, "note"), **where, hidden="yes", words="With <her> sister")
    assert done.status_code == 303
    page = gp.get(page_of(jane))
    assert "With &lt;her&gt; sister" in page.text
    assert "Sparrow Lane" not in page.text
    assert "none is written down" in page.text
    assert page.text.count("It goes on as it was.") == 1
    again = gp.post(page_of(jane, "note"), kind="death", seen="0")
    assert (again.status_code, "Somebody else wrote" in again.text) == (409, True)


def test_the_lead_is_reminded_where_it_is_answered(world: World, jane: Patient) -> None:
    link_mark(world, jane)
    gp = alone_with(world, GP, jane)
    gp.get(page_of(jane))
    assert gp.post(page_of(jane, "note"), kind="left", seen="0").status_code == 303
    assert "Dunne" in gp.get(page_of(jane)).text
    lead = alone_with(world, LEAD, jane)
    lead.get("/screen")
    lead.post("/screen", sees="only-me", next="/reminders")
    listed = lead.get("/reminders").text
    assert f'<a href="{page_of(jane)}">Answer' in listed
    page = lead.get(page_of(jane)).text
    sent = {name: hidden(page, name) for name in ("event", "question")}
    seen = re.findall(r'name="seen" value="(\d+)"', page)[0]
    bad = lead.post(page_of(jane, "decide"), **sent, seen=seen, decision="handed-over")
    assert (bad.status_code, "Say who takes it over" in bad.text) == (422, True)
    box = {f"owner-{sent['question']}": "Dr Next"}
    done = lead.post(page_of(jane, "decide"), **sent, **box, seen=seen, decision="handed-over")
    assert done.status_code == 303
    assert "Handed over to Dr Next" in lead.get(page_of(jane)).text
