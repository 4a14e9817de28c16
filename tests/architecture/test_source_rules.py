"""Rules that imports cannot show. Each checker is also shown to fail on a small bad example."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from gpsupport.app import create_app
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.architecture.source import (
    MIGRATIONS,
    PACKAGE,
    ROOT,
    TEMPLATES,
    clock_uses,
    python_files,
    r5_imports,
    telling_addresses,
    telling_titles,
    template_files,
    undocumented,
    unescaped_output,
)

# Time is a parameter everywhere else, so that any day can be asked about and any test repeated.
MAY_READ_THE_CLOCK = ("app", "cli", "serving", "jobs")

LONGEST_FILE = 300

Checker = Callable[[str], Iterable[int | str]]

# Each entry: a file's path from the repository's root, and why it is better in one piece.
LONG_FOR_A_REASON: dict[str, str] = {}


def room(path: Path) -> str:
    """Return the top-level module of the package in which a file stands."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def faults(paths: list[Path], check: Checker) -> list[str]:
    """Run a checker over files and name every fault by file and line."""
    return [
        f"{path.relative_to(ROOT)}:{fault}"
        for path in paths
        for fault in check(path.read_text(encoding="utf-8"))
    ]


def test_only_the_edges_read_the_clock() -> None:
    inner = [path for path in python_files(PACKAGE) if room(path) not in MAY_READ_THE_CLOCK]
    assert faults(inner, clock_uses) == []


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\nx = datetime.date.today()",
        "import datetime as dt\nx = dt.datetime.now(dt.UTC)",
        "from datetime import date\nx = date.today()",
        "from datetime import datetime as clock\nx = clock.utcnow()",
        "from datetime import datetime\nx = field(default_factory=datetime.now)",
        "import time\nx = time.time()",
        "\nfrom time import time",
    ],
)
def test_a_reading_of_the_clock_is_found(source: str) -> None:
    assert clock_uses(source) == [2]


def test_an_innocent_name_is_no_clock() -> None:
    assert clock_uses("import time\nx = time.monotonic()\ny = picture.today\nz = date.today") == []


def test_no_fhir_r5_is_imported() -> None:
    assert faults(python_files(ROOT / "gpsupport") + python_files(ROOT / "tests"), r5_imports) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from fhir.resources.patient import Patient", [1]),
        ("import fhir.resources.bundle", [1]),
        ("from fhir.resources import get_fhir_model_class", [1]),
        ("from fhir.resources.R4B.patient import Patient", []),
        ("from fhir.resources.R4B import get_fhir_model_class", []),
        ("from fhir.resources import R4B", []),
        ("from gpsupport.fhir.bundle import read_bundle", []),
    ],
)
def test_an_r5_import_is_found(source: str, found: list[int]) -> None:
    assert r5_imports(source) == found


def test_only_components_switch_escaping_off() -> None:
    pages = [path for path in template_files(TEMPLATES) if "components" not in path.parts]
    assert faults(pages, unescaped_output) == []


@pytest.mark.parametrize(
    "template", ["a\n{{ x|safe }}", "a\n{{ x | safe }}", "a\n{% autoescape false %}"]
)
def test_switched_off_escaping_is_found(template: str) -> None:
    assert unescaped_output(template) == [2]


def test_no_page_title_has_a_telling_word() -> None:
    assert faults(template_files(TEMPLATES), telling_titles) == []


@pytest.mark.parametrize(
    "template",
    [
        "a\n<title>Domestic enquiry</title>",
        "a\n<title>\n  Violence - {{ name }}</title>",
        "a\n{% block title %}Asked about abuse{% endblock %}",
        "a\n{%- block page_title -%}Alleged perpetrator{%- endblock %}",
        'a\n{% set title = "Victim" %}',
    ],
)
def test_a_telling_title_is_found(template: str) -> None:
    assert telling_titles(template) == [2]


def test_a_telling_word_outside_the_title_is_no_fault() -> None:
    assert telling_titles("<title>Today</title><p>Has anybody been violent?</p>") == []


def test_no_address_has_a_telling_word(tmp_path: Path) -> None:
    settings = Settings.load({}, data_dir=tmp_path)
    app = create_app(settings, database=Database.create(settings), knowledge=load_knowledge())
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    assert rules
    assert telling_addresses(rules) == []


def test_a_telling_address_is_found() -> None:
    rules = ["/patients/<uuid:patient_id>/timeline", "/Abuse", "/patients/domestic-violence"]
    assert telling_addresses(rules) == rules[1:]


def test_no_file_is_too_long_without_a_reason() -> None:
    long = {
        path.relative_to(ROOT).as_posix()
        for path in python_files(PACKAGE)
        if too_long(path.read_text(encoding="utf-8"))
    }
    # Equal, not contained: a reason that is no longer needed goes too.
    assert long == set(LONG_FOR_A_REASON)
    assert all(LONG_FOR_A_REASON.values())


def too_long(source: str) -> bool:
    """Say whether a file has grown beyond what a reader takes in at one sitting."""
    return len(source.splitlines()) > LONGEST_FILE


def test_a_long_file_is_found() -> None:
    assert too_long("x = 1\n" * (LONGEST_FILE + 1))
    assert not too_long("x = 1\n" * LONGEST_FILE)


def test_everything_public_is_documented() -> None:
    ours = [path for path in python_files(PACKAGE) if not path.is_relative_to(MIGRATIONS)]
    assert faults(ours, undocumented) == []


def test_a_missing_docstring_is_found() -> None:
    source = (
        "class A:\n    def b(self): ...\n    def __len__(self): ...\n    def _c(self): ...\n"
        "def d():\n    'Said.'\n"
        "async def e(): ...\n"
        "@overload\ndef f(): ...\n"
    )
    assert undocumented(source) == ["<module>", "A", "A.b", "e"]
