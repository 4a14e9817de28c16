"""From which age somebody is no child any more is said once in the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import gpsupport
from gpsupport.domain.people import CHILD_BELOW

SOURCE = Path(gpsupport.__file__).parent
PARTS = ("domain", "actions", "web", "knowledge/content")


def places() -> Iterator[str]:
    """Each place where the number, or the last year below it, stands by itself."""
    for part in PARTS:
        for path in sorted((SOURCE / part).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            values = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
            for value in values:
                if type(value) is int and value in {CHILD_BELOW, CHILD_BELOW - 1}:
                    yield str(path.relative_to(SOURCE))


def test_the_age_of_a_child_stands_in_one_place() -> None:
    assert CHILD_BELOW == 18
    assert list(places()) == ["domain/people.py"]
