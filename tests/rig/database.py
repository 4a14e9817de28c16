"""A database address for each engine that the product supports."""

from pathlib import Path

import pytest


@pytest.fixture(
    params=[
        pytest.param("sqlite"),
        pytest.param("postgres", marks=pytest.mark.postgres),
    ]
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Run the test once on each engine, every time with an empty database of its own."""
    if request.param == "sqlite":
        # A file, not memory: write-ahead logging and locks exist only there.
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    return url
