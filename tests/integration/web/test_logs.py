"""No log line holds what somebody typed or what a record says, at any level (G13)."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from gpsupport.web.patients import routes
from tests.rig.world import GP, World, title_of

JANE = ("Atkinson", "Jane")
SECRETS = {
    "said": "Heuschrecke-said",
    "observed": "Heuschrecke-observed",
    "draft": "Heuschrecke-draft",
    "searched": "Heuschrecke-searched",
    "reason": "Heuschrecke-reason is long enough",
    "password": "Heuschrecke-password",
    "username": "heuschrecke-username",
    "code": "904417",
    "query": "Heuschrecke-query",
    "path": "Heuschrecke-path",
    "header": "Heuschrecke-header",
    "next": "Heuschrecke-next",
    "fault": "Heuschrecke-fault",
    "cause": "Heuschrecke-cause",
    "form": "Heuschrecke-form",
}


@pytest.fixture
def logged(world: World) -> Iterator[io.StringIO]:
    """Every line of every logger, with its traceback, as a file would hold it."""
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    root = logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in (None, "gpsupport", world.app.name)}
    root.addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield told
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def fail(*_arguments: Any, **_named: Any) -> Any:
    """A fault as the database or a parser would raise it, with values in its words."""
    typed = SECRETS["cause"]
    try:
        raise ValueError(f"cannot read {typed}")
    except ValueError as cause:
        raise RuntimeError(f"failed on {SECRETS['fault']}") from cause


def a_whole_session(world: World, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Sign in, search, consult, be refused, meet every fault; returns the statuses met."""
    jane = world.patient(*JANE)
    where = f"/patients/{jane.id}/consultation"
    gp = world.signed_in(GP)
    gp.client.environ_base["HTTP_USER_AGENT"] = SECRETS["header"]
    answers = [
        gp.get("/patients"),
        gp.post("/patients", family=SECRETS["searched"]),
        gp.post("/patients", family="Atkinson", given="Jane"),
        gp.answer_gate(jane),
        gp.client.post(f"{where}/draft", data={"csrf_token": gp.key, "words": SECRETS["draft"]}),
        gp.post(
            f"{where}/save",
            asked="yes",
            outcome="disclosed-current",
            words=SECRETS["said"],
            observed=SECRETS["observed"],
        ),
        gp.get(f"{where}/record"),
        gp.get(f"/patients/{jane.id}/contact"),
        gp.post("/records/request", reason=SECRETS["reason"], family=SECRETS["searched"]),
        gp.get(f"/today?who={SECRETS['query']}"),
        gp.get(f"/{SECRETS['path']}"),
        gp.get(f"/patients/{SECRETS['path']}/consultation"),
        gp.client.post("/patients", data={"family": SECRETS["form"]}),
        gp.client.delete("/patients", data={"family": SECRETS["form"]}),
    ]
    assert answers[5].status_code == 303, "the enquiry was not recorded"
    stranger = world.visitor()
    stranger.get(f"/sign-in?next=/{SECRETS['next']}")
    wrong = {"username": SECRETS["username"], "password": SECRETS["password"]}
    answers += [
        stranger.post("/sign-in", **wrong),
        stranger.post("/sign-in/code", code=SECRETS["code"]),
    ]
    with monkeypatch.context() as patched:
        patched.setattr(routes, "find_patients", fail)
        answers.append(gp.post("/patients", family=SECRETS["searched"]))
    answers.append(gp.post("/sign-out"))
    return {answer.status_code for answer in answers}


def test_no_line_holds_what_was_typed_or_read(
    world: World, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = a_whole_session(world, monkeypatch)
    assert {200, 303, 400, 404, 500} <= met
    lines = logged.getvalue()
    assert len(SECRETS) >= 15
    assert [name for name, words in SECRETS.items() if words.lower() in lines.lower()] == []
    assert [name for name in (*JANE, GP, "Priya") if name in lines] == []
    # What is there: one line for each request, and of the fault its kind and place.
    assert lines.count("request=") > 20
    assert "fault=ValueError" in lines or "fault=RuntimeError" in lines
    assert "status=500" in lines


def test_the_search_would_find_a_line_that_tells(world: World, logged: io.StringIO) -> None:
    logging.getLogger("gpsupport.anything").debug("typed: %s", SECRETS["said"])
    try:
        fail()
    except RuntimeError:
        logging.getLogger("elsewhere").exception("it went wrong")
    for name in ("said", "fault", "cause"):
        assert SECRETS[name] in logged.getvalue()


def test_a_fault_shows_nothing_of_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    gp = world.signed_in(GP)
    gp.get("/patients")
    monkeypatch.setattr(routes, "find_patients", fail)
    answer = gp.post("/patients", family="Atkinson")
    assert answer.status_code == 500
    assert title_of(answer.text)
    assert "Heuschrecke" not in answer.text
