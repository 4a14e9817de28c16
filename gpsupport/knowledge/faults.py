"""What is wrong with content, and where: file and line, so that a clinician can go and mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault. `file` is relative to the pack's folder; `line` counts from 1, 0 is the file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class KnowledgeError(Exception):
    """The content cannot be used. Holds every fault that was found, not only the first."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep the findings in the order of the files."""
        self.findings = tuple(sorted(set(findings)))
        super().__init__("\n".join(str(finding) for finding in self.findings))
