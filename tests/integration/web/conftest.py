"""A practice to visit, for the tests of the HTML door."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.world import World, make_template, open_world


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeded data folder that each test copies."""
    return make_template(tmp_path_factory.mktemp("practice"))


@pytest.fixture
def world(seeded_folder: Path, tmp_path: Path) -> Iterator[World]:
    """A practice of the test's own."""
    with open_world(seeded_folder, tmp_path / "data") as made:
        yield made
