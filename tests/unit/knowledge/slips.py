"""One slip at a time in a shipped file, read by itself: what the reader says of it."""

from collections.abc import Callable

from gpsupport.knowledge.content.grounds import Named
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.load import ENGLAND, load_knowledge
from gpsupport.knowledge.reading import Table, read_yaml


def shipped_ids() -> Named:
    """What the shipped files may name."""
    knowledge = load_knowledge()
    return Named(
        sources=frozenset(knowledge.sources),
        code_sets=frozenset(knowledge.code_sets),
        wordings=frozenset(knowledge.wordings),
        helplines=frozenset(one.id for one in knowledge.helplines),
    )


def faults_after(
    read: Callable[[Table], object], file: str, old: str, new: str
) -> tuple[tuple[int, str], ...]:
    """Line and message of each fault once the first `old` of a file, which is there, is `new`."""
    text = (ENGLAND / file).read_text(encoding="utf-8")
    assert old in text
    found: list[Finding] = []
    read(read_yaml(text.replace(old, new, 1).encode(), file, found))
    return tuple(sorted((one.line, one.message) for one in found))


def line_of(file: str, text: str) -> int:
    """The line on which the first `text` of a shipped file stands."""
    whole = (ENGLAND / file).read_text(encoding="utf-8")
    return whole[: whole.index(text)].count("\n") + 1
