"""What stands on the pages of a consultation for whom: after telling, with a child, for a man."""

import re

import pytest

from gpsupport.domain.people import Patient
from gpsupport.knowledge.load import load_knowledge
from tests.rig.world import GP, SECOND_GP, Visitor, World

LEAD = "Dr Helen Marsh"


@pytest.fixture
def gp(world: World) -> Visitor:
    """Dr Shah's browser."""
    return world.signed_in(GP)


def where(patient: Patient, below: str = "") -> str:
    """An address of the patient's consultation."""
    return f"/patients/{patient.id}/consultation{below}"


def recorded(gp: Visitor, patient: Patient, outcome: str, **typed: str) -> str:
    """Ask, save, and read what to write."""
    gp.answer_gate(patient)
    gp.post(where(patient, "/save"), asked="yes", outcome=outcome, **typed)
    return gp.get(where(patient, "/record")).text


def test_whoever_told_before_is_asked_how_it_is_now(gp: Visitor, world: World) -> None:
    page = gp.answer_gate(world.patient("Bennett", "Sarah")).text
    assert "Told us on 17 Aug 2026 that it was going on. Ask how things are now." in page
    assert "He checks my phone and he has the bank card." in page
    assert "Last time you told us how things were at home." in page
    assert "How is it now, and did the help come?”" in page
    assert "No prompt for today" not in page
    assert "cs-card--first" in page
    assert "Not now, because" in page


def test_what_is_only_in_a_letter_is_not_called_told() -> None:
    branches = load_knowledge().indicator("A01").branches
    said = [text for branch in branches for text in branch.say]
    assert said
    assert not [text for text in said if "told us" in text.lower()]


def test_without_a_reason_nothing_is_stressed(gp: Visitor, world: World) -> None:
    page = gp.answer_gate(world.patient("Lawson", "Poppy")).text
    assert "No strong reason today. One thing to keep in mind." in page
    assert "Also on the record (1)" in page
    assert "cs-card--first" not in page
    assert "Not now, because" not in page
    assert "No asking is recorded here." in page


def test_what_stays_private_is_said_before_asking(gp: Visitor, world: World) -> None:
    page = gp.answer_gate(world.patient("Atkinson", "Jane")).text
    assert page.index("This stays in our team, unless") < page.index("Problems at home affect")
    assert "I would tell you first if that was safe." in page
    assert "offer Nadia Rahman. Danger today cannot wait." in re.sub(r"\s+", " ", page)


def test_sources_are_folded(gp: Visitor, world: World) -> None:
    page = gp.answer_gate(world.patient("Atkinson", "Jane")).text
    front = page[page.index('id="front"') : page.index("Also on the record")]
    assert "NICE" not in front
    assert "NICE" in page[page.index("Why this prompt, and its sources") :]


def test_what_the_clinician_does_is_no_quotation(gp: Visitor, world: World) -> None:
    page = gp.answer_gate(world.patient("Barnes", "Chloe")).text
    assert '<p class="cs-do">See the patient alone for part of the next appointment.</p>' in page
    for said in re.findall(r'class="cs-say">(.)', page):
        assert said == "“"


def test_words_and_what_was_seen_stay_apart(gp: Visitor, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    page = recorded(gp, jane, "declined", words="Not today.", observed="Bruise, left cheek.")
    assert "Reports: “Not today.”" in page
    assert "Seen: Bruise, left cheek.\n" in page
    assert "“Bruise" not in page
    saved = gp.get(where(jane)).text
    assert "<h3>Seen</h3>" in saved
    assert "Bruise, left cheek." in saved
    assert ">Bruise, left cheek.</textarea>" in gp.get(where(jane, "/correct")).text


def test_a_draft_keeps_both_notes(gp: Visitor, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    gp.answer_gate(jane)
    gp.post(where(jane, "/draft"), words="Tired.", observed="Looked at the door.")
    page = gp.get(where(jane)).text
    assert ">Tired.</textarea>" in page
    assert ">Looked at the door.</textarea>" in page


def test_too_much_seen_is_not_cut_in_silence(gp: Visitor, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    gp.answer_gate(jane)
    answer = gp.post(
        where(jane, "/save"), asked="yes", outcome="declined", words="w", observed="a" * 4001
    )
    assert answer.status_code == 422
    assert 'href="#observed"' in answer.text


def test_no_yes_of_a_safety_question_means_safe(gp: Visitor, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    recorded(gp, jane, "disclosed-current")
    page = gp.get(where(jane, "/after")).text
    assert "Is it safe to go home" not in page
    assert "“Would you be in danger if you went home today?”" in page
    assert page.index("your neck") < page.index("in danger if you went home")
    assert f"speak to {LEAD} now, and to Nadia Rahman." in page
    assert f"speak to {LEAD} today about the multi-agency meeting (MARAC)" in page
    assert not re.search(r"\{\w+\}", page), "every name is put in"


def test_it_is_said_once_that_no_code_was_checked(gp: Visitor, world: World) -> None:
    page = recorded(gp, world.patient("Atkinson", "Jane"), "disclosed-current")
    assert page.casefold().count("not checked against a uk release") == 1
    assert len(re.findall(r'cs-entry-code">[^<]*\d{6,}', page)) == 5


@pytest.mark.parametrize("outcome", ["not-disclosed", "disclosed-current", "declined"])
def test_a_date_to_ask_again_is_no_evidence(gp: Visitor, world: World, outcome: str) -> None:
    jane = world.patient("Atkinson", "Jane")
    page = recorded(gp, jane, outcome)
    # Beside the date, and not in what is pasted into the record.
    assert page.count("Local default, not evidence.") == 1
    assert "Local default, not evidence." in gp.get(where(jane)).text


def test_after_declining(gp: Visitor, world: World) -> None:
    page = recorded(gp, world.patient("Atkinson", "Jane"), "declined")
    assert "You can talk to any of us, at any time." in page


def test_finishing_with_nothing_ticked_is_said_once(gp: Visitor, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    assert "nothing is ticked" not in recorded(gp, jane, "declined")
    page = gp.post(where(jane, "/record")).text
    assert "Nothing is ticked." in page
    assert 'name="said"' in page
    assert gp.post(where(jane, "/record"), said="yes").headers["Location"] == "/today"


def test_only_what_is_always_written_is_counted(gp: Visitor, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    page = recorded(gp, jane, "disclosed-current")
    assert "0 of 7 added." in page
    assert page.count(" data-always") == 7
    assert page.count('name="added"') > 7


def test_finishing_ends_the_gate(gp: Visitor, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    recorded(gp, jane, "declined")
    assert (
        gp.post(where(jane, "/record"), added=["enquiry-asked-0"]).headers["Location"] == "/today"
    )
    assert "Who is here today?" in gp.get(where(jane)).text


def test_only_a_tick_that_could_be_offered_is_kept(gp: Visitor, world: World) -> None:
    jane = world.patient("Atkinson", "Jane")
    recorded(gp, jane, "declined")
    for tick in ("a\x00", "x" * 5000, "<b>"):
        refused = gp.post(where(jane, "/record"), added=[tick])
        assert refused.status_code == 422
        assert "is no entry of this page. It is not saved." in refused.text


# ---- with a child

ADULT_WORDS = ("Abuse", "Victim of", "Routine enquiry", "hurting you, or controlling", "advocate")


def test_a_child_is_not_asked_as_an_adult(gp: Visitor, world: World) -> None:
    kofi = world.patient("Osei", "Kofi")
    page = gp.answer_gate(kofi).text
    assert "Did you ask how things are at home?" in page
    assert "Told me something worrying now" in page
    assert "In some families people row" in page
    assert "Do not interview in detail." in page
    assert "Never promise to keep a secret." in page
    assert f"Speak to {LEAD}" in page
    for words in (*ADULT_WORDS, "Nadia Rahman"):
        assert words not in page, words


@pytest.mark.parametrize(
    "outcome", ["disclosed-current", "disclosed-past", "not-disclosed", "declined"]
)
def test_what_is_written_of_a_child(gp: Visitor, world: World, outcome: str) -> None:
    kofi = world.patient("Osei", "Kofi")
    page = recorded(gp, kofi, outcome, words="I hide.")
    for words in (*ADULT_WORDS, "879911000000102", "700410005", "None on this record"):
        assert words not in page, words
    assert ("836881000000105" in page) is outcome.startswith("disclosed")
    saved = gp.get(where(kofi)).text
    assert "Abuse" not in saved
    assert "Asked. " in saved


def test_a_child_who_told_is_brought_to_the_lead(gp: Visitor, world: World) -> None:
    kofi = world.patient("Osei", "Kofi")
    page = recorded(gp, kofi, "disclosed-current")
    assert "How things are at home: asked. Told of something worrying now." in page
    after = gp.get(where(kofi, "/after")).text
    assert f"Speak to {LEAD} today. Children’s social care if there is risk of" in after
    assert "Do not promise to keep it secret." in after


def test_a_fault_is_named_in_the_words_for_a_child(gp: Visitor, world: World) -> None:
    kofi = world.patient("Osei", "Kofi")
    gp.answer_gate(kofi)
    page = gp.post(where(kofi, "/save"), asked="yes").text
    assert "Told me something worrying now" in page
    assert "Abuse" not in page


def test_a_team_for_children_is_not_named_to_a_man(gp: Visitor, world: World) -> None:
    page = gp.answer_gate(world.patient("Lane", "Peter")).text
    helps = page[page.index("Who can help") :]
    assert "School nurse" not in helps
    assert "Open Door Elmford" in helps


def test_a_page_that_is_not_there_says_no_more(gp: Visitor) -> None:
    answer = gp.get("/nowhere")
    assert answer.status_code == 404
    assert "That page is not here, or not open to your role." in answer.text


def test_a_no_does_not_take_back_what_was_told(gp: Visitor, world: World) -> None:
    sarah = world.patient("Bennett", "Sarah")
    said_no = recorded(gp, sarah, "not-disclosed")
    assert "If you still worry, speak to" in said_no
    gp.post(where(sarah, "/record"), said="yes")
    world.wait(days=1)
    later = world.signed_in(SECOND_GP).answer_gate(sarah).text
    assert "that it was going on. Said no on 23 Nov 2026." in later
    assert "A no after that does not mean that it is over." in later
    assert "Last time you told us" not in later, "last time the answer was no"
    assert "No prompt for today" not in later


def test_a_child_is_given_no_line_for_grown_ups(gp: Visitor, world: World) -> None:
    kofi = world.patient("Osei", "Kofi")
    gp.answer_gate(kofi)
    page = gp.get(f"/patients/{kofi.id}/local-help").text
    assert "0808" not in page
    assert "A child in danger now: 999" in page


def test_a_child_who_told_and_then_did_not_reads_in_a_childs_words(
    gp: Visitor, world: World
) -> None:
    kofi = world.patient("Osei", "Kofi")
    recorded(gp, kofi, "disclosed-current")
    gp.post(where(kofi, "/record"), said="yes")
    world.wait(minutes=4)
    page = recorded(gp, kofi, "not-disclosed")
    assert f"speak to {LEAD} today" in page
    assert f"{LEAD} or {LEAD}" not in page
    gp.post(where(kofi, "/record"), said="yes")
    world.wait(days=1)
    later = world.signed_in(GP).answer_gate(kofi).text
    assert "Said that things are all right on 23 Nov 2026." in later
    assert "Said no" not in later
