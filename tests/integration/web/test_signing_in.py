"""Signing in: password, code, first steps, role; and what a refusal gives away."""

import re
from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from gpsupport.actions.identity import add_clinician, sign_in_with_password
from gpsupport.actions.practices import add_practice
from gpsupport.app import create_app
from gpsupport.domain.people import Role
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.rig.world import (
    GP,
    OWN_PASSWORD,
    Enrolled,
    Visitor,
    World,
    texts_of_class,
    title_of,
)

ADA = "ada.holt"
REFUSED = "Check what you typed and try again. After several tries, wait a few minutes"


@pytest.fixture
def enrolled(world: World) -> Enrolled:
    """Dr Ada Holt, who has set her account up in another browser and signed out there."""
    given = world.add_account(ADA, Role.GP)
    visitor = world.visitor()
    kept = visitor.set_up_account(world, ADA, given)
    visitor.get("/account")
    visitor.post("/sign-out")
    world.wait(minutes=2)
    return kept


def sign_in(world: World, kept: Enrolled) -> Visitor:
    """Ada, signed in with password and code."""
    visitor = world.visitor()
    assert visitor.sign_in_with_password(ADA, OWN_PASSWORD).headers["Location"] == "/sign-in/code"
    visitor.get("/sign-in/code")
    assert visitor.post("/sign-in/code", code=world.code(kept.secret)).status_code == 303
    return visitor


def bare(answer: TestResponse) -> tuple[int, str, dict[str, str]]:
    """An answer without what differs every time, each in the same length."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text)
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in {"X-Request-Id", "Set-Cookie"}
    }
    return answer.status_code, text, headers


def test_the_first_sign_in_sets_everything_up(world: World) -> None:
    given = world.add_account(ADA, Role.GP)
    visitor = world.visitor()
    assert visitor.sign_in_with_password(ADA, given).headers["Location"] == "/sign-in/set-up"
    # Nothing else opens before that, and nobody is named in the header.
    for path in ("/today", "/patients", "/account", "/account/role", "/sign-in/code", "/locked"):
        assert visitor.get(path).headers["Location"] == "/sign-in/set-up", path
    assert visitor.get("/sign-in/set-up").headers["Location"] == "/account/password"
    asked = visitor.get("/account/password").text
    assert "The password you were given" in asked
    assert "Not signed in" in asked
    done = visitor.post("/account/password", old=given, new=OWN_PASSWORD, again=OWN_PASSWORD)
    assert done.headers["Location"] == "/sign-in/set-up"
    assert visitor.get("/sign-in/set-up").headers["Location"] == "/account/second-factor"
    page = visitor.get("/account/second-factor")
    secret = texts_of_class(page.text, "cs-letters")[0].replace(" ", "")
    assert "<svg" in page.text
    assert "style=" not in page.text
    shown = visitor.post("/account/second-factor", code=world.code(secret))
    assert shown.status_code == 200
    assert len(texts_of_class(shown.text, "cs-codes")[0].split()) >= 8
    assert visitor.get("/").headers["Location"] == "/today"
    assert "Dr Ada Holt" in visitor.get("/today").text


def test_a_wrong_first_code_shows_the_same_secret_again(world: World) -> None:
    given = world.add_account(ADA, Role.GP)
    visitor = world.visitor()
    visitor.sign_in_with_password(ADA, given)
    visitor.get("/account/password")
    visitor.post("/account/password", old=given, new=OWN_PASSWORD, again=OWN_PASSWORD)
    page = visitor.get("/account/second-factor").text
    uri = re.search(r'name="uri" value="([^"]*)"', page)
    assert uri is not None
    sent = uri[1].replace("&amp;", "&")
    wrong = visitor.post("/account/second-factor", code="000000", uri=sent)
    assert wrong.status_code == 422
    assert texts_of_class(wrong.text, "cs-letters") == texts_of_class(page, "cs-letters")
    for other in ("", "javascript:alert(1)", "otpauth://totp/x?secret=%3Cb%3E", "x" * 999):
        answer = visitor.post("/account/second-factor", code="000000", uri=other)
        assert answer.headers["Location"] == "/account/second-factor", other


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("short", "short", "Use at least 12 letters"),
        (OWN_PASSWORD, OWN_PASSWORD + "x", "Type the same new password twice"),
        ("ada.holt" * 2, "ada.holt" * 2, "Choose something that nobody would try first"),
    ],
)
def test_a_password_that_is_not_taken(world: World, new: str, again: str, said: str) -> None:
    given = world.add_account(ADA, Role.GP)
    visitor = world.visitor()
    visitor.sign_in_with_password(ADA, given)
    visitor.get("/account/password")
    answer = visitor.post("/account/password", old=given, new=new, again=again)
    assert answer.status_code == 422
    assert said in answer.text
    assert title_of(answer.text).startswith("Error: ")
    assert given not in answer.text


def test_password_and_code_lead_to_the_start_page(world: World, enrolled: Enrolled) -> None:
    visitor = sign_in(world, enrolled)
    assert visitor.get("/").headers["Location"] == "/today"


def test_a_recovery_code_works_once(world: World, enrolled: Enrolled) -> None:
    for expected in (303, 422):
        visitor = world.visitor()
        visitor.sign_in_with_password(ADA, OWN_PASSWORD)
        visitor.get("/sign-in/code")
        answer = visitor.post("/sign-in/code", code=enrolled.codes[0])
        assert answer.status_code == expected


def test_every_refusal_looks_the_same(world: World, enrolled: Enrolled) -> None:
    """Unknown, wrong, empty, disabled and throttled: same status, headers and words."""
    answers = [
        world.visitor().sign_in_with_password(name, password)
        for name, password in (
            (ADA, "wrong wrong wrong"),
            ("nobodyy", "wrong wrong wrong"),
            (ADA, ""),
            ("ADA.HOLT", "x" * 200),
        )
    ]
    # What was typed as the name comes back, and nothing else differs.
    told = [bare(answer) for answer in answers]
    typed = (ADA, "nobodyy", ADA, "ADA.HOLT")
    same = {
        (status, text.replace(f'value="{name}"', ""), str(headers.get("Vary")))
        for (status, text, headers), name in zip(told, typed, strict=True)
    }
    assert len(same) == 1
    assert REFUSED in answers[0].text
    assert answers[0].status_code == 422
    for _ in range(12):
        last = world.visitor().sign_in_with_password(ADA, "wrong wrong wrong")
        assert bare(last)[:2] == told[0][:2]
    # Now even the right one has to wait, in the same words.
    assert bare(world.visitor().sign_in_with_password(ADA, OWN_PASSWORD))[:2] == told[0][:2]


def test_guessing_from_elsewhere_does_not_keep_a_known_browser_out(
    world: World, enrolled: Enrolled
) -> None:
    own = sign_in(world, enrolled)
    own.get("/account")
    own.post("/sign-out")
    assert own.client.get_cookie("session") is None
    assert own.client.get_cookie("device") is not None, "the mark of the browser stays"
    for _ in range(15):
        world.visitor().sign_in_with_password(ADA, "wrong wrong wrong")
    world.wait(seconds=40)
    assert own.sign_in_with_password(ADA, OWN_PASSWORD).status_code == 303


def test_a_code_is_refused_like_a_password(world: World, enrolled: Enrolled) -> None:
    visitor = world.visitor()
    visitor.sign_in_with_password(ADA, OWN_PASSWORD)
    visitor.get("/sign-in/code")
    answer = visitor.post("/sign-in/code", code="12345")
    assert answer.status_code == 422
    assert REFUSED in answer.text


def test_a_half_done_sign_in_opens_nothing_and_can_be_left(
    world: World, enrolled: Enrolled
) -> None:
    visitor = world.visitor()
    visitor.sign_in_with_password(ADA, OWN_PASSWORD)
    for path in ("/", "/today", "/account", "/account/password", "/locked", "/no-such-page"):
        assert visitor.get(path).headers["Location"] == "/sign-in/code", path
    visitor.get("/sign-in/code")
    assert visitor.post("/sign-out").headers["Location"] == "/"
    assert visitor.get("/today").headers["Location"] == "/"


def test_of_several_roles_one_is_chosen_and_can_be_changed(world: World) -> None:
    roles = (Role.GP, Role.PRACTICE_MANAGER)
    person = add_clinician(
        world.database, world.practice, "Dr Ada Holt", roles[0], world.now, more_roles=roles[1:]
    )
    visitor = world.visitor()
    visitor.get("/")
    done = visitor.post("/sign-in/as", person=person.id)
    assert done.headers["Location"] == "/account/role"
    assert visitor.get("/today").headers["Location"] == "/account/role"
    visitor.get("/account/role")
    for wrong in ({}, {"role": "administrator"}, {"role": "no-such-role"}):
        answer = visitor.post("/account/role", **wrong)
        assert answer.status_code == 422
        assert "Choose a role" in answer.text
    assert visitor.post("/account/role", role="practice-manager").status_code == 303
    assert visitor.get("/").headers["Location"] == "/directory"
    assert visitor.get("/today").status_code == 404
    old = visitor.client.get_cookie("session")
    visitor.get("/account/role")
    visitor.post("/account/role", role="gp")
    new = visitor.client.get_cookie("session")
    assert old is not None
    assert new is not None
    assert old.value != new.value, "the token changes with the role"
    assert visitor.get("/today").status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_every_persona_has_a_start_page(world: World, role: Role) -> None:
    visitor = world.signed_in(world.of_role(role).name)
    start = visitor.get("/").headers["Location"]
    assert visitor.get(start).status_code == 200
    assert visitor.get("/account").status_code == 200


def test_with_several_practices_the_code_says_which(world: World) -> None:
    other = add_practice(world.database, "Y88888", "Oak Surgery", world.now, synthetic=True)
    there = replace(world, practice=other)
    given = there.add_account(ADA, Role.GP)
    visitor = world.visitor()
    assert "Practice code" in visitor.get("/sign-in").text
    for code, status in (("", 422), ("X99999", 422), ("Z1", 422), (" y88888 ", 303)):
        visitor.get("/sign-in")
        answer = visitor.post("/sign-in", practice=code, username=ADA, password=given)
        assert answer.status_code == status, code


def test_without_accounts_it_says_how_to_make_the_first(tmp_path: object) -> None:
    settings = Settings.load({}, data_dir=str(tmp_path))
    database = Database.create(settings)
    app = create_app(settings, database=database, knowledge=load_knowledge())
    for path in ("/", "/sign-in"):
        answer = app.test_client().get(path)
        assert answer.status_code == 200
        assert "gpsupport user add" in answer.text
    database.close()


def test_behind_a_proxy_nobody_becomes_a_persona(world: World) -> None:
    settings = Settings.load({}, data_dir=world.settings.data_dir, proxies=1)
    client = create_app(settings, database=world.database, knowledge=load_knowledge()).test_client()
    assert GP not in client.get("/").text
    assert GP not in client.get("/", headers={"X-Forwarded-For": "127.0.0.1"}).text


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, "127.0.0.1"), (1, "192.0.2.9"), (2, "192.0.2.8")]
)
def test_an_address_counts_as_far_as_the_settings_trust_it(
    world: World, monkeypatch: pytest.MonkeyPatch, proxies: int, seen: str
) -> None:
    world.add_account(ADA)
    addresses: list[str] = []

    def note(*args: object, address: str, **named: object) -> object:
        addresses.append(address)
        return sign_in_with_password(*args, address=address, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("gpsupport.web.account.signing_in_routes.sign_in_with_password", note)
    settings = Settings.load({}, data_dir=world.settings.data_dir, proxies=proxies)
    app = create_app(
        settings, database=world.database, knowledge=load_knowledge(), clock=lambda: world.now
    )
    visitor = Visitor(app.test_client())
    visitor.get("/sign-in")
    forwarded = {"X-Forwarded-For": "192.0.2.7, 192.0.2.8, 192.0.2.9"}
    form = {"csrf_token": visitor.key, "username": ADA, "password": "x"}
    assert visitor.client.post("/sign-in", data=form, headers=forwarded).status_code == 422
    assert addresses == [seen]
