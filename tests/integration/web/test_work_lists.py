"""The work lists, the day's own patients and the handover sheet as a browser gets them."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from gpsupport.actions.consultation import answer_gate, record_enquiry
from gpsupport.actions.disclosure import save_disclosure
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import (
    Agreement,
    Answer,
    Disclosure,
    RiskFacts,
    SafetyAnswer,
)
from gpsupport.domain.enquiry import EnquiryOutcome, Presence
from gpsupport.domain.events import Event
from gpsupport.domain.people import Patient
from gpsupport.knowledge.load import load_knowledge
from tests.rig.world import GP, MORNING, NURSE, SECOND_GP, Visitor, World, title_of

LEAD = "Dr Helen Marsh"
TELLING = ("abus", "violen", "domestic", "victim", "perpetrat", "disclos", "told")
CANARY = "KANARIENVOGEL"


def only_me(visitor: Visitor, to: str) -> str:
    """Say that nobody else sees the screen; gives the page that follows."""
    sent = visitor.get(to).headers["Location"]
    assert sent.startswith("/screen?next=")
    visitor.get(sent)
    page = to.partition("?")[0]
    done = visitor.post("/screen", sees="only-me", next=page)
    assert done.headers["Location"] == page
    return visitor.get(to).text


def main_of(page: str) -> str:
    """The main part of a page."""
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("path", ["/reviews/due", "/reviews/due?list=put-off", "/today/prepare"])
def test_a_list_asks_first_who_sees_the_screen(world: World, path: str) -> None:
    lead = world.signed_in(LEAD)
    page = only_me(lead, path)
    assert "/patients/" in page
    lead.get("/away")
    assert lead.get(path).status_code == 303


def test_opening_a_patient_ends_the_lists(world: World) -> None:
    lead = world.signed_in(LEAD)
    only_me(lead, "/reviews/due")
    lead.answer_gate(world.patient("Linton", "Grace"), "someone-else")
    assert lead.get("/reviews/due").headers["Location"].startswith("/screen")


def test_rows_and_titles_say_nothing_of_the_subject(world: World) -> None:
    lead = world.signed_in(LEAD)
    only_me(lead, "/reviews/due")
    for which in ("due", "overdue", "never-asked", "not-alone", "put-off", "unseen-young"):
        page = lead.get(f"/reviews/due?list={which}").text
        assert title_of(page) == "Work lists - Consultation support"
        assert "Nobody is contacted because of a list" in page
        for word in TELLING:
            assert word not in main_of(page).lower(), (which, word)
    page = lead.get("/today/prepare").text
    assert not [word for word in TELLING if word in main_of(page).lower()]


def test_each_row_leads_to_the_patient_s_first_question(world: World) -> None:
    lead = world.signed_in(LEAD)
    page = only_me(lead, "/reviews/due")
    links = re.findall(r'href="(/patients/[^"]+)"', main_of(page))
    assert links
    assert all(link.endswith("/consultation") for link in links)
    assert "Who is here today?" in lead.get(links[0]).text


def test_the_lead_s_list_begins_with_what_is_urgent_and_says_what_sort_each_row_is(
    world: World,
) -> None:
    page = main_of(only_me(world.signed_in(LEAD), "/reviews/due"))
    assert "The most urgent come first, then who waits longest." in page
    rows = [row for row in page.split("<tr>") if "/patients/" in row]
    kinds = [one.listed for one in load_knowledge().cadence.kinds.values()]
    said = [next((kind for kind in kinds if f">{kind}<" in row), "") for row in rows]
    place = [kinds.index(kind) if kind else len(kinds) for kind in said]
    assert place == sorted(place)
    assert len(set(said)) >= 4
    # Rachel Osei's referral came back, later than others began to wait.
    assert said[next(n for n, row in enumerate(rows) if "OSEI" in row)] == "A letter came"


def test_what_is_for_the_lead_alone_is_on_no_clinician_s_list(world: World) -> None:
    listed = [one.listed for one in load_knowledge().cadence.kinds.values()]
    for name in (GP, SECOND_GP, NURSE):
        page = main_of(only_me(world.signed_in(name), "/today/prepare"))
        assert not [one for one in listed if f">{one}<" in page]


def test_a_list_that_does_not_exist_and_a_place_that_none_gave_are_not_there(
    world: World,
) -> None:
    lead = world.signed_in(LEAD)
    only_me(lead, "/reviews/due")
    for asked in ("list=everybody", "after=nowhere", "after=2026-11-23~' OR 1=1"):
        answer = lead.get(f"/reviews/due?{asked}")
        assert answer.status_code in {200, 404}, asked
    assert lead.get("/reviews/due?list=everybody").status_code == 404
    assert lead.get("/reviews/due?after=nowhere").status_code == 404


def test_lines_that_were_judged_earlier_say_as_of_when(world: World) -> None:
    world.wait(days=3)
    lead = world.signed_in(LEAD)
    page = only_me(lead, "/reviews/due")
    assert main_of(page).count("<tr>") > 1
    assert "As of 23 November 2026 at the oldest" in page


def test_a_note_is_named_and_not_shown(world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    actor, knowledge = world.actor("Dr Tom Reid"), load_knowledge()
    before = MORNING - timedelta(days=1)
    answer_gate(world.database, actor, jane.id, Presence.ALONE, before)
    draft = ConsultationDraft(asked=True, outcome=EnquiryOutcome.DECLINED, note=f"{CANARY} note")
    record_enquiry(world.database, actor, jane.id, draft, knowledge, before)
    page = only_me(world.signed_in(GP), "/today/prepare")
    row = page[page.index("ATKINSON, Jane") :]
    assert "There is a note for you" in row[: row.index("</tr>")]
    assert CANARY not in page


def test_the_handover_sheet_stands_behind_the_gate_and_prints_only_when_meant(
    world: World,
) -> None:
    carol = world.patient("Duffy", "Carol")
    where = f"/patients/{carol.id}/handover"
    gp = world.signed_in(GP)
    assert gp.get(where).status_code == 303
    assert gp.get(f"{where}/print").status_code == 303
    gp.answer_gate(carol)
    page = gp.get(where).text
    assert "That Sean sleeps through again." in page
    assert "07700 900144" in page
    assert "Ask the school nurse" in page
    assert "cs-body--screen-only" in page
    before = gp.get(f"{where}/print").text
    assert title_of(before) == "Before you print - Consultation support"
    assert "07700 900144" not in before
    assert "Destroy it when it has been read" in before
    paper = gp.post(f"{where}/print").text
    assert title_of(paper) == "Handover - Consultation support"
    assert "cs-body--screen-only" not in paper
    assert "07700 900144" in paper
    for word in ("abus", "violen", "domestic", "victim", "perpetrat"):
        assert word not in main_of(paper).lower(), word


def test_a_way_to_get_in_touch_that_no_longer_holds_is_not_on_the_sheet(world: World) -> None:
    carol = world.patient("Duffy", "Carol")
    world.wait(days=60)
    gp = world.signed_in(GP)
    gp.answer_gate(carol)
    page = gp.get(f"/patients/{carol.id}/handover").text
    assert "07700 900144" not in page
    assert "no longer holds" in page
    assert "The landline" in page


def tell(world: World, jane: Patient) -> None:
    """A telling with what was noted after it: a danger two weeks old, and a way by phone."""
    knowledge = load_knowledge()
    actor, neck_on = world.actor(GP), MORNING.date() - timedelta(days=14)
    answer_gate(world.database, actor, jane.id, Presence.ALONE, world.now)
    draft = ConsultationDraft(asked=True, outcome=EnquiryOutcome.DISCLOSED_CURRENT)
    record_enquiry(world.database, actor, jane.id, draft, knowledge, world.now)
    made = Disclosure(
        "",
        "",
        "",
        "",
        world.now,
        "",
        safety=(
            SafetyAnswer("threat", Answer.YES),
            SafetyAnswer("neck", Answer.YES, "twice", on=neck_on, symptoms=True),
        ),
        children_asked=True,
        risk=RiskFacts(judgement=True, judgement_reasons="It comes more often."),
        contact=SafeContact(
            SafeWay.WORK_PHONE, "01752 960300", valid_until=MORNING.date() + timedelta(days=28)
        ),
        agreements=(Agreement("advocate", agreed=True),),
    )
    save_disclosure(world.database, actor, jane.id, made, knowledge, world.now)


def test_the_next_clinician_reads_in_one_line_what_was_said_yes_to(world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    tell(world, jane)
    said = "Told us on 23 Nov 2026: yes to pressure on the neck, or choking, ever (9 Nov 2026;"
    gp = world.signed_in(GP)
    # Beside the answer of this very consultation it is said by what was saved.
    assert said not in gp.answer_gate(jane).text
    world.wait(days=1)
    other = world.signed_in(LEAD)
    assert said in other.answer_gate(jane).text
    assert said not in other.answer_gate(jane, "someone-else").text


def test_the_sheet_begins_with_what_cannot_wait(world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    tell(world, jane)
    gp = world.signed_in(GP)
    gp.answer_gate(jane)
    sheet = main_of(gp.get(f"/patients/{jane.id}/handover").text)
    paper = main_of(gp.post(f"/patients/{jane.id}/handover/print").text)
    for page in (sheet, paper):
        first = page[page.index("Before anything else") : page.index("Where it stands")]
        neck = "Pressure on the neck, or choking, ever (9 Nov 2026; symptoms since: yes; twice)"
        for said in (
            neck,
            "Threat to kill, or a weapon",
            "High, by judgement: It comes more often.",
            "Still open",
            "Speak to emergency care",
            "Urgent",
            f"23 Nov 2026, {GP}",
        ):
            assert said in first, said
        assert first.index("Pressure on the neck") < first.index("Threat to kill")
        # The way and its last day, and the advocate by name.
        for said in ("Their work", "21 Dec 2026", "Nadia Rahman"):
            assert said in page, said
    # Corrected to a no, nothing of it is left but the way.
    said_no = ConsultationDraft(asked=True, outcome=EnquiryOutcome.NOT_DISCLOSED)
    actor, knowledge = world.actor(GP), load_knowledge()
    answer_gate(world.database, actor, jane.id, Presence.ALONE, world.now)
    record_enquiry(world.database, actor, jane.id, said_no, knowledge, world.now)
    gp.answer_gate(jane)
    after = main_of(gp.get(f"/patients/{jane.id}/handover").text)
    assert "Before anything else" not in after
    assert "Their work" in after


def test_nobody_is_named_to_ask_beside_whoever_sees_the_patient(world: World) -> None:
    gp = world.signed_in(GP)
    carol = world.patient("Duffy", "Carol")
    gp.answer_gate(carol)
    for page in ("timeline", "handover"):
        shown = gp.get(f"/patients/{carol.id}/{page}").text
        assert ", else whoever sees them." in shown
        assert "whoever sees the patient." not in shown


def test_no_way_at_all_is_said_as_loudly(world: World) -> None:
    carol = world.patient("Duffy", "Carol")
    gp = world.signed_in(GP)
    gp.answer_gate(carol)
    actor = world.actor(GP)
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.NOTE_SAFE_CONTACT)
    with world.database.writing(occasion) as work:
        found = work.consultations.find_latest(actor, carol.id, MORNING.date(), world.now)
        assert found is not None
        (kept,) = work.safe_contacts.read_all(actor, carol.id)
        none = SafeContact(SafeWay.NONE)
        work.safe_contacts.add(actor, carol.id, found.id, none, world.now, kept.id)
    page = gp.get(f"/patients/{carol.id}/handover").text
    assert "The patient said that no way is safe." in page
    assert "07700 900144" not in page


def test_the_timeline_says_where_it_stands_and_what_is_to_come(world: World) -> None:
    gp = world.signed_in(GP)
    for given, family, told in (
        ("Dawn", "Hollis", ("Put off twice in a row.", "Because: too unwell", "Until 17 Nov 2026")),
        ("Tess", "Marlow", ("Asked us not to raise it until 10 Apr 2027", "Not before 10 Apr")),
        ("Ngozi", "Okafor", ("Not seen alone 3 times in a row.", "Her husband", "See alone")),
        ("Leanne", "Price", ("Also to come", "25 November 2026: Pregnancy, the last third")),
        ("Carol", "Duffy", ("Told of it, in the past.", "Next steps noted", "Plans for Sean")),
    ):
        patient = world.patient(family, given)
        gp.answer_gate(patient)
        page = gp.get(f"/patients/{patient.id}/timeline").text
        for words in told:
            assert words in page, (family, words)


def test_what_was_noted_and_corrected_stays_on_the_timeline(world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    tell(world, jane)
    actor, knowledge = world.actor(GP), load_knowledge()
    with world.database.writing(
        Occasion(actor, Permission.CONSULT, world.now, Event.READ_TIMELINE)
    ) as work:
        (first,) = work.disclosures.read_all(actor, jane.id)
    world.wait(minutes=4)
    answer_gate(world.database, actor, jane.id, Presence.ALONE, world.now)
    neck = next(one for one in first.safety if one.question == "neck")
    corrected = replace(first, at=world.now, safety=(replace(neck, note=CANARY),))
    save_disclosure(
        world.database, actor, jane.id, corrected, knowledge, world.now, supersedes=first.id
    )
    gp = world.signed_in(GP)
    gp.answer_gate(jane)
    page = main_of(gp.get(f"/patients/{jane.id}/timeline").text)
    (row,) = [one for one in page.split("<tr")[1:] if "Changed: replaced at" in one]
    assert "Then: threat to kill, or a weapon" in row
    assert "Then: pressure on the neck" in row
    assert CANARY not in row
    assert "cs-replaced" in row
    # With company there is no timeline at all.
    gp.answer_gate(jane, "someone-else")
    assert gp.get(f"/patients/{jane.id}/timeline").status_code == 303
