"""How good the tests of the policy and of the audit chain are: break the code, see who notices.

mutmut breaks the functions in every way it knows. It leaves tables alone, and the policy is mostly
tables, so each element of each table is also left out once. Works on a copy in a temporary folder.
Run: python -m benchmarks.mutation [--json]
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parents[1]
DOMAIN = Path("gpsupport/domain")
LEAST = 0.90

# What is broken, and the tests that must notice.
_OF_POLICY = ("tests/unit/domain/test_access.py",)
_OF_AUDIT = ("tests/unit/domain/test_audit.py", "tests/unit/domain/test_audit_words.py")
SUBJECTS = {
    DOMAIN / "access.py": _OF_POLICY,
    DOMAIN / "permissions.py": _OF_POLICY,
    DOMAIN / "audit.py": _OF_AUDIT,
    DOMAIN / "audit_check.py": _OF_AUDIT,
}
TESTS = tuple(sorted({test for tests in SUBJECTS.values() for test in tests}))

SETTINGS = """\
[tool.mutmut]
source_paths = ["gpsupport"]
only_mutate = {subjects}
pytest_add_cli_args = {arguments}
pytest_add_cli_args_test_selection = {tests}
"""
ARGUMENTS = ["--import-mode=importlib", "-p", "no:cacheprovider", "-o", "pythonpath=."]
# Random examples would make the score a matter of luck, and a slow one is no fault. Nothing is
# shrunk, for it is enough that a test fails; fewer examples than usual only make the score worse.
CONFTEST = """\
from hypothesis import Phase, settings

settings.register_profile(
    "mutation",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("mutation")
"""
# mutmut's exit codes for a mutant that was noticed: a test failed, or it ran for ever.
NOTICED = {1, 3, 24, 36, 152, 255, -24}


@dataclass
class Score:
    """What became of the mutants of one file; each survivor as the lines that it changes."""

    made: int = 0
    noticed: int = 0
    survivors: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The part that was noticed; nothing broken is nothing proved."""
        return self.noticed / self.made if self.made else 0.0


def main() -> None:
    """Break, test, print, and end with 1 when a file's score is below the least one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scores = measure(Path(folder))
    passed = all(score.share >= LEAST for score in scores.values())
    if chosen.json:
        measured = {name: vars(score) | {"share": score.share} for name, score in scores.items()}
        told = {"benchmark": "mutation", "least": LEAST, "measured": measured}
        print(json.dumps(told | {"within_limits": passed}, indent=2))
    else:
        for name, score in scores.items():
            counted = f"{score.noticed}/{score.made}"
            print(f"{name:44}{counted:>10}{score.share:8.1%} (least {LEAST:.0%})")
            for survivor in score.survivors:
                print(f"  survived: {survivor}")
    sys.exit(0 if passed else 1)


# Nothing of it can be broken but its tables; a file that should have functions still needs them.
TABLES_ALONE = frozenset({DOMAIN / "permissions.py"})


def measure(folder: Path) -> dict[str, Score]:
    """The score of each file's functions and of its tables."""
    functions = break_functions(made_copy(folder / "functions"))
    tables = break_tables(folder)
    return {
        f"{path}, {kind}": scores[path]
        for path in SUBJECTS
        for kind, scores in (("functions", functions), ("tables", tables))
        if path in scores and not (kind == "functions" and path in TABLES_ALONE)
    }


def made_copy(folder: Path) -> Path:
    """A small tree with the domain and the tests alone."""
    shutil.copytree(ROOT / DOMAIN, folder / DOMAIN, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "gpsupport" / "__init__.py", folder / "gpsupport")
    for test in TESTS:
        (folder / test).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / test, folder / test)
    (folder / "tests" / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    return folder


def break_functions(folder: Path) -> dict[Path, Score]:
    """Have mutmut break every function. Raises CalledProcessError when it cannot begin."""
    settings = SETTINGS.format(
        subjects=json.dumps([str(path) for path in SUBJECTS]),
        arguments=json.dumps(ARGUMENTS),
        tests=json.dumps(TESTS),
    )
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    children = str(os.cpu_count() or 1)
    run_mutmut(folder, "run", "--max-children", children)
    scores = {}
    for path in SUBJECTS:
        meta = folder / "mutants" / path.with_name(f"{path.name}.meta")
        codes: dict[str, int | None] = json.loads(meta.read_bytes())["exit_code_by_key"]
        survivors = [name for name, code in codes.items() if code not in NOTICED]
        shown = tuple(changed_lines(run_mutmut(folder, "show", name)) for name in survivors)
        scores[path] = Score(len(codes), len(codes) - len(survivors), shown)
    return scores


def run_mutmut(folder: Path, *arguments: str) -> str:
    """What mutmut says. Raises CalledProcessError, with what it said, when it fails."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-3000:], file=sys.stderr)
        done.check_returncode()
    return done.stdout


def changed_lines(diff: str) -> str:
    """A diff as its changed lines alone."""
    lines = [
        line.strip()
        for line in diff.splitlines()
        if line[:1] in {"-", "+"} and not line.startswith(("---", "+++"))
    ]
    return " ".join(" ".join(line.split()) for line in lines)


def break_tables(folder: Path) -> dict[Path, Score]:
    """Leave out each element of each table once."""
    copies: Queue[Path] = Queue()
    workers = os.cpu_count() or 1
    for number in range(workers):
        copies.put(made_copy(folder / f"tables-{number}"))

    def is_noticed(broken: tuple[Path, str, str]) -> bool:
        path, _, text = broken
        copy = copies.get()
        whole = (copy / path).read_text(encoding="utf-8")
        try:
            (copy / path).write_text(text, encoding="utf-8")
            command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", *ARGUMENTS]
            command += SUBJECTS[path]
            return (
                subprocess.run(command, cwd=copy, capture_output=True, check=False).returncode == 1
            )
        finally:
            (copy / path).write_text(whole, encoding="utf-8")
            copies.put(copy)

    broken = [
        (path, words, text)
        for path in SUBJECTS
        for words, text in without_an_element((ROOT / path).read_text(encoding="utf-8"))
    ]
    with ThreadPoolExecutor(workers) as pool:
        noticed = list(pool.map(is_noticed, broken))
    scores: dict[Path, Score] = {}
    for (path, words, _), seen in zip(broken, noticed, strict=True):
        score = scores.setdefault(path, Score())
        score.made += 1
        score.noticed += seen
        score.survivors += () if seen else (words,)
    return scores


def without_an_element(source: str) -> Iterator[tuple[str, str]]:
    """The source with one element of one table left out: which, and the whole text."""
    for statement in ast.parse(source).body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        tables = [
            node for node in ast.walk(statement.value) if isinstance(node, ast.Set | ast.Dict)
        ]
        for table in tables:
            parts: list[ast.expr | None] = (
                list(table.elts) if isinstance(table, ast.Set) else list(table.keys)
            )
            for number, part in enumerate(parts):
                kept = ast.unparse(_without(table, number))
                begun = ast.unparse(statement).split("=")[0].strip()
                words = f"{begun} without {ast.unparse(part) if part else number}"
                yield words, _replaced(source, table, kept)


def _without(table: ast.Set | ast.Dict, number: int) -> ast.expr:
    if isinstance(table, ast.Dict):
        keys, values = list(table.keys), list(table.values)
        del keys[number], values[number]
        return ast.Dict(keys, values)
    left = [part for place, part in enumerate(table.elts) if place != number]
    return ast.Set(left) if left else ast.Call(ast.Name("set"), [], [])


def _replaced(source: str, node: ast.expr, text: str) -> str:
    lines = source.encode().splitlines(keepends=True)
    begin = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: (node.end_lineno or 1) - 1])) + (node.end_col_offset or 0)
    data = source.encode()
    return (data[:begin] + text.encode() + data[end:]).decode()


if __name__ == "__main__":
    main()
