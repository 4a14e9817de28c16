"""A QR code as one path of an inline SVG picture: no image file, no inline style."""

from __future__ import annotations

from dataclasses import dataclass

import segno

# A reader needs four empty modules around the code.
_QUIET = 4


@dataclass(frozen=True, slots=True)
class QrPicture:
    """`size` is the side in modules, the quiet zone included; `path` draws the dark ones."""

    size: int
    path: str


def qr_picture(text: str) -> QrPicture:
    """The picture of a text of at most some hundred letters."""
    rows = segno.make(text, error="m", micro=False).matrix
    return QrPicture(
        size=len(rows) + 2 * _QUIET,
        path="".join(
            f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
            for y, row in enumerate(rows)
            for x, dark in enumerate(row)
            if dark
        ),
    )
