"""`gpsupport demo` as a person starts it: it answers where it says, and stops cleanly."""

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from gpsupport.cli import main

COMMAND = [sys.executable, "-m", "gpsupport", "demo", "--no-open"]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A demo on a port of its own, and what it printed until all of its patients were in."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", "--data-dir", str(tmp_path / "demo")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if line.startswith("All "):
            break
    yield process, printed
    if process.poll() is None:
        process.kill()
    process.stdout.close()
    process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way there")
def test_every_printed_address_answers_and_ctrl_c_ends_well(
    running: tuple["subprocess.Popen[str]", str],
) -> None:
    process, printed = running
    assert "All 400 patients are in." in printed
    addresses = re.findall(r"http://127\.0\.0\.1:(\d+)(/\S*)", printed)
    assert {path for _, path in addresses} == {"/", "/healthz", "/version"}
    for port, path in addresses:
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status == 200
        assert "Elm Tree Surgery" in answer.read().decode() or path != "/"
        connection.close()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0


def test_a_port_that_is_taken_is_refused_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = CliRunner().invoke(
            main, ["demo", "--no-open", "--port", str(port), "--data-dir", str(tmp_path)]
        )
    assert result.exit_code == 2
    assert f"Port {port} is taken." in result.output
    assert "gpsupport demo --port 0" in result.output
    assert list(tmp_path.iterdir()) == []
