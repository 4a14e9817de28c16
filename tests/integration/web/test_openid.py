"""Signing in at an identity provider over real HTTP: in, out, again, and every way not in."""

import json
import logging
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree
from threading import Thread
from urllib.parse import urlsplit

import httpx2
import pytest
from click.testing import CliRunner
from werkzeug.test import TestResponse

from gpsupport.actions.identity import find_session
from gpsupport.actions.identity.accounts import NewPerson, add_account, disable_account
from gpsupport.actions.practices import add_practice, find_practice
from gpsupport.cli import main
from gpsupport.domain.identity import Method, WebSession
from gpsupport.domain.people import Role
from gpsupport.outbound.client_keys import key_path
from gpsupport.persistence.work import Database
from gpsupport.sealing.keys import KeysUnusable
from gpsupport.settings import Settings
from gpsupport.web.account.provider_routes import provider as provider_routes
from tests.rig.openid_attacks import ATTACKS, EARLY_ATTACKS, Attack
from tests.rig.openid_provider import (
    CLIENT_ID,
    SUBJECT,
    Knobs,
    StandIn,
    client_key,
    provider_on_loopback,
)
from tests.rig.world import MORNING, Visitor, World

RETURN = "/sign-in/provider/return"
STRANGER = "555036632104"


class _Form(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "input":
            self.values[str(told["name"])] = str(told["value"])


@dataclass
class Clock:
    """What the provider's clock shows: that of the world, once there is one."""

    read: Callable[[], datetime] = field(default=lambda: MORNING)

    def __call__(self) -> datetime:
        return self.read()


@dataclass
class Surgery:
    """A practice whose people sign in at a provider."""

    world: World
    stand_in: StandIn

    def visit(self) -> Visitor:
        """A browser in which nobody is signed in."""
        return self.world.visitor()

    def leave_for_provider(self, visitor: Visitor, **fields: str) -> str:
        """Press the button; the address at the provider to which the browser goes."""
        visitor.get("/sign-in/provider")
        page = visitor.post("/sign-in/provider", **fields)
        assert page.status_code == 200, page.text
        seconds, _, address = page.headers["Refresh"].partition("; url=")
        assert seconds == "0"
        return address

    def consent(self, address: str, subject: str = SUBJECT) -> str:
        """Sign in at the provider over real HTTP; the way back to us."""
        with httpx2.Client(trust_env=False) as browser:
            form = browser.get(address)
            assert form.status_code == 200, form.text
            values = _Form(form.text).values | {"consent": "yes", "subject": subject}
            back = browser.post(address, data=values)
        parts = urlsplit(back.headers["Location"])
        assert parts.path == RETURN
        return f"{parts.path}?{parts.query}"

    def sign_in(self, visitor: Visitor, subject: str = SUBJECT, **fields: str) -> TestResponse:
        """The whole way."""
        return visitor.get(self.consent(self.leave_for_provider(visitor, **fields), subject))

    def sign_out(self, visitor: Visitor) -> None:
        """Leave, with the key that the new session gave the forms."""
        visitor.get("/today")
        assert visitor.post("/sign-out").status_code == 303
        assert self.session_of(visitor) is None

    def session_of(self, visitor: Visitor) -> WebSession | None:
        """The session of a browser, locked or not."""
        cookie = visitor.client.get_cookie("session")
        practice_id, _, token = (cookie.value if cookie else "").partition(".")
        found = find_session(self.world.database, practice_id, token, self.world.now)
        return found.session if found else None

    def audited(self) -> list[tuple[str, str]]:
        """The newest entries of the audit about people: event and whom."""
        with sqlite3.connect(self.world.settings.data_dir / "gpsupport.sqlite3") as connection:
            rows = connection.execute("SELECT event, object_id FROM audit ORDER BY seq").fetchall()
        return [(str(event), str(whom)) for event, whom in rows]


@pytest.fixture
def surgery(seeded_folder: Path, tmp_path: Path) -> Iterator[Surgery]:
    """A surgery of the test's own."""
    with open_surgery(seeded_folder, tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="module")
def shared(seeded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surgery]:
    """One for tests that leave it as it was: every attack would otherwise build its own."""
    with open_surgery(seeded_folder, tmp_path_factory.mktemp("attacked") / "data") as made:
        yield made


@contextmanager
def open_surgery(seeded_folder: Path, folder: Path) -> Iterator[Surgery]:
    """A seeded practice with a provider and one person whom it knows."""
    clock = Clock()
    copytree(seeded_folder, folder)
    put_key(folder)
    with provider_on_loopback(f"http://127.0.0.1:8000{RETURN}", clock) as stand_in:
        settings = Settings.load(environ_of(stand_in), data_dir=folder)
        database = Database.open(settings)
        practice = find_practice(database, None)
        assert practice is not None
        world = World(settings, database, practice)
        clock.read = lambda: world.now
        if "provider" not in world.app.blueprints:
            world.app.register_blueprint(provider_routes)
        known = NewPerson("Dr Ruth Hale", "ruth", (Role.GP,), stand_in.issuer, SUBJECT)
        add_account(database, practice, known, world.now)
        yield Surgery(world, stand_in)
        database.close()


def environ_of(stand_in: StandIn) -> dict[str, str]:
    """The variables that name the provider."""
    return {"GPSUPPORT_OIDC_ISSUER": stand_in.issuer, "GPSUPPORT_OIDC_CLIENT_ID": CLIENT_ID}


def put_key(folder: Path) -> None:
    """Put a key there that was made before: making one takes seconds."""
    kept = client_key()
    private = {**kept.key.as_dict(private=True), "kid": kept.id, "alg": kept.algorithm}
    key_path(folder).parent.mkdir(exist_ok=True)
    key_path(folder).write_text(json.dumps({"keys": [private]}))


def refused(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The reasons in the log."""
    return [
        record.getMessage().partition("refused=")[2]
        for record in caplog.records
        if record.name == "gpsupport.provider"
    ]


def test_somebody_signs_in_and_is_who_they_are(surgery: Surgery) -> None:
    visitor = surgery.visit()
    done = surgery.sign_in(visitor)
    assert (done.status_code, done.headers["Location"]) == (303, "/")
    session = surgery.session_of(visitor)
    assert session is not None
    assert (session.method, session.assurance) == (Method.PROVIDER, "AAL3/IAL3")
    assert "Dr Ruth Hale" in visitor.get("/today").text
    assert surgery.audited()[-1][0] == "see-appointments"
    assert ("sign-in", session.staff_id) in surgery.audited()
    assert surgery.stand_in.refused == []


def test_the_session_begins_anew(surgery: Surgery) -> None:
    visitor = surgery.visit()
    surgery.sign_in(visitor)
    first = visitor.client.get_cookie("session")
    surgery.sign_out(visitor)
    surgery.sign_in(visitor)
    second = visitor.client.get_cookie("session")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    assert second.http_only
    assert second.same_site == "Lax"


def test_the_form_wants_its_key(surgery: Surgery) -> None:
    visitor = surgery.visit()
    assert visitor.client.post("/sign-in/provider").status_code == 400
    assert surgery.stand_in.seen == {}


def test_nothing_of_the_provider_comes_into_our_policy(surgery: Surgery) -> None:
    visitor = surgery.visit()
    visitor.get("/sign-in/provider")
    page = visitor.post("/sign-in/provider")
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    cookie = visitor.client.get_cookie("forms")
    assert cookie is not None
    assert cookie.same_site == "Lax"


@pytest.mark.parametrize("attack", ATTACKS + EARLY_ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_lets_nobody_in(
    shared: Surgery, attack: Attack, caplog: pytest.LogCaptureFixture
) -> None:
    # What was read before is too old, or what must be read first would be left unread.
    shared.world.wait(minutes=61)
    if attack in ATTACKS:
        assert shared.sign_in(shared.visit()).status_code == 303
    visitor = shared.visit()
    attack.arm(shared.stand_in)
    visitor.get("/sign-in/provider")
    page = visitor.post("/sign-in/provider")
    if page.status_code == 200:
        page = visitor.get(shared.consent(page.headers["Refresh"].partition("; url=")[2]))
    assert page.status_code == 422
    assert "You are not signed in" in page.text
    assert refused(caplog) == [attack.reason.value]
    assert shared.session_of(visitor) is None
    assert visitor.get("/today").status_code == 303
    shared.stand_in.knobs = Knobs()
    shared.world.wait(seconds=11)
    assert shared.sign_in(visitor).status_code == 303
    assert "Dr Ruth Hale" in visitor.get("/today").text


def test_a_return_is_good_for_one_time_and_one_browser(
    surgery: Surgery, caplog: pytest.LogCaptureFixture
) -> None:
    visitor, other = surgery.visit(), surgery.visit()
    back = surgery.consent(surgery.leave_for_provider(visitor))
    assert other.get(back).status_code == 422
    assert visitor.get(back).status_code == 303
    assert visitor.get(back).status_code == 422
    assert refused(caplog) == ["no-request-open", "no-request-open"]


def test_a_kept_cookie_does_not_make_a_return_good_again(
    surgery: Surgery, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = surgery.visit()
    back = surgery.consent(surgery.leave_for_provider(visitor))
    cookie = visitor.client.get_cookie("forms")
    assert cookie is not None
    assert visitor.get(back).status_code == 303
    thief = surgery.visit()
    thief.client.set_cookie("forms", cookie.value)
    assert thief.get(back).status_code == 422
    assert refused(caplog) == ["code-refused"]
    assert surgery.stand_in.refused == ["code used before"]


def test_a_request_is_forgotten_after_ten_minutes(
    surgery: Surgery, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = surgery.visit()
    address = surgery.leave_for_provider(visitor)
    surgery.world.wait(minutes=10, seconds=1)
    assert visitor.get(surgery.consent(address)).status_code == 422
    assert refused(caplog) == ["request-too-old"]


def test_a_subject_whom_nobody_knows_is_refused_alike_and_audited(
    surgery: Surgery, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = surgery.visit()
    unknown = surgery.sign_in(visitor, STRANGER)
    assert unknown.status_code == 422
    assert refused(caplog) == ["nobody-of-ours"]
    assert surgery.audited()[-1] == ("sign-in-refused", "")
    forged = visitor.get(f"{RETURN}?state=x&code=y")
    assert forged.text == unknown.text
    assert STRANGER not in caplog.text


def test_somebody_who_may_not_work_here_any_more_is_refused_alike(
    surgery: Surgery, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = surgery.visit()
    unknown = surgery.sign_in(visitor, STRANGER)
    assert surgery.sign_in(visitor).status_code == 303
    disable_account(surgery.world.database, surgery.world.practice, "ruth", surgery.world.now)
    disabled = surgery.sign_in(surgery.visit())
    assert disabled.status_code == 422
    assert disabled.text == unknown.text
    assert surgery.audited()[-1][0] == "sign-in-refused"
    assert visitor.get("/today").status_code == 303


def test_of_several_practices_one_is_chosen_before(surgery: Surgery) -> None:
    world, issuer = surgery.world, surgery.stand_in.issuer
    other = add_practice(world.database, "B81002", "Other Surgery", world.now, synthetic=True)
    there = NewPerson("Dr Ruth Hale", "ruth", (Role.NURSE,), issuer, SUBJECT)
    add_account(world.database, other, there, world.now)
    visitor = surgery.visit()
    page = visitor.get("/sign-in/provider")
    assert 'name="practice"' in page.text
    for wrong in ("", "C81003"):
        again = visitor.post("/sign-in/provider", practice=wrong)
        assert again.status_code == 422
        assert "Enter the code of your practice" in again.text
    assert surgery.stand_in.seen == {}
    surgery.sign_in(visitor, practice="b81002")
    session = surgery.session_of(visitor)
    assert session is not None
    assert (session.practice_id, session.role) == (other.id, Role.NURSE)


def locked(surgery: Surgery) -> Visitor:
    """A browser whose session has locked."""
    visitor = surgery.visit()
    surgery.sign_in(visitor)
    surgery.world.wait(minutes=6)
    assert visitor.get("/patients").headers["Location"] == "/locked?next=%2Fpatients"
    return visitor


def test_a_locked_session_opens_again_where_it_was(surgery: Surgery) -> None:
    visitor = locked(surgery)
    before = surgery.session_of(visitor)
    done = surgery.sign_in(visitor, next="/patients")
    assert (done.status_code, done.headers["Location"]) == (303, "/patients")
    after = surgery.session_of(visitor)
    assert before is not None
    assert after is not None
    assert after.id == before.id
    assert after.locked_at is None
    assert after.confirmed(surgery.world.now)
    assert visitor.get("/patients").status_code == 200
    assert ("unlock", after.staff_id) in surgery.audited()


def test_nobody_else_opens_a_locked_session(
    surgery: Surgery, caplog: pytest.LogCaptureFixture
) -> None:
    issuer, world = surgery.stand_in.issuer, surgery.world
    other = NewPerson("Dr Ian Moss", "ian", (Role.GP,), issuer, STRANGER)
    add_account(world.database, world.practice, other, world.now)
    visitor = locked(surgery)
    assert surgery.sign_in(visitor, STRANGER).status_code == 422
    assert refused(caplog) == ["nobody-of-ours"]
    assert visitor.get("/patients").status_code == 303
    assert surgery.sign_in(visitor).status_code == 303
    assert visitor.get("/patients").status_code == 200


def test_an_old_sign_in_there_opens_nothing_here(
    surgery: Surgery, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = locked(surgery)
    surgery.stand_in.knobs.claims = lambda claims: claims.update(
        auth_time=claims["auth_time"] - 400
    )
    assert surgery.sign_in(visitor).status_code == 422
    assert refused(caplog) == ["signed-in-too-long-ago"]
    assert visitor.get("/patients").status_code == 303
    surgery.stand_in.knobs = Knobs()
    assert surgery.sign_in(visitor).status_code == 303


def test_confirming_holds_from_when_it_was_proved(surgery: Surgery) -> None:
    visitor = surgery.visit()
    surgery.sign_in(visitor)
    surgery.world.wait(minutes=4)
    visitor.get("/today")
    surgery.world.wait(minutes=4)
    address = surgery.leave_for_provider(visitor)
    back = surgery.consent(address)
    surgery.world.wait(seconds=50)
    visitor.get(back)
    session = surgery.session_of(visitor)
    assert session is not None
    assert session.confirmed_at == surgery.world.now - timedelta(seconds=50)
    assert ("confirm-identity", session.staff_id) in surgery.audited()


def test_a_way_back_leads_to_pages_of_ours_alone(surgery: Surgery) -> None:
    visitor = locked(surgery)
    done = surgery.sign_in(visitor, next="//elsewhere.example/patients")
    assert (done.status_code, done.headers["Location"]) == (303, "/")


def test_the_log_holds_no_secret_and_nobody(
    surgery: Surgery, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="gpsupport")
    visitor = surgery.visit()
    back = surgery.consent(surgery.leave_for_provider(visitor))
    visitor.get(back)
    surgery.sign_in(surgery.visit(), STRANGER)
    values = [part.partition("=")[2] for part in urlsplit(back).query.split("&")]
    for secret in (*values, SUBJECT, STRANGER, "Ruth", "Somebody whose name"):
        assert secret not in caplog.text
    assert "route=provider.come_back" in caplog.text


def test_the_public_key_is_there_to_be_fetched(surgery: Surgery) -> None:
    told = surgery.visit().get("/sign-in/provider/keys").json
    assert told == client_key().public()
    assert "d" not in told["keys"][0]


def test_without_a_provider_there_is_no_such_page(world: World) -> None:
    if "provider" not in world.app.blueprints:
        world.app.register_blueprint(provider_routes)
    for path in ("/sign-in/provider", RETURN, "/sign-in/provider/keys"):
        assert world.visitor().get(path).status_code == 404


def test_without_a_key_nothing_starts(seeded_folder: Path, tmp_path: Path) -> None:
    copytree(seeded_folder, tmp_path / "data")
    environ = {
        "GPSUPPORT_OIDC_ISSUER": "https://idp.example",
        "GPSUPPORT_OIDC_CLIENT_ID": CLIENT_ID,
    }
    settings = Settings.load(environ, data_dir=tmp_path / "data")
    database = Database.open(settings)
    practice = find_practice(database, None)
    assert practice is not None
    with pytest.raises(KeysUnusable, match="gpsupport openid key"):
        World(settings, database, practice).app.register_blueprint(provider_routes)
    database.close()


def hang_up(listening: socket.socket) -> None:
    """Take one connection and close it."""
    listening.accept()[0].close()


def test_a_provider_that_does_not_answer_is_a_refusal(
    surgery: Surgery, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        Thread(target=hang_up, args=(listening,), daemon=True).start()
        environ = {
            "GPSUPPORT_OIDC_ISSUER": f"http://127.0.0.1:{port}",
            "GPSUPPORT_OIDC_CLIENT_ID": CLIENT_ID,
        }
        folder = surgery.world.settings.data_dir
        settings = Settings.load(environ, data_dir=folder)
        world = World(settings, surgery.world.database, surgery.world.practice)
        if "provider" not in world.app.blueprints:
            world.app.register_blueprint(provider_routes)
        visitor = world.visitor()
        visitor.get("/sign-in/provider")
        assert visitor.post("/sign-in/provider").status_code == 422
    assert refused(caplog) == ["provider-unreachable"]


def test_the_command_says_what_fits_and_what_does_not(surgery: Surgery) -> None:
    environ = environ_of(surgery.stand_in)
    folder = str(surgery.world.settings.data_dir)
    said = CliRunner().invoke(main, ["openid", "check", "--data-dir", folder], env=environ)
    assert said.exit_code == 0, said.output
    assert f"Register for coming back: http://127.0.0.1:8000{RETURN}" in said.output

    surgery.stand_in.knobs.discovery = lambda told: told.update(
        token_endpoint="https://elsewhere.example/token",
        token_endpoint_auth_methods_supported=["client_secret_basic"],
        acr_values_supported=["AAL1_USERPASS"],
    )
    said = CliRunner().invoke(main, ["openid", "check", "--data-dir", folder], env=environ)
    assert said.exit_code == 1
    assert "The token_endpoint is on another server than the issuer." in said.output
    assert "It does not offer private_key_jwt" in said.output
    assert "It offers no way to sign in at level 2 or above" in said.output
    assert "issuer is called" not in said.output


def test_the_command_prints_the_public_key_alone(surgery: Surgery) -> None:
    folder = str(surgery.world.settings.data_dir)
    said = CliRunner().invoke(main, ["openid", "key", "--data-dir", folder])
    assert json.loads(said.output) == client_key().public()


def test_the_command_without_a_provider_says_what_to_set(tmp_path: Path) -> None:
    said = CliRunner().invoke(main, ["openid", "check", "--data-dir", str(tmp_path / "new")])
    assert said.exit_code == 2
    assert "GPSUPPORT_OIDC_ISSUER" in said.output
    assert not (tmp_path / "new").exists()
