"""Letters: read, chosen part by part, and written, which the sharing log tells."""

from gpsupport.actions.letters.choosing import choice_of
from gpsupport.actions.letters.reading import (
    LetterLink,
    Letters,
    OpenLetter,
    open_letter,
    read_letters,
)
from gpsupport.actions.letters.writing import LetterNotReady, keep_letter_form, make_letter

__all__ = [
    "LetterLink",
    "LetterNotReady",
    "Letters",
    "OpenLetter",
    "choice_of",
    "keep_letter_form",
    "make_letter",
    "open_letter",
    "read_letters",
]
