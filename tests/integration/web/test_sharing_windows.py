"""The sharing flow in two windows at once, and what one of its pages asks of the database."""

from contextlib import AbstractContextManager

import pytest

from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.events import Event
from gpsupport.domain.people import Patient
from gpsupport.persistence.work import Database, UnitOfWork
from tests.integration.web.test_disclosure_sharing import (
    ALL_NO,
    CANARY,
    SHARED,
    forms_of,
    hidden,
)
from tests.rig.world import GP, Visitor, World, texts_of_class


@pytest.fixture
def jane(world: World) -> Patient:
    return world.patient("Atkinson", "Jane")


@pytest.fixture
def gp(world: World, jane: Patient) -> Visitor:
    """A GP who is alone with the patient."""
    visitor = world.signed_in(GP)
    visitor.answer_gate(jane)
    return visitor


@pytest.fixture
def page(jane: Patient) -> str:
    return f"/patients/{jane.id}/consultation/sharing"


def test_what_another_window_typed_after_the_check_is_not_logged(gp: Visitor, page: str) -> None:
    gp.get(page)
    gp.post(page, **(ALL_NO | SHARED))
    checked = hidden(gp.get(f"{page}/check").text)
    other = ALL_NO | SHARED | {"step.child.what": CANARY}
    gp.post(f"{page}/draft", **other)
    answer = gp.post(f"{page}/check", **checked)
    assert answer.status_code == 409
    assert "Nothing was logged." in answer.text
    assert "Nothing was logged here" in gp.get(page).text
    # Both stand there, and either may be gone on with.
    assert CANARY in answer.text
    assert SHARED["step.child.what"] in answer.text
    now, first = forms_of(answer.text)
    assert gp.post(page, **first).headers["Location"] == f"{page}/check"
    again = hidden(gp.get(f"{page}/check").text)
    assert again["stamp"] == checked["stamp"]
    gp.post(f"{page}/draft", **other)
    assert gp.post(f"{page}/check", **now).headers["Location"] == f"{page}#log"
    (log,) = texts_of_class(gp.get(page).text, "cs-told-log")
    assert CANARY in log
    assert SHARED["step.child.what"] not in log


def test_what_is_not_complete_any_more_is_not_logged(gp: Visitor, page: str) -> None:
    gp.get(page)
    gp.post(page, **(ALL_NO | SHARED))
    checked = hidden(gp.get(f"{page}/check").text)
    gp.post(f"{page}/draft", **(ALL_NO | SHARED | {"step.child.why": ""}))
    answer = gp.post(f"{page}/check", **checked)
    assert answer.status_code == 409
    assert "It is not complete yet." in answer.text
    (first,) = forms_of(answer.text)
    assert gp.post(page, **first).headers["Location"] == f"{page}/check"


@pytest.mark.parametrize(
    ("below", "fields"),
    [
        ("/consultation/after", None),
        ("/consultation/after/draft", {"matters": CANARY}),
        ("/consultation/sharing", None),
        ("/consultation/sharing/check", None),
        ("/consultation/sharing", ALL_NO | SHARED),
        ("/consultation/sharing/draft", SHARED),
        ("/contact/safe", None),
        ("/contact/safe", {"contact.way": "in-person", "contact.until": "1 week"}),
    ],
)
def test_a_page_needs_one_transaction(
    gp: Visitor,
    jane: Patient,
    monkeypatch: pytest.MonkeyPatch,
    below: str,
    fields: dict[str, str] | None,
) -> None:
    """On SQLite each waits for every other writer; and what one shows is of one moment."""
    of_jane = f"/patients/{jane.id}"
    told = {"asked": "yes", "outcome": "disclosed-current", "words": "", "observed": ""}
    gp.post(f"{of_jane}/consultation/save", **told)
    gp.get(f"{of_jane}/consultation/sharing")
    gp.post(f"{of_jane}/consultation/sharing", **(ALL_NO | SHARED))
    counted: list[Event | None] = []
    writing = Database.writing

    def counting(database: Database, occasion: Occasion) -> AbstractContextManager[UnitOfWork]:
        if occasion.permission is Permission.CONSULT:
            counted.append(occasion.event)
        return writing(database, occasion)

    monkeypatch.setattr(Database, "writing", counting)
    if fields is None:
        assert gp.get(of_jane + below).status_code == 200
    else:
        key = {"csrf_token": gp.key, **fields}
        sent = gp.client.post(of_jane + below, data=key, headers={"HX-Request": "true"})
        assert sent.status_code in {200, 303}
    assert len(counted) == 1, counted
