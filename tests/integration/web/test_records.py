"""Asking for a record and the lead's page about one, through the browser door."""

import re
import uuid

import pytest
from werkzeug.test import TestResponse

from gpsupport.actions.record_access import RuleChange, change_rules
from gpsupport.domain.people import Patient, Role
from gpsupport.domain.record_access import Change
from tests.rig.world import FORM_KEY_BYTES, GP, NURSE, SECOND_GP, Visitor, World, title_of

LEAD = "Dr Helen Marsh"
REASON = "She rang from a locked room"
REFERENCE = re.compile(rb"Reference [0-9a-f]{12}")
NOTHING = "Nothing was opened"


@pytest.fixture
def patient(world: World) -> Patient:
    """A patient for whom Dr Shah alone is named."""
    found = world.patient("Atkinson", "Jane")
    restrict(world, found)
    return found


def restrict(world: World, patient: Patient) -> None:
    """Let only Dr Shah see a record."""
    wanted = RuleChange(Change.NAME, (world.actor(GP).clinician_id,), "Asked for by the patient")
    change_rules(world.database, world.actor(LEAD), patient.id, wanted, world.now)


def deny(world: World, patient: Patient, name: str) -> None:
    """Keep somebody out of a record."""
    wanted = RuleChange(Change.DENY, (world.actor(name).clinician_id,), "Asked for by the patient")
    change_rules(world.database, world.actor(LEAD), patient.id, wanted, world.now)


def facts(patient: Patient, **changed: str) -> dict[str, str]:
    """A request for a patient, as it is typed."""
    assert patient.born is not None
    born = patient.born.earliest
    return {
        "family": patient.name.family,
        "given": patient.name.given,
        "born-day": str(born.day),
        "born-month": str(born.month),
        "born-year": str(born.year),
        "reason": REASON,
        "purpose": "direct-care",
        **changed,
    }


def ask(visitor: Visitor, typed: dict[str, str]) -> TestResponse:
    """Fill in and send the form."""
    assert visitor.get("/records/request").status_code == 200
    return visitor.post("/records/request", **typed)


def seen(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """Everything that an answer gives away; ids made for each request are taken out."""
    headers = [
        (name, value)
        for name, value in answer.headers
        if name not in {"X-Request-Id", "Set-Cookie", "Date"}
    ]
    body = REFERENCE.sub(b"Reference", FORM_KEY_BYTES.sub(rb"\1", answer.data))
    return answer.status_code, headers, body


def test_a_request_opens_the_consultation_for_fifteen_minutes(
    world: World, patient: Patient
) -> None:
    visitor = world.signed_in(SECOND_GP)
    page = f"/patients/{patient.id}/consultation"
    assert visitor.get(page).status_code == 404
    answer = ask(visitor, facts(patient))
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert "Who is here today?" in visitor.get(page).text
    for _ in range(3):
        world.wait(minutes=4)
        assert visitor.get("/today").status_code == 200
    world.wait(minutes=3)
    assert visitor.get(page).status_code == 404


def test_what_opens_nothing_always_answers_the_same(world: World, patient: Patient) -> None:
    visitor = world.signed_in(SECOND_GP)
    unknown = ask(visitor, facts(patient, family="Nobody"))
    assert unknown.status_code == 200
    assert NOTHING in unknown.text
    told = [seen(unknown), seen(ask(visitor, facts(patient, **{"born-day": "1"})))]
    told.append(seen(ask(visitor, facts(patient, nhs_number="943 476 5919"))))
    deny(world, patient, SECOND_GP)
    denied = ask(visitor, facts(patient))
    told.append(seen(denied))
    told.append(seen(ask(world.signed_in(LEAD), facts(patient))))
    # The lead's own header differs from the doctor's; the rest is one page.
    body = told[0][2]
    assert told[:4] == [told[0]] * 4
    main = re.compile(rb"<main.*</main>", re.DOTALL)
    assert main.search(told[4][2])[0] == main.search(body)[0]  # type: ignore[index]
    assert patient.name.family.encode() not in denied.data


@pytest.mark.parametrize("denied", [False, True])
def test_forbidden_is_unknown_to_the_byte(world: World, patient: Patient, denied: bool) -> None:
    who = NURSE
    if denied:
        deny(world, patient, who)
    visitor = world.signed_in(who)
    unknown = Patient(str(uuid.uuid4()), patient.name, patient.sex)
    for path in (
        "consultation",
        "timeline",
        "local-help",
        "consultation/record",
        "contact",
        "access",
    ):
        assert both(visitor, patient, unknown, path), path
    for path in ("gate", "see-alone", "draft", "save", "not-now"):
        visitor.get("/today")
        told = [
            seen(visitor.post(f"/patients/{one.id}/consultation/{path}", presence="alone"))
            for one in (patient, unknown)
        ]
        assert told[0] == told[1], path


def both(visitor: Visitor, patient: Patient, unknown: Patient, path: str) -> bool:
    """Whether a page answers for both alike, and with not found."""
    told = [seen(visitor.get(f"/patients/{one.id}/{path}")) for one in (patient, unknown)]
    return told[0] == told[1] and told[0][0] == 404


def test_a_search_and_the_day_say_nothing_of_a_restricted_patient(world: World) -> None:
    patient = world.patient("Atkinson", "Jane")
    visitor = world.signed_in(NURSE)
    visitor.get("/patients")
    shown = visitor.post("/patients", family="Atkinson", given="Jane")
    assert patient.id in shown.text
    restrict(world, patient)
    hidden = seen(visitor.post("/patients", family="Atkinson", given="Jane"))
    nobody = seen(visitor.post("/patients", family="Zzyzxqqq", given="Jane"))
    assert (*hidden[:2], hidden[2].replace(b"Atkinson", b"Zzyzxqqq")) == nobody
    assert b"Nobody found" in hidden[2]
    front = world.signed_in(world.of_role(Role.RECEPTIONIST).name)
    assert "Jane Atkinson" not in front.get("/today").text


def test_what_is_missing_is_said_without_looking_for_anybody(
    world: World, patient: Patient
) -> None:
    visitor = world.signed_in(SECOND_GP)
    for one in (facts(patient, reason="help"), facts(patient, reason="help", family="Nobody")):
        answer = ask(visitor, one)
        assert answer.status_code == 422
        assert title_of(answer.text).startswith("Error: Request a record")
        assert "Say why, in 10 letters or more" in answer.text
        assert "Choose" not in answer.text
    bad = ask(visitor, facts(patient, nhs_number="123", purpose="fun", **{"born-year": ""}))
    for words in ("ten digits", "must have a year", "Choose what it is for"):
        assert words in bad.text


def test_a_reason_does_not_open_a_record_twice(world: World, patient: Patient) -> None:
    visitor = world.signed_in(SECOND_GP)
    ask(visitor, facts(patient))
    world.wait(minutes=16)
    visitor = world.signed_in(SECOND_GP)
    again = ask(visitor, facts(patient))
    assert again.status_code == 422
    assert "Say what is new" in again.text
    assert ask(visitor, facts(patient, reason="She is at the desk now")).status_code == 303


def test_every_patient_page_leads_to_a_request_and_only_the_lead_to_the_lists(
    world: World,
) -> None:
    patient = world.patient("Atkinson", "Jane")
    for name, leads in ((GP, False), (NURSE, False), (LEAD, True)):
        visitor = world.signed_in(name)
        pages = [visitor.get(f"/patients/{patient.id}/consultation").text]
        pages.append(visitor.answer_gate(patient).text)
        pages.append(visitor.get(f"/patients/{patient.id}/timeline").text)
        assert 'href="/records/request"' in visitor.get("/patients").text
        for page in pages:
            # On a patient's page it would tell whoever reads along that something is hidden.
            assert 'href="/records/request"' not in page
            assert (f'href="/patients/{patient.id}/access"' in page) is leads
            assert ('href="/reviews"' in page) is leads


def test_the_lead_changes_who_may_see_a_record(world: World) -> None:
    patient = world.patient("Atkinson", "Jane")
    href = f"/patients/{patient.id}/access"
    lead, gp = world.signed_in(LEAD), world.actor(GP)
    page = lead.get(href)
    assert title_of(page.text).startswith("Record access")
    assert "Everybody who sees patients may see this record." in page.text
    done = lead.post(href, change="name", staff=gp.clinician_id, reason="Asked for by the patient")
    assert (done.status_code, done.headers["Location"]) == (303, href)
    page = lead.get(href)
    assert "Only 1 named person may see this record." in page.text
    assert "Changed who may see the record" in page.text
    last = lead.post(href, change="unname", staff=gp.clinician_id, reason="No longer wanted")
    assert last.status_code == 422
    assert "Somebody must stay on the named list" in last.text
    assert "No longer wanted" in last.text
    empty = lead.post(href, change="deny", reason="short")
    assert "Choose for whom" in empty.text
    assert "Say why" in empty.text
    assert "Choose a change" in lead.post(href, reason="Long enough it is").text
    assert lead.post(href, change="unrestrict", reason="No longer wanted").status_code == 303
    assert "What held before" in lead.get(href).text


def test_a_lead_ticks_a_box_before_she_shuts_herself_out(world: World) -> None:
    patient = world.patient("Atkinson", "Jane")
    href, me = f"/patients/{patient.id}/access", world.actor(LEAD).clinician_id
    lead = world.signed_in(LEAD)
    lead.get(href)
    typed = {"change": "deny", "staff": me, "reason": "I know this family"}
    alone = lead.post(href, **typed)
    assert alone.status_code == 422
    assert "Another lead comes first" in alone.text
    with_another_lead(world)
    asked = lead.post(href, **typed)
    assert asked.status_code == 422
    assert "I know that I shall not see this record again" in asked.text
    done = lead.post(href, **typed, sure="y")
    assert (done.status_code, done.headers["Location"]) == (303, "/reviews")
    assert lead.get(href).status_code == 404
    assert "Atkinson" not in lead.get("/reviews").text.upper().title()


def with_another_lead(world: World) -> None:
    """A second lead begins to work here."""
    from gpsupport.actions.identity import add_clinician

    add_clinician(world.database, world.practice, "Dr Sol Ames", Role.SAFEGUARDING_LEAD, world.now)


def test_nothing_on_these_pages_says_why(world: World, patient: Patient) -> None:
    lead = world.signed_in(LEAD)
    texts = [
        lead.get(path).text
        for path in (f"/patients/{patient.id}/access", "/reviews", "/records/request")
    ]
    for text in texts:
        told = re.search(r"abus|violen|domestic|victim|perpetrat", text, re.IGNORECASE)
        assert told is None, told


def test_a_request_wants_a_proof_of_who_one_is(world: World) -> None:
    from gpsupport.serving.marks import find_access

    for name in ("records.request_record", "records.send_request"):
        access = find_access(world.app.view_functions[name])
        assert access is not None
        assert access.confirmed
