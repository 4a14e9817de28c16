"""Imports run one way: the contracts in pyproject.toml hold, and can be broken."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT, foreign_imports, python_files

EXPECTED = {
    "layers",
    "pure-domain",
    "sql-in-persistence",
    "fhir-in-fhir",
    "connections-in-outbound",
    "no-flask-below-the-doors",
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter in a folder, in a process of its own: it reads the path from scratch."""
    program = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command"
    )
    return subprocess.run(
        [sys.executable, "-c", f"{program}; lint_imports_command(['--no-cache'])"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def configuration() -> str:
    """Return the part of pyproject.toml that import-linter reads."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return text[text.index("[tool.importlinter]") :]


def test_every_import_goes_downwards() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_all_contracts_are_there() -> None:
    contracts = tomllib.loads(configuration())["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in contracts} == EXPECTED


def test_each_contract_can_be_broken(tmp_path: Path) -> None:
    """A copy of the house with one wrong import for each contract fails all of them."""
    wrong = {
        "settings.py": "import gpsupport.web.pages",
        "shipped.py": "",
        "domain/days.py": "import pydantic",
        "actions/work.py": "import sqlalchemy\nimport gpsupport.knowledge.load",
        "knowledge/load.py": "import fhir.resources.R4B.bundle\nimport flask",
        "web/pages.py": "import httpx2",
        "stray.py": "",
    }
    for name, source in wrong.items():
        file = tmp_path / "gpsupport" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        (file.parent / "__init__.py").touch()
        file.write_text(source + "\n", encoding="utf-8")
    (tmp_path / "gpsupport" / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text(configuration(), encoding="utf-8")

    done = lint_imports(tmp_path)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "Contracts: 0 kept, 6 broken." in done.stdout
    assert "stray" in done.stdout


def test_the_domain_imports_the_standard_library_alone() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files(PACKAGE / "domain")
        for line in foreign_imports(path.read_text(encoding="utf-8"), "gpsupport.domain")
    ]
    assert faults == []


def test_a_foreign_import_is_found() -> None:
    lines = [
        "import dataclasses",
        "import attrs",
        "from gpsupport import settings",
        "import gpsupport.domain.days",
    ]
    assert foreign_imports("\n".join(lines), "gpsupport.domain") == [2, 3]
