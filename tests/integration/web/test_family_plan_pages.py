"""A plan for a family, and the needs that nobody meets, as a browser gets them."""

import re

from gpsupport.actions.consultation import answer_gate
from gpsupport.actions.referral import ExpectedRefusal, NewReferral, note_expected_refusal
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.enquiry import Mode, Presence
from gpsupport.domain.events import Event
from gpsupport.domain.people import Patient
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.knowledge.load import load_knowledge
from tests.integration.web.test_family_pages import LEAD, greens
from tests.integration.web.test_work_lists import TELLING, only_me
from tests.rig.world import GP, SECOND_GP, World, title_of

CANARY = "KANARIENVOGEL"
SAVED = {"asked": "yes", "outcome": "disclosed-current", "words": "He waits outside"}
WAITS = {
    "version": "0",
    "safety.state": "waits",
    "safety.for": "stabilisation",
    "safety.owner": GP,
    "safety.again": "4 weeks",
    "safety.words": f"{CANARY} asked twice",
    "stabilisation.state": "waits",
    "stabilisation.for": "safety",
    "stabilisation.owner": SECOND_GP,
    "stabilisation.again": "4 weeks",
    "stabilisation.who1": "The mental health team",
    "stabilisation.says1": "not before she has left",
    "stabilisation.who2": "Jo Hart",
    "stabilisation.says2": "she cannot leave like this",
}


def plan_of(patient: Patient) -> str:
    return f"/patients/{patient.id}/family/plan"


def keyless(page: str) -> str:
    """A page without the key of its forms, which differs from look to look."""
    return re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", page)


def remind(world: World, patient: Patient) -> None:
    """Something to do that nobody has."""
    actor = world.actor(GP)
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.OPEN_PATIENT)
    made = Reminder("", patient.id, "k", ReminderKind.WAITING_CHECK, world.now.date())
    with world.database.writing(occasion) as work:
        work.reminders.add_new(actor, [made])


def test_minutes_after_a_telling_the_plan_says_what_was_not_noted(world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    gp = world.signed_in(GP)
    gp.answer_gate(jane)
    assert "Nothing is open on this record" in gp.get(plan_of(jane)).text
    gp.post(f"/patients/{jane.id}/consultation/save", **SAVED)
    page = gp.get(plan_of(jane)).text
    assert "Nothing is open on this record" not in page
    open_now = page[page.index("Not noted yet after the telling") :]
    open_now = open_now[: open_now.index("Open the page")]
    for words in ("Safety today not asked", "Ella", "Noah", "get in touch"):
        assert words in open_now, words
    where = re.search(r'href="([^"]*after\?of=[^"]*)"', open_now)
    assert where is not None
    assert gp.get(where.group(1)).status_code == 200


def test_a_plan_from_the_first_look_to_a_ring_that_is_broken(world: World) -> None:
    jane, mark = world.patient("Atkinson", "Jane"), world.patient("Dunne", "Mark")
    remind(world, jane)
    gp = world.signed_in(GP)
    assert gp.get(plan_of(jane)).status_code == 303
    gp.answer_gate(mark)
    others = gp.get(plan_of(mark)).text
    gp.answer_gate(jane)
    assert plan_of(jane) in gp.get(f"/patients/{jane.id}/family").text
    page = gp.get(plan_of(jane))
    assert title_of(page.text) == "Plan for the family - Consultation support"
    assert not any(word in plan_of(jane) + title_of(page.text).lower() for word in TELLING)
    assert greens(page.text) == ["Save the plan"]
    assert "1 without an owner" in page.text
    action, version = re.findall(r'name="(?:action|version)" value="([^"]+)"', page.text)[:2]
    gp.post(f"{plan_of(jane)}/owner", action=action, version=version, owner=SECOND_GP)
    assert "without an owner" not in gp.get(plan_of(jane)).text

    # What is wrong is said, and nothing typed is lost.
    wrong = gp.post(plan_of(jane), **WAITS, barrier="mind")
    assert wrong.status_code == 422
    assert "both run side by side" in wrong.text
    assert "she cannot leave like this" in gp.get(plan_of(jane)).text
    assert gp.post(plan_of(jane), **WAITS).status_code == 303
    page = gp.get(plan_of(jane))
    assert "Safety waits for getting steadier; Getting steadier waits for safety." in page.text
    assert "Put it before the meeting" in page.text

    # Another window is told, and shown both.
    other = world.signed_in(SECOND_GP)
    other.answer_gate(jane)
    other.get(plan_of(jane))
    stale = {**WAITS, "safety.state": "under-way", "safety.for": ""}
    both = other.post(plan_of(jane), **stale)
    assert both.status_code == 422
    assert "Another version was saved" in both.text
    assert "Under way" in both.text
    done = other.post(plan_of(jane), **{**stale, "version": "1"}, barrier="mind")
    assert done.status_code == 422  # what waits for safety waits still
    calm = {**stale, "version": "1", "stabilisation.state": "can-start", "barrier": "mind"}
    assert other.post(plan_of(jane), **calm).status_code == 303
    page = other.get(plan_of(jane))
    assert "Each waits for the other" not in page.text
    assert "Both at once" in page.text
    assert "Earlier versions (1)" in page.text

    # On the record of anybody else nothing of it stands.
    gp.answer_gate(mark)
    again = gp.get(plan_of(mark)).text
    assert keyless(again) == keyless(others)


def test_needs_that_nobody_meets_are_rows_here_and_bands_in_the_file(world: World) -> None:
    jane, knowledge = world.patient("Atkinson", "Jane"), load_knowledge()
    doctor = world.actor(GP)
    assert world.signed_in(GP).get("/unmet").status_code == 404
    answer_gate(world.database, doctor, jane.id, Presence.ALONE, world.now, Mode.FACE_TO_FACE)
    assert knowledge.referral is not None
    wanted = NewReferral("", f"{CANARY} need", other_name="CAMHS", other_kind=OptionKind.CAMHS)
    made = ExpectedRefusal(wanted, knowledge.referral.gap_groups[0].id)
    note_expected_refusal(world.database, doctor, jane.id, made, knowledge, world.now)
    lead = world.signed_in(LEAD)
    page = only_me(lead, "/unmet")
    assert title_of(page) == "Needs that nobody meets - Consultation support"
    for words in ("ATKINSON, Jane", f"{CANARY} need", "Not sent to CAMHS: a no was expected"):
        assert words in page
    file = lead.get("/unmet/counts.csv")
    assert file.mimetype == "text/csv"
    assert "fewer than 5" in file.text
    for words in ("Jane", "ATKINSON", CANARY):
        assert words not in file.text
    lead.get("/away")
    assert lead.get("/unmet/counts.csv").status_code == 303
