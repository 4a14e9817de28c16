"""Where `next` may lead: to pages of ours, however it is spelt."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gpsupport.serving.guards import find_access
from gpsupport.serving.ways_back import find_way_back, way_back, with_way_back
from tests.rig.world import open_world

PATIENT = str(uuid.UUID(int=7))
PAGE = f"/patients/{PATIENT}/consultation"

PIECES = st.sampled_from(
    [
        *("/", "//", "\\", "/\\", ":", "@", "?", "#", "%2f", "%5c", "..", ".", ";", "\t", "\n"),
        *("\x00", "http", "https:", "javascript:", "elsewhere.example", "127.0.0.1", "today"),
        *("patients", "account", "sign-out", "locked", "consultation", "save", PATIENT, "assets"),
        *("sign-in", "away", "confirm", "healthz", " ", "é", "\u2044"),
    ]
)
SPELLINGS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=8).map("".join),
    st.lists(PIECES, max_size=8).map(lambda pieces: "/" + "".join(pieces)),
)


@pytest.fixture(scope="module")
def app(seeded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The routes of the whole application."""
    with open_world(seeded_folder, tmp_path_factory.mktemp("routes") / "data") as made:
        yield made.app


@given(named=SPELLINGS)
@example(named="//elsewhere.example")
@example(named="/\\elsewhere.example")
@example(named="https://elsewhere.example/today")
@example(named="/today\r\nLocation: //elsewhere.example")
@example(named="////today")
@settings(
    max_examples=1500,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_spelling_leads_off_or_to_what_is_no_page(app: Flask, named: str) -> None:
    with app.test_request_context("/locked"):
        found = way_back(named)
        address = urlsplit(found)
        assert (address.scheme, address.netloc, address.query, address.fragment) == ("",) * 4
        assert found.startswith("/")
        assert not found.startswith(("//", "/\\"))
        assert all(" " < mark < "\x7f" for mark in found)
        if found != "/":
            endpoint, _ = app.url_map.bind("").match(address.path, method="GET")
            access = find_access(app.view_functions[endpoint])
            assert access is not None
            assert access.leads_back
            assert not access.open_to_all


@pytest.mark.parametrize(
    "named", ["/today", "/account", "/account/role", "/directory", PAGE, f"{PAGE}/record"]
)
def test_our_pages_lead_back(app: Flask, named: str) -> None:
    with app.test_request_context("/locked"):
        assert find_way_back(named) == named
        assert with_way_back("/locked", named).startswith("/locked?next=%2F")


@pytest.mark.parametrize(
    "named",
    [
        *("", "today", "/", "//today", "/no-such-page", "/today/", "/patients/7/consultation"),
        *("/sign-out", "/sign-in", "/locked", "/account/confirm", "/away", "/account/here"),
        *(f"{PAGE}/save", f"{PAGE}/draft", f"{PAGE}/gate", "/healthz", "/assets/0/gpsupport.css"),
        *("/today?x=1", "/today#x", "https://127.0.0.1/today", "/" + "a" * 400),
    ],
)
def test_everything_else_is_dropped(app: Flask, named: str) -> None:
    with app.test_request_context("/locked"):
        assert find_way_back(named) is None
        assert with_way_back("/locked", named) == "/locked"
