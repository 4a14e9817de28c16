"""An adult beside a child: nothing that was told before opens, and nothing typed is lost."""

import pytest
from werkzeug.test import TestResponse

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.enquiry import EnquiryOutcome, Presence
from gpsupport.domain.events import Event
from gpsupport.domain.people import Patient
from tests.rig.world import GP, SECOND_GP, Visitor, World

CANARY = "Zaunkoenig"
AUNT = {"company": "Her aunt"}
TOLD = {"asked": "yes", "outcome": "disclosed-current", "words": CANARY, "observed": "Pale"}
SAID_NO = {**TOLD, "outcome": "not-disclosed"}
# What is read, and the words that stand there once the child is alone.
READ = {
    "/timeline": "Told of something",
    "/handover": "",
    "/handover/print": "",
    "/contact": "",
    "/contact/safe": "",
    "/consultation/after": "What matters most",
    "/consultation/sharing": "",
    "/consultation/record": "",
    "/consultation/record/print": "",
    "/consultation/bundle": "Bundle",
}
# What is typed: the address, the fields, and the form under which it is kept.
TYPED = {
    "after draft": ("/consultation/after/draft", {"matters": CANARY}, "disclosure"),
    "after": ("/consultation/after", {"matters": CANARY}, "disclosure"),
    "sharing draft": ("/consultation/sharing/draft", {"step.child.why": CANARY}, "sharing"),
    "sharing": ("/consultation/sharing", {"step.child.why": CANARY}, "sharing"),
    "contact draft": ("/contact/safe/draft", {"contact.never": CANARY}, "contact"),
    "contact": ("/contact/safe", {"contact.never": CANARY}, "contact"),
    "record draft": ("/consultation/record/draft", {"fact.told-now": CANARY}, "recording"),
    "record": ("/consultation/record/save", {"fact.told-now": CANARY}, "recording"),
}


@pytest.fixture
def ella(world: World) -> Patient:
    """Thirteen years old."""
    return world.patient("Atkinson", "Ella")


@pytest.fixture
def gp(world: World) -> Visitor:
    return world.signed_in(GP)


def where(patient: Patient, below: str = "/consultation") -> str:
    """An address of the patient's."""
    return f"/patients/{patient.id}{below}"


def say(visitor: Visitor, patient: Patient, presence: str) -> None:
    """Answer the first question."""
    visitor.get(where(patient, "/consultation/who"))
    company = AUNT if presence == "safe-adult" else {}
    answered = visitor.post(where(patient, "/consultation/gate"), presence=presence, **company)
    assert answered.status_code == 303


def asks_who(answer: TestResponse, patient: Patient) -> bool:
    """Whether it leads to the first question, and shows nothing."""
    leads = answer.headers.get("Location") == where(patient, "/consultation/who")
    return answer.status_code == 303 and leads and CANARY not in answer.text


def consultation(world: World, patient: Patient) -> Consultation:
    """The GP's consultation of today."""
    actor = world.actor(GP)
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.OPEN_PATIENT)
    with world.database.writing(occasion) as work:
        found = work.consultations.find_latest(actor, patient.id, world.now.date())
    assert found is not None
    return found


@pytest.mark.parametrize("page", READ)
def test_what_was_told_before_opens_without_company_alone(
    gp: Visitor, ella: Patient, page: str
) -> None:
    say(gp, ella, "alone")
    gp.post(where(ella, "/consultation/save"), **TOLD)
    say(gp, ella, "safe-adult")
    assert gp.get(where(ella)).status_code == 200, "the page itself is open"
    assert asks_who(gp.get(where(ella, page)), ella)
    assert "Who is here today?" in gp.get(where(ella, "/consultation/who")).text
    say(gp, ella, "alone")
    opened = gp.get(where(ella, page))
    assert opened.status_code == 200
    assert READ[page] in opened.text


@pytest.mark.parametrize("form", TYPED)
def test_what_is_typed_there_is_kept_and_not_shown(
    world: World, gp: Visitor, ella: Patient, form: str
) -> None:
    below, fields, name = TYPED[form]
    say(gp, ella, "alone")
    gp.post(where(ella, "/consultation/save"), **TOLD)
    say(gp, ella, "safe-adult")
    assert asks_who(gp.post(where(ella, below), **fields), ella)
    actor, found = world.actor(GP), consultation(world, ella)
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.READ_NEXT_STEPS)
    with world.database.writing(occasion) as work:
        kept = work.forms.find(actor, found.id, FormName(name), world.now)
        noted = work.disclosures.find_of(actor, found.id), work.recordings.find_of(actor, found.id)
    assert kept is not None
    assert CANARY in str(kept)
    assert noted == (None, None)


@pytest.mark.parametrize("draft", ["/consultation/after/draft", "/consultation/record/draft"])
def test_a_script_gets_nothing_either(gp: Visitor, ella: Patient, draft: str) -> None:
    say(gp, ella, "alone")
    gp.post(where(ella, "/consultation/save"), **TOLD)
    say(gp, ella, "safe-adult")
    gp.client.environ_base["HTTP_HX_REQUEST"] = "true"
    assert asks_who(gp.post(where(ella, draft), matters=CANARY), ella)


def test_a_child_who_tells_in_company_is_seen_alone_next(
    world: World, gp: Visitor, ella: Patient
) -> None:
    say(gp, ella, "safe-adult")
    for _ in range(2):  # pressed twice it is one telling, and leaves no draft behind
        told = gp.post(where(ella, "/consultation/save"), **TOLD)
        assert told.headers["Location"] == where(ella)
        page = gp.get(where(ella)).text
        assert "See alone for part of the next visit" in page
        assert CANARY not in page
        assert "worrying" not in page
        kept = consultation(world, ella)
        assert kept.enquiry_id is not None
    gp.post(where(ella, "/consultation/see-alone"))
    actor = world.actor(SECOND_GP)
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.READ_TIMELINE)
    with world.database.writing(occasion) as work:
        picture = work.pictures.read(actor, ella.id)
    assert picture is not None
    entry = picture.history.enquiries[-1]
    assert (entry.outcome, entry.presence) == (
        EnquiryOutcome.DISCLOSED_CURRENT,
        Presence.SAFE_ADULT,
    )
    assert (entry.words, entry.company) == (CANARY, "Her aunt")
    say(gp, ella, "alone")
    alone = gp.get(where(ella)).text
    assert CANARY in alone
    assert "Draft saved" not in alone
    assert where(ella, "/consultation/after") in alone
    assert gp.get(where(ella, "/consultation/after")).status_code == 200


def test_a_no_in_company_leads_nowhere_but_to_the_first_question(
    gp: Visitor, ella: Patient
) -> None:
    say(gp, ella, "safe-adult")
    saved = gp.post(where(ella, "/consultation/save"), **SAID_NO)
    assert saved.headers["Location"] == where(ella)
    page = gp.get(where(ella)).text
    assert "shown when the patient is seen alone" in page
    for below in ("/consultation/record", "/consultation/bundle", "/timeline"):
        assert f'"{where(ella, below)}"' not in page
    assert where(ella, "/consultation/who") in page
    assert CANARY not in page
    assert asks_who(gp.get(where(ella, "/consultation/correct")), ella)


def test_the_page_does_not_say_what_came_of_earlier_askings(
    world: World, gp: Visitor, ella: Patient
) -> None:
    say(gp, ella, "alone")
    gp.post(where(ella, "/consultation/save"), **TOLD)
    for visitor in (gp, world.signed_in(SECOND_GP)):
        say(visitor, ella, "safe-adult")
        page = visitor.get(where(ella)).text
        assert "Did you ask how things are at home?" in page, "as if nothing had been told"
        assert CANARY not in page
        assert "Shown when the patient is seen alone." in page
