"""What lies below a concept: the is-a relationships of a release, held in little memory.

ECL `<<`: every concept that reaches another by active is-a relationships, and itself.
"""

from __future__ import annotations

from array import array

from gpsupport.knowledge.terminology.meanings import IS_A
from gpsupport.knowledge.terminology.release import Kind, Release
from gpsupport.knowledge.terminology.rows import Progress, Rows

HIERARCHY_FILES = (Kind.RELATIONSHIPS,)
_NO_MORE = -1


class Hierarchy:
    """Children by parent, as chains in flat arrays: 12 bytes for each is-a relationship."""

    def __init__(self) -> None:
        """Begin without any relationship."""
        self._last: dict[int, int] = {}
        self._child = array("Q")
        self._previous = array("i")
        self._below: dict[int, frozenset[int]] = {}

    def __len__(self) -> int:
        return len(self._child)

    def add(self, child: int, parent: int) -> None:
        """One active is-a relationship, before anything is asked."""
        self._previous.append(self._last.get(parent, _NO_MORE))
        self._last[parent] = len(self._child)
        self._child.append(child)

    def children(self, parent: int) -> list[int]:
        """The concepts right below one."""
        found = []
        place = self._last.get(parent, _NO_MORE)
        while place != _NO_MORE:
            found.append(self._child[place])
            place = self._previous[place]
        return found

    def below(self, concept: int) -> frozenset[int]:
        """The concept and everything below it; a cycle, which a release must not have, ends."""
        known = self._below.get(concept)
        if known is None:
            known = self._below[concept] = frozenset(self.levels([concept]))
        return known

    def levels(self, concepts: list[int]) -> dict[int, int]:
        """Everything at or below these concepts, each with how many steps it is away."""
        steps = dict.fromkeys(concepts, 0)
        edge = list(steps)
        distance = 0
        while edge:
            distance += 1
            further = []
            for parent in edge:
                for child in self.children(parent):
                    if child not in steps:
                        steps[child] = distance
                        further.append(child)
            edge = further
        return steps


def read_hierarchy(release: Release, progress: Progress | None = None) -> Hierarchy:
    """The active is-a relationships of a release. Raises ReleaseFault."""
    hierarchy = Hierarchy()
    for file in release.of(Kind.RELATIONSHIPS):
        rows = Rows(file, progress)
        for row in rows:
            if row[7] == IS_A and rows.flag(row[2]):
                hierarchy.add(rows.number(row[4]), rows.number(row[5]))
    return hierarchy
