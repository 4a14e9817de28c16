"""The first question and the page with somebody there: by mode, for a child, and the plan."""

import pytest
from werkzeug.test import TestResponse

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.enquiry import (
    CLOSER,
    Enquiry,
    Mode,
    Presence,
    offered_presences,
)
from gpsupport.domain.events import Event
from gpsupport.domain.people import Patient
from tests.rig.world import (
    GP,
    SECOND_GP,
    Visitor,
    World,
    title_of,
)

CANARY = "Zaunkoenig"


@pytest.fixture
def jane(world: World) -> Patient:
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def ella(world: World) -> Patient:
    """Thirteen years old."""
    return world.patient("Atkinson", "Ella")


@pytest.fixture
def gp(world: World) -> Visitor:
    return world.signed_in(GP)


def where(patient: Patient, below: str = "") -> str:
    """An address of the patient's consultation."""
    return f"/patients/{patient.id}/consultation{below}"


def answered(visitor: Visitor, patient: Patient, presence: str, **more: str) -> TestResponse:
    """Answer the question; returns what comes of it."""
    visitor.get(where(patient, "/who"))
    return visitor.post(where(patient, "/gate"), presence=presence, **more)


def kept_entries(world: World, patient: Patient) -> tuple[Enquiry, ...]:
    """The ledger as whoever comes next would read it."""
    actor = world.actor(SECOND_GP)
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.READ_TIMELINE)
    with world.database.writing(occasion) as work:
        picture = work.pictures.read(actor, patient.id)
    assert picture is not None
    return picture.history.enquiries


# ---- by mode


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("whose", ["jane", "ella"])
def test_each_mode_has_its_answers(
    request: pytest.FixtureRequest, gp: Visitor, mode: Mode, whose: str
) -> None:
    patient = request.getfixturevalue(whose)
    page = gp.get(where(patient, f"/who?how={mode.value}")).text
    shown = [one for one in Presence if f'value="{one.value}"' in page]
    assert set(shown) == set(offered_presences(mode, child=whose == "ella"))
    assert f'name="how" value="{mode.value}"' in page
    assert f'?how={mode.value}" aria-current="true"' in page
    assert page.count("who?how=") == len(Mode)
    assert ('name="company"' in page) is (whose == "ella")
    assert " checked" not in page
    assert title_of(page).startswith("Today’s visit")


def test_the_booked_way_comes_first(world: World, gp: Visitor) -> None:
    day = gp.get("/today").text
    assert "Phone" in day
    phone = next(row for row in day.split("<tr")[1:] if "Phone" in row)
    href = phone.split('href="')[1].split('"')[0]
    page = gp.get(href).text
    assert 'name="how" value="telephone"' in page
    assert "Yes or no is enough" in page


def test_an_unknown_way_is_face_to_face(gp: Visitor, jane: Patient) -> None:
    assert 'name="how" value="face-to-face"' in gp.get(where(jane, "/who?how=pigeon")).text
    refused = answered(gp, jane, "alone", how="pigeon")
    assert refused.status_code == 422
    assert "Choose who is here today" in refused.text


@pytest.mark.parametrize(
    ("presence", "how"),
    [
        ("alone", "telephone"),
        ("remote-free-to-talk", "face-to-face"),
        ("safe-adult", "face-to-face"),
        ("alone", "online"),
        ("overheard", "face-to-face"),
        ("nobody-at-all", "face-to-face"),
    ],
)
def test_what_is_not_offered_is_refused(
    gp: Visitor, jane: Patient, presence: str, how: str
) -> None:
    refused = answered(gp, jane, presence, how=how)
    assert refused.status_code == 422
    assert 'href="#presence"' in refused.text
    assert "Who is here today?" in gp.get(where(jane)).text


def test_a_call_is_recorded_as_a_call(world: World, gp: Visitor, jane: Patient) -> None:
    answered(gp, jane, "remote-free-to-talk", how="video")
    gp.get(where(jane))
    gp.post(where(jane, "/save"), asked="yes", outcome="not-disclosed")
    assert kept_entries(world, jane)[-1].mode is Mode.VIDEO


def test_somebody_else_on_the_line(world: World, gp: Visitor, jane: Patient) -> None:
    answered(gp, jane, "somebody-else-answered", how="telephone")
    page = gp.get(where(jane)).text
    assert "Offer another time" in page
    assert "Offer to see the patient here." in page
    gp.post(where(jane, "/see-alone"))
    made = kept_entries(world, jane)[-1]
    assert (made.presence, made.mode) == (Presence.SOMEBODY_ELSE_ANSWERED, Mode.TELEPHONE)


# ---- a child


def test_an_adult_with_a_child_is_named(world: World, gp: Visitor, ella: Patient) -> None:
    refused = answered(gp, ella, "safe-adult")
    assert refused.status_code == 422
    assert 'href="#company"' in refused.text
    assert "Write who came along" in refused.text
    assert "Who is here today?" in gp.get(where(ella)).text
    assert answered(gp, ella, "safe-adult", company="Her aunt Ruth").status_code == 303
    page = gp.get(where(ella)).text
    assert "Who is here today?" not in page
    gp.post(where(ella, "/save"), asked="no", reason="no-time")
    assert kept_entries(world, ella)[-1].company == "Her aunt Ruth"


def test_who_came_along_may_not_be_a_story(gp: Visitor, ella: Patient, jane: Patient) -> None:
    long = "An aunt " * 40
    refused = answered(gp, ella, "alone", company=long)
    assert refused.status_code == 422
    assert "200 letters or fewer" in refused.text
    assert long.strip() in refused.text
    answered(gp, jane, "someone-else")
    gp.get(where(jane))
    again = gp.post(where(jane, "/see-alone"), company=long)
    assert again.status_code == 422
    assert title_of(again.text).startswith("Error: ")
    assert long.strip() in again.text


# ---- the plan


@pytest.mark.parametrize("closer", CLOSER)
def test_saying_closer_who_came(world: World, gp: Visitor, jane: Patient, closer: Presence) -> None:
    answered(gp, jane, "someone-else")
    gp.get(where(jane))
    assert gp.post(where(jane, "/see-alone"), closer=closer.value).status_code == 303
    page = gp.get(where(jane)).text
    assert "Noted." in page
    assert ("Book a professional interpreter" in page) is (
        closer in {Presence.INFORMAL_INTERPRETER, Presence.INTERPRETER_MISSING}
    )
    assert kept_entries(world, jane)[-1].presence is closer


def test_one_press_is_enough_and_a_second_changes_nothing(
    world: World, gp: Visitor, jane: Patient
) -> None:
    before = len(kept_entries(world, jane))
    answered(gp, jane, "someone-else")
    gp.get(where(jane))
    gp.post(where(jane, "/see-alone"))
    gp.post(where(jane, "/see-alone"))
    assert len(kept_entries(world, jane)) == before + 1
    gp.post(where(jane, "/see-alone"), closer="child-present")
    entries = kept_entries(world, jane)
    assert len(entries) == before + 1
    assert entries[-1].presence is Presence.CHILD_PRESENT


def test_what_is_not_closer_is_refused(gp: Visitor, jane: Patient) -> None:
    answered(gp, jane, "someone-else")
    gp.get(where(jane))
    for sent in ("alone", "not-sure", "nobody"):
        assert gp.post(where(jane, "/see-alone"), closer=sent).status_code == 400


def test_who_came_along_does_not_come_back_on_the_screen(gp: Visitor, jane: Patient) -> None:
    answered(gp, jane, "someone-else")
    gp.get(where(jane))
    gp.post(where(jane, "/see-alone"), closer="someone-else", company=f"{CANARY}, her husband")
    assert CANARY not in gp.get(where(jane)).text
    assert CANARY not in gp.get(where(jane, "/who")).text


def test_a_lock_keeps_who_came_along(world: World, gp: Visitor, jane: Patient) -> None:
    answered(gp, jane, "someone-else")
    gp.get(where(jane))
    world.wait(minutes=6)
    locked = gp.post(where(jane, "/see-alone"), company="Her brother Mark")
    assert locked.headers["Location"].startswith("/locked")
    assert "Mark" not in locked.text
    gp.unlock()
    page = gp.get(where(jane)).text
    assert 'value="Her brother Mark"' in page
    answered(gp, jane, "someone-else", company="Her brother Mark")
    gp.get(where(jane))
    gp.post(where(jane, "/see-alone"))
    assert kept_entries(world, jane)[-1].company == "Her brother Mark"
    assert "Mark" not in gp.get(where(jane, "/who")).text


def test_a_shut_gate_keeps_who_came_along(world: World, gp: Visitor, jane: Patient) -> None:
    answered(gp, jane, "someone-else")
    gp.get(where(jane))
    key = gp.key
    gp.get("/away")
    gp.key = key
    shut = gp.post(where(jane, "/see-alone"), company="Her brother Mark")
    assert (shut.status_code, shut.headers["Location"]) == (303, where(jane))
    assert 'value="Her brother Mark"' in gp.get(where(jane)).text
