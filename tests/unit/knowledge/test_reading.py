"""The traps of YAML, in both parsers: what a reader that guesses would get wrong."""

from collections.abc import Callable

import pytest

from gpsupport.knowledge import parsing
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.parsing import compose
from gpsupport.knowledge.reading import Table, Value, read_yaml


@pytest.fixture(params=["compiled", "pure"])
def read(request: pytest.FixtureRequest) -> Callable[[str], tuple[Table, list[Finding]]]:
    parser = parsing.FAST_PARSER if request.param == "compiled" else None
    if request.param == "compiled" and parser is None:
        pytest.skip("The compiled parser is not on this machine: pip install ruamel.yaml.clib")

    def read_text(text: str) -> tuple[Table, list[Finding]]:
        faults: list[Finding] = []
        return Value(compose(text, parser), "a.yaml", faults).table(), faults

    return read_text


Read = Callable[[str], tuple[Table, list[Finding]]]


def messages(faults: list[Finding]) -> list[tuple[int, str]]:
    return [(fault.line, fault.message.split(":")[0]) for fault in faults]


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "y", "No", "0123", "1_000", "2026-11-23", "12:30"]
)
def test_text_stays_text(read: Read, word: str) -> None:
    table, faults = read(f"key: {word}")
    assert (table.need("key").text(), faults) == (word, [])


@pytest.mark.parametrize("word", ["true", "12", "1.5", "1e3", ".5"])
def test_what_yaml_reads_as_something_else_wants_quotes(read: Read, word: str) -> None:
    table, faults = read(f"key: {word}")
    table.need("key").text()
    assert messages(faults) == [(1, "put this text in quotes")]
    quoted, none = read(f"key: '{word}'")
    assert (quoted.need("key").text(), none) == (word, [])


@pytest.mark.parametrize("word", ["no", "0123", "1.5", "'12'", "-1", "0x1f", "1_000", "[1]"])
def test_what_is_no_whole_number(read: Read, word: str) -> None:
    table, faults = read(f"key: {word}")
    table.need("key").integer()
    assert messages(faults) == [(1, "a whole number is expected here")]


@pytest.mark.parametrize("word", ["yes", "on", "1", "True", "'true'"])
def test_what_is_no_flag(read: Read, word: str) -> None:
    table, faults = read(f"key: {word}")
    assert table.need("key").flag() is False
    assert messages(faults) == [(1, "true or false is expected here")]


def test_a_code_without_quotes(read: Read) -> None:
    table, faults = read("a: '0123'\nb: 0123")
    assert (table.need("a").quoted(), table.need("b").quoted()) == ("0123", "0123")
    assert messages(faults) == [(2, "put this code in quotes")]


def test_a_key_that_comes_twice(read: Read) -> None:
    _, faults = read("a: 1\nb: 2\na: 3")
    assert messages(faults) == [(3, "the key comes twice")]


def test_a_key_that_nobody_asked_for(read: Read) -> None:
    table, faults = read("a: 1\nbee: 2")
    table.need("a")
    table.finish()
    assert messages(faults) == [(2, "there is no such key here")]


def test_a_missing_key_is_reported_once_and_reads_as_empty(read: Read) -> None:
    table, faults = read("a: 1")
    missing = table.need("b")
    assert (missing.text(), missing.integer(), missing.texts(), missing.flag()) == (
        "",
        0,
        (),
        False,
    )
    assert messages(faults) == [(1, "the key is missing")]


@pytest.mark.parametrize("word", ["2026-02-30", "23/11/2026", "2026-W01-1", "20261123"])
def test_what_is_no_day(read: Read, word: str) -> None:
    table, faults = read(f"key: {word}")
    table.need("key").day()
    assert len(faults) == 1


def test_tags_are_refused(read: Read) -> None:
    table, faults = read("a: !!python/name:os.system x\nb: !secret y")
    assert [fault.line for fault in faults if "tag" in fault.message] == [1, 2]
    assert table.need("b").text() == "y"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: [1", "this is not YAML"),
        (b"a: 1\n---\nb: 2", "this is not YAML"),
        (b"\xff\xfe\x00", "this is not YAML"),
        (b"a: \x07", "this is not YAML"),
        (b"", "the file is empty"),
        (b"- a\n- b", "keys and values are expected here"),
    ],
)
def test_what_is_no_document(content: bytes, message: str) -> None:
    faults: list[Finding] = []
    read_yaml(content, "a.yaml", faults)
    assert [fault.message.split(":")[0] for fault in faults] == [message]


def test_both_parsers_are_tried() -> None:
    """The compiled one is what makes start-up fast; without it nobody would notice."""
    assert parsing.FAST_PARSER is not None
