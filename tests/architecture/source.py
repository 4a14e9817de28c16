"""Reads our source as the rules see it. The checks are pure, so that each can be shown to fail."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gpsupport"
TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations"

CLOCK_CALLS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "time_ns"),
}

# What must never be read over somebody's shoulder, in a browser's history or in a server's log.
TELLING_WORDS = re.compile(r"abus|violen|domestic|victim|perpetrat", re.IGNORECASE)

TITLE = re.compile(
    r"<title\b[^>]*>(?P<tag>.*?)</title>"
    r"|\{%-?\s*block\s+(?:page_?)?title\b.*?%\}(?P<block>.*?)\{%-?\s*endblock"
    r"|\{%-?\s*set\s+(?:page_?)?title\s*=(?P<set>.*?)%\}",
    re.IGNORECASE | re.DOTALL,
)
UNESCAPED = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false|\bMarkup\(", re.IGNORECASE)


def python_files(folder: Path) -> list[Path]:
    """List the Python files under a folder."""
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def template_files(folder: Path) -> list[Path]:
    """List the templates under a folder."""
    return sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".svg", ".xml"})


def clock_uses(source: str) -> list[int]:
    """Return the lines that read the wall clock, under whatever name it was imported."""
    tree = ast.parse(source)
    names = {}
    found = []
    for line, module, name in _time_imports(tree):
        names[name] = module.rpartition(".")[2]
        # ``from time import time`` makes a bare call of the clock possible.
        if tuple(module.split(".")) in CLOCK_CALLS:
            found.append(line)
    for node in ast.walk(tree):
        # Not only calls: a default_factory takes the function itself.
        if isinstance(node, ast.Attribute):
            owner = node.value
            known = names.get(owner.id) if isinstance(owner, ast.Name) else None
            known = owner.attr if isinstance(owner, ast.Attribute) else known
            if (known, node.attr) in CLOCK_CALLS:
                found.append(node.lineno)
    return sorted(found)


def _time_imports(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Give what is imported of datetime and time: line, dotted name, name in this source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            origin = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                module = origin + alias.name
                if module.partition(".")[0] in ("datetime", "time"):
                    yield node.lineno, module, alias.asname or alias.name


def imported_modules(source: str) -> Iterator[tuple[int, str]]:
    """Give every module that a source imports absolutely, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def r5_imports(source: str) -> list[int]:
    """Return the lines that import FHIR R5: fhir.resources serves R4 from R4B alone."""
    return [
        line
        for line, module in imported_modules(source)
        if module in ("fhir", "fhir.resources")
        or (
            module.startswith(("fhir.resources.", "fhir."))
            and not f"{module}.".startswith("fhir.resources.R4B.")
        )
    ]


def foreign_imports(source: str, own: str) -> list[int]:
    """Return the lines that import anything but the standard library and one package of ours."""
    return [
        line
        for line, module in imported_modules(source)
        if not f"{module}.".startswith(f"{own}.")
        and module.partition(".")[0] not in sys.stdlib_module_names
    ]


def undocumented(source: str) -> list[str]:
    """Return the public definitions without a docstring; the module itself is ``<module>``."""
    tree = ast.parse(source)
    missing = [] if ast.get_docstring(tree) else ["<module>"]
    missing += _undocumented_in(tree.body, "")
    return missing


def _undocumented_in(body: Iterable[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        # A leading underscore covers dunder methods, whose meaning the language gives.
        if node.name.startswith("_") or _takes_docstring_from_elsewhere(node):
            continue
        if not ast.get_docstring(node):
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from _undocumented_in(node.body, f"{prefix}{node.name}.")


def _takes_docstring_from_elsewhere(node: ast.AST) -> bool:
    """Say whether a function only restates another: an overload, an override or a setter."""
    for decorator in getattr(node, "decorator_list", []):
        name = decorator.attr if isinstance(decorator, ast.Attribute) else None
        name = decorator.id if isinstance(decorator, ast.Name) else name
        if name in ("overload", "override", "setter"):
            return True
    return False


def unescaped_output(template: str) -> list[int]:
    """Return the lines of a template that switch escaping off."""
    return [_line(template, match) for match in UNESCAPED.finditer(template)]


def telling_titles(template: str) -> list[int]:
    """Return the lines where a page's title has a word of abuse."""
    return [
        _line(template, match)
        for match in TITLE.finditer(template)
        if TELLING_WORDS.search(match["tag"] or match["block"] or match["set"] or "")
    ]


def telling_addresses(rules: Iterable[str]) -> list[str]:
    """Return the URL rules that have a word of abuse."""
    return [rule for rule in rules if TELLING_WORDS.search(rule)]


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1
