"""A letter as PDF, by the extra `pdf`: texts go in as data, and nothing is read from outside."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from importlib import resources
from importlib.util import find_spec
from typing import Any

from gpsupport.domain.days import PartialDate, day_in_words
from gpsupport.domain.letters.letter import Letter, LetterPart

INSTALL = "python -m pip install 'gpsupport[pdf]'"
# The first comes with the library; the others stand in for signs that it lacks.
_FONTS = ("Libertinus Serif", "DejaVu Serif", "DejaVu Sans", "Noto Sans")
# Where no font that is installed has a sign, this stands for it, and the letter says so.
_BOX = "[?]"
_BOXES = f"{_BOX} stands for a sign that this file cannot show. Ask us for it."
# The last letter of the alphabets that the font of the library has (Latin, Greek, Cyrillic).
_LAST_LETTER = 0x052F
_MARKS = "–—‘’“”„†‡•…€№™←↑→↓≈≠≤≥"


class NoPdf(Exception):
    """What makes a PDF is not installed; the text says what to type."""

    def __init__(self) -> None:
        """Say what to install."""
        super().__init__(f"A PDF needs one more package. Type: {INSTALL}")


class CannotBeSet(Exception):
    """No PDF can be made of this letter. The page for paper still prints."""

    def __init__(self) -> None:
        """Say what to do, and nothing of what the letter says."""
        super().__init__("No PDF can be made of this letter. Print the page instead.")


def can_make_pdf() -> bool:
    """Whether the extra is installed."""
    return find_spec("typst") is not None


def as_pdf(letter: Letter) -> bytes:
    """The letter as tagged PDF (PDF/UA-1), A4.

    A sign for which there is no font is marked, and the letter says so. Raises NoPdf without the
    extra, and CannotBeSet.
    """
    try:
        import typst  # noqa: PLC0415 - an extra: a page without it still prints
    except ImportError:
        raise NoPdf from None
    template = resources.files("gpsupport.letters").joinpath("letter.typ").read_bytes()
    told = _plain(letter)
    for content in (told, _without_signs(told, _is_picture), _without_signs(told, _is_strange)):
        try:
            made = typst.compile(
                template,
                format="pdf",
                pdf_standards=["ua-1"],
                sys_inputs={"letter": json.dumps(content)},
            )
        except typst.TypstError:
            continue
        if isinstance(made, bytes):
            return made
    raise CannotBeSet


def _without_signs(told: Mapping[str, Any], strange: Callable[[str], bool]) -> dict[str, Any]:
    """The letter with a mark for each sign of that kind; it says what the mark is."""
    marked: dict[str, Any] = _marked(told, strange)
    if marked != told:
        marked["closing"] = [*marked["closing"], _BOXES]
    return marked


def _marked(told: Any, strange: Callable[[str], bool]) -> Any:
    if isinstance(told, str):
        return "".join(_BOX if strange(sign) else sign for sign in told)
    if isinstance(told, Mapping):
        return {name: _marked(one, strange) for name, one in told.items()}
    if isinstance(told, list | tuple):
        return [_marked(one, strange) for one in told]
    return told


def _is_picture(sign: str) -> bool:
    """Whether it is no letter of any language: a picture, or a sign of somebody's own."""
    if sign.isascii():
        return not sign.isprintable() and sign not in "\t\r\n"
    kind = unicodedata.category(sign)
    return sign not in _MARKS and kind in {"So", "Sk", "Cn", "Co", "Cc", "Cs"}


def _is_strange(sign: str) -> bool:
    """Whether the font of the library may lack it."""
    known = ord(sign) <= _LAST_LETTER or sign in _MARKS or sign.isspace()
    return not known or _is_picture(sign)


def _plain(letter: Letter) -> dict[str, object]:
    return {
        "fonts": _FONTS,
        "recipient": letter.recipient,
        "practice": letter.practice,
        "reply_to": letter.reply_to,
        "on": day_in_words(PartialDate(letter.on)),
        "title": letter.title,
        "subject": letter.subject,
        "opening": letter.opening,
        "parts": [
            _part(one, letter.parts[place - 1] if place else None)
            for place, one in enumerate(letter.parts)
        ],
        "closing": letter.closing,
        "writer": letter.writer,
        "role": letter.role,
    }


def _part(part: LetterPart, before: LetterPart | None) -> dict[str, object]:
    """One part; who may read it is said where that changes."""
    return {
        "heading": part.heading,
        "mark": part.mark if before is None or before.mark != part.mark else "",
        "heads": part.heads,
        "rows": [fact.cells for fact in part.facts if fact.cells],
        "texts": [fact.words for fact in part.facts if not fact.cells],
    }
