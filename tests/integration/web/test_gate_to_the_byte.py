"""Before anybody has said who is here nothing of the record shows: to the byte.

Two worlds hold the same practice. In one of them the canary stands wherever words about one patient
are kept. Every page that somebody else may look at must be the same in both.
"""

import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from gpsupport.actions.days import london_day
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import ConsultationDraft, FormName
from gpsupport.domain.enquiry import (
    CLOSER,
    Enquiry,
    EnquiryOutcome,
    Mode,
    Presence,
    offered_presences,
)
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.record import DateKind, KnownDate, Tick
from gpsupport.domain.reminders import Reminder, ReminderKind
from tests.integration.persistence.papers import CONTACT, drafted, shared, told
from tests.rig.world import GP, SECOND_GP, World, open_world, seen, texts_of_class

CANARY = "Zaunkoenig"
# What names a row or a choice and is no words of anybody.
_NO_WORDS = {"id", "patient_id", "consultation_id", "enquiry_id", "resource", "plan", "step", "key"}
SHUT = [one for one in Presence if not one.opens]


def where(patient: Patient, below: str = "") -> str:
    """An address of the patient's consultation."""
    return f"/patients/{patient.id}/consultation{below}"


def mode_for(presence: Presence) -> str:
    """A mode in which an adult may be said to be so."""
    return next(one.value for one in Mode if presence in offered_presences(one, child=False))


def full(value: Any) -> Any:
    """The same with the canary in every field that somebody fills with words."""
    if isinstance(value, tuple):
        return tuple(full(one) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for one in fields(value):
        held = getattr(value, one.name)
        words = type(held) is str and one.name not in _NO_WORDS
        changed[one.name] = f"{CANARY} {one.name}" if words else full(held)
    return replace(value, **changed)


def fill(world: World, patient: Patient, actor: Actor, *, own: bool, typed: bool = True) -> None:
    """Put the canary wherever words about this patient are kept: by a colleague, or as drafts."""
    now, today = world.now, london_day(world.now)
    occasion = Occasion(actor, Permission.CONSULT, now, Event.SAVE_NEXT_STEPS)
    with world.database.writing(occasion) as work:
        found = work.consultations.add(actor, patient.id, now, today)
        draft = ConsultationDraft(words=CANARY, observed=CANARY, note=CANARY, asked=True)
        if typed:
            work.drafts.save(actor, found.id, draft, now)
        fields = {"matters_most": [CANARY]}
        work.forms.save(actor, found.id, FormName.DISCLOSURE, fields, now)
        work.disclosures.add(actor, full(told(patient.id, found.id)), None)
        work.sharing.add(actor, full(shared(patient.id, found.id)))
        work.recordings.add(actor, full(drafted(patient.id, found.id)), None)
        kept = work.safe_contacts.read_all(actor, patient.id)
        before = kept[-1].id if kept else None
        work.safe_contacts.add(actor, patient.id, found.id, full(CONTACT), now, before)
        work.known_dates.add(actor, found, KnownDate(DateKind.EXPECTED_BIRTH, today, today), now)
        reminder = Reminder("", patient.id, "k", ReminderKind.CHILD_PLAN, today, CANARY, CANARY)
        work.reminders.add_new(actor, [replace(reminder, detail=CANARY)])
        if own:
            return
        made = Enquiry(
            id="",
            on=today,
            at=now,
            outcome=EnquiryOutcome.DISCLOSED_CURRENT,
            by=actor.name,
            role=actor.role,
            presence=Presence.ALONE,
            mode=Mode.FACE_TO_FACE,
            company=CANARY,
            words=CANARY,
            observed=CANARY,
            note=CANARY,
        )
        work.enquiries.add(actor, found, made, supersedes=None)


@pytest.fixture
def pair(seeded_folder: Path, tmp_path: Path) -> Iterator[tuple[World, World]]:
    """The same practice twice: in the second, everything that may be kept of Jane is."""
    shutil.copytree(seeded_folder, tmp_path / "one")
    with (
        open_world(seeded_folder, tmp_path / "one") as one,
        open_world(seeded_folder, tmp_path / "two") as two,
    ):
        jane = two.patient("Atkinson", "Jane")
        fill(two, jane, two.actor(SECOND_GP), own=False)
        fill(two, jane, two.actor(GP), own=True)
        yield one, two


def walk(world: World) -> Iterator[tuple[str, bytes]]:
    """Every page that may show while somebody else looks, from each answer and each plan."""
    gp, jane = world.signed_in(GP), world.patient("Atkinson", "Jane")
    for mode in Mode:
        yield f"who {mode.value}", seen(gp.get(where(jane, f"/who?how={mode.value}")))
        sent = gp.post(where(jane, "/gate"), how=mode.value, presence="nobody")
        yield f"refused {mode.value}", seen(sent)
    for presence in SHUT:
        if presence in CLOSER and presence is not Presence.SOMEONE_ELSE:
            continue
        gp.get(where(jane, "/who"))
        said = gp.post(where(jane, "/gate"), how=mode_for(presence), presence=presence.value)
        yield f"answer {presence.value}", seen(said)
        yield f"page {presence.value}", seen(gp.get(where(jane)))
        for behind in ("/record", "/correct", "/bundle"):
            yield behind, seen(gp.get(where(jane, behind)))
    for closer in (None, *CLOSER):
        sent = gp.post(where(jane, "/see-alone"), closer=closer.value if closer else "")
        yield f"noted {closer}", seen(sent)
        yield f"page noted {closer}", seen(gp.get(where(jane)))
    for path in ("/today", "/screen", "/away"):
        yield path, seen(gp.get(path))
    yield "after hiding", seen(gp.get(where(jane)))


def test_no_byte_depends_on_what_is_kept(pair: tuple[World, World]) -> None:
    steps = 0
    for (step, without), (_, kept) in zip(*(walk(world) for world in pair), strict=True):
        assert without == kept, step
        assert CANARY.encode() not in kept, step
        steps += 1
    assert steps > 30


def test_the_canary_is_there_behind_the_gate(pair: tuple[World, World]) -> None:
    """So that its silence before means something."""
    _, two = pair
    gp, jane = two.signed_in(GP), two.patient("Atkinson", "Jane")
    assert CANARY in gp.answer_gate(jane).text


def test_the_pages_say_nothing_of_why(world: World) -> None:
    gp, jane = world.signed_in(GP), world.patient("Atkinson", "Jane")
    for how in Mode:
        page = gp.get(where(jane, f"/who?how={how.value}")).text.lower()
        for word in ("safe", "asked about", "disclos", "harm", "afraid", "abus", "violen"):
            assert word not in page, (how, word)
    gp.answer_gate(jane, "someone-else")
    (state,) = texts_of_class(gp.get(where(jane)).text, "cs-state-words")
    assert state == "Someone else here, 9:12am"


# A child with an adult whom the clinician lets see the page

TICKED = ("strangulation-recent", "worse-while-waiting", "not-yet-mobile", "never-alone")


def tell(world: World, patient: Patient, name: str) -> None:
    """Keep all that a child may have told, noted and ticked when seen alone by somebody today."""
    actor, now, today = world.actor(name), world.now, london_day(world.now)
    told = world.signed_in(name)
    told.answer_gate(patient)
    sent = {"words": CANARY, "observed": CANARY, "note": CANARY}
    saved = told.post(where(patient, "/save"), asked="yes", outcome="disclosed-current", **sent)
    assert saved.headers["Location"] == where(patient, "/after")
    fill(world, patient, actor, own=True, typed=False)
    with world.database.writing(Occasion(actor, Permission.CONSULT, now, Event.NOTE_TICKS)) as work:
        found = work.consultations.find_latest(actor, patient.id, today, now)
        assert found is not None
        ticks = [Tick(one, answer=True, on=today) for one in TICKED]
        work.ticks.add(actor, found, ticks, "1", now)


@pytest.fixture
def told_pair(seeded_folder: Path, tmp_path: Path) -> Iterator[tuple[World, World]]:
    """The same practice twice: in the second a child has told this clinician and another."""
    shutil.copytree(seeded_folder, tmp_path / "one")
    with (
        open_world(seeded_folder, tmp_path / "one") as one,
        open_world(seeded_folder, tmp_path / "two") as two,
    ):
        for name in (GP, SECOND_GP):
            tell(two, two.patient("Atkinson", "Ella"), name)
        for each in (one, two):
            each.wait(minutes=1)
        yield one, two


def walk_in_company(world: World) -> Iterator[tuple[str, bytes]]:
    """Every page of a child while an adult is there who may see it, before and after a no."""
    gp, ella = world.signed_in(GP), world.patient("Atkinson", "Ella")
    gp.get(where(ella, "/who"))
    said = gp.post(where(ella, "/gate"), presence="safe-adult", company="Her aunt")
    yield "answer", seen(said)
    for name, sent in SENT_IN_COMPANY.items():
        page = gp.get(where(ella))
        assert page.status_code == 200
        yield f"page before {name}", seen(page)
        for below in ("/correct", "/after", "/record", "/sharing", "/bundle"):
            yield f"{below} before {name}", seen(gp.get(where(ella, below)))
        for below in ("local-help", "timeline", "handover", "contact", "contact/safe"):
            yield f"{below} before {name}", seen(gp.get(f"/patients/{ella.id}/{below}"))
        yield name, seen(gp.post(where(ella, "/save"), **sent))
    yield "page after all", seen(gp.get(where(ella)))


SENT_IN_COMPANY = {
    "nothing": {},
    "a no": {"asked": "yes", "outcome": "not-disclosed", "words": "All is well"},
    "the same no": {"asked": "yes", "outcome": "not-disclosed", "words": "All is well"},
}


def test_no_byte_of_a_child_in_company_depends_on_what_was_told(
    told_pair: tuple[World, World],
) -> None:
    steps = 0
    walks = zip(*(walk_in_company(world) for world in told_pair), strict=True)
    for (step, without), (_, kept) in walks:
        assert without == kept, step
        assert CANARY.encode() not in kept, step
        steps += 1
    assert steps > 30


def test_local_help_waits_until_the_child_is_alone(world: World) -> None:
    gp, ella = world.signed_in(GP), world.patient("Atkinson", "Ella")
    help_page = f"/patients/{ella.id}/local-help"
    for presence, status in (("safe-adult", 303), ("alone", 200)):
        gp.get(where(ella, "/who"))
        gp.post(where(ella, "/gate"), presence=presence, company="Her aunt")
        assert gp.get(help_page).status_code == status


def test_a_no_in_company_leaves_what_the_child_told_alone(told_pair: tuple[World, World]) -> None:
    _, two = told_pair
    gp, ella = two.signed_in(GP), two.patient("Atkinson", "Ella")
    gp.get(where(ella, "/who"))
    gp.post(where(ella, "/gate"), presence="safe-adult", company="Her aunt")
    for _ in range(2):
        gp.post(where(ella, "/save"), **SENT_IN_COMPANY["a no"])
    actor = two.actor(GP)
    with two.database.writing(
        Occasion(actor, Permission.CONSULT, two.now, Event.READ_TIMELINE)
    ) as work:
        made = work.enquiries.read_history(actor, ella.id).enquiries
    assert {(one.by, one.outcome.told, one.presence) for one in made} == {
        (GP, True, Presence.ALONE),
        (SECOND_GP, True, Presence.ALONE),
        (GP, False, Presence.SAFE_ADULT),
    }
    assert len(made) == len({GP, SECOND_GP}) + 1
    two.wait(minutes=1)
    page = gp.answer_gate(ella).text
    assert CANARY in page, "the telling stays the answer of the consultation"
    assert where(ella, "/after") in page
    assert gp.get(where(ella, "/after")).status_code == 200
