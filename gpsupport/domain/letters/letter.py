"""A letter as it goes out, and the facts from which its writer chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gpsupport.domain.knowledge.content.letters import PartRule
from gpsupport.domain.letters.kinds import LetterKind

# Our default, for every box: a longer text belongs into a letter of its own.
LONGEST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a letter may say, and where it comes from. `cells` make it a table's row.

    `begins`: ticked when the letter is opened, where its part is.
    """

    id: str
    words: str
    source: str
    cells: tuple[str, ...] = ()
    begins: bool = True


@dataclass(frozen=True, slots=True)
class Offered:
    """One part that a letter may have, with what could stand in it. `heads` are a table's.

    `older` is how many older facts of that kind there are, which are not offered.
    """

    rule: PartRule
    begins: bool
    facts: tuple[Fact, ...] = ()
    heads: tuple[str, ...] = ()
    older: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What its writer chose and typed: ids of parts and of facts, words by the id of their part.

    `reply_to` is how the practice may be reached.
    """

    recipient: str = ""
    reply_to: str = ""
    parts: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def too_long(self) -> bool:
        """Whether one of its texts is longer than a letter may hold."""
        texts = (self.recipient, self.reply_to, *self.typed.values())
        return any(len(one) > LONGEST_TEXT for one in texts)


@dataclass(frozen=True, slots=True)
class LetterPart:
    """One part as it goes out: a heading, who may read it, and what it says."""

    id: str
    heading: str
    mark: str
    facts: tuple[Fact, ...]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it goes out. `subject` are the lines about the person, name first.

    `left_out` are the headings below which something was taken out that no letter may hold.
    """

    kind: LetterKind
    title: str
    on: date
    practice: str
    writer: str
    role: str
    recipient: str
    reply_to: str
    subject: tuple[str, ...]
    opening: tuple[str, ...]
    parts: tuple[LetterPart, ...]
    closing: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """Every text in it, in the order in which it stands."""
        head = (self.practice, self.reply_to, self.recipient, self.title, *self.subject)
        body = [
            text
            for part in self.parts
            for text in (part.heading, part.mark, *(_of_fact(part.facts)))
        ]
        end = (*self.closing, self.writer, self.role)
        return (*head, *self.opening, *body, *end)


def _of_fact(facts: tuple[Fact, ...]) -> list[str]:
    return [text for fact in facts for text in (fact.cells or (fact.words,))]
