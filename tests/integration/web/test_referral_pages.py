"""Referrals in the browser door: begun, followed step by step, and never lost on the way."""

import re
from typing import Any

import pytest

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.events import Event
from gpsupport.domain.people import Patient, Role
from gpsupport.domain.referral.events import ReferralEvent
from gpsupport.domain.referral.states import Channel
from tests.rig.world import GP, NURSE, Visitor, World, texts_of_class, title_of

DAY = {"on-day": "23", "on-month": "11", "on-year": "2026"}
AGREED = {"consent": "yes", "consent_by": "Her mother"}
ASKED_ON = {"consent_on-day": "23", "consent_on-month": "11", "consent_on-year": "2026"}
PEOPLE = "Jane, 41|Ella, 13|Noah, 7"
NEED = "Cannot sleep since May"


@pytest.fixture
def jane(world: World) -> Patient:
    """A patient whose record names two children."""
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def gp(world: World, jane: Patient) -> Visitor:
    """A doctor alone with her."""
    visitor = world.signed_in(GP)
    visitor.answer_gate(jane)
    return visitor


def page_of(patient: Patient, below: str = "") -> str:
    return f"/patients/{patient.id}/referrals{'/' + below if below else ''}"


def option(page: str, name: str) -> str:
    """The id under which the select offers a service."""
    found = re.search(rf'<option value="([^"]+)"[^>]*>{name}', page)
    assert found is not None
    return found.group(1)


def begin(gp: Visitor, jane: Patient, need: str = NEED) -> str:
    """Begin one to CAMHS for the first child; its address."""
    camhs = option(gp.get(page_of(jane, "new")).text, "CAMHS")
    sent = {"option": camhs, "about": "1", "people": PEOPLE, "need": need, **AGREED, **ASKED_ON}
    done = gp.post(page_of(jane, "new"), do="begin", **sent)
    assert done.status_code == 303, texts_of_class(done.text, "nhsuk-error-message")
    return done.headers["Location"]


def step(gp: Visitor, where: str, name: str, **typed: str) -> Any:
    """Write one step down as the page has it."""
    page = gp.get(f"{where}?step={name}").text
    (seen,) = re.findall(r'name="seen" value="(\d+)"', page)
    return gp.post(where, **{"step": name, "seen": seen, "how": "phone", **DAY, **typed})


def greens(text: str) -> list[str]:
    """The words of the green buttons."""
    return [
        one.strip()
        for one in re.findall(
            r'<(?:button|a) class="nhsuk-button"[^>]*>(.*?)</(?:button|a)>', text, re.DOTALL
        )
    ]


def test_what_a_service_wants_is_shown_before_anything_is_begun(jane: Patient, gp: Visitor) -> None:
    camhs = option(gp.get(page_of(jane, "new")).text, "CAMHS")
    page = gp.get(page_of(jane, f"new?option={camhs}&about=1"))
    assert title_of(page.text) == "Begin a referral - Consultation support"
    assert greens(page.text) == ["Begin"]
    for words in ("Phone first", "Takes ages 5 to 17", "31 weeks until a first contact"):
        assert words in page.text
    assert re.search(r'name="about"[^>]*value="1"[^>]*checked', page.text)
    nurse = option(gp.get(page_of(jane, "new")).text, "School nurse team")
    page = gp.get(page_of(jane, f"new?option={nurse}&about=1"))
    ready = page.text[page.text.index('id="ready"') : page.text.index('id="why"')]
    for words in ("You can send it", "Worth asking:", "To ask: "):
        assert words in ready, "what nobody told us keeps nothing from going"


def test_what_is_missing_is_named_and_nothing_typed_is_lost(jane: Patient, gp: Visitor) -> None:
    gp.get(page_of(jane, "new"))
    without = {"consent": "without", "consent_why": "She is in danger"}
    answer = gp.post(page_of(jane, "new"), do="begin", need=NEED, **without)
    assert (answer.status_code, title_of(answer.text)[:7]) == (422, "Error: ")
    assert "Choose the ground" in answer.text
    answer = gp.post(page_of(jane, "new"), do="begin", need=NEED, people=PEOPLE, about="1")
    assert "Choose to whom" in answer.text
    # A child was linked meanwhile: the second of the list is somebody else now.
    answer = gp.post(page_of(jane, "new"), do="begin", need=NEED, people="Jane, 41", about="1")
    assert "Choose for whom again" in answer.text
    assert NEED in gp.get(page_of(jane, "new")).text
    assert "Go on with it" in gp.get(page_of(jane)).text


def test_step_by_step_to_the_end_in_one_line(jane: Patient, gp: Visitor) -> None:
    where = begin(gp, jane)
    assert step(gp, where, "sent", how="letter").status_code == 303
    faulty = step(gp, where, "returned", advice="Early Help first")
    assert faulty.status_code == 422
    assert "Choose the reason that they gave" in faulty.text
    # Half written, it stands there again.
    assert "Early Help first" in gp.get(where).text
    assert step(gp, where, "returned", reason="still-going-on").status_code == 303
    page = gp.get(where).text
    assert greens(page) == ["Next"]
    line = "Sent to CAMHS, north Elmford 23 Nov · back 23 Nov, it still goes on at home"
    assert f"{line} · nobody has said what is done now" in page
    assert "A plan is owed by 25 Nov 2026: Dr Priya Shah" in texts_and_spaces(page)
    refused = step(gp, where, "closed-not", words="Nobody takes her")
    assert refused.status_code == 422
    assert "First say what is done now" in refused.text
    plan = {"plan_next": "The hub", "plan_owner": "Amy Cole"}
    assert "Say whether the next way meets the need" in step(gp, where, "plan", **plan).text
    assert step(gp, where, "plan", **plan, plan_unmet="met").status_code == 303
    assert f"{line} · next: The hub (Amy Cole)" in gp.get(page_of(jane)).text
    step(gp, where, "take-back", words="Not the hub")
    assert "(taken back)" in gp.get(where).text


def test_how_it_is_known_is_never_taken_for_granted(jane: Patient, gp: Visitor) -> None:
    where = begin(gp, jane)
    assert not re.search(r'name="how"[^>]*checked', gp.get(f"{where}?step=sent").text)
    answer = step(gp, where, "sent", how="")
    assert answer.status_code == 422
    assert "Say how you know" in answer.text


def test_what_cannot_wait_comes_first_and_is_urgent_from_there(
    world: World, jane: Patient, gp: Visitor
) -> None:
    where = begin(gp, jane)
    step(gp, where, "sent")
    assert step(gp, where, "look", self_harm="yes").status_code == 303
    page = gp.get(where).text
    assert page.index('id="at-once"') < page.index('id="stands"')
    assert "thoughts of ending life" in page
    (box,) = re.findall(r'id="at-once".*?</section>', page, re.DOTALL)
    assert "NHS 111, and there the mental health option" in box
    assert "Their number: " in box
    assert re.search(r"Advice line for us: <a.*?</a> \(.+\)", box)
    assert f"The safeguarding lead: {world.of_role(Role.SAFEGUARDING_LEAD).name}" in box
    (chain,) = re.findall(
        r'class="cs-plain cs-chains".*?</ul>', gp.get(page_of(jane)).text, re.DOTALL
    )
    assert ">Today</strong>" in chain
    assert ": 1 open, 1 needs you today" in gp.get(f"/patients/{jane.id}/consultation").text
    # Only what applies is said.
    assert "Write again, with the day of the first referral" in page
    assert "Refer again" in page
    for other in ("999 or the police", "write to the next one up", "Moved: ask the new area"):
        assert other not in page
    lead = world.signed_in(world.of_role(Role.SAFEGUARDING_LEAD).name)
    for visitor in (gp, lead):
        visitor.get("/screen")
        visitor.post("/screen", sees="only-me")
        rows = visitor.get("/referrals").text
        assert "See what cannot wait today" in rows
        assert ">Worse</strong>" in rows
    todo = lead.get("/reminders").text
    assert re.search(rf'<a href="{where}">Open<', todo)
    gp.answer_gate(jane)
    following = gp.get(f"{page_of(jane, 'new')}?continues={where.rsplit('/', 1)[1]}").text
    assert re.search(r'name="urgent"[^>]*value="yes"[^>]*checked', following)
    assert "Does CAMHS, north Elmford go on meanwhile?" in following
    assert not re.search(r'name="goes_on"[^>]*checked', following)
    assert '<input type="hidden" name="about" value="1">' in following
    step(gp, where, "note", words="Team moved to room 4")
    assert 'id="at-once"' in gp.get(where).text
    assert step(gp, where, "seen-to", words=" ").status_code == 422
    assert f'{where}?step=seen-to#step">Note what was done' in gp.get(where).text
    assert step(gp, where, "seen-to", words="The crisis team knows").status_code == 303
    page = gp.get(where).text
    assert 'id="at-once"' not in page
    assert "What was done the same day" in page
    # Sent again after the look, they know.
    gone = step(gp, where, "returned", reason="age")
    assert "Worse than before" in gp.get(where).text
    camhs = option(gp.get(page_of(jane, "new")).text, "CAMHS")
    sent = {"option": camhs, "about": "1", "people": PEOPLE, "need": NEED, **AGREED, **ASKED_ON}
    follows = {"continues": where.rsplit("/", 1)[1], "unmet": "met"}
    done = gp.post(page_of(jane, "new"), do="begin", **sent, **follows)
    assert (gone.status_code, done.status_code) == (303, 303)
    step(gp, done.headers["Location"], "sent")
    page = gp.get(done.headers["Location"]).text
    assert "They were told on 23 Nov 2026" in page
    assert "Refer again" not in page
    assert "Write again" not in page


def test_what_was_typed_to_follow_one_child_s_is_never_another_s(
    jane: Patient, gp: Visitor
) -> None:
    """A half written form of Ella's does not lend its referral to Noah's."""
    ella = begin(gp, jane).rsplit("/", 1)[1]
    gp.post(page_of(jane, "new"), do="begin", continues=ella, about="1", people=PEOPLE, need="hers")
    for address in ("new?about=2", f"new?about=2&continues={ella}"):
        page = gp.get(page_of(jane, address)).text
        assert '<input type="hidden" name="continues" value="">' in page
        assert "hers</textarea>" not in page
        assert re.search(r'name="about"[^>]*value="2"[^>]*checked', page)
    again = gp.get(page_of(jane, f"new?continues={ella}")).text
    assert "hers</textarea>" in again
    camhs = option(again, "CAMHS")
    sent = {"option": camhs, "about": "2", "people": PEOPLE, "need": NEED, "continues": ella}
    answer = gp.post(page_of(jane, "new"), do="begin", **sent, **AGREED, **ASKED_ON)
    assert answer.status_code == 422


def test_after_a_return_three_things_come_first(jane: Patient, gp: Visitor) -> None:
    where = begin(gp, jane)
    step(gp, where, "sent")
    step(gp, where, "returned", reason="still-going-on")
    page = gp.get(where).text
    (first,) = re.findall(r'aria-labelledby="first".*?</section>', page, re.DOTALL)
    assert re.search(r'href="tel:\d+', first)
    assert "Tell Ella Atkinson today" in texts_and_spaces(first)
    assert "We stay with you" in first
    assert re.search(r"new\?continues=[0-9a-f-]+&amp;option=", first)
    step(gp, where, "plan", plan_next="The hub", plan_owner="Amy Cole", plan_unmet="met")
    assert 'aria-labelledby="first"' not in gp.get(where).text


def test_nobody_reached_asks_how_they_tried(jane: Patient, gp: Visitor) -> None:
    where = begin(gp, jane)
    step(gp, where, "sent")
    step(gp, where, "returned", reason="no-contact")
    (first,) = re.findall(r'aria-labelledby="first".*?</section>', gp.get(where).text, re.DOTALL)
    assert "Ask how they tried: a letter or a message may lie at home." in first
    assert f'href="/patients/{jane.id}/contact/safe">Ask Jane Atkinson alone about it' in first


def test_not_safe_leads_to_the_safe_way_and_offers_no_letter(jane: Patient, gp: Visitor) -> None:
    where = begin(gp, jane)
    step(gp, where, "sent")
    # The address of the step stays in the browser's history.
    assert "unsafe" not in gp.get(where).text
    done = step(gp, where, "contact", words="He reads her post")
    assert done.headers["Location"].endswith(f"/patients/{jane.id}/contact/safe")
    page = gp.get(where).text
    assert "Only through the practice" in page
    assert f"{where}/letters" not in page
    assert f'{where}/message"' not in page
    assert "or you choose" in page
    (box,) = re.findall(r'id="at-once".*?</section>', page, re.DOTALL)
    assert "nobody there is to ring, text or write to Jane Atkinson" in texts_and_spaces(box)
    assert re.search(r'href="tel:\d+', box)
    assert "thoughts of ending life" not in box
    other = begin(gp, jane, need="Something else")
    for one in (where, other):
        assert "Only through the practice" in gp.get(one).text
        for door in (f"{one}/letters", f"{one}/letters/referral", f"{one}/message"):
            refused = gp.get(door)
            assert refused.status_code == 409
            assert "It is not safe to get in touch. Agree a safe way first." in refused.text
    assert step(gp, where, "through-practice", words="Through us").status_code == 303
    page = gp.get(where).text
    assert f"{where}/letters" in page
    assert 'id="at-once"' not in page
    # It stays on the card while it holds.
    assert "<strong>Only through the practice.</strong>" in page
    assert f"{other}?step=through-practice" in gp.get(other).text


def texts_and_spaces(page: str) -> str:
    """The words of a page without its elements."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_what_somebody_else_wrote_meanwhile_stands_beside_what_is_typed(
    jane: Patient, gp: Visitor
) -> None:
    where = begin(gp, jane)
    step(gp, where, "sent")
    step(gp, where, "note", words="They rang back")
    late = {"step": "note", "seen": "2", "how": "phone", "words": "My own note", **DAY}
    answer = gp.post(where, **late)
    assert answer.status_code == 422
    (meanwhile,) = re.findall(r'id="meanwhile".*?</section>', answer.text, re.DOTALL)
    assert "They rang back" in meanwhile
    assert "My own note</textarea>" in answer.text
    (seen,) = re.findall(r'name="seen" value="(\d+)"', answer.text)
    assert gp.post(where, **{**late, "seen": seen}).status_code == 303
    # A step that can follow no longer is kept as it was typed, and said to be so.
    step(gp, where, "returned", reason="age")
    answer = gp.post(where, **{**late, "step": "look", "seen": seen})
    assert answer.status_code == 422
    assert "it cannot follow now" in answer.text


def test_told_by_their_system_is_never_taken_for_written_down_here(
    world: World, jane: Patient, gp: Visitor
) -> None:
    where = begin(gp, jane)
    step(gp, where, "sent")
    told = ReferralEvent(
        "", world.now, "CAMHS", world.now.date(), None, Channel.LIVE, "Nothing new"
    )
    actor, referral_id = world.actor(GP), where.rsplit("/", 1)[1]
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.CHANGE_REFERRAL)
    with world.database.writing(occasion) as work:
        work.referrals.add_event(actor, jane.id, referral_id, told, expected=2, next_due_on=None)
    rows = re.findall(r"<tr.*?</tr>", gp.get(where).text, re.DOTALL)
    (live,) = [row for row in rows if "Nothing new" in row]
    assert "Live" in live
    assert "Logged" not in live
    assert sum("Logged" in row for row in rows) == 2


def test_an_expected_refusal_is_kept_and_met_after_all(jane: Patient, gp: Visitor) -> None:
    camhs = option(gp.get(page_of(jane, "new")).text, "CAMHS")
    kept = {
        "option": camhs,
        "about": "2",
        "people": PEOPLE,
        "need": "Wets the bed",
        "do": "refused",
    }
    assert "Choose whom it leaves behind" in gp.post(page_of(jane, "new"), **kept).text
    gp.post(page_of(jane, "new"), **kept, gap="living-with-it")
    page = gp.get(page_of(jane)).text
    assert "Not referred: a refusal was expected (CAMHS, north Elmford)" in page
    need = dict(re.findall(r'name="(need|version)" value="([^"]*)"', page))
    assert gp.post(page_of(jane, "met"), **need).status_code == 303
    assert "None is noted" in gp.get(page_of(jane)).text


def test_what_was_typed_outlives_the_lock(world: World, jane: Patient, gp: Visitor) -> None:
    where = begin(gp, jane)
    gp.get(f"{where}?step=sent")
    world.wait(minutes=20)
    sent = gp.post(where, step="sent", seen="1", words="By the school nurse", **DAY)
    assert sent.headers["Location"].startswith("/locked")
    gp.unlock()
    gp.answer_gate(jane)
    page = gp.get(where).text
    assert "By the school nurse</textarea>" in page
    assert "have not saved yet" in page


def test_it_shows_on_no_page_of_the_child_and_in_no_company(
    world: World, jane: Patient, gp: Visitor
) -> None:
    where = begin(gp, jane)
    ella = world.patient("Atkinson", "Ella")
    gp.answer_gate(ella)
    assert NEED not in gp.get(page_of(ella)).text
    assert gp.get(where.replace(jane.id, ella.id)).status_code == 404
    visitor = world.signed_in(NURSE)
    visitor.answer_gate(jane, "someone-else")
    for path in (page_of(jane), page_of(jane, "new"), where):
        assert "/consultation" in visitor.get(path).headers["Location"]


def test_the_list_names_the_patient_and_what_is_owed_alone(
    world: World, jane: Patient, gp: Visitor
) -> None:
    where = begin(gp, jane)
    step(gp, where, "sent")
    step(gp, where, "returned", reason="still-going-on")
    for who, listed in (
        (world.of_role(Role.SAFEGUARDING_LEAD).name, True),
        (GP, True),
        (NURSE, False),
    ):
        visitor = world.signed_in(who)
        assert visitor.get("/referrals").headers["Location"].startswith("/screen")
        visitor.get("/screen")
        visitor.post("/screen", sees="only-me")
        page = visitor.get("/referrals").text
        assert ("ATKINSON, Jane" in page) is listed
        assert ("A plan is owed by 25 Nov 2026" in page) is listed
        for word in ("CAMHS", "Ella", NEED, "goes on"):
            assert word not in page
    lead = world.signed_in(world.of_role(Role.SAFEGUARDING_LEAD).name)
    lead.get("/screen")
    lead.post("/screen", sees="only-me")
    assert lead.get("/referrals?after=nowhere").status_code == 404
    assert "A referral came back" in lead.get("/reminders").text
