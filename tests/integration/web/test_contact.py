"""Contact details in the browser door: masked, revealed in one answer, never before the gate."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.practices import system_actor
from gpsupport.demo.people import Person
from gpsupport.demo.shapes import as_bytes, patient
from gpsupport.domain.people import Patient, Role, Sex
from gpsupport.fhir.reading import read_record
from tests.rig.world import GP, MORNING, SECOND_GP, Visitor, World, parse, title_of

SECRETS = ("12 Kiln Hill", "QQ1", "3AB", "9 Mill Lane", "900126", "900177", "07700", "jane@")
SECRETS_IN_USE = ("12 Kiln Hill", "QQ1 3AB", "07700 900126", "jane@elm.example")
SECRETS_OLD = ("9 Mill Lane", "07700 900177")


@pytest.fixture
def jane(world: World) -> Patient:
    """A patient of the practice whose record was received again, with more to be found in it."""
    found = world.patient("Atkinson", "Jane")
    assert found.nhs_number is not None
    assert found.born is not None
    person = Person(
        "jane", found.nhs_number.value, "Ms", "Jane", "Atkinson", Sex.FEMALE, found.born.earliest
    )
    told = patient(person) | {
        "address": [
            {"use": "old", "line": ["9 Mill Lane"], "city": "Oldtown", "postalCode": "QQ1 3AA"},
            {"use": "home", "line": ["12 Kiln Hill"], "city": "Elmford", "postalCode": "QQ1 3AB"},
        ],
        "telecom": [
            {"system": "phone", "use": "mobile", "value": "07700 900126"},
            {"system": "phone", "use": "old", "value": "07700 900177"},
            {"system": "email", "value": "jane@elm.example"},
        ],
    }
    taken = take_in_record(
        world.database,
        system_actor(world.practice),
        read_record(as_bytes(told), "https://other.example/fhir"),
        MORNING + timedelta(minutes=1),
    )
    assert taken.patient_id == found.id
    return found


def test_the_page_is_masked(world: World, jane: Patient) -> None:
    visitor = world.signed_in(GP)
    visitor.answer_gate(jane)
    page = visitor.get(f"/patients/{jane.id}/contact")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert title_of(page.text) == "Contact details - Consultation support"
    for shown in ("Elmford", "Ends in 26", "From other.example", "23 Nov 2026 at 9:13am"):
        assert shown in page.text
    for marked in ("Old: do not use", "Oldtown", "Something newer came since: do not use this"):
        assert marked in page.text
    for secret in SECRETS:
        assert secret not in page.text
    assert page.text.count("Show in full") == 1
    for link in parse(page.text).iter("{http://www.w3.org/1999/xhtml}a"):
        assert not (link.get("href") or "").startswith(("tel:", "sms:", "mailto:"))


@pytest.mark.parametrize("reason", ["call", "post", "visit"])
def test_a_reveal_for_contact_shows_what_is_in_use_alone(
    world: World, jane: Patient, reason: str
) -> None:
    shown = reveal(world.signed_in(GP), jane, reason)
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Location" not in shown.headers
    for secret in SECRETS_IN_USE:
        assert secret in shown.text
    for secret in SECRETS_OLD:
        assert secret not in shown.text
    assert "Show in full" not in shown.text
    assert "Old: do not use" in shown.text


@pytest.mark.parametrize("reason", ["sharing", "correcting"])
def test_what_is_old_is_shown_to_share_or_to_correct(
    world: World, jane: Patient, reason: str
) -> None:
    shown = reveal(world.signed_in(GP), jane, reason)
    for secret in (*SECRETS_IN_USE, *SECRETS_OLD):
        assert secret in shown.text
    assert "tel:" not in shown.text


def test_it_is_shown_once(world: World, jane: Patient) -> None:
    visitor = world.signed_in(GP)
    reveal(visitor, jane, "post")
    again = visitor.get(f"/patients/{jane.id}/contact")
    for secret in SECRETS:
        assert secret not in again.text


@pytest.mark.parametrize("sent", [{}, {"reason": ""}, {"reason": "curiosity"}])
def test_nothing_is_revealed_without_a_reason(
    world: World, jane: Patient, sent: dict[str, str]
) -> None:
    visitor = world.signed_in(GP)
    visitor.answer_gate(jane)
    visitor.get(f"/patients/{jane.id}/contact")
    answer = visitor.post(f"/patients/{jane.id}/contact", **sent)
    assert answer.status_code == 422
    assert "Choose why you need them in full" in answer.text
    assert title_of(answer.text).startswith("Error: ")
    for secret in SECRETS:
        assert secret not in answer.text


def test_a_shut_gate_leads_to_the_question(world: World, jane: Patient) -> None:
    for presence in (None, "someone-else", "not-sure"):
        visitor = world.signed_in(SECOND_GP)
        if presence is not None:
            visitor.answer_gate(jane, presence)
        else:
            visitor.get("/patients")
        path = f"/patients/{jane.id}/contact"
        for answer in (visitor.get(path), visitor.post(path, reason="post")):
            assert answer.status_code == 303
            assert answer.headers["Location"] == f"/patients/{jane.id}/consultation"


def test_a_reveal_wants_to_know_that_it_is_still_you(world: World, jane: Patient) -> None:
    visitor = world.signed_in(GP)
    visitor.answer_gate(jane)
    path = f"/patients/{jane.id}/contact"
    for _ in range(3):
        world.wait(minutes=2)
        visitor.get(path)
    asked = visitor.post(path, reason="post")
    assert asked.status_code == 303
    assert asked.headers["Location"].startswith("/account/confirm?next=")
    assert visitor.get(asked.headers["Location"]).status_code == 200
    back = visitor.post("/account/confirm", next=path)
    assert back.headers["Location"] == path
    visitor.get(path)
    assert "12 Kiln Hill" in visitor.post(path, reason="post").text


@pytest.mark.parametrize(
    "role",
    [Role.RECEPTIONIST, Role.PRACTICE_MANAGER, Role.ADMINISTRATOR, Role.INTEGRATOR],
)
def test_who_does_not_consult_finds_nothing(world: World, jane: Patient, role: Role) -> None:
    try:
        visitor = world.signed_in(world.of_role(role).name)
    except LookupError:
        pytest.skip(f"the demonstration has nobody who is {role.value}")
    unknown = visitor.get("/no-such-page")
    path = f"/patients/{jane.id}/contact"
    for answer in (visitor.get(path), visitor.post(path, reason="post")):
        assert answer.status_code == unknown.status_code == 404
        assert "Page not found" in answer.text


def test_somebody_who_named_no_address_is_not_looked_for(world: World) -> None:
    visitor = world.signed_in(GP)
    nobody = world.patient("Karim", "Aisha")
    visitor.answer_gate(nobody)
    page = visitor.get(f"/patients/{nobody.id}/contact")
    assert "That may be on purpose: do not look for one elsewhere" in page.text


def test_every_page_of_a_patient_leads_there(world: World, jane: Patient) -> None:
    visitor = world.signed_in(GP)
    link = f'href="/patients/{jane.id}/contact"'
    assert link in visitor.get(f"/patients/{jane.id}/consultation").text
    assert link in visitor.answer_gate(jane).text


def reveal(visitor: Visitor, jane: Patient, reason: str) -> TestResponse:
    """Pass the gate, open the page and ask for everything."""
    visitor.answer_gate(jane)
    visitor.get(f"/patients/{jane.id}/contact")
    shown = visitor.post(f"/patients/{jane.id}/contact", reason=reason)
    assert shown.status_code == 200, shown.text
    return shown
