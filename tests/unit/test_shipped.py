"""Shipped folders are found in a wheel and in a checkout, and missed in words."""

from pathlib import Path

import pytest

from gpsupport import shipped
from gpsupport.shipped import ShippedFilesError


def test_a_wheels_own_copy_comes_first(tmp_path: Path) -> None:
    (tmp_path / "_shipped" / "templates").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "pyproject.toml").touch()
    found = shipped._folder("templates", shipped=tmp_path / "_shipped", checkout=tmp_path)
    assert found == tmp_path / "_shipped" / "templates"


def test_a_checkout_has_its_folders_at_the_top(tmp_path: Path) -> None:
    (tmp_path / "build" / "assets").mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    found = shipped._folder("assets", shipped=tmp_path / "_shipped", checkout=tmp_path)
    assert found == tmp_path / "build" / "assets"


@pytest.mark.parametrize(
    ("name", "is_checkout", "next_step"),
    [
        ("assets", True, "pip install -e"),
        ("templates", True, "restore templates"),
        ("assets", False, "--force-reinstall"),
    ],
)
def test_a_missing_folder_names_the_command_that_brings_it(
    tmp_path: Path, name: str, is_checkout: bool, next_step: str
) -> None:
    if is_checkout:
        (tmp_path / "pyproject.toml").touch()
    with pytest.raises(ShippedFilesError) as raised:
        shipped._folder(name, shipped=tmp_path / "_shipped", checkout=tmp_path)
    assert next_step in raised.value.next_step


def test_this_installation_has_its_assets() -> None:
    folder = shipped.assets()
    for name in ("nhsuk-frontend.min.css", "htmx.min.js"):
        assert (folder / name).stat().st_size > 10_000
