"""What asking leaves behind: wishes and delays with a day, notes, and what a page remembers."""

import re
from typing import Any

import pytest

from gpsupport.actions.exchange import collect_record
from gpsupport.actions.practices import system_actor
from gpsupport.domain.enquiry import EnquiryOutcome, Mode, NotAskedReason, Presence
from gpsupport.domain.people import NhsNumber, Patient
from tests.rig.world import GP, NURSE, SECOND_GP, Visitor, World

NOTE = "Ask about the flat when nobody waits outside"


@pytest.fixture
def gp(world: World) -> Visitor:
    """Dr Shah's browser."""
    return world.signed_in(GP)


@pytest.fixture
def jane(world: World) -> Patient:
    """Hurt three times in a year, asked once by Dr Reid."""
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def kofi(world: World) -> Patient:
    """A boy of seven."""
    return world.patient("Osei", "Kofi")


def where(patient: Patient, below: str = "") -> str:
    """An address of the patient's consultation."""
    return f"/patients/{patient.id}/consultation{below}"


def plain(page: str) -> str:
    """A page with its white space at rest."""
    return re.sub(r"\s+", " ", page)


def answered(visitor: Visitor, patient: Patient, presence: str, **more: str) -> str:
    """Say who is here, how and with whom; returns the page that follows."""
    visitor.get(where(patient))
    done = visitor.post(where(patient, "/gate"), presence=presence, **more)
    assert done.status_code == 303, done.text
    return plain(visitor.get(where(patient)).text)


def enquiries(world: World, patient: Patient) -> Any:
    """What was recorded here about a patient."""
    number = patient.nhs_number or NhsNumber("0000000000")
    record = collect_record(world.database, system_actor(world.practice), number, world.now)
    return record.enquiries


@pytest.mark.parametrize("outcome", ["disclosed-current", "disclosed-past"])
@pytest.mark.parametrize("who", ["jane", "kofi"])
def test_after_a_telling_its_own_page_follows(
    gp: Visitor, outcome: str, who: str, request: pytest.FixtureRequest
) -> None:
    patient = request.getfixturevalue(who)
    gp.answer_gate(patient)
    saved = gp.post(where(patient, "/save"), asked="yes", outcome=outcome)
    assert saved.headers["Location"] == where(patient, "/after")
    assert f'href="{where(patient, "/after")}"' in gp.get(where(patient)).text


@pytest.mark.parametrize(
    "answer",
    [
        {"asked": "yes", "outcome": "not-disclosed"},
        {"asked": "yes", "outcome": "declined"},
        {"asked": "yes", "outcome": "opted-out"},
        {"asked": "no", "reason": "no-time"},
    ],
)
def test_after_anything_else_comes_what_to_write(
    gp: Visitor, jane: Patient, answer: dict[str, str]
) -> None:
    gp.answer_gate(jane)
    saved = gp.post(where(jane, "/save"), **answer)
    assert saved.headers["Location"] == where(jane, "/record")


def test_a_wish_not_to_be_asked_holds_to_its_day(gp: Visitor, jane: Patient, world: World) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/save"), asked="yes", outcome="opted-out")
    page = plain(gp.get(where(jane)).text)
    assert "Asked. Asked us not to raise it, until 25 May 2027." in page
    assert "I will not ask about this until then." in page
    assert "You do not have to say" not in page, "that is for who did not want to say"
    (made,) = enquiries(world, jane)
    assert (made.outcome, made.until.isoformat()) == (EnquiryOutcome.OPTED_OUT, "2027-05-25")
    world.wait(days=30)
    page = plain(world.signed_in(SECOND_GP).answer_gate(jane).text)
    assert "Injured three times" not in page.split("Last asked")[0]
    assert "Not now, because" not in page
    assert "The patient asked not to be asked until 25 May 2027." in page
    assert "They may speak of it themselves at any time." in page
    assert "Is now a better time" not in page


def test_a_child_has_no_such_answer(gp: Visitor, kofi: Patient) -> None:
    assert 'value="opted-out"' not in gp.answer_gate(kofi).text


def test_what_is_put_off_comes_back_on_its_day(gp: Visitor, jane: Patient, world: World) -> None:
    page = gp.answer_gate(jane).text
    assert re.findall(r'<option value="(\d*)"', page) == ["", "14", "28", "56"]
    gp.post(where(jane, "/save"), asked="no", reason="too-unwell", put_off="14")
    page = plain(gp.get(where(jane)).text)
    assert "Put off until 7 December 2026: too unwell." in page
    assert "From 7 December 2026, whoever sees the patient." in page
    (made,) = enquiries(world, jane)
    assert (made.outcome, made.reason) == (EnquiryOutcome.DEFERRED, NotAskedReason.TOO_UNWELL)
    assert '<option value="14" selected>' in gp.get(where(jane, "/correct")).text
    for days, in_front in ((13, False), (1, True)):
        world.wait(days=days)
        page = plain(world.signed_in(SECOND_GP).answer_gate(jane).text)
        front = page[page.index('id="front"') :].split("</h2>")[0]
        assert ("Injured three times" in front) is in_front


def test_not_now_is_as_long_as_usual(gp: Visitor, jane: Patient, world: World) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/not-now"), because="no-time")
    (made,) = enquiries(world, jane)
    assert (made.outcome, made.until) == (EnquiryOutcome.NOT_ASKED, None)


@pytest.mark.parametrize("typed", ["7", "0", "-14", "14 ", "soon", "999999"])
def test_nothing_typed_by_hand_sets_a_day(gp: Visitor, jane: Patient, typed: str) -> None:
    gp.answer_gate(jane)
    answer = gp.post(where(jane, "/save"), asked="no", reason="other", put_off=typed)
    assert answer.status_code == 422
    assert answer.text.count("Choose for how long it is put off") >= 1
    asked = gp.post(where(jane, "/save"), asked="yes", outcome="declined", put_off="14")
    assert asked.status_code == 303, "whoever asked has put nothing off"


def test_somebody_who_could_hear_shuts_the_gate(gp: Visitor, jane: Patient, world: World) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/save"), asked="no", reason="not-private")
    page = plain(gp.get(where(jane)).text)
    assert "Today’s visit" in page
    assert "Injured" not in page
    (made,) = enquiries(world, jane)
    assert (made.reason, made.presence) == (NotAskedReason.NOT_PRIVATE, Presence.OVERHEARD)
    assert "Did you ask about safety at home?" in gp.answer_gate(jane).text


def test_who_cannot_take_part_needs_an_advocate_first(gp: Visitor, jane: Patient) -> None:
    assert "Cannot take part: advocate first" in gp.answer_gate(jane).text
    gp.post(where(jane, "/save"), asked="no", reason="lacks-capacity")
    page = plain(gp.get(where(jane)).text)
    assert "Not asked: cannot take part yet; an advocate first." in page


def test_a_note_and_what_was_said_reach_the_next_clinician(
    gp: Visitor, jane: Patient, world: World
) -> None:
    gp.answer_gate(jane)
    typed = {"note": NOTE, "privacy_said": "yes"}
    gp.post(where(jane, "/draft"), asked="yes", **typed)
    page = gp.get(where(jane)).text
    assert f">{NOTE}</textarea>" in page
    assert re.search(r'name="privacy_said"[^>]* checked', page)
    gp.post(where(jane, "/save"), asked="yes", outcome="not-disclosed", **typed)
    page = plain(gp.get(where(jane)).text)
    assert f'Note for the next clinician</h3><p class="cs-typed">{NOTE}</p>' in page
    assert "Said what stays private." in page
    assert "Note from" not in page, "nobody leaves a note to themselves"
    (made,) = enquiries(world, jane)
    assert (made.note, made.privacy_said, made.mode) == (NOTE, True, Mode.FACE_TO_FACE)
    correction = gp.get(where(jane, "/correct")).text
    assert f">{NOTE}</textarea>" in correction
    gp.post(where(jane, "/save"), asked="yes", outcome="not-disclosed", note="", words="")
    (made,) = enquiries(world, jane)
    assert (made.note, made.privacy_said) == ("", False)
    gp.get(where(jane))
    gp.post(where(jane, "/save"), asked="yes", outcome="not-disclosed", **typed)
    world.wait(days=70)
    page = plain(world.signed_in(SECOND_GP).answer_gate(jane).text)
    assert f'Note from {GP}, 23 Nov 2026</h3> <p class="cs-typed">{NOTE}</p>' in page


def test_a_note_is_a_line_and_no_more(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    answer = gp.post(where(jane, "/save"), asked="yes", outcome="declined", note="a" * 401)
    assert answer.status_code == 422
    assert 'href="#note"' in answer.text
    assert answer.text.count("must have 400 letters or fewer") == 2


def test_on_the_telephone_the_first_words_and_the_way_out_come_first(
    gp: Visitor, jane: Patient, world: World
) -> None:
    page = answered(gp, jane, "remote-free-to-talk", how="telephone")
    assert "Agree a word that means “stop”." in page
    assert page.count('name="because" value="not-alone"') == 1, "one way out"
    assert page.index("Somebody came in</button>") < page.index("Why now")
    gp.post(where(jane, "/not-now"), because="not-alone", words="She hung up")
    assert "Today’s visit" in gp.get(where(jane)).text
    (made,) = enquiries(world, jane)
    assert (made.mode, made.presence) == (Mode.TELEPHONE, Presence.NOT_FREE_TO_TALK)
    assert "Agree a word" not in gp.answer_gate(jane).text


@pytest.mark.parametrize("how", ["face-to-face", "online"])
def test_before_the_patient_is_there_nothing_is_asked(
    gp: Visitor, jane: Patient, world: World, how: str
) -> None:
    page = answered(gp, jane, "patient-absent", how=how)
    for absent in ("Did you ask", 'name="asked"', ">Save<", "Not now, because", "/save"):
        assert absent not in page
    assert "The patient is here now" in page
    assert "Injured three times in a year" in page
    assert ("Do not ask in a message" in page) is (how == "online")
    gp.post(where(jane, "/save"), asked="yes", outcome="not-disclosed", words="too early")
    assert enquiries(world, jane) == (), "nobody was there to ask"
    assert gp.get(where(jane, "/correct")).status_code == 303
    assert ">too early</textarea>" in gp.answer_gate(jane).text


def test_a_note_made_before_the_visit_is_no_occasion(
    gp: Visitor, jane: Patient, world: World
) -> None:
    before = answered(gp, jane, "patient-absent")
    due = re.search(r"From \d+ \w+ \d+, whoever sees the patient\.[^<]*", before)
    assert due is not None
    gp.post(where(jane, "/note"), note=NOTE)
    page = plain(gp.get(where(jane)).text)
    assert due[0] in page, "it moves no date"
    assert f">{NOTE}</textarea>" in page
    (made,) = enquiries(world, jane)
    assert made.note_only
    page = gp.answer_gate(jane).text
    assert "Did you ask about safety at home?" in page
    assert f">{NOTE}</textarea>" in page
    gp.post(where(jane, "/save"), asked="yes", outcome="declined", note=NOTE)
    (made,) = enquiries(world, jane)
    assert (made.outcome, made.note) == (EnquiryOutcome.DECLINED, NOTE)
    page = answered(gp, jane, "patient-absent")
    assert "Asked. Did not want to say." in page, "what was saved stays to be corrected"
    gp.post(where(jane, "/save"), asked="yes", outcome="not-disclosed", note=NOTE)
    (made,) = enquiries(world, jane)
    assert made.outcome is EnquiryOutcome.NOT_DISCLOSED


def test_a_note_costs_nothing_that_was_typed_before(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/draft"), asked="yes", words="typed before")
    answered(gp, jane, "patient-absent")
    script = {"HX-Request": "true"}
    data = {"csrf_token": gp.key, "note": "half a no"}
    said = gp.client.post(where(jane, "/note"), data=data, headers=script)
    assert said.text == "Draft saved at 9:12am"
    assert ">half a no</textarea>" in gp.get(where(jane)).text
    gp.post(where(jane, "/note"), note=NOTE)
    page = gp.answer_gate(jane).text
    assert ">typed before</textarea>" in page
    assert f">{NOTE}</textarea>" in page


def test_the_lock_costs_no_note(gp: Visitor, jane: Patient, world: World) -> None:
    answered(gp, jane, "patient-absent")
    world.wait(minutes=6)
    assert gp.post(where(jane, "/note"), note=NOTE).headers["Location"].startswith("/locked")
    gp.unlock()
    assert NOTE not in gp.get(where(jane)).text
    assert f">{NOTE}</textarea>" in answered(gp, jane, "patient-absent")


def test_with_an_adult_beside_it_a_childs_page_repeats_nothing(
    gp: Visitor, kofi: Patient, world: World
) -> None:
    gp.answer_gate(kofi)
    told = {"words": "He shouts at night", "note": NOTE}
    gp.post(where(kofi, "/save"), asked="yes", outcome="disclosed-current", **told)
    world.wait(days=40)
    other = world.signed_in(SECOND_GP)
    alone = other.answer_gate(kofi).text
    assert "He shouts at night" in alone
    assert NOTE in alone
    page = answered(other, kofi, "safe-adult", company="Grandmother")
    assert "Did you ask how things are at home?" in page
    for told_before in ("He shouts at night", NOTE, "Told us", "Note from"):
        assert told_before not in page


def test_the_page_counts_what_kept_anybody_from_asking(
    gp: Visitor, jane: Patient, world: World
) -> None:
    for _ in range(3):
        gp.answer_gate(jane)
        gp.post(where(jane, "/not-now"), because="not-alone")
        world.wait(days=30)
        gp = world.signed_in(GP)
    assert "Not seen alone 3 times in a row." in gp.answer_gate(jane).text


def test_the_second_delay_in_a_row_goes_to_the_lead(
    gp: Visitor, jane: Patient, world: World
) -> None:
    for often in (0, 1, 2):
        page = plain(world.signed_in(SECOND_GP).answer_gate(jane).text)
        assert ("Put off twice in a row." in page) is (often == 2)
        gp.answer_gate(jane)
        gp.post(where(jane, "/not-now"), because="no-time")
        world.wait(days=30)
        gp = world.signed_in(GP)


@pytest.mark.parametrize("who", [SECOND_GP, NURSE])
def test_nobody_asks_twice_on_one_day(gp: Visitor, jane: Patient, world: World, who: str) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/save"), asked="yes", outcome="not-disclosed")
    world.wait(hours=3)
    other = world.signed_in(who)
    page = plain(other.answer_gate(jane).text)
    assert f"{GP} asked at 9:12am today. Said no." in page
    assert 'name="asked"' not in page
    assert "Not now, because" not in page
    # What is told unasked is written down all the same.
    correction = other.get(where(jane, "/correct")).text
    assert 'name="asked"' in correction
    done = other.post(where(jane, "/save"), asked="yes", outcome="disclosed-current")
    assert done.headers["Location"] == where(jane, "/after")
    assert len(enquiries(world, jane)) == 2
    world.wait(days=1)
    assert 'name="asked"' in world.signed_in(GP).answer_gate(jane).text


def test_what_was_begun_is_not_taken_away_by_a_colleague(
    gp: Visitor, jane: Patient, world: World
) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/draft"), asked="yes", words="typed")
    other = world.signed_in(SECOND_GP)
    other.answer_gate(jane)
    other.post(where(jane, "/save"), asked="yes", outcome="not-disclosed")
    assert ">typed</textarea>" in gp.get(where(jane)).text
