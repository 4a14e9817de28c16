"""`gpsupport knowledge publish`, `releases`, `diff` and `withdraw`, as typed at a terminal."""

import re
from pathlib import Path

import pytest

from gpsupport.knowledge.load import ENGLAND, all_files, content_of, release_of
from tests.contract.command import Ran, gpsupport
from tests.rig.releases import changed_files, fast_checks

__all__ = ["fast_checks"]

pytestmark = pytest.mark.usefixtures("fast_checks")

WHY = ("--why", "Reads better for those who use it")
AS_GP = ("--as", "ray.fern")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one practice and three people."""
    for words in (
        ("db", "upgrade"),
        ("practice", "add", "A81001", "Fern Lane"),
        ("user", "add", "--name", "Dr Ray Fern", "--username", "Ray.Fern", "--role", "gp"),
        ("user", "add", "--name", "Amy Cole", "--username", "amy", "--role", "nurse"),
    ):
        assert gpsupport(*words, "--data-dir", tmp_path).code == 0
    return tmp_path


def knowledge(folder: Path, *words: str | Path, overlay: Path | None = None) -> Ran:
    """One `gpsupport knowledge` command, with an overlay in the settings if one is named."""
    typed = ("knowledge", *words, "--data-dir", folder)
    if overlay is None:
        return gpsupport(*typed)
    return gpsupport(*typed, GPSUPPORT_KNOWLEDGE_OVERLAY=str(overlay))


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """A folder of local content that renames one rule."""
    made = tmp_path / "local"
    (made / "indicators").mkdir(parents=True)
    rule = changed_files("Hurt again")["indicators/A06.yaml"]
    (made / "indicators" / "A06.yaml").write_bytes(rule)
    (made / "pack.yaml").write_text('pack: fern\nversion: "2"\nby: Fern Lane\n', encoding="utf-8")
    return made


def mark_in(ran: Ran) -> str:
    """The beginning of the mark that was printed."""
    (found,) = re.findall(r"release ([0-9a-f]{12})$", ran.out, re.MULTILINE)
    return str(found)


def test_content_is_published_listed_compared_and_withdrawn(folder: Path, overlay: Path) -> None:
    assert "No release is in force" in knowledge(folder, "releases").err
    done = knowledge(folder, "publish", "--overlay", overlay, *WHY, *AS_GP)
    assert done.code == 0, done.err
    assert "Kept as a draft: england+fern" in done.out
    mark = mark_in(done)
    listed = knowledge(folder, "releases").out
    assert f"{mark}  england+fern" in listed
    for words in ("Draft", "by Dr Ray Fern: Reads better", "160 cases, 9 stories", "3.0%"):
        assert words in listed
    told = knowledge(folder, "diff", mark[:6]).out
    assert "Rule A06: Hurt again. Name" in told
    assert "  + Hurt again" in told
    stopped = knowledge(folder, "withdraw", mark, *WHY, *AS_GP)
    assert stopped.code == 0, stopped.err
    assert "Withdrawn " in knowledge(folder, "releases").out
    again = knowledge(folder, "withdraw", mark, *WHY, *AS_GP)
    assert again.code == 1
    assert "Nothing was withdrawn." in again.err


def test_what_serves_as_installed_is_stopped_without_being_published(
    folder: Path, overlay: Path
) -> None:
    """Even where it has a fault: harm stops first."""
    rule = overlay / "indicators" / "A06.yaml"
    rule.write_text(rule.read_text(encoding="utf-8") + "teir: 1\n", encoding="utf-8")
    mark = release_of(content_of(all_files(ENGLAND, overlay)))[:12]
    assert knowledge(folder, "withdraw", mark, *WHY, *AS_GP).code == 2
    stopped = knowledge(folder, "withdraw", mark, *WHY, *AS_GP, overlay=overlay)
    assert stopped.code == 0, stopped.err
    listed = knowledge(folder, "releases").out
    assert mark in listed
    assert "Withdrawn " in listed
    assert "Passed:" not in listed
    again = knowledge(folder, "withdraw", mark, *WHY, *AS_GP, overlay=overlay)
    assert "Nothing was withdrawn." in again.err


def test_two_releases_are_compared(folder: Path, overlay: Path) -> None:
    first = mark_in(knowledge(folder, "publish", *WHY, *AS_GP))
    second = mark_in(knowledge(folder, "publish", *WHY, *AS_GP, overlay=overlay))
    there, back = (
        knowledge(folder, "diff", *pair).out for pair in ((first, second), (second, first))
    )
    assert "  + Hurt again" in there
    assert "  - Hurt again" in back
    assert knowledge(folder, "diff", first, first).out.strip() == "Nothing differs."


def test_every_fault_is_told_and_nothing_is_kept(folder: Path, overlay: Path) -> None:
    rule = overlay / "indicators" / "A06.yaml"
    rule.write_text(rule.read_text(encoding="utf-8") + "tires: 2\nteir: 1\n", encoding="utf-8")
    done = knowledge(folder, "publish", "--overlay", overlay, *WHY, *AS_GP)
    assert done.code == 1
    assert "Nothing was kept: the content has 2 faults." in done.err
    assert done.err.count(f"  {rule}:") == 2
    assert knowledge(folder, "releases").out == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((*WHY,), 2, "Missing option '--as'"),
        ((*WHY, "--as", "nobody"), 2, "It is not clear who nobody is"),
        ((*WHY, "--as", "amy"), 2, "None of the roles of Amy Cole"),
        (("--why", "because", *AS_GP), 1, "Say why, in 10 letters or more"),
    ],
)
def test_what_is_missing_is_said(
    folder: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = knowledge(folder, "publish", *words)
    assert done.code == code
    assert said in done.err


def test_a_name_does_for_somebody_without_an_account(folder: Path) -> None:
    assert knowledge(folder, "publish", *WHY, "--as", "Dr Ray Fern").code == 0


@pytest.mark.parametrize("command", ["diff", "withdraw"])
def test_a_release_that_there_is_not(folder: Path, command: str) -> None:
    extra = (*WHY, *AS_GP) if command == "withdraw" else ()
    done = knowledge(folder, command, "ffff", *extra)
    assert done.code == 2
    assert "There is no one release ffff." in done.err


def test_the_shipped_content_is_what_is_published_without_an_overlay(folder: Path) -> None:
    done = knowledge(folder, "publish", *WHY, *AS_GP)
    assert "Kept as a draft: england " in done.out
