"""The command itself: help without waiting, version, usage, failures in words."""

import subprocess
import sys
from importlib.metadata import version
from unittest.mock import patch

from gpsupport.cli.command import _COMMANDS
from tests.contract.command import gpsupport


def test_help_names_every_command_and_imports_none() -> None:
    code = (
        "import sys; sys.argv = ['gpsupport', '--help']\n"
        "from gpsupport.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'sqlalchemy', 'flask', 'fhir', 'ruamel', 'orjson'}\n"
        "print('heavy:', sorted(heavy & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert "heavy: []" in ran.stdout
    for name, (_, line) in _COMMANDS.items():
        assert name in ran.stdout
        assert line in ran.stdout


def test_every_command_can_be_found() -> None:
    for name in _COMMANDS:
        assert gpsupport(name, "--help").code == 0, name


def test_the_version_is_that_of_the_package() -> None:
    assert gpsupport("--version").out == f"gpsupport {version('gpsupport')}\n"


def test_wrong_usage_ends_with_2() -> None:
    assert gpsupport("no-such-command").code == 2
    assert gpsupport("assess").code == 2
    assert gpsupport("assess", "x.json", "--no-such-option").code == 2


def test_an_unexpected_fault_is_told_without_its_message_or_a_traceback() -> None:
    secret = "Rosa March, born 1990"
    with patch("gpsupport.cli.assess.read_file", side_effect=RuntimeError(secret)):
        ran = gpsupport("assess", "-", stdin=b"{}")
    assert ran.code == 1
    assert "RuntimeError" in ran.err
    assert secret not in ran.err
    assert "--debug" in ran.err


def test_knowledge_shows_a_rule_with_its_sources() -> None:
    ran = gpsupport("knowledge", "show", "a10")
    assert ran.code == 0
    assert ran.out.startswith("A10  ")
    assert "Source: " in ran.out
    assert "not been clinically reviewed" in ran.out
    unknown = gpsupport("knowledge", "show", "Z99")
    assert (unknown.code, unknown.out) == (2, "")
    assert "A10" in unknown.err


def test_the_shipped_knowledge_has_no_faults() -> None:
    ran = gpsupport("knowledge", "check")
    assert (ran.code, ran.err) == (0, "")


def test_debug_adds_the_place_in_the_program() -> None:
    code = "from gpsupport.cli import main; main()"
    command = [sys.executable, "-c", code, "--debug", "assess", "-"]
    ran = subprocess.run(command, input=b"{", capture_output=True, check=False)
    assert ran.returncode == 2
    assert b"Traceback" in ran.stderr
    assert b"standard input cannot be read." in ran.stderr
