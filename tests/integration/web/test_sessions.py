"""A session in the browser: its cookie, its lock, what is kept behind it, and its end."""

import re

import pytest

from gpsupport.actions.consultation import look
from gpsupport.actions.errors import GateClosed
from gpsupport.domain.people import Patient, Role
from gpsupport.knowledge.load import load_knowledge
from gpsupport.serving.guards import find_access
from tests.rig.world import GP, Visitor, World, title_of

TYPED = "He waits outside the practice"
LOCK = "/locked?next="


@pytest.fixture
def jane(world: World) -> Patient:
    """A patient whom the GP sees today."""
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def gp(world: World) -> Visitor:
    """A GP who has just signed in."""
    return world.signed_in(GP)


def page_of(patient: Patient, below: str = "") -> str:
    """An address below a patient's consultation."""
    return f"/patients/{patient.id}/consultation{below}"


def stay(world: World, visitor: Visitor, minutes: int) -> None:
    """Work on for some minutes without ever being away."""
    for _ in range(minutes):
        world.wait(minutes=1)
        assert visitor.get("/directory").status_code == 200


def test_the_cookie_is_opaque_and_kept_from_scripts_and_other_sites(world: World) -> None:
    visitor = world.visitor()
    visitor.get("/")
    actor = world.actor(GP)
    answer = visitor.post("/sign-in/as", person=actor.clinician_id)
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("session=")]
    for part in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    for absent in ("Secure", "Max-Age", "Expires", "Domain", actor.clinician_id):
        assert absent not in cookie, "on loopback without https Secure would lose the cookie"
    practice, _, token = cookie.partition(";")[0].removeprefix("session=").partition(".")
    assert practice == world.practice.id
    assert len(token) >= 43


@pytest.mark.parametrize(
    "value", ["", ".", "x", "x.y", ".y", "x.", "x" * 3000, "{}.{}", "\x00.\x00", "../../etc.passwd"]
)
def test_a_cookie_that_is_no_session_is_nobody(world: World, value: str) -> None:
    visitor = world.visitor()
    visitor.client.set_cookie("session", value)
    assert visitor.get("/today").headers["Location"] == "/"
    visitor.client.set_cookie("session", f"{world.practice.id}.{value or 'x'}")
    assert visitor.get("/today").headers["Location"] == "/"


def test_the_forms_cookie_holds_nobody_and_is_renewed(world: World) -> None:
    visitor = world.visitor()
    visitor.get("/")
    stolen_key, before = visitor.key, visitor.client.get_cookie("forms")
    visitor.sign_in(world.actor(GP))
    visitor.get("/today")
    after = visitor.client.get_cookie("forms")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    visitor.key = stolen_key
    assert visitor.post("/patients", family="Atkinson").status_code == 400


def test_after_five_minutes_away_everything_is_behind_the_lock(
    world: World, gp: Visitor, jane: Patient
) -> None:
    gp.answer_gate(jane)
    world.wait(minutes=5)
    answer = gp.get(page_of(jane))
    assert answer.headers["Location"] == LOCK + page_of(jane).replace("/", "%2F")
    for path in ("/today", "/account", "/account/role", "/no-such-page", "/away"):
        assert gp.get(path).headers["Location"].startswith("/locked"), path
    page = gp.get("/locked").text
    assert title_of(page) == "Locked - Consultation support"
    assert GP in page
    assert "Atkinson" not in page
    assert "data-idle-seconds" not in page
    opened = gp.post("/locked", next=page_of(jane))
    assert opened.headers["Location"] == page_of(jane)
    # Somebody may have come in meanwhile.
    assert "Who is here today?" in gp.get(page_of(jane)).text


def test_the_gate_shuts_when_the_screen_locks(world: World, gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    assert gp.get("/locked").status_code == 200
    with pytest.raises(GateClosed):
        look(world.database, world.actor(GP), jane.id, load_knowledge(), world.now)
    assert gp.get(page_of(jane)).headers["Location"].startswith("/locked")


def test_four_minutes_at_a_time_never_lock(world: World, gp: Visitor) -> None:
    for _ in range(5):
        world.wait(minutes=4)
        assert gp.get("/today").status_code == 200


def test_saying_that_somebody_is_there_puts_the_lock_off(world: World, gp: Visitor) -> None:
    gp.get("/today")
    for _ in range(3):
        world.wait(minutes=4)
        assert gp.post("/account/here").status_code == 204
    assert gp.get("/today").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/version", "/assets/0/gpsupport.css"])
def test_what_a_browser_or_probe_fetches_puts_nothing_off(
    world: World, gp: Visitor, path: str
) -> None:
    world.wait(minutes=4)
    gp.client.get(path)
    world.wait(minutes=1)
    assert gp.get("/today").headers["Location"].startswith("/locked")


def test_a_draft_that_a_script_saves_puts_nothing_off(
    world: World, gp: Visitor, jane: Patient
) -> None:
    gp.answer_gate(jane)
    form = {"csrf_token": gp.key, "words": TYPED}
    script = {"HX-Request": "true"}
    world.wait(minutes=4)
    saved = gp.client.post(page_of(jane, "/draft"), data=form, headers=script)
    assert saved.text.startswith("Draft saved")
    world.wait(minutes=1)
    assert gp.get("/today").headers["Location"].startswith("/locked")


@pytest.mark.parametrize("below", ["/draft", "/save", "/not-now"])
@pytest.mark.parametrize("by_script", [True, False])
def test_what_was_typed_before_the_lock_is_kept(
    world: World, gp: Visitor, jane: Patient, below: str, by_script: bool
) -> None:
    gp.answer_gate(jane)
    world.wait(minutes=6)
    form = {"asked": "yes", "outcome": "declined", "words": TYPED, "because": "no-time"}
    answer = gp.client.post(
        page_of(jane, below),
        data={"csrf_token": gp.key, **form},
        headers={"HX-Request": "true"} if by_script else {},
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == LOCK + page_of(jane).replace("/", "%2F")
    assert TYPED not in gp.get("/locked").text
    gp.unlock()
    assert TYPED not in gp.get(page_of(jane)).text, "the gate asks first"
    assert TYPED in gp.answer_gate(jane).text


def test_a_form_behind_the_lock_wants_its_key_too(world: World, gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    world.wait(minutes=6)
    assert gp.client.post(page_of(jane, "/draft"), data={"words": TYPED}).status_code == 400
    gp.unlock()
    assert TYPED not in gp.answer_gate(jane).text


def test_the_lock_keeps_nothing_for_who_may_not_consult(world: World, jane: Patient) -> None:
    visitor = world.signed_in(world.of_role(Role.RECEPTIONIST).name)
    visitor.get("/today")
    world.wait(minutes=6)
    assert visitor.post(page_of(jane, "/draft"), words=TYPED).status_code == 404


def test_only_routes_that_keep_what_was_typed_reach_past_the_lock(world: World) -> None:
    """Whoever adds one has to look at it: on a locked session it may show nothing."""
    reached = {
        str(rule)
        for rule in world.app.url_map.iter_rules()
        if (access := find_access(world.app.view_functions[rule.endpoint])) and access.keeps_typed
    }
    below = "/patients/<uuid:patient_id>/consultation"
    in_a_consultation = (
        *("gate", "see-alone", "draft", "save", "not-now", "ticks", "dates", "note"),
        *("own", "after", "after/draft", "sharing", "sharing/draft"),
        *("record", "record/draft", "record/save", "record/done", "record/elsewhere"),
    )
    contact = below.replace("consultation", "contact")
    family = below.replace("consultation", "family")
    changed = below.replace("consultation", "changes")
    sent_on = below.replace("consultation", "referrals")
    letters = below.replace("consultation", "letters")
    assert reached == {
        *(f"{below}/{name}" for name in in_a_consultation),
        *(f"{contact}/{name}" for name in ("safe", "safe/draft")),
        *("/directory/new", "/directory/<option_id>/correct"),
        *(f"{family}/{name}" for name in ("find", "link", "plan", "plan/draft")),
        *(f"{changed}/{name}" for name in ("note", "withdraw", "decide")),
        *(f"{sent_on}/{name}" for name in ("new", "<uuid:referral_id>")),
        *(f"/meetings/<uuid:meeting_id>/{name}" for name in ("agenda", "notes")),
        *(f"{sent_on}/<uuid:referral_id>/letters/<kind>", f"{letters}/<kind>"),
    }


def test_opening_the_lock_changes_the_token(world: World, gp: Visitor) -> None:
    gp.get("/locked")
    before = gp.client.get_cookie("session")
    gp.unlock()
    after = gp.client.get_cookie("session")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    gp.client.set_cookie("session", before.value)
    assert gp.get("/today").headers["Location"] == "/"


def test_the_lock_leads_nowhere_else(world: World, gp: Visitor) -> None:
    for named in ("//elsewhere.example", "https://elsewhere.example", "/sign-out", "/nothing"):
        gp.get("/locked")
        assert 'name="next" value=""' in gp.get(f"/locked?next={named}").text
        assert gp.unlock(named).headers["Location"] == "/"


def test_a_local_account_unlocks_with_its_password_alone(world: World) -> None:
    given = world.add_account("ada.holt")
    visitor = world.visitor()
    visitor.set_up_account(world, "ada.holt", given)
    visitor.get("/locked")
    wrong = visitor.post("/locked", password="wrong wrong wrong", next="/today")
    assert wrong.status_code == 422
    assert 'name="next" value="/today"' in wrong.text
    assert "wrong wrong" not in wrong.text
    assert visitor.get("/today").headers["Location"].startswith("/locked")
    visitor.get("/locked")
    opened = visitor.post("/locked", password="four words that fit nowhere", next="/today")
    assert opened.headers["Location"] == "/today"
    assert visitor.get("/today").status_code == 200


def test_a_session_ends_after_ten_hours_however_busy(world: World, gp: Visitor) -> None:
    for _ in range(149):
        world.wait(minutes=4)
        assert gp.get("/account").status_code == 200
    world.wait(minutes=4)
    assert gp.get("/account").headers["Location"] == "/"


def let_end(world: World, visitor: Visitor) -> None:
    """Stay until the session ends by itself, with a page left open."""
    world.wait(hours=10)
    assert visitor.client.get("/account").headers["Location"] == "/"


def in_a_new_session(world: World, patient: Patient) -> str:
    """The page of the patient once the GP has signed in again and said who is here."""
    return world.signed_in(GP).answer_gate(patient).text


@pytest.mark.parametrize("below", ["/draft", "/save", "/not-now"])
def test_what_was_typed_when_the_session_ended_is_kept(
    world: World, gp: Visitor, jane: Patient, below: str
) -> None:
    gp.answer_gate(jane)
    let_end(world, gp)
    form = {"asked": "yes", "outcome": "declined", "words": TYPED, "because": "no-time"}
    answer = gp.post(page_of(jane, below), **form)
    assert (answer.status_code, TYPED in answer.text) == (303, False)
    assert gp.get(answer.headers["Location"]).headers["Location"] == "/", "nobody is signed in"
    assert gp.get(page_of(jane)).headers["Location"] == "/"
    assert TYPED in in_a_new_session(world, jane)


def test_only_a_form_with_its_key_is_kept_after_the_end(
    world: World, gp: Visitor, jane: Patient
) -> None:
    gp.answer_gate(jane)
    let_end(world, gp)
    assert gp.client.post(page_of(jane, "/draft"), data={"words": TYPED}).status_code == 400
    assert gp.post(page_of(jane, "/correct"), words=TYPED).status_code == 303
    assert gp.post(f"/patients/{jane.id}/local-help", words=TYPED).headers["Location"] == "/"
    assert TYPED not in in_a_new_session(world, jane)


def test_a_day_after_the_end_nothing_is_kept(world: World, gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    let_end(world, gp)
    world.wait(hours=24)
    assert gp.post(page_of(jane, "/draft"), words=TYPED).headers["Location"] == "/"
    assert TYPED not in in_a_new_session(world, jane)


def test_a_session_that_was_left_keeps_nothing(world: World, gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    kept = gp.client.get_cookie("session")
    assert kept is not None
    gp.post("/sign-out")
    gp.get("/")
    gp.client.set_cookie("session", kept.value)
    assert gp.post(page_of(jane, "/draft"), words=TYPED).headers["Location"] == "/"
    assert TYPED not in in_a_new_session(world, jane)


def test_an_ended_session_keeps_nothing_for_who_may_not_consult(
    world: World, jane: Patient
) -> None:
    visitor = world.signed_in(world.of_role(Role.RECEPTIONIST).name)
    visitor.get("/today")
    let_end(world, visitor)
    assert visitor.post(page_of(jane, "/draft"), words=TYPED).headers["Location"] == "/"


def test_signing_out_ends_the_session_for_good(world: World, gp: Visitor, jane: Patient) -> None:
    gp.answer_gate(jane)
    kept = gp.client.get_cookie("session")
    assert kept is not None
    assert gp.post("/sign-out").headers["Location"] == "/"
    assert gp.client.get_cookie("session") is None
    gp.client.set_cookie("session", kept.value)
    assert gp.get("/today").headers["Location"] == "/", "a copy of the cookie is worth nothing"
    again = world.signed_in(GP)
    assert "Who is here today?" in again.get(page_of(jane)).text


def test_a_locked_session_can_be_left(world: World, gp: Visitor) -> None:
    gp.get("/locked")
    assert gp.post("/sign-out").headers["Location"] == "/"
    assert "Who would you like to be?" in gp.get("/").text


def test_signing_out_everywhere_ends_the_others_too(world: World, gp: Visitor) -> None:
    other = world.signed_in(GP)
    page = gp.get("/account").text
    assert page.count("This browser") == 1
    assert page.count("Another browser") == 1
    assert gp.post("/account/sign-out-everywhere").headers["Location"] == "/"
    assert other.get("/today").headers["Location"] == "/"
    assert gp.get("/today").headers["Location"] == "/"


def test_something_grave_asks_again_who_one_is(world: World) -> None:
    given = world.add_account("ada.holt")
    visitor = world.visitor()
    visitor.set_up_account(world, "ada.holt", given)
    assert visitor.get("/account/second-factor").status_code == 200
    stay(world, visitor, 6)
    asked = visitor.get("/account/second-factor").headers["Location"]
    assert asked == "/account/confirm?next=%2Faccount%2Fsecond-factor"
    visitor.get("/account")
    posted = visitor.post("/account/recovery-codes").headers["Location"]
    assert posted == "/account/confirm?next=%2Faccount"
    assert 'name="next" value="/account/second-factor"' in visitor.get(asked).text
    assert visitor.post("/account/confirm", password="wrong").status_code == 422
    done = visitor.post(
        "/account/confirm", password="four words that fit nowhere", next="/account/second-factor"
    )
    assert done.headers["Location"] == "/account/second-factor"
    assert visitor.get("/account/second-factor").status_code == 200


def test_what_is_forbidden_and_what_is_unknown_answer_alike(world: World) -> None:
    """Same status, headers and words; the reference and the key of the form differ every time."""
    jane, nobody = world.patient("Atkinson", "Jane").id, "0" * 8 + "-0000-4000-8000-" + "0" * 12
    visitor = world.signed_in(world.of_role(Role.PRACTICE_MANAGER).name)
    visitor.get("/account")
    told = set()
    for patient in (jane, nobody):
        answer = visitor.get(f"/patients/{patient}/consultation")
        text = re.sub(r'Reference \w+|name="csrf_token" value="[^"]*"', "", answer.text)
        headers = [(name, value) for name, value in answer.headers if name != "X-Request-Id"]
        told.add((answer.status_code, text, str(sorted(headers))))
    assert len(told) == 1


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_ask_for_a_record_finds_where(world: World, role: Role) -> None:
    visitor = world.signed_in(world.of_role(role).name)
    may = role in {Role.GP, Role.NURSE, Role.SAFEGUARDING_LEAD}
    for path in ("/no-such-page", f"/patients/{'0' * 8}-0000-4000-8000-{'0' * 12}/consultation"):
        page = visitor.get(path)
        assert page.status_code == 404
        assert ('href="/records/request"' in page.text) is may
