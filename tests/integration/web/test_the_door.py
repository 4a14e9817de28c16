"""Every route: who may open it, which headers it answers with, and what an error gives away."""

import re
import uuid
from typing import Any

import pytest
from flask import Flask

from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Role
from gpsupport.knowledge.report import software_version
from gpsupport.serving.fitness import NotFitToServe
from gpsupport.serving.guards import Unmarked, find_access, refuse_unmarked, unmarked_routes
from tests.rig.world import GP, World

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OPEN = {
    "/",
    "/sign-in",
    "/sign-in/as",
    "/sign-in/provider",
    "/sign-in/provider/keys",
    "/sign-in/provider/return",
    "/sign-out",
    "/healthz",
    "/readyz",
    "/version",
}
DEMO = ("/developer",)


def addresses(world: World, method: str) -> list[str]:
    """One address for each route that takes a method, with a patient who exists."""
    patient = world.patient("Atkinson", "Jane").id
    found = []
    for rule in world.app.url_map.iter_rules():
        if method not in (rule.methods or ()):
            continue
        values: dict[str, Any] = {
            "patient_id": patient,
            "item_id": uuid.uuid4(),
            "release_id": uuid.uuid4(),
            "indicator_id": "A06",
            "option_id": "harbour",
            "proposal_id": uuid.uuid4(),
            "meeting_id": uuid.uuid4(),
            "recipient": "1",
            "referral_id": uuid.uuid4(),
            "name": "sample-01.json",
            "digest": "0",
            "kind": "registration",
        }
        with world.app.test_request_context():
            found.append(rule.build({key: values[key] for key in rule.arguments})[1])  # type: ignore[index]
    return found


def test_every_route_says_who_may_open_it(world: World) -> None:
    assert unmarked_routes(world.app) == ()


def test_a_route_without_a_mark_does_not_start() -> None:
    app = Flask(__name__)
    app.add_url_rule("/open-by-accident", view_func=lambda: "")
    with pytest.raises(Unmarked, match="/open-by-accident"):
        refuse_unmarked(app)


def test_only_the_known_routes_are_open_to_all(world: World) -> None:
    rules = world.app.url_map.iter_rules()
    views = world.app.view_functions
    open_to_all = {
        str(rule)
        for rule in rules
        if (access := find_access(views[rule.endpoint])) and access.open_to_all
    }
    assert open_to_all == OPEN | {"/assets/<digest>/<path:name>"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_has_the_headers(world: World, method: str) -> None:
    for visitor in (world.visitor(), world.signed_in(GP)):
        for path in [*addresses(world, method), "/no-such-page"]:
            headers = visitor.client.open(path, method=method).headers
            assert headers["Content-Security-Policy"] == POLICY, path
            assert headers["Cache-Control"] == "no-store", path
            assert headers["X-Content-Type-Options"] == "nosniff", path
            assert headers["Referrer-Policy"] == "no-referrer", path
            assert "geolocation=()" in headers["Permissions-Policy"], path
            assert headers["X-Frame-Options"] == "DENY", path
            assert len(headers["X-Request-Id"]) == 12, path


def test_an_asset_may_be_kept_for_a_year(world: World) -> None:
    asset = world.app.jinja_env.globals["asset"]
    for name in ("gpsupport.css", "consultation.js", "mark.svg", "nhsuk-frontend.min.css"):
        answer = world.visitor().client.get(asset(name))  # type: ignore[operator]
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert world.visitor().client.get("/assets/0000/gpsupport.css").status_code == 404
    assert world.visitor().client.get("/assets/..%2f..%2fpyproject.toml").status_code in {303, 404}


def test_anonymous_callers_are_sent_to_the_front_whether_or_not_it_exists(world: World) -> None:
    stranger = f"/patients/{uuid.uuid4()}/consultation"
    closed = [
        path
        for path in addresses(world, "GET")
        if path not in OPEN and not path.startswith((*DEMO, "/assets"))
    ]
    assert len(closed) >= 10
    for path in [*closed, stranger, "/no-such-page", "/patients/1 or 1=1/consultation"]:
        answer = world.visitor().client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/"), path
    for path in addresses(world, "POST"):
        if path not in OPEN:
            assert world.visitor().client.post(path).status_code == 303, path


def test_a_form_without_its_key_is_refused(world: World) -> None:
    visitor = world.signed_in(GP)
    refused = 0
    for path in addresses(world, "POST"):
        answer = visitor.client.post(path, data={"presence": "alone"})
        if answer.status_code == 404:
            continue  # not for this role, whatever came with it
        if answer.status_code == 303:
            # Sent on before the form was looked at: it wants a fresh proof, or is a step behind.
            assert answer.headers["Location"] == "/" or "/confirm" in answer.headers["Location"]
            continue
        refused += 1
        assert answer.status_code == 400, path
        assert "Nothing was saved" in answer.text
    assert refused > 10


def test_what_is_forbidden_looks_like_what_does_not_exist(world: World) -> None:
    patient = world.patient("Atkinson", "Jane")
    missing = f"/patients/{uuid.uuid4()}/consultation"
    gp = world.signed_in(GP)
    unknown = gp.get(missing)
    for role in (Role.RECEPTIONIST, Role.PRACTICE_MANAGER, Role.INTEGRATOR):
        visitor = world.signed_in(world.of_role(role).name)
        for path in (f"/patients/{patient.id}/consultation", missing, "/no-such-page"):
            answer = visitor.get(path)
            assert answer.status_code == unknown.status_code == 404
            assert "Page not found" in answer.text


def test_a_receptionist_sees_the_day_and_opens_nobody(world: World) -> None:
    visitor = world.signed_in(world.of_role(Role.RECEPTIONIST).name)
    page = visitor.get("/today").text
    assert "Ms Jane Atkinson" in page
    assert "/patients/" not in page
    assert visitor.get("/patients").status_code == 404


def test_nobody_signs_in_as_a_person_from_another_machine(world: World) -> None:
    actor = world.actor(GP)
    visitor = world.visitor()
    visitor.get("/")
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    form = {"csrf_token": visitor.key, "person": actor.clinician_id}
    assert (
        visitor.client.post("/sign-in/as", data=form, environ_overrides=elsewhere).status_code
        == 404
    )
    for asked in ({"environ_overrides": elsewhere}, {"headers": {"Host": "rebound.example"}}):
        front = world.visitor().client.get("/", **asked)
        assert "Nobody can sign in here yet" in front.text
        assert actor.name not in front.text


def test_signing_out_ends_the_session_and_closes_the_gate(world: World) -> None:
    visitor = world.signed_in(GP)
    patient = world.patient("Atkinson", "Jane")
    visitor.answer_gate(patient)
    gone = visitor.post("/sign-out")
    # Not the cookies: the one by which a known browser is told apart must survive.
    assert gone.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert visitor.get("/today").status_code == 303
    again = world.signed_in(GP).get(f"/patients/{patient.id}/consultation")
    assert "Who is here today?" in again.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(world: World) -> None:
    answer = world.visitor().client.get("/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie, "on loopback without https it would be lost"


def test_a_fault_shows_a_reference_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("Jane Atkinson could not be read")

    visitor = world.signed_in(GP)
    monkeypatch.setattr("gpsupport.web.patients.routes.list_appointments", fail)
    with caplog.at_level("DEBUG"):
        answer = visitor.get("/today")
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
    assert "Atkinson" not in answer.text
    assert "RuntimeError" not in answer.text
    assert "fault=RuntimeError" in caplog.text
    assert "Atkinson" not in caplog.text


def test_logs_hold_no_name_and_nothing_typed(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = world.signed_in(GP)
    patient = world.patient("Atkinson", "Jane")
    with caplog.at_level("INFO"):
        visitor.get("/patients")
        assert "ATKINSON, Jane" in visitor.post("/patients", family="Atkinson").text
        visitor.answer_gate(patient)
        visitor.get("/patients?family=Atkinson")
    assert "route=patients.find" in caplog.text
    for secret in ("atkinson", "jane", str(patient.nhs_number), patient.id):
        assert secret not in caplog.text.lower()


def test_no_name_in_a_log_or_the_audit_says_what_was_told(world: World) -> None:
    named = {*world.app.view_functions, *(event.value for event in Event)}
    assert {"next_steps.after", "save-next-steps"} <= named
    for word in ("abus", "violen", "domestic", "victim", "perpetrat", "disclos", "told"):
        assert not [one for one in named if word in one], word


def test_health_says_whether_it_can_work(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = world.visitor()
    assert visitor.get("/healthz").json == {"status": "ok"}
    assert visitor.get("/readyz").json == {
        "status": "ready",
        "database": "reachable",
        "schema": "current",
        "content": "in use",
    }
    told = visitor.get("/version").json
    assert told is not None
    assert told["pack"] == "england"

    def fail(_self: object) -> bool:
        raise OSError("no such file")

    monkeypatch.setattr("gpsupport.persistence.work.Database.schema_is_current", fail)
    assert visitor.get("/readyz").status_code == 503
    monkeypatch.setattr(
        "gpsupport.persistence.work.Database.schema_is_current", lambda _self: False
    )
    assert visitor.get("/readyz").json == {
        "status": "not ready",
        "database": "reachable",
        "schema": "not current",
    }


def test_where_no_content_may_serve_a_page_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = world.signed_in(GP)
    refusal = NotFitToServe("What", "Why", "Type: something", release="0123456789ab")

    def refuse(*_: object) -> Knowledge:
        raise refusal.again()

    monkeypatch.setattr("gpsupport.serving.shelf.FixedShelf.current", refuse)
    page = visitor.get("/knowledge")
    assert page.status_code == 503
    assert "Not in use just now" in page.text
    assert "Content not clinically reviewed." in page.text
    (line,) = [one.getMessage() for one in caplog.records if one.name == "gpsupport.errors"]
    assert "release=0123456789ab cannot serve. Type: something" in line
    assert not re.search("abus|violen|domestic|victim|perpetrat", page.text + line, re.IGNORECASE)
    assert visitor.get("/version").json == {
        "version": software_version(),
        "pack": None,
        "knowledge": None,
    }


def test_the_developer_page_has_no_dead_link(world: World) -> None:
    visitor = world.visitor()
    page = visitor.get("/developer")
    assert page.status_code == 200
    sample = visitor.get("/developer/samples/sample-01.json")
    assert sample.status_code == 200
    assert sample.headers["Content-Disposition"] == 'attachment; filename="sample-01.json"'
    signed_in = world.signed_in(GP)
    assert signed_in.get("/developer/samples/..%2fREADME.md").status_code == 404
    assert signed_in.get("/developer/samples/index.json").status_code == 404
