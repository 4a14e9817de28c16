"""`gpsupport user`: what a person at a terminal types, and what they read."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gpsupport.actions.identity import change_password, sign_in_with_password
from gpsupport.actions.practices import find_practice
from gpsupport.domain.identity import Stage
from gpsupport.persistence.rows import StaffRow
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.contract.command import Ran, gpsupport

RAY = ("--name", "Dr Ray Fern", "--username", "Ray.Fern", "--role", "gp")
NUMBER = "943 476 5919"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one practice."""
    assert gpsupport("db", "upgrade", "--data-dir", tmp_path).code == 0
    made = gpsupport("practice", "add", "A81001", "Fern Lane", "--data-dir", tmp_path)
    assert made.code == 0
    return tmp_path


def user(folder: Path, *arguments: str) -> Ran:
    """One `gpsupport user` command."""
    return gpsupport("user", *arguments, "--data-dir", folder)


def password_in(ran: Ran) -> str:
    """The one-time password that was printed."""
    (found,) = re.findall(r"shown this once: (\S+)$", ran.out, re.MULTILINE)
    return str(found)


def test_somebody_is_added_signs_in_and_is_listed(folder: Path) -> None:
    added = user(
        folder, "add", *RAY, "--role", "safeguarding-lead", "--nhs-number", NUMBER,
        "--home", "12 Elm Road, AB1 2CD",
    )  # fmt: skip
    assert added.code == 0
    assert "Added: ray.fern  Dr Ray Fern  gp, safeguarding-lead" in added.out
    password = password_in(added)
    assert len(password) >= 20
    listed = user(folder, "list")
    line = "ray.fern  Dr Ray Fern  gp, safeguarding-lead  second factor: no  last sign-in: never"
    assert listed.out == f"{line}\n"
    database = Database.open(Settings.load({}, data_dir=folder))
    practice = find_practice(database, None)
    assert practice is not None
    now = datetime.now(UTC)
    _, begun = sign_in_with_password(
        database, practice.id, "RAY.fern", password, device="", address="", now=now
    )
    assert begun.stage is Stage.ENROL
    change_password(database, begun, password, "a longer one to keep", now)
    database.close()
    assert f"last sign-in: {now:%Y-%m-%d %H:%M} UTC" in user(folder, "list").out
    for secret in (NUMBER, NUMBER.replace(" ", ""), "Elm Road", password):
        raw = b"".join(one.read_bytes() for one in folder.glob("*.sqlite3*"))
        assert raw
        assert secret.encode() not in raw


def test_number_and_home_are_kept_as_keyed_hashes(folder: Path) -> None:
    user(folder, "add", *RAY, "--nhs-number", NUMBER, "--home", "12 Elm Rd., ab12cd")
    user(folder, "add", "--name", "B", "--username", "b", "--role", "nurse",
         "--home", "12 Elm Road, AB1 2CD")  # fmt: skip
    database = Database.open(Settings.load({}, data_dir=folder))
    with database._engine.connect() as connection:
        kept = connection.execute(
            StaffRow.__table__.select().order_by(StaffRow.created_at)
        ).mappings()
        first, second = [(row["nhs_number_blind"], row["home_blind"]) for row in kept]
    database.close()
    assert len(first[0]) == 64
    assert first[1] is not None
    assert first[1] == second[1]
    assert second[0] is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--role", "doctor"), "'doctor' is no role. Roles: gp, nurse, safeguarding-lead"),
        (("--username", "two words"), "letters, digits and . - _ @"),
        (("--name", "  "), "needs a name"),
        (("--nhs-number", "943 476 5918"), "check digit"),
        (("--home", "somewhere"), "house, street and postcode"),
        (("--issuer", "https://id.example"), "issuer and subject together"),
        (("--practice", "Z99999"), "no practice Z99999"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = user(folder, "add", *RAY, *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "943 476" not in ran.err
    assert user(folder, "list").out == ""


def test_a_username_is_given_once_however_it_is_written(folder: Path) -> None:
    assert user(folder, "add", *RAY).code == 0
    again = user(folder, "add", "--name", "Else", "--username", "RAY.FERN", "--role", "nurse")
    assert again.code == 2
    assert "The username ray.fern is taken." in again.err
    assert len(user(folder, "list").out.splitlines()) == 1


def test_with_an_identity_provider_there_is_no_password(folder: Path) -> None:
    known = ("--issuer", "https://id.example", "--subject", "555")
    added = user(folder, "add", *RAY, *known)
    assert added.code == 0
    assert "shown this once" not in added.out
    assert "identity provider" in user(folder, "list").out
    same = user(folder, "add", "--name", "B", "--username", "b", "--role", "gp", *known)
    assert same.code == 2
    assert user(folder, "reset", "ray.fern").code == 2


def test_somebody_is_disabled_once(folder: Path) -> None:
    user(folder, "add", *RAY)
    gone = user(folder, "disable", "Ray.Fern")
    assert (gone.code, gone.out) == (0, "Disabled: Ray.Fern  Sessions ended: 0\n")
    assert user(folder, "list").out.rstrip().endswith("disabled")
    again = user(folder, "disable", "ray.fern")
    assert again.code == 2
    assert "ray.fern is disabled already." in again.err
    for command in ("unlock", "reset"):
        ran = user(folder, command, "ray.fern")
        assert ran.code == 2
        assert "disabled" in ran.err


def test_a_reset_gives_another_first_password(folder: Path) -> None:
    first = password_in(user(folder, "add", *RAY))
    second = password_in(user(folder, "reset", "ray.fern"))
    assert first != second
    assert user(folder, "unlock", "ray.fern").code == 0


@pytest.mark.parametrize("command", ["disable", "unlock", "reset"])
def test_nobody_of_that_name_is_told(folder: Path, command: str) -> None:
    ran = user(folder, command, "nobody")
    assert ran.code == 2
    assert "There is no such username in this practice." in ran.err
    assert "gpsupport user list" in ran.err
