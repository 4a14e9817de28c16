"""Examines the shipped content and writes what it found: `make knowledge`.

`python -m gpsupport.knowledge.measure DAY DOCUMENT`: the day decides which reviews are overdue, and
the document's part about false alarms is written anew.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from gpsupport.knowledge.faults import KnowledgeError
from gpsupport.knowledge.load import ENGLAND
from gpsupport.knowledge.measure.telling import as_document, put_into
from gpsupport.knowledge.measure.volume import OTHER_SEEDS, measure
from gpsupport.knowledge.overlay import all_files
from gpsupport.knowledge.report import SHIPPED_REPORT, examine, passed_as_yaml, software_version


def main(arguments: list[str]) -> int:
    """Write the report and the document; 1 when the content has faults, 2 for wrong arguments."""
    try:
        day, document = date.fromisoformat(arguments[0]), Path(arguments[1])
        text = document.read_text(encoding="utf-8")
    except (IndexError, ValueError, OSError) as fault:
        sys.stderr.write(f"Name a day and a document ({fault}). Type: make knowledge\n")
        return 2
    try:
        knowledge, passed = examine(all_files(ENGLAND), day, software_version(), _tell)
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _tell("Measuring with other seeds")
    others = [measure(knowledge, seed) for seed in OTHER_SEEDS]
    written = put_into(text, as_document(knowledge, passed.figures, others))
    SHIPPED_REPORT.write_text(passed_as_yaml(passed), encoding="utf-8")
    document.write_text(written, encoding="utf-8")
    return 0


def _tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
