"""A lead's meeting from its agenda to the paper that somebody else is given: one story."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.event import listen, remove
from werkzeug.test import TestResponse

from gpsupport.actions.meetings.proposing import AT_A_TIME
from gpsupport.actions.practices import operator
from gpsupport.actions.record_access import RuleChange, change_rules
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.days import PartialDate
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.events import Event
from gpsupport.domain.family.links import FamilyLink, LinkKind
from gpsupport.domain.people import Patient, PersonName, Role, Sex
from gpsupport.domain.record_access import Change
from gpsupport.domain.referral.events import BegunReferral, ReferralEvent
from gpsupport.domain.referral.states import ReferralState, ReturnReason
from tests.rig.world import GP, SECOND_GP, Visitor, World

LEAD = "Dr Helen Marsh"
SECOND_RETURN = "A second referral came back"
DECIDED = "The advocate sees her at the surgery"
TO_DO = "Ring the advocate & agree a day"


def came_back(world: World, patient: Patient, times: int, days: int = 20) -> None:
    """As many referrals of a patient that came back, the first so many days ago."""
    gp, today = world.actor(GP), world.now.date()
    with world.database.writing(
        Occasion(gp, Permission.CONSULT, world.now, Event.CHANGE_REFERRAL)
    ) as work:
        for number in range(times):
            on = today - timedelta(days=days - number)
            begun = BegunReferral(
                "", patient.id, "", "CAMHS", OptionKind.CAMHS, "Sleep", world.now, on, gp.name
            )
            made = work.referrals.begin(gp, begun)
            back = ReferralEvent(
                "",
                world.now,
                gp.name,
                on,
                ReferralState.RETURNED,
                reason=ReturnReason.STILL_GOING_ON,
            )
            work.referrals.add_event(gp, patient.id, made.id, back, expected=0, next_due_on=today)


def newly_here(world: World, given: str, born: str = "1990-05-17") -> Patient:
    """Somebody whom the practice has known since today."""
    gp = world.actor(GP)
    made = Patient("", PersonName("Alder", given), Sex.FEMALE, PartialDate.parse(born))
    with world.database.writing(
        Occasion(gp, Permission.CONSULT, world.now, Event.OPEN_PATIENT)
    ) as work:
        return work.patients.add(gp, made, "https://ehr.example", f"{given}-{born}", world.now)


def has_told(world: World, patient: Patient) -> None:
    """A patient told, and a record names no child."""
    gp = world.actor(GP)
    with world.database.writing(
        Occasion(gp, Permission.CONSULT, world.now, Event.OPEN_PATIENT)
    ) as work:
        opened = work.consultations.add(gp, patient.id, world.now, world.now.date())
        told = Disclosure("", patient.id, opened.id, "", world.now, gp.name)
        work.disclosures.add(gp, told, None)


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """How many statements go to the database meanwhile, under "sent"."""
    sent: Counter[str] = Counter()

    def count(*_given: object) -> None:
        sent["sent"] += 1

    listen(Engine, "before_cursor_execute", count)
    yield sent
    remove(Engine, "before_cursor_execute", count)


def at_screen(world: World) -> Visitor:
    """The lead, whose screen nobody else sees."""
    lead = world.signed_in(LEAD)
    assert lead.get("/meetings").headers["Location"].startswith("/screen")
    lead.get("/screen")
    lead.post("/screen", sees="only-me")
    return lead


def begin(lead: Visitor, day: str = "3") -> str:
    """Begin a meeting; its page."""
    lead.get("/meetings/new")
    made = lead.post(
        "/meetings/new",
        **{"kind": "practice", "chair": LEAD, "on-day": day, "on-month": "12", "on-year": "2026"},
    )
    assert made.status_code == 303, made.text
    return made.headers["Location"].removesuffix("/agenda")


def note(
    lead: Visitor, page: str, patient: Patient, what: str, replaces: str = "", **said: str
) -> TestResponse:
    """Send one form of one family."""
    prefix = f"{what}-{replaces or patient.id}-"
    head = {"patient": patient.id, "what": what, "replaces": replaces}
    return lead.post(
        f"{page}/notes", **head, **{f"{prefix}{key}": one for key, one in said.items()}
    )


def come(lead: Visitor, page: str, name: str, role: str) -> None:
    """Ask somebody to come."""
    done = lead.post(f"{page}/who", name=name, role=role, organisation="Harbour")
    assert done.status_code == 303, done.text


def test_a_meeting_from_its_agenda_to_the_paper(world: World) -> None:
    jane, dawn = world.patient("atkinson", "jane"), world.patient("hollis", "dawn")
    came_back(world, jane, 2)
    lead = at_screen(world)
    page = begin(lead)

    # What is on record asks for one family; the lead adds another by judgement alone.
    agenda = lead.get(f"{page}/agenda").text
    assert SECOND_RETURN in agenda
    assert "ATKINSON" in agenda
    assert "HOLLIS" not in agenda
    put = {"family": f"{jane.id}:second-return", "words": ""}
    assert lead.post(f"{page}/agenda", **put).status_code == 303
    assert "HOLLIS" in lead.post(f"{page}/find", family="hollis", given="dawn").text
    box = {"family": f"{dawn.id}:lead", f"words-{dawn.id}": "Meet at AB1 2CD"}
    refused = lead.post(f"{page}/agenda", **box)
    assert refused.status_code == 422
    assert "Meet at AB1 2CD" in refused.text
    lead.post(f"{page}/agenda", **{**box, f"words-{dawn.id}": "Three bruises in a year"})
    shown = lead.get(page).text
    assert "2 families, 2 undecided." in shown
    assert SECOND_RETURN not in lead.get(f"{page}/agenda").text

    come(lead, page, "Nina Hale", "advocate-educator")
    come(lead, page, "Sir Commissioner", "commissioner")
    come(lead, page, "Tom Reid", "safeguarding-lead")
    come(lead, page, f"Mr {jane.name.given} {jane.name.family}", "gp")

    # Somebody has to do it by a day before the meeting can be closed.
    assert note(lead, page, jane, "decision", words=DECIDED, places="patient").status_code == 303
    assert note(lead, page, jane, "action", words=TO_DO).status_code == 303
    version = re.findall(r'name="version" value="(\d+)"', lead.get(page).text)[0]
    stopped = lead.post(f"{page}/close", version=version)
    assert stopped.status_code == 422
    assert "An action has no owner or no day yet." in stopped.text
    action_id = re.findall(r'name="action-([0-9a-f-]{36})-gone"', lead.get(page).text)[0]
    due = {"due-day": "x", "due-month": "11", "due-year": "2026"}
    wrong = note(lead, page, jane, "action", action_id, words=TO_DO, owner=GP, **due)
    assert wrong.status_code == 422
    assert "like 14 7 1985" in wrong.text
    due["due-day"] = "23"
    assert (
        note(lead, page, jane, "action", action_id, words=TO_DO, owner=GP, **due).status_code == 303
    )
    stale = note(lead, page, jane, "action", action_id, words="Something else", owner=GP, **due)
    assert stale.status_code == 422
    assert "Somebody changed this since" in stale.text
    assert ">Something else</textarea>" in stale.text
    assert f"{GP}, by 23 Nov 2026" in stale.text
    own = world.signed_in(GP)
    own.get("/screen")
    own.post("/screen", sees="only-me")
    assert "Do what was agreed at a meeting" in own.get("/today/prepare").text

    # Nobody gets anything before it is said on what ground.
    assert "Say on what ground it is told" in lead.get(f"{page}/pack/1").text
    assert lead.post(f"{page}/pack/1").status_code == 422
    ground = {"step": "otherwise", "why": "She wants the advocate", "consent": "yes"}
    assert note(lead, page, jane, "ground", **ground).status_code == 303
    assert note(lead, page, dawn, "ground", **ground).status_code == 303
    # Another window, which has not seen it, does not write over it.
    again = note(lead, page, jane, "ground", **{**ground, "why": "Unseen"})
    assert again.status_code == 422
    assert "Save again to put yours in its place" in again.text
    assert ">Unseen</textarea>" in again.text
    before = lead.get(f"{page}/pack/1").text
    assert "cs-body--screen-only" in before
    assert lead.post(f"{page}/pack/1").status_code == 303
    paper = lead.get(f"{page}/pack/1").text
    assert "cs-body--paper" in paper
    assert DECIDED in paper
    assert DECIDED in lead.get(f"{page}/pack/3").text
    kept_out = RuleChange(Change.DENY, (world.actor(SECOND_GP).clinician_id,), "Their cousin")
    change_rules(world.database, world.actor(LEAD), jane.id, kept_out, world.now)
    for other in ("2", "3", "4"):
        text = lead.get(f"{page}/pack/{other}").text
        assert DECIDED not in text
        assert str(jane.name.family) not in text.split("<main", 1)[1].replace(
            f"Mr {jane.name.given} {jane.name.family}", ""
        )
    lead.answer_gate(jane)
    log = lead.get(f"/patients/{jane.id}/consultation/sharing").text
    assert "Nina Hale" in log
    lead.get("/screen")
    lead.post("/screen", sees="only-me")

    # What is undecided comes to the next meeting by itself.
    version = re.findall(r'name="version" value="(\d+)"', lead.get(page).text)[0]
    assert lead.post(f"{page}/close", version=version).status_code == 303
    after = lead.get(begin(lead, "10")).text
    assert "HOLLIS" in after
    assert "Left undecided by an earlier meeting" in after
    assert "ATKINSON" not in after


def test_an_agenda_asks_as_often_for_many_families_as_for_one(world: World) -> None:
    lead = at_screen(world)
    page = begin(lead)
    asked, shown = [], []
    for number in (1, AT_A_TIME + 1):
        for each in range(number):
            family = newly_here(world, f"Ann {number}-{each}")
            came_back(world, family, 2)
            has_told(world, family)
        with counting() as sent:
            shown.append(lead.get(f"{page}/agenda").text)
        asked.append(sent["sent"])
    assert asked[0] == asked[1]
    # The first of them, and where the others are: nobody is left out in silence.
    assert shown[0].count(SECOND_RETURN) == 1
    assert shown[1].count(SECOND_RETURN) == AT_A_TIME
    others = shown[0].count('name="family" type="checkbox"') - 1
    assert f"And {2 + others} more families" in shown[1]
    assert f'href="{page}/agenda?page=2"' in shown[1]
    rest = lead.get(f"{page}/agenda?page=2").text
    assert rest.count(SECOND_RETURN) == 2
    assert "more famil" not in rest
    on_first, on_second = (
        set(re.findall(r'name="family" type="checkbox" value="([^"]+)"', one))
        for one in (shown[1], rest)
    )
    assert not on_first & on_second
    # What was typed of somebody is there on any page, with the reasons.
    (someone, *_) = sorted(on_second)
    box = f"words-{someone.partition(':')[0]}"
    refused = lead.post(f"{page}/agenda", family=someone, **{box: "At 12 Elm Street"})
    assert refused.status_code == 422
    assert f'value="{someone}" checked' in refused.text
    for odd in ("0", "x", "99999999"):
        assert lead.get(f"{page}/agenda?page={odd}").status_code == 200


def test_two_children_of_one_name_are_two(world: World) -> None:
    mother, gp = newly_here(world, "Jo"), world.actor(GP)
    twins = [newly_here(world, "Sam", born) for born in ("2019-01-02", "2019-01-03")]
    with world.database.writing(
        Occasion(gp, Permission.CONSULT, world.now, Event.CHANGE_FAMILY)
    ) as work:
        for one in twins:
            link = FamilyLink("", mother.id, one.id, LinkKind.CHILD, world.now, gp.name)
            work.links.add(gp, link)
    lead = at_screen(world)
    page = begin(lead)
    lead.post(f"{page}/agenda", family=f"{mother.id}:lead", words="")
    first, second = (f"child:{one.id}" for one in twins)
    offered = lead.get(page).text
    assert f'value="{first}"' in offered
    assert f'value="{second}"' in offered
    assert note(lead, page, mother, "decision", words="The nurse", places=first).status_code == 303
    shown = lead.get(page).text
    assert f'value="{first}"' in shown
    assert f'name="replaces" value="{first}"' in shown
    assert f'name="replaces" value="{second}"' not in shown
    assert "The record of Sam Alder, born 2 Jan 2019" in shown
    # What a person files is filed for that one; the other's is proposed as before.
    assert note(lead, page, mother, "decision", words="School", places=second).status_code == 303
    prefix = f"filed-{first}-{mother.id}-"
    head = {"patient": mother.id, "what": "filed", "replaces": first}
    assert lead.post(f"{page}/notes", **head, **{f"{prefix}words": "As said"}).status_code == 303
    assert lead.get(page).text.count("wrote it there on") == 1


def test_what_is_typed_behind_the_lock_is_kept(world: World) -> None:
    jane = world.patient("atkinson", "jane")
    lead = at_screen(world)
    page = begin(lead)
    lead.post(f"{page}/agenda", family=f"{jane.id}:lead", words="")
    key = lead.key
    lead.get("/locked")
    lead.key = key
    sent = note(lead, page, jane, "decision", words=DECIDED)
    assert sent.headers["Location"].startswith("/locked")
    assert DECIDED not in sent.text
    lead.unlock()
    lead.get("/screen")
    lead.post("/screen", sees="only-me")
    assert DECIDED in lead.get(page).text


def private(lead: Visitor) -> None:
    """Say again that nobody else sees the screen."""
    lead.get("/screen")
    lead.post("/screen", sees="only-me")


def lock(lead: Visitor) -> None:
    """Lock the session; what was open in the window can still be sent."""
    key = lead.key
    lead.get("/locked")
    lead.key = key


def test_what_cannot_be_saved_is_kept_until_it_is(world: World) -> None:
    jane, dawn = world.patient("atkinson", "jane"), world.patient("hollis", "dawn")
    lead = at_screen(world)
    page = begin(lead)
    # A second press begins no second meeting; another chair does.
    assert begin(lead) == page

    # One box for each family: words about two at once would be read at both.
    both = [f"{one.id}:lead" for one in (jane, dawn)]
    refused = lead.post(f"{page}/agenda", family=both, words="Jane told of Dawn")
    assert refused.status_code == 422
    assert refused.text.count("Write about each family in its own box") == 2
    assert "Jane told of Dawn" in refused.text
    assert "ATKINSON" not in lead.get(page).text
    own = {f"words-{jane.id}": "Of Jane", f"words-{dawn.id}": "At 12 Elm Street"}
    lock(lead)
    lead.post(f"{page}/agenda", family=[both[0]], **own)
    lead.unlock()
    private(lead)
    agenda = lead.get(f"{page}/agenda").text
    assert ">Of Jane</textarea>" in agenda
    assert ">At 12 Elm Street</textarea>" in agenda
    assert agenda.count(" checked>") == 1
    own[f"words-{dawn.id}"] = "Of Dawn"
    assert lead.post(f"{page}/agenda", family=both, **own).status_code == 303
    shown = lead.get(page).text
    assert (shown.count("Of Jane"), shown.count("Of Dawn")) == (1, 1)

    # The name of a service that is no secret is no address, and a number is none.
    for words in ("Refer to Family Hub, Mill Lane", "Noah, 7, has no place at school"):
        assert note(lead, page, jane, "decision", words=words).status_code == 303
    # Behind the lock, behind the question about the screen, and for its writer alone.
    typed = {"words": "Meet her at AB1 2CD", "places": "patient"}
    lock(lead)
    note(lead, page, jane, "decision", **typed)
    lead.unlock()
    assert lead.get(page).headers["Location"].startswith("/screen")
    private(lead)
    kept = lead.get(page).text
    assert ">Meet her at AB1 2CD</textarea>" in kept
    assert "Leave out addresses" in kept
    lead.answer_gate(jane)
    unsaved = lead.get(f"/patients/{jane.id}/consultation").text
    assert f'href="{page}"' in unsaved
    private(lead)
    assert note(lead, page, jane, "decision", words="Meet her here").status_code == 303
    assert "AB1 2CD" not in lead.get(page).text

    # A meeting that was closed meanwhile shows what came too late, until it is given up.
    come(lead, page, "Nina Hale", "advocate-educator")
    version = re.findall(r'name="version" value="(\d+)"', lead.get(page).text)[0]
    assert lead.post(f"{page}/close", version=version).status_code == 303
    late = note(lead, page, dawn, "action", words="Ring her", owner="Nina Hale")
    assert late.status_code == 422
    assert "The meeting was closed before this was saved" in late.text
    assert "Ring her" in lead.get(page).text
    head = {"patient": dawn.id, "what": "action", "replaces": "", "give_up": "yes"}
    assert lead.post(f"{page}/notes", **head).status_code == 303
    assert "Ring her" not in lead.get(page).text


def test_a_name_like_one_of_the_case_gets_nothing_until_the_lead_says_so(world: World) -> None:
    jane, lead = world.patient("atkinson", "jane"), at_screen(world)
    page = begin(lead)
    lead.post(f"{page}/agenda", family=f"{jane.id}:lead", **{f"words-{jane.id}": "Look at it"})
    come(lead, page, "ATKINSON, J. (school)", "safeguarding-lead")
    reid = world.actor(SECOND_GP).clinician_id
    done = lead.post(f"{page}/who", staff=reid, role="safeguarding-lead", name="")
    assert done.status_code == 303
    change_rules(
        world.database,
        world.actor(LEAD),
        jane.id,
        RuleChange(Change.DENY, (reid,), "Their cousin"),
        world.now,
    )
    shown = lead.get(page).text
    assert shown.count("has a name like") == 1
    for recipient in ("1", "2"):
        assert "Look at it" not in lead.get(f"{page}/pack/{recipient}").text
    item = re.findall(r'name="seen" value="([^"]+)"', shown)[0]
    for recipient in ("1", "2"):
        lead.post(f"{page}/out", patient=jane.id, seen=item, apart=recipient)
        item = re.findall(r'name="seen" value="([^"]+)"', lead.get(page).text)[0]
    assert f"Somebody else: {LEAD}, 23 Nov 2026" in lead.get(page).text
    assert "Look at it" in lead.get(f"{page}/pack/1").text
    assert "Look at it" not in lead.get(f"{page}/pack/2").text


def test_a_family_that_no_meeting_hears_is_not_found(world: World) -> None:
    lead = at_screen(world)
    page = begin(lead)
    jane = world.patient("atkinson", "jane")
    assert note(lead, page, jane, "decision", words=DECIDED).status_code == 404
    assert lead.get(f"/meetings/{uuid4()}").status_code == 404
    assert lead.get(f"{page}/pack/1").status_code == 404


def looked_at(world: World, since: int) -> set[str]:
    """The patients whose meeting papers somebody is noted as having seen, after an entry."""
    auditor = operator(world.practice)
    with world.database.reading(Occasion(auditor, Permission.CHECK_AUDIT, world.now)) as work:
        entries = work.audit.newest(auditor, 60)
    return {
        one.fact.object_id
        for one in entries
        if one.seq > since and one.fact.event == Event.READ_MEETING.value
    }


def last_entry(world: World) -> int:
    """The number of the newest entry of the audit."""
    auditor = operator(world.practice)
    with world.database.reading(Occasion(auditor, Permission.CHECK_AUDIT, world.now)) as work:
        return work.audit.newest(auditor, 1)[0].seq


def test_only_families_that_are_shown_are_noted_as_seen(world: World) -> None:
    jane, dawn = world.patient("atkinson", "jane"), world.patient("hollis", "dawn")
    came_back(world, jane, 2)
    # Looked through as well, and not asked for by anything yet.
    came_back(world, dawn, 1, days=1)
    lead = at_screen(world)
    page = begin(lead)
    before = last_entry(world)
    lead.get(f"{page}/agenda")
    seen = looked_at(world, before)
    assert jane.id in seen
    assert dawn.id not in seen
    lead.post(f"{page}/agenda", family=f"{jane.id}:second-return")
    for path, shown in ((page, True), ("/meetings", False), (f"{page}/agenda", False)):
        before = last_entry(world)
        lead.get(path)
        assert (jane.id in looked_at(world, before)) is shown, path


def test_what_nobody_does_keeps_it_open_for_whoever_may_not_see_the_family(world: World) -> None:
    jane, lead = world.patient("atkinson", "jane"), at_screen(world)
    page = begin(lead)
    come(lead, page, "Nina Hale", "advocate-educator")
    lead.post(f"{page}/agenda", family=f"{jane.id}:lead")
    assert note(lead, page, jane, "action", words=TO_DO).status_code == 303
    own = world.actor(LEAD)
    world.add_account("another.lead", Role.SAFEGUARDING_LEAD)
    rule = RuleChange(Change.DENY, (own.clinician_id,), "Her neighbour", sure=True)
    change_rules(world.database, own, jane.id, rule, world.now)
    shown = lead.get(page).text
    assert "0 families" in shown
    version = re.findall(r'name="version" value="(\d+)"', shown)[0]
    stopped = lead.post(f"{page}/close", version=version)
    assert stopped.status_code == 422
    assert "1 action of families that you may not see has no owner or no day yet." in stopped.text
    for told in (jane.id, "ATKINSON", "Atkinson", "Ring the advocate"):
        assert told not in stopped.text
