"""Content as it is installed, and the refusal of content that must not serve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.knowledge.check import check_files
from gpsupport.knowledge.faults import Finding, KnowledgeError
from gpsupport.knowledge.load import all_files, read_pack

_MOST_FAULTS_SHOWN = 20


class NotFitToServe(Exception):
    """Content that must not be used: which, why, and what to type next.

    `release` is the beginning of its mark; empty where there is no one content to name.
    """

    def __init__(self, what: str, why: str, next_step: str, *, release: str = "") -> None:
        """Keep the parts apart, for a door that shows them in its own way."""
        super().__init__(f"{what}\n{why}\n{next_step}")
        self.what, self.why, self.next_step = what, why, next_step
        self.release = release

    def again(self) -> NotFitToServe:
        """The same refusal for another caller: threads share no traceback."""
        return NotFitToServe(self.what, self.why, self.next_step, release=self.release)


@dataclass(frozen=True, slots=True)
class Installed:
    """Content as it is installed, with the faults of its files."""

    folder: Path
    overlay: Path | None
    knowledge: Knowledge
    findings: tuple[Finding, ...]

    @classmethod
    def read(cls, folder: Path, overlay: Path | None) -> Installed:
        """The content of a folder, and of an overlay above it.

        Raises NotFitToServe where its files cannot even be read.
        """
        try:
            return cls(folder, overlay, *read_pack(folder, overlay))
        except KnowledgeError as error:
            raise NotFitToServe(
                f"The content in {overlay or folder} cannot be read.",
                listed(error.findings),
                f"Type: gpsupport knowledge check{f' --overlay {overlay}' if overlay else ''}",
            ) from None

    def files(self) -> Mapping[str, bytes]:
        """Every file of it, the cases and stories too."""
        return all_files(self.folder, self.overlay)

    def refusal(self, software: str) -> NotFitToServe:
        """Why this cannot serve with a version of the software that has no report of it."""
        release = self.knowledge.version.mark
        findings = self.findings or check_files(self.files(), None).findings
        overlay = f" --overlay {self.overlay}" if self.overlay else ""
        if findings:
            return NotFitToServe(
                f"The content in {self.overlay or self.folder} (release {release}) has faults.",
                listed(findings),
                f"Type: gpsupport knowledge check{overlay}",
                release=release,
            )
        return NotFitToServe(
            f"The content in {self.overlay or self.folder} (release {release}) cannot serve.",
            f"It was never published with version {software} of the software.",
            f"Type: gpsupport knowledge publish{overlay} --why TEXT --as USERNAME",
            release=release,
        )


def listed(findings: tuple[Finding, ...]) -> str:
    """The first faults, one on each line, and how many more there are."""
    shown = [f"  {finding}" for finding in findings[:_MOST_FAULTS_SHOWN]]
    more = len(findings) - len(shown)
    return "\n".join([*shown, f"  and {more} more"] if more else shown)
