"""The way through a consultation with forms alone, as a browser without scripts takes it."""

import json
import re

import pytest

from gpsupport.domain.people import Patient
from gpsupport.fhir.reading import read_record
from tests.rig.world import GP, SECOND_GP, Visitor, World


@pytest.fixture
def jane(world: World) -> Patient:
    """Hurt three times in a year, asked once by Dr Reid."""
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def gp(world: World) -> Visitor:
    """Dr Shah's browser."""
    return world.signed_in(GP)


def where(patient: Patient, below: str = "") -> str:
    """An address of the patient's consultation."""
    return f"/patients/{patient.id}/consultation{below}"


def test_the_first_question_has_no_answer_chosen(gp: Visitor, jane: Patient) -> None:
    page = gp.get(where(jane)).text
    assert "Who is here today?" in page
    assert " checked" not in page
    assert "ATKINSON, Jane (Ms)" in page
    assert "14-Jul-1985 (41y)" in page
    assert "999 000 0018" in page


def test_no_answer_is_an_error_that_names_its_field(gp: Visitor, jane: Patient) -> None:
    gp.get(where(jane))
    answer = gp.post(where(jane, "/gate"))
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert 'href="#presence"' in answer.text
    assert 'id="presence"' in answer.text


def test_at_most_one_prompt_in_front_and_three_folded(gp: Visitor, jane: Patient) -> None:
    page = gp.answer_gate(jane).text
    assert "Injured three times in a year" in page
    assert "29 Sep 2026" in page
    assert "Emergency department letter" in page
    front = page.split("Also on the record")[0]
    assert front.count("Why now") == 1
    folded = re.search(r"Also on the record \((\d)\)", page)
    assert folded is not None
    assert 1 <= int(folded[1]) <= 3
    assert page.count("Why now") == 1 + int(folded[1])
    assert "Last asked" in page
    assert "17 Aug 2026, 14 weeks ago. Dr Tom Reid" in page
    assert "Nadia Rahman" in page


def test_the_front_never_holds_a_prompt_of_the_third_tier(world: World, gp: Visitor) -> None:
    patients = [world.patient("Atkinson", "Jane"), world.patient("Lane"), world.patient("Rowe")]
    for patient in patients:
        page = gp.answer_gate(patient).text
        if "No prompt for today" in page:
            assert "You can always ask" in page
            assert "no risk" not in page.lower()


def test_asked_and_said_no(gp: Visitor, jane: Patient, world: World) -> None:
    gp.answer_gate(jane)
    saved = gp.post(
        where(jane, "/save"), asked="yes", outcome="not-disclosed", words="Looked at the door."
    )
    assert (saved.status_code, saved.headers["Location"]) == (303, where(jane, "/record"))
    page = gp.get(where(jane, "/record")).text
    assert "700410005" in page
    assert "The other person" not in page
    assert "If that ever changes, any of us can help." in page
    assert "0 of 1 added." in page
    assert "879911000000102" not in page
    assert "What helps now" not in page
    assert "Looked at the door." in page
    done = gp.post(where(jane, "/record"), added=["enquiry-asked-0", "hide-entries"])
    assert done.headers["Location"] == "/today"


def test_after_telling_support_comes_first(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    told = {"asked": "yes", "outcome": "disclosed-current", "words": "“He hit me.”"}
    followed = gp.post(where(jane, "/save"), **told).headers["Location"]
    assert followed == where(jane, "/after")
    assert gp.get(followed).status_code == 200
    page = gp.get(where(jane, "/record")).text
    assert "879911000000102" in page
    assert "Ella Atkinson (13) and Noah Atkinson (7)" in page
    assert "Write nothing here by default." in page
    assert "881081000000100" in page
    assert "He hit me." in page
    assert "““" not in page
    again = gp.get(where(jane)).text
    assert "Saved" in again
    assert "No prompt for today" not in again


def test_what_is_missing_is_named(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    for typed, said in (
        ({}, "Choose whether you asked"),
        ({"asked": "yes"}, "Choose what came of it"),
        ({"asked": "no"}, "Choose why not today"),
        ({"asked": "perhaps"}, "Choose whether you asked"),
        ({"asked": "yes", "outcome": "not-asked"}, "Choose what came of it"),
    ):
        answer = gp.post(where(jane, "/save"), words="kept", **typed)
        assert answer.status_code == 422
        assert answer.text.count(said) == 2, said
        assert ">kept</textarea>" in answer.text


def test_a_note_that_is_too_long_is_not_cut_in_silence(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    answer = gp.post(where(jane, "/save"), asked="yes", outcome="not-disclosed", words="a" * 4001)
    assert answer.status_code == 422
    assert 'href="#words"' in answer.text
    assert "must have 4000 letters or fewer" in answer.text
    assert answer.text.count("4000 letters or fewer") == 2


def test_a_draft_comes_back_and_says_when_it_was_saved(
    gp: Visitor, jane: Patient, world: World
) -> None:
    gp.answer_gate(jane)
    world.wait(minutes=2)
    said = gp.client.post(
        where(jane, "/draft"),
        data={"csrf_token": gp.key, "asked": "yes", "words": "I’m just tired."},
        headers={"HX-Request": "true"},
    )
    assert (said.mimetype, said.text) == ("text/plain", "Draft saved at 9:14am")
    page = gp.get(where(jane)).text
    assert ">I’m just tired.</textarea>" in page
    assert "Draft saved at 9:14am" in page


def test_a_draft_behind_a_closed_gate_is_refused(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    gp.get("/away")
    as_script = {"HX-Request": "true"}
    data = {"csrf_token": gp.key, "words": "late"}
    assert gp.client.post(where(jane, "/draft"), data=data, headers=as_script).status_code == 303
    plain = gp.post(where(jane, "/draft"), words="late")
    assert plain.headers["Location"] == where(jane)


@pytest.mark.parametrize(
    ("because", "said"),
    [("no-time", "no time"), ("too-unwell", "too unwell"), ("already-done", "already done")],
)
def test_not_now_is_one_click(gp: Visitor, jane: Patient, because: str, said: str) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/not-now"), because=because)
    page = gp.get(where(jane)).text
    assert f"Not asked: {said}." in page
    assert "Change the answer" in page


def test_somebody_coming_in_closes_the_gate(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/not-now"), because="not-alone")
    page = gp.get(where(jane)).text
    assert "Someone else here" in page
    assert "<strong>Noted.</strong> We see everyone alone for part of a visit." in page
    assert gp.get(f"/patients/{jane.id}/timeline").status_code == 303


def test_a_reason_that_does_not_exist_is_refused(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    assert gp.post(where(jane, "/not-now"), because="could-not-be-bothered").status_code == 400


def test_an_earlier_answer_is_not_passed_off_as_a_plan(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/save"), asked="yes", outcome="not-disclosed")
    page = gp.answer_gate(jane, "someone-else").text
    assert "We see everyone alone for part of a visit." in page
    assert "Noted" not in page
    assert "Said no" not in page


def test_asking_is_still_possible_once_the_patient_is_alone(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane, "someone-else")
    gp.post(where(jane, "/see-alone"))
    page = gp.answer_gate(jane).text
    assert "Did you ask about safety at home?" in page


def test_the_next_clinician_sees_who_asked_and_the_prompt_changes(
    world: World, jane: Patient
) -> None:
    first = world.signed_in(GP)
    assert "Injured three times" in first.answer_gate(jane).text
    first.post(where(jane, "/save"), asked="yes", outcome="not-disclosed")
    world.wait(hours=3)
    second = world.signed_in(SECOND_GP)
    page = second.answer_gate(jane).text
    assert "23 Nov 2026, today. Dr Priya Shah, patient alone. Said no." in page
    assert "Injured three times" not in page.split("Also on the record")[0]
    timeline = second.get(f"/patients/{jane.id}/timeline").text
    assert "Asked twice by 2 clinicians in 14 weeks." in timeline
    assert "Dr Priya Shah, GP" in timeline
    assert "<svg" in timeline


def test_hiding_closes_every_gate(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    hidden = gp.get("/away")
    assert (hidden.status_code, hidden.headers["Location"]) == (303, "/")
    assert gp.get("/").headers["Location"] == "/today"
    assert "Who is here today?" in gp.get(where(jane)).text
    for behind in (
        where(jane, "/record"),
        where(jane, "/bundle"),
        where(jane, "/correct"),
        f"/patients/{jane.id}/timeline",
        f"/patients/{jane.id}/local-help",
    ):
        answer = gp.get(behind)
        assert (answer.status_code, answer.headers["Location"]) == (303, where(jane)), behind


def test_the_gate_closes_by_itself_after_an_hour(gp: Visitor, jane: Patient, world: World) -> None:
    assert "Today’s conversation" in gp.answer_gate(jane).text
    for _ in range(14):
        # Somebody is there all the time, or the screen would lock before.
        world.wait(minutes=4)
        assert "Who is here today?" not in gp.get(where(jane)).text
    world.wait(minutes=4)
    assert "Who is here today?" in gp.get(where(jane)).text


def test_the_file_holds_what_was_saved(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    assert gp.get(where(jane, "/bundle")).status_code == 404, "nothing is saved yet"
    gp.post(where(jane, "/save"), asked="yes", outcome="declined", words="Not today.")
    answer = gp.get(where(jane, "/bundle"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="record.json"'
    assert answer.mimetype == "application/fhir+json"
    assert json.loads(answer.data)["type"] == "collection"
    (enquiry,) = read_record(answer.data).picture.history.enquiries
    assert enquiry.outcome.value == "declined"
    assert enquiry.words == "Not today."


def test_local_help_names_reasons_for_and_against(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/save"), asked="yes", outcome="disclosed-current")
    page = gp.get(f"/patients/{jane.id}/local-help").text
    assert page.index("Nadia Rahman") < page.index("CAMHS, north Elmford")
    assert "Only once home is safe" in page
    assert "Phone first: 01632 960172" in page
    assert not re.search(r"\d{4}-\d\d-\d\d:", page), "dates are in words"


def test_a_patient_without_a_record_is_never_read_as_all_clear(
    gp: Visitor, world: World, jane: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "gpsupport.persistence.stores.received.ReceivedStore.has_any", lambda *_args: False
    )
    monkeypatch.setattr(
        "gpsupport.persistence.stores.entries.EntryStore.read_all", lambda *_args: ()
    )
    page = gp.answer_gate(world.patient("Lane")).text
    assert "No record has been loaded for this patient" in page


def test_words_are_shown_and_never_run(gp: Visitor, jane: Patient) -> None:
    typed = "<script>alert(1)</script>{{ 7 * 7 }}"
    gp.answer_gate(jane)
    gp.post(where(jane, "/save"), asked="yes", outcome="declined", words=typed)
    for path in (
        where(jane),
        where(jane, "/record"),
        where(jane, "/correct"),
        f"/patients/{jane.id}/timeline",
    ):
        page = gp.get(path).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in page, path
        assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"family": "atk", "given": "Ja"}, "ATKINSON, Jane (Ms)"),
        ({"nhs_number": "999 000 0018"}, "ATKINSON, Jane (Ms)"),
        ({"born-day": "14", "born-month": "July", "born-year": "1985"}, "ATKINSON, Jane (Ms)"),
        ({"family": "Nobodycalledthis"}, "Nobody found"),
    ],
)
def test_finding_a_patient(gp: Visitor, typed: dict[str, str], found: str) -> None:
    gp.get("/patients")
    answer = gp.post("/patients", **typed)
    assert answer.status_code == 200
    assert found in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Type a name, a date of birth or an NHS number"),
        ({"family": "-"}, "Type a name, a date of birth or an NHS number"),
        ({"nhs_number": "9990000019"}, "Check the NHS number"),
        ({"born-day": "31", "born-month": "2", "born-year": "1985"}, "This date does not exist"),
        ({"born-day": "31", "born-year": "1985"}, "The date must have a month"),
        ({"family": "a" * 81}, "The name is too long"),
    ],
)
def test_a_search_that_cannot_be_made(gp: Visitor, typed: dict[str, str], said: str) -> None:
    gp.get("/patients")
    answer = gp.post("/patients", **typed)
    assert answer.status_code == 422
    assert answer.text.count(said) == 2
    assert "<title>Error: " in answer.text


def test_a_note_of_many_lines_is_kept_whole(gp: Visitor, jane: Patient) -> None:
    note = "\r\n".join(["x" * 99] * 40)
    gp.answer_gate(jane)
    done = gp.post(where(jane, "/save"), asked="yes", outcome="declined", words=note)
    assert done.status_code == 303
    assert note.replace("\r\n", "\n") in gp.get(where(jane, "/record")).text


def test_a_draft_longer_than_a_note_is_not_cut(gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    gp.post(where(jane, "/draft"), asked="yes", words="y" * 5000)
    assert "y" * 5000 in gp.get(where(jane)).text


def test_control_characters_are_not_shown_back(gp: Visitor) -> None:
    gp.get("/patients")
    assert gp.post("/patients", family="a\x00b\x07").status_code == 200
