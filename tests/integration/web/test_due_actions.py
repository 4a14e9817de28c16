"""What cannot wait after a telling, with forms alone: ticked, pasted, found by whoever is next."""

import re
from datetime import timedelta

import pytest

from gpsupport.domain.people import Patient, Role
from tests.rig.world import GP, SECOND_GP, XHTML, Visitor, World, parse

CARE, HOME = "Speak to emergency care", "Agree a plan before anybody goes home"
CRISIS = "Arrange a crisis assessment the same day"
ANSWERS = {"safety.neck": "yes", "safety.home": "yes", "safety.life": "yes"}
TELLING = ("abus", "violen", "domestic", "victim", "emergency", "crisis", "goes home", "neck")


@pytest.fixture
def jane(world: World) -> Patient:
    """A woman with two children on record."""
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def gp(world: World, jane: Patient) -> Visitor:
    """Dr Shah, who was told and has saved three answers that cannot wait."""
    visitor = world.signed_in(GP)
    tell(visitor, jane)
    return visitor


def where(patient: Patient, below: str = "") -> str:
    return f"/patients/{patient.id}/consultation{below}"


def tell(visitor: Visitor, patient: Patient) -> None:
    visitor.answer_gate(patient)
    visitor.post(where(patient, "/save"), asked="yes", outcome="disclosed-current")
    page = visitor.get(where(patient, "/after")).text
    sent = dict(ANSWERS)
    for box in parse(page).iter(f"{XHTML}select"):
        if (name := box.get("name") or "").endswith(".plan"):
            child = name.removesuffix("plan")
            sent |= {name: "see-alone", f"{child}owner": GP, f"{child}by": "1 week"}
    done = visitor.post(where(patient, "/after"), **sent)
    assert done.headers["Location"] == where(patient, "/record"), done.text


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def plain(page: str) -> str:
    """The words of the main part, with white space at rest."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(page)))


def to_tick(page: str) -> dict[str, str]:
    """The buttons that note something as done, by what it is."""
    found = re.findall(
        r'name="did" value="([^"]+)">Done<span class="cs-visually-hidden">: ([^<]+)<', page
    )
    return {said: value for value, said in found}


def pasted(page: str) -> str:
    whole = next(one for one in parse(page).iter(f"{XHTML}pre") if one.get("id") == "summary")
    return "".join(whole.itertext())


def privately(visitor: Visitor, to: str) -> str:
    """A page behind the question of who sees the screen."""
    visitor.get(visitor.get(to).headers["Location"])
    visitor.post("/screen", sees="only-me", next=to)
    return visitor.get(to).text


def test_the_record_page_names_what_cannot_wait_before_anything_else(
    gp: Visitor, jane: Patient
) -> None:
    page = gp.get(where(jane, "/record")).text
    said = plain(page)
    assert {CARE, HOME, CRISIS} <= set(to_tick(page))
    assert said.index("Before they leave") < said.index(CARE) < said.index("Who would see it")
    assert said.count("Urgent") == 3
    (left,) = [line for line in pasted(page).splitlines() if line.startswith("Open: ")]
    assert f"{CARE} (urgent)" in left


def test_a_tick_keeps_the_time_and_the_name_and_what_was_typed(
    world: World, gp: Visitor, jane: Patient
) -> None:
    page = gp.get(where(jane, "/record")).text
    world.wait(minutes=3)
    typed = {"fact.own-words-0": "Zaunkoenig"}
    done = gp.post(where(jane, "/record/done"), did=to_tick(page)[CARE], **typed)
    assert done.headers["Location"] == where(jane, "/record#actions")
    page = gp.get(where(jane, "/record")).text
    assert CARE not in to_tick(page)
    assert f"{CARE} Done at 9:15am by {GP}" in plain(page)
    assert "Zaunkoenig" in page
    assert f"Done: {CARE} (9:15am, {GP})." in pasted(page).splitlines()
    assert CARE not in next(one for one in pasted(page).splitlines() if one.startswith("Open: "))


def test_the_saved_conversation_names_what_is_open(gp: Visitor, jane: Patient) -> None:
    gp.post(where(jane, "/record/done"), did=to_tick(gp.get(where(jane, "/record")).text)[CARE])
    page = plain(gp.get(where(jane)).text)
    assert "Still open Urgent" in page
    assert CRISIS in page
    assert CARE not in page
    assert "Tick what is done" in page


def test_the_next_clinician_is_told_behind_the_gate_alone(
    world: World, gp: Visitor, jane: Patient
) -> None:
    gp.get("/today")
    world.wait(days=2)
    reid = world.signed_in(SECOND_GP)
    assert CRISIS not in reid.get(where(jane)).text
    reid.answer_gate(jane)
    page = plain(reid.get(where(jane)).text)
    assert "Still open from before" in page
    assert f"{CRISIS} {GP}, since 23 Nov 2026" in page
    reid.answer_gate(jane, "someone-else")
    assert CRISIS not in reid.get(where(jane)).text


def test_one_s_own_stand_on_the_page_of_the_day_and_say_nothing(
    world: World, gp: Visitor, jane: Patient
) -> None:
    assert gp.get("/today/prepare").headers["Location"].startswith("/screen")
    page = privately(gp, "/today/prepare")
    assert "From a visit:" in plain(page)
    assert "Urgent" in plain(page)
    assert where(jane) in page
    assert not [word for word in TELLING if word in main_of(page).lower()]
    values = re.findall(r'name="done" value="([^"]+)"', page)
    assert len(values) >= 3
    other = world.signed_in(SECOND_GP)
    assert "From a visit:" not in privately(other, "/today/prepare")
    assert other.post("/today/prepare/done", done=values[:1]).status_code == 404
    assert gp.post("/today/prepare/done", done=values).headers["Location"] == "/today/prepare"
    assert "From a visit" not in gp.get("/today/prepare").text
    assert gp.post("/today/prepare/done", done="x").status_code == 400
    gp.answer_gate(jane)
    assert not to_tick(gp.get(where(jane, "/record")).text)


def test_the_lead_sees_each_patient_once_with_whose_it_is(
    world: World, gp: Visitor, jane: Patient
) -> None:
    gp.post(where(jane, "/record"), said="yes")
    lead = world.signed_in(world.of_role(Role.SAFEGUARDING_LEAD).name)
    page = privately(lead, "/reminders")
    due = main_of(page).partition("Until ")[0]
    assert due.count(f'<a href="{where(jane)}">') == 1
    assert "Online access: 5 things left" in due
    assert " above" not in due
    assert due.count(f"<td>{GP}</td>") == 2
    assert "Nobody yet" not in due
    assert not [word for word in TELLING if word in due.lower()]
    alone = re.findall(r'<li class="cs-act">.*?name="done" value="([^"]+)"', due, re.DOTALL)
    assert len(alone) == 5
    lead.post("/reminders/done", done=alone[0])
    assert "Online access: 4 things left" in lead.get("/reminders").text
    assert lead.post("/reminders/done", done=alone).headers["Location"] == "/reminders"
    assert "Online access: 4 things left" in lead.get("/reminders").text
    lead.post("/reminders/done", done=alone[1:])
    assert "Online access" not in lead.get("/reminders").text


def test_a_plan_due_long_ago_is_found_by_whoever_comes_next(
    world: World, gp: Visitor, jane: Patient
) -> None:
    gp.get("/today")
    world.wait(days=9)
    reid = world.signed_in(SECOND_GP)
    reid.answer_gate(jane)
    page = plain(reid.get(where(jane)).text)
    day = (world.now - timedelta(days=2)).day
    assert re.search(rf"Ella: See alone .*since {day} Nov 2026", page)
