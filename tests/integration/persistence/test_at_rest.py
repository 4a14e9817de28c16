"""What somebody finds who steals the database, its log, a backup or the data folder (T13, G13)."""

import base64
import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from gpsupport.actions.consultation import save_draft
from gpsupport.actions.exchange import take_in_record
from gpsupport.domain.addresses import ContactDetails, PostalAddress, Telecom, Use
from gpsupport.domain.consultation import ConsultationDraft, FormName, GateAnswer
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import ChildPlan
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, Mode, NextEnquiry, Presence
from gpsupport.domain.enquiry.standing import EnquiryStanding, EnquiryState
from gpsupport.domain.record_access import Change
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.engine import sqlite_file
from gpsupport.persistence.rows import Row
from gpsupport.sealing import Sealer
from tests.integration.actions.accounts import Door, cheap_passwords
from tests.integration.actions.guarded import REASON, WHY, guarded
from tests.integration.actions.steps import opened, pass_gate, record
from tests.integration.actions.world import (
    CANARY,
    NOW,
    PATIENT,
    TODAY,
    World,
    build_world,
    reading,
    resource,
)
from tests.integration.persistence.onward import WORDS_ONWARD, send_on
from tests.integration.persistence.papers import drafted, shared, told

# What stands in the clear, and why: a patient's own name is searched for.
IN_THE_CLEAR = "O'Brien-Müller"

FROM_THE_RECORD = {
    name: f"{CANARY}-{name}"
    for name in (
        "display",
        "recorder",
        "reason",
        "emergency",
        "child",
        "words",
        "observed",
        "patient",
        "text",
        "how",
        "purpose",
    )
}
TYPED = {
    name: f"Grashuepfer-{name}"
    for name in ("street", "town", "whole-address", "mail", "old-street", "said", "seen", "half")
}
KEPT = {
    name: f"Zaunkoenig-{name}"
    for name in (
        "matters",
        "child",
        "contact",
        "shared",
        "fact",
        "reminder-key",
        "reminder",
        "form",
        "company",
        "gate-company",
        "note",
        "draft-note",
        "ask-by",
        *WORDS_ONWARD,
    )
}
NUMBERS = {
    "postcode": "QQ77 8XZ",
    "phone": "01632 960973",
    "nhs-number": PATIENT.nhs_number.value if PATIENT.nhs_number else "",
    "restriction": REASON,
    "emergency-reason": WHY,
}
SEALED = {**FROM_THE_RECORD, **TYPED, **KEPT, **NUMBERS}

DETAILS = ContactDetails(
    (
        PostalAddress((TYPED["street"],), TYPED["town"], NUMBERS["postcode"], Use.HOME),
        PostalAddress((TYPED["old-street"],), use=Use.OLD, text=TYPED["whole-address"]),
    ),
    (Telecom("phone", NUMBERS["phone"], Use.MOBILE), Telecom("email", TYPED["mail"])),
)


@pytest.fixture
def temp_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temp folder of the test's own, for Python and for SQLite."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    return folder


@pytest.fixture
def filled(database_url: str, tmp_path: Path, temp_folder: Path) -> Iterator[World]:
    """A world with something of every kind, put in through the real actions."""
    made = build_world(database_url, tmp_path)
    yield made
    made.database.close()


def fill(world: World) -> dict[str, str]:
    """Put in something of every kind; returns the secrets that were made on the way."""
    plain = reading()
    own = resource("Patient", PATIENT.id, note=f"{CANARY}-patient newer")
    newer = replace(plain, resources=(own, *plain.resources[1:]), addresses=DETAILS)
    take_in_record(world.database, world.system, newer, NOW)
    guards = guarded(world)
    guards.change(Change.NAME, world.doctor, guards.lead)
    assert guards.ask(world.colleague) == world.patient_id
    opened(world, world.doctor)
    pass_gate(world, world.doctor)
    said = ConsultationDraft(
        asked=True,
        outcome=EnquiryOutcome.DISCLOSED_CURRENT,
        words=TYPED["said"],
        observed=TYPED["seen"],
    )
    record(world, world.doctor, said)
    opened(world, world.colleague)
    pass_gate(world, world.colleague)
    half = ConsultationDraft(asked=True, words=TYPED["half"])
    save_draft(world.database, world.colleague, world.patient_id, half, NOW)
    keep(world)
    send_on(world, KEPT)
    with cheap_passwords():
        person = Door(world.database, world.practice).enrolled()
    return {"one-time-secret": person.secret}


def keep(world: World) -> None:
    """What follows when a patient tells, and what was only begun, put in through the stores."""
    doctor = world.doctor
    with world.acting(doctor) as work:
        consultation = work.consultations.find_latest(doctor, world.patient_id, TODAY)
        assert consultation is not None
        place = (world.patient_id, consultation.id)
        disclosure = told(*place, KEPT["matters"])
        children = (ChildPlan(KEPT["child"], owner="school"),)
        work.disclosures.add(doctor, replace(disclosure, children=children), None)
        contact = SafeContact(SafeWay.OTHER, detail=KEPT["contact"])
        work.safe_contacts.add(doctor, *place, contact, NOW)
        work.sharing.add(doctor, shared(*place, KEPT["shared"]))
        work.recordings.add(doctor, drafted(*place, KEPT["fact"]), None)
        due = Reminder(
            "",
            world.patient_id,
            KEPT["reminder-key"],
            ReminderKind.CHILD_PLAN,
            TODAY,
            KEPT["reminder"],
        )
        work.reminders.add_new(doctor, [due])
        fields = {"words": [KEPT["form"]]}
        work.forms.save(doctor, consultation.id, FormName.DISCLOSURE, fields, NOW)
        draft = ConsultationDraft(note=KEPT["draft-note"])
        work.drafts.save(doctor, consultation.id, draft, NOW)
        gate = GateAnswer(Presence.SOMEONE_ELSE, NOW, Mode.VIDEO, KEPT["gate-company"])
        work.consultations.save(doctor, replace(consultation, gate=gate))
        asked = Enquiry(
            "", TODAY, EnquiryOutcome.NOT_ASKED, company=KEPT["company"], note=KEPT["note"]
        )
        work.enquiries.add(doctor, consultation, asked, None)
        upcoming = NextEnquiry(TODAY, "")
        standing = EnquiryStanding(EnquiryState.NOT_ASKED, TODAY, upcoming, ask_by=KEPT["ask-by"])
        work.standings.save(doctor, world.patient_id, standing)


def hashed(world: World) -> dict[str, str]:
    """What is stored only as a hash, if at all."""
    with cheap_passwords():
        door = Door(world.database, world.practice)
        person = door.enrolled("kim")
        token, _session = door.password(person, NOW)
    return {
        "password": person.password,
        "token": token,
        **{f"recovery-{number}": code for number, code in enumerate(person.codes)},
    }


def forms(words: str) -> Iterator[bytes]:
    """The words as they are, and as they would look in other clothes."""
    for plain in (words.encode(), words.encode("utf-16-le"), words.encode("utf-16-be")):
        yield plain
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        for offset in range(3):
            # Base64 looks different at each of three offsets; the edges depend on what is beside.
            yield base64.b64encode(b"\0" * offset + plain)[4 if offset else 0 :][:-4]
    yield json.dumps(words)[1:-1].encode()


def stolen(world: World, tmp_path: Path) -> dict[str, bytes]:
    """Everything that lies anywhere, by where it lies."""
    found = {}
    path = sqlite_file(world.settings)
    if path is None:
        engine = create_engine(world.settings.database_url)
        with engine.connect() as connection:
            for table in Row.metadata.sorted_tables:
                rows = connection.execute(text(f"SELECT t::text FROM {table.name} t")).scalars()
                found[f"table {table.name}"] = "\n".join(rows).encode()
        engine.dispose()
    else:
        assert path.with_name(f"{path.name}-wal").stat().st_size > 0
        copy = tmp_path / "backup.sqlite3"
        with sqlite3.connect(path) as live, sqlite3.connect(copy) as backup:
            live.backup(backup)
        live.close()
        backup.close()
    for one in tmp_path.rglob("*"):
        if one.is_file():
            found[str(one.relative_to(tmp_path))] = one.read_bytes()
    return found


def leaks(sought: Mapping[str, str], places: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """Which of the words lie where."""
    return {
        (name, place)
        for name, words in sought.items()
        for form in forms(words)
        for place, content in places.items()
        if form in content
    }


def test_nothing_that_is_sealed_lies_anywhere_in_the_clear(filled: World, tmp_path: Path) -> None:
    made = fill(filled)
    secrets = hashed(filled)
    assert len(SEALED) + len(made) >= 15
    places = stolen(filled, tmp_path)
    if "test.sqlite3" in places:
        assert {"test.sqlite3-wal", "test.sqlite3-shm", "backup.sqlite3"} < set(places)
    assert leaks({**SEALED, **made, **secrets}, places) == set()
    # The search can find something: what is not sealed is there.
    assert leaks({"name": IN_THE_CLEAR}, places)


@pytest.fixture
def sealing_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sealed is stored as it is."""
    monkeypatch.setattr(Sealer, "seal", lambda _self, plain, *_place: b"\x01none" + plain)
    monkeypatch.setattr(Sealer, "unseal", lambda _self, blob, *_place: blob[5:])


def test_without_sealing_every_one_of_them_would_be_found(
    sealing_off: None, filled: World, tmp_path: Path
) -> None:
    """So the test above looks for what was really put in."""
    made = fill(filled)
    found = {name for name, _place in leaks({**SEALED, **made}, stolen(filled, tmp_path))}
    assert found == {*SEALED, *made}
