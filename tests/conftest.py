"""What holds for every test: which fixtures there are, and what a unit test may not do."""

import socket
import sqlite3
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

# No deadline: the machines that run this are shared, and a slow minute is no fault of the code.
settings.register_profile("ci", deadline=None)
settings.register_profile("soak", deadline=None, max_examples=5000)
settings.load_profile("ci")

pytest_plugins = [
    "pytester",
    "tests.rig.browser",
    "tests.rig.database",
    "tests.rig.postgres",
    "tests.rig.ran",
]

HERE = Path(__file__).parent
NOT_FOR_UNIT_TESTS = {"browser", "database_url", "postgres_cluster"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they use, so that a marker cannot be forgotten."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if "browser" in used:
            item.add_marker(pytest.mark.browser)
        if "postgres_cluster" in used:
            item.add_marker(pytest.mark.postgres)
        if is_unit_test(item.path) and (wrong := used & NOT_FOR_UNIT_TESTS):
            raise pytest.UsageError(
                f"{item.nodeid} is a unit test but uses {', '.join(sorted(wrong))}: "
                "move it to tests/integration or tests/browser"
            )


@pytest.fixture(autouse=True)
def _unit_tests_stay_in_memory(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Take sockets and databases away from unit tests: one that needs them is something else."""
    if is_unit_test(request.path):

        def refuse(*_args: object, **_named: object) -> NoReturn:
            pytest.fail("A unit test may open neither a socket nor a database.")

        monkeypatch.setattr(sqlite3, "connect", refuse)
        monkeypatch.setattr(sqlite3.dbapi2, "connect", refuse)
        monkeypatch.setattr(socket, "socket", refuse)


def is_unit_test(path: Path) -> bool:
    """Say whether a test file stands under tests/unit."""
    return path.is_relative_to(HERE / "unit")
