"""A practice to visit, for the stories in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.world import World, make_template, open_world, served


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeded data folder that each test copies."""
    return make_template(tmp_path_factory.mktemp("practice"))


@pytest.fixture
def world(seeded_folder: Path, tmp_path: Path) -> Iterator[World]:
    """A practice of the test's own."""
    with open_world(seeded_folder, tmp_path / "data") as made:
        yield made


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The address at which the practice is served."""
    with served(world.app) as where:
        yield where
