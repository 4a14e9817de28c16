"""What to write, with forms alone: entries, words, ticks, paper, reminders, the lead's decision."""

import re

import pytest

from gpsupport.domain.people import Patient, Role
from tests.rig.world import GP, XHTML, Visitor, World, parse

TYPED = "Zaunkoenig-typed"


@pytest.fixture
def jane(world: World) -> Patient:
    """Hurt three times in a year, with two children."""
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def gp(world: World) -> Visitor:
    """Dr Shah's browser."""
    return world.signed_in(GP)


def where(patient: Patient, below: str = "") -> str:
    """An address of the patient's recording."""
    return f"/patients/{patient.id}/consultation/record{below}"


def told(gp: Visitor, patient: Patient, outcome: str = "disclosed-current") -> str:
    """The page after a telling."""
    gp.answer_gate(patient)
    answer = {"asked": "yes", "outcome": outcome, "words": "“He hit me.”", "observed": "Hoarse"}
    saved = gp.post(f"/patients/{patient.id}/consultation/save", **answer)
    assert saved.status_code == 303, saved.text
    return gp.get(where(patient)).text


def pasted(page: str) -> list[str]:
    """The summaries to paste."""
    return ["".join(one.itertext()) for one in parse(page).iter(f"{XHTML}pre")]


def box(page: str, name: str) -> str:
    """What stands in a box of words."""
    found = re.search(rf'name="{re.escape(name)}"[^>]*>([^<]*)</textarea>', page)
    assert found is not None, name
    return found[1]


def test_three_records_and_nothing_for_the_other_person(gp: Visitor, jane: Patient) -> None:
    page = told(gp, jane)
    for code in ("700410005", "879911000000102", "881081000000100", "1364731000000104"):
        assert code in page
    assert "Ella Atkinson (13) and Noah Atkinson (7)" in page
    assert "Write nothing here by default." in page
    assert "206411000000103" not in page
    assert "as the lead" not in page
    assert page.lower().count("not checked against a uk release") == 1


def test_the_words_begin_with_what_was_noted(gp: Visitor, jane: Patient) -> None:
    page = told(gp, jane)
    assert box(page, "reported.own-words-0") == "“He hit me.”"
    assert box(page, "fact.own-words-0") == "Hoarse"
    assert box(page, "opinion.own-words-0") == ""
    assert "Patient alone." in box(page, "fact.enquiry-asked-0")


def test_a_childs_record_has_no_box_for_what_was_told(gp: Visitor, jane: Patient) -> None:
    page = told(gp, jane)
    assert not re.search(r'name="(reported|opinion)\.child', page)
    assert not re.search(r'name="fact\.child-(household|concern|online)', page)


def test_saving_keeps_words_ticks_and_the_count(gp: Visitor, jane: Patient) -> None:
    before = told(gp, jane)
    (always,) = set(re.findall(r"0 of (\d+) added", before))
    done = gp.post(
        where(jane, "/save"),
        **{"added": ["told-now-0", "hide-proxies"], "reported.own-words-0": TYPED},
    )
    assert done.headers["Location"] == where(jane)
    page = gp.get(where(jane)).text
    assert f"1 of {always} added." in page
    assert box(page, "reported.own-words-0") == TYPED
    assert re.search(r'value="told-now-0" checked', page)
    assert re.search(r'value="hide-proxies" checked', page)


def test_what_was_emptied_stays_empty(gp: Visitor, jane: Patient) -> None:
    told(gp, jane)
    gp.post(where(jane, "/save"), **{"reported.own-words-0": ""})
    assert box(gp.get(where(jane)).text, "reported.own-words-0") == ""


def test_a_draft_outlives_the_lock(world: World, gp: Visitor, jane: Patient) -> None:
    told(gp, jane)
    for below in ("/draft", "/save", ""):
        world.wait(minutes=6)
        words = f"{TYPED}{below}"
        answer = gp.post(
            where(jane, below), **{"opinion.own-words-0": words, "added": "told-now-0"}
        )
        assert answer.headers["Location"].startswith("/locked"), below
        assert TYPED not in answer.text
        gp.unlock()
        assert TYPED not in gp.get(where(jane)).text
        gp.answer_gate(jane)
        page = gp.get(where(jane)).text
        assert box(page, "opinion.own-words-0") == words
        assert "have not saved yet" in page
        assert re.search(r'value="told-now-0" checked', page)


def test_a_script_keeps_a_draft_in_one_sentence(gp: Visitor, jane: Patient) -> None:
    told(gp, jane)
    form = {"csrf_token": gp.key, "fact.own-words-0": TYPED}
    said = gp.client.post(where(jane, "/draft"), data=form, headers={"HX-Request": "true"})
    assert said.text == "Draft saved at 9:12am"
    assert box(gp.get(where(jane)).text, "fact.own-words-0") == TYPED


def test_finishing_without_a_tick_comes_back_once_with_the_words(
    gp: Visitor, jane: Patient
) -> None:
    told(gp, jane)
    page = gp.post(where(jane), **{"fact.own-words-0": TYPED}).text
    assert "Nothing is ticked." in page
    assert box(page, "fact.own-words-0") == TYPED
    assert gp.post(where(jane), said="yes").headers["Location"] == "/today"


def test_the_summary_can_be_selected_and_says_no_more_than_was_said(
    gp: Visitor, jane: Patient
) -> None:
    whole, short = pasted(told(gp, jane))
    assert whole.splitlines()[0] == "23 Nov 2026, 9:12am. Patient alone. With Dr Priya Shah."
    assert "Reports: “He hit me.”" in whole
    assert "Seen: Hoarse" in whole
    assert "Safety questions: not noted yet." in whole
    assert whole.splitlines()[-1] == "Hide this entry from online access."
    assert "no risk" not in whole.lower()
    assert short == "23 Nov 2026. Wellbeing check. See alone for part of the next visit."


def test_printing_is_interrupted_and_says_nothing_outside(gp: Visitor, jane: Patient) -> None:
    told(gp, jane)
    stop = gp.get(where(jane, "/print")).text
    assert "ignores everything that is hidden" in stop
    assert "He hit me" not in stop
    assert "cs-body--screen-only" in stop
    paper = gp.post(where(jane, "/print")).text
    assert "<title>Summary - Consultation support</title>" in paper
    assert "He hit me" in paper
    assert "cs-body--screen-only" not in paper


def test_the_lead_sees_what_is_left_where_nobody_else_sees_the_screen(
    world: World, gp: Visitor, jane: Patient
) -> None:
    told(gp, jane)
    gp.post(where(jane), added=["told-now-0", "hide-own-access"])
    assert gp.get("/reminders").status_code == 404
    lead = world.signed_in(world.of_role(Role.SAFEGUARDING_LEAD).name)
    asked = lead.get("/reminders").headers["Location"]
    assert asked.startswith("/screen")
    lead.get(asked)
    assert lead.post("/screen", sees="only-me", next="/reminders").headers["Location"] == (
        "/reminders"
    )
    page = lead.get("/reminders").text
    assert page.count("ATKINSON, Jane") >= 3
    assert "Every entry of this visit is hidden" in page
    assert "He hit me" not in page
    assert not re.search("abus|violen|domestic|victim", page.lower())
    (first, *others) = re.findall(r'name="done" value="([^"]+)"', page)
    assert lead.post("/reminders/done", done=first).headers["Location"] == "/reminders"
    after = lead.get("/reminders").text
    assert re.findall(r'name="done" value="([^"]+)"', after) == others
    again = lead.post("/reminders/done", done=first)
    assert again.headers["Location"] == "/reminders", "pressed twice it is done once"
    for odd in ("a\0b:1", f"{others[0].partition(':')[0]}\0:1"):
        assert lead.post("/reminders/done", done=odd).status_code == 404
    assert lead.post("/reminders/done", done="x").status_code == 400


def test_the_next_visit_offers_what_is_left(world: World, gp: Visitor, jane: Patient) -> None:
    told(gp, jane)
    gp.post(where(jane), added=["told-now-0"])
    page = told(gp, jane, "not-disclosed")
    assert "Left from before" in page
    left = re.findall(r'name="done" value="([^"]+)"', page)
    gp.post(where(jane, "/save"), done=left)
    assert "Left from before" not in gp.get(where(jane)).text


def test_only_the_lead_decides_and_gives_a_reason(world: World, gp: Visitor, jane: Patient) -> None:
    told(gp, jane)
    assert gp.get(where(jane, "/elsewhere")).status_code == 404
    assert gp.post(where(jane, "/elsewhere"), fact="x", opinion="y").status_code == 404
    lead = world.signed_in(world.of_role(Role.SAFEGUARDING_LEAD).name)
    page = told(lead, jane)
    assert "Decide on an entry, as the lead" in page
    stop = lead.get(where(jane, "/elsewhere")).text
    assert "could tell them what was said" in stop
    assert "206411000000103" in stop
    wrong = lead.post(where(jane, "/elsewhere"), fact=TYPED, opinion="")
    assert wrong.status_code == 422
    assert 'href="#opinion"' in wrong.text
    assert box(wrong.text, "fact") == TYPED
    kept = lead.post(where(jane, "/elsewhere"), fact=TYPED, opinion="He said so himself")
    assert kept.headers["Location"] == where(jane, "/elsewhere")
    assert "Decided." in lead.get(where(jane, "/elsewhere")).text
    assert TYPED not in gp.get(where(jane)).text


def test_the_leads_words_outlive_the_lock(world: World, jane: Patient) -> None:
    lead = world.signed_in(world.of_role(Role.SAFEGUARDING_LEAD).name)
    lead.answer_gate(jane)
    lead.get(where(jane, "/elsewhere"))
    world.wait(minutes=6)
    answer = lead.post(where(jane, "/elsewhere"), fact=TYPED, opinion="")
    assert answer.headers["Location"].startswith("/locked")
    lead.unlock()
    lead.answer_gate(jane)
    assert box(lead.get(where(jane, "/elsewhere")).text, "fact") == TYPED


def test_a_child_who_tells(world: World, gp: Visitor) -> None:
    page = told(gp, world.patient("Whitfield", "Tyler"))
    assert "836881000000105" in page
    assert "Tell Dr Helen Marsh today." in page
    assert "879911000000102" not in page
    assert "Parents, acting for them online" in page
    assert "881081000000100" in page


def sent(page: str) -> dict[str, str]:
    """What an untouched page would send: the version that it showed, and its words."""
    found = {"version": re.findall(r'name="version" value="([^"]*)"', page)[0]}
    for name in re.findall(r'<textarea[^>]*name="([^"]+)"', page):
        found[name] = box(page, name)
    return found


def differing(page: str) -> str:
    """What is said of the version that another window saved; empty for nothing."""
    tables = [
        one for one in parse(page).iter(f"{XHTML}table") if "cs-meanwhile" in one.get("class", "")
    ]
    return " ".join(" ".join("".join(one.itertext()) for one in tables).split())


def test_an_older_window_replaces_no_words_and_shows_both(
    world: World, gp: Visitor, jane: Patient
) -> None:
    older = sent(told(gp, jane))
    newer = older | {"opinion.own-words-0": "Afraid of him"}
    gp.post(where(jane, "/save"), **newer, added=["told-now-0"])
    world.wait(minutes=2)
    late, page = older | {"opinion.own-words-0": TYPED}, ""
    for below in ("/save", ""):
        answer = gp.post(where(jane, below), **late, added=["hide-proxies"])
        assert answer.headers["Location"] == where(jane)
        page = gp.get(where(jane)).text
        assert "saved at 9:12am, after this page was opened." in page
        assert f"opinion Afraid of him {TYPED}" in differing(page)
        assert "fact" not in differing(page)
        assert box(page, "opinion.own-words-0") == TYPED
        # Ticks never fight: what the other window ticked was not cleared here.
        for tick in ("told-now-0", "hide-proxies"):
            assert re.search(rf'value="{tick}" checked', page)
    gp.post(where(jane, "/save"), **sent(page), added=["told-now-0", "hide-proxies"])
    page = gp.get(where(jane)).text
    assert box(page, "opinion.own-words-0") == TYPED
    assert differing(page) == ""
    assert "have not saved yet" not in page


def test_what_was_saved_may_be_taken_instead(gp: Visitor, jane: Patient) -> None:
    older = sent(told(gp, jane))
    gp.post(where(jane, "/save"), **(older | {"opinion.own-words-0": "Afraid of him"}))
    gp.post(where(jane, "/draft"), **(older | {"opinion.own-words-0": TYPED}))
    page = gp.get(where(jane)).text
    assert TYPED in differing(page)
    gp.post(where(jane, "/draft"), **sent(page), give_up="yes")
    page = gp.get(where(jane)).text
    assert box(page, "opinion.own-words-0") == "Afraid of him"
    assert TYPED not in page


def test_a_decision_is_not_replaced_by_a_window_that_did_not_show_it(
    world: World, jane: Patient
) -> None:
    lead = world.signed_in(world.of_role(Role.SAFEGUARDING_LEAD).name)
    told(lead, jane)
    place = where(jane, "/elsewhere")
    lead.get(place)
    words = {"fact": "Convicted in 2020", "opinion": "He said so himself"}
    assert lead.post(place, **words, version="").status_code == 303
    lead.post(place, **(words | {"fact": TYPED}), version="")
    page = lead.get(place).text
    assert f"What is to be written there Convicted in 2020 {TYPED}" in differing(page)
    assert box(page, "fact") == TYPED
    lead.post(place, **sent(page))
    page = lead.get(place).text
    assert differing(page) == ""
    assert box(page, "fact") == TYPED


def test_the_file_has_what_was_noted_after_the_telling(gp: Visitor, jane: Patient) -> None:
    told(gp, jane)
    after = f"/patients/{jane.id}/consultation/after"
    names = re.findall(r'name="([^"]+[.])plan"', gp.get(after).text)
    plans = {f"{name}plan": "lead-today" for name in names}
    plans |= {f"{name}owner": GP for name in names} | {f"{name}by": "1 week" for name in names}
    assert gp.post(after, matters=TYPED, **plans).status_code == 303
    found = gp.get(f"/patients/{jane.id}/consultation/bundle")
    assert found.mimetype == "application/fhir+json"
    assert TYPED in found.text
