"""The headers of every answer, on every route, for everybody: what a browser may load and keep."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from gpsupport.app import create_app
from gpsupport.domain.people import Role
from gpsupport.knowledge.load import load_knowledge
from gpsupport.settings import Settings
from tests.rig.world import GP, XHTML, Visitor, World, parse

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WANTED = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What a method does that a route does not have depends on no role: three callers are enough.
METHODS = ("HEAD", "OPTIONS", "POST", "PUT")
SOME = ("nobody", Role.GP.value, Role.ADMINISTRATOR.value)
UNWANTED = ("Server", "X-Powered-By", "Access-Control-Allow-Origin")
LEAD_ELSEWHERE = ("action", "data", "formaction", "href", "hx-get", "hx-post", "poster", "src")
CLEARS = '"cache", "storage"'


def addresses(world: World) -> list[str]:
    """One address for each route, with a patient who exists, and some that lead nowhere."""
    patient = world.patient("Atkinson", "Jane").id
    known = {"patient_id": patient, "name": "sample-01.json", "digest": "0"}

    def fill(rule: Rule) -> str:
        values: dict[str, Any] = {name: known.get(name, patient) for name in rule.arguments}
        built = rule.build(values)
        assert built is not None, rule
        return built[1]

    found = sorted({fill(rule) for rule in world.app.url_map.iter_rules()})
    return [*found, "/no-such-page", f"/patients/{patient}/no-such-page", "/patients/%00/timeline"]


def faults(answer: TestResponse) -> list[str]:
    """What an answer lacks, or says that it must not."""
    headers = answer.headers
    found = [
        f"{name}: {headers.get(name)}"
        for name, value in WANTED.items()
        if headers.get(name) != value
    ]
    if "geolocation=()" not in headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if len(headers.get("X-Request-Id", "")) != 12:
        found.append("X-Request-Id")
    found += [name for name in UNWANTED if name in headers]
    if answer.mimetype == "text/html" and answer.data and answer.status_code not in {303, 308}:
        found += inside(answer.text)
    return found


def inside(text: str) -> list[str]:
    """What stands in a page that the policy would stop, or that leads to another host."""
    found = []
    for element in parse(text).iter():
        tag = str(element.tag).removeprefix(XHTML)
        for name, value in element.items():
            if name == "style" or name.startswith("on"):
                found.append(f"{tag} {name}")
            if name in LEAD_ELSEWHERE and urlsplit(value).netloc:
                found.append(f"{tag} {name}={value}")
        if tag == "style" or (tag == "script" and not element.get("src")):
            found.append(f"inline {tag}")
    return found


def callers(world: World) -> Iterator[tuple[str, Visitor]]:
    """Nobody, and one person of every role."""
    yield "nobody", world.visitor()
    for role in Role:
        yield role.value, world.signed_in(world.of_role(role).name)


def test_every_answer_has_the_headers(world: World) -> None:
    paths = addresses(world)
    assert len(paths) >= 25
    for who, visitor in callers(world):
        for method in ("GET", *(METHODS if who in SOME else ())):
            for path in paths:
                answer = visitor.client.open(path, method=method)
                assert faults(answer) == [], f"{method} {path} as {who}"
                assert answer.status_code < 500, f"{method} {path} as {who}"


def test_a_form_that_is_sent_with_its_key_has_them_too(world: World) -> None:
    for path in addresses(world):
        for role in (None, Role.GP, Role.ADMINISTRATOR):
            visitor = world.signed_in(world.of_role(role).name) if role else world.visitor()
            visitor.get("/account" if role else "/sign-in")
            answer = visitor.client.post(path, data={"csrf_token": visitor.key})
            assert faults(answer) == [], f"{path} as {role}"
            assert answer.status_code < 500, f"{path} as {role}"


def test_error_pages_have_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = world.signed_in(GP)
    too_large = visitor.client.post("/patients", data={"csrf_token": "x" * 300_000})
    assert too_large.status_code == 413
    assert faults(too_large) == []
    wrong_method = visitor.client.get("/sign-out")
    assert wrong_method.status_code == 404
    assert faults(wrong_method) == []

    def fail(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("gpsupport.web.patients.routes.list_appointments", fail)
    broken = visitor.client.get("/today")
    assert broken.status_code == 500
    assert faults(broken) == []


def test_the_checks_find_what_they_look_for() -> None:
    page = (
        "<!doctype html><html lang=en><head><title>x</title><script>1</script><style>p{}</style>"
        '</head><body><p style="color:red" onclick="x()"><a href="//elsewhere.example/x">y</a>'
        "</body></html>"
    )
    assert inside(page) == [
        "inline script",
        "inline style",
        "p style",
        "p onclick",
        "a href=//elsewhere.example/x",
    ]


def test_signing_out_clears_the_browser_but_not_its_mark(world: World) -> None:
    for path in ("/sign-out", "/account/sign-out-everywhere"):
        visitor = world.signed_in(GP)
        visitor.get("/account")
        answer = visitor.post(path)
        assert answer.headers["Clear-Site-Data"] == CLEARS
        (gone,) = [one for one in answer.headers.getlist("Set-Cookie") if "session=" in one]
        assert "session=;" in gone
        assert "Max-Age=0" in gone


def https_app(world: World, **settings: Any) -> Flask:
    """The same practice behind https."""
    made = Settings.load(
        {}, data_dir=world.settings.data_dir, base_url="https://practice.example", **settings
    )
    return create_app(
        made, database=world.database, knowledge=load_knowledge(), clock=lambda: world.now
    )


def test_over_https_the_cookies_belong_to_this_host_alone(world: World) -> None:
    world.add_account("ada.holt")
    client = https_app(world).test_client()
    answer = client.get("/sign-in", base_url="https://practice.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-forms=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_only_named_pages_may_show_ours_in_a_frame(world: World) -> None:
    client = https_app(world, frame_ancestors="https://ehr.example").test_client()
    headers = client.get("/sign-in", base_url="https://practice.example").headers
    assert "frame-ancestors https://ehr.example" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
