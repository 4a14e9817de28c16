"""The world in which the actions are tried."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.actions.world import World, build_world


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """One practice with an imported patient, on each engine."""
    made = build_world(database_url, tmp_path)
    yield made
    made.database.close()
