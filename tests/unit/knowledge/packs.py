"""A copy of the packaged content to break: one fault at a time."""

import shutil
from pathlib import Path

from gpsupport.knowledge.load import ENGLAND


def copy_pack(folder: Path) -> Path:
    """A copy of the packaged content inside `folder`."""
    return Path(shutil.copytree(ENGLAND, folder / "pack"))


def change(pack: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` of a file, which must be there."""
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
