"""Telephone numbers and mail addresses within a text, however they are written.

Everything here goes through a text once, however long it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Fewer digits than these are a day, an age or a house.
FEWEST_DIGITS = 5
# Digits with more signs than this between them are not of one number.
_WIDEST_GAP = 6
# As a number begins here and from abroad; what follows is the same in each.
_PREFIX = re.compile(r"^(?:(?:00)?44(?=\d{9,})0?|00(?=[1-9])|0)")
_PREFIXES = ("00440", "0044", "440", "44", "0")
_NATIONAL = 10
_WHOLE = 11
# Of these a number of few digits is no number: days, years and times of the day.
_DAY_OR_TIME = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d[:.]\d\d|\d{4} ?[-/] ?\d{2,4}$")
MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# Typed for a digit beside one.
_LOOK_LIKE = {"o": "0", "O": "0", "l": "1", "I": "1"}


@dataclass(frozen=True, slots=True)
class _Digit:
    """One digit of a text, and where it stands."""

    value: str
    place: int


def plain(text: str) -> str:
    """The text with every digit and blank as typed here, each sign in its own place."""
    return text if text.isascii() else "".join(map(_plain_sign, text))


def national(number: str) -> str:
    """The digits of a number without what is dialled before them from elsewhere."""
    digits = "".join(one for one in plain(number) if one.isdigit())
    short = _PREFIX.sub("", digits)
    return short if len(short) >= FEWEST_DIGITS else digits


def numbers_in(text: str) -> tuple[str, ...]:
    """Every number that a text may hold, its digits as `national` gives them.

    Several may stand one after another; what could be one is found rather than missed.
    """
    found: dict[str, None] = {}
    for run in _runs(text):
        found.update(dict.fromkeys(_of_run(run, text)))
    return tuple(found)


def mails_in(text: str) -> tuple[str, ...]:
    """Every mail address in a text."""
    return tuple(found.group() for found in MAIL.finditer(plain(text)))


def places_of(number: str, text: str) -> Iterator[tuple[int, int]]:
    """From where to where a text holds a number that `national` gave, with what stands before it.

    Shorter numbers are found within longer ones too.
    """
    for run in _runs(text):
        digits = "".join(one.value for one in run)
        at = digits.find(number)
        while at >= 0:
            start = _with_prefix(digits, at, run)
            yield _opened(text, run[start].place), run[at + len(number) - 1].place + 1
            at = digits.find(number, at + len(number))


def _with_prefix(digits: str, at: int, run: list[_Digit]) -> int:
    for prefix in _PREFIXES:
        start = at - len(prefix)
        alone = start == 0 or (start > 0 and run[start].place > run[start - 1].place + 1)
        if alone and digits[start:at] == prefix:
            return start
    return at


def _opened(text: str, start: int) -> int:
    """The place from which a bracket or a plus before it stands."""
    while start and text[start - 1] in "+(\uff0b":
        start -= 1
    return start


def _of_run(run: list[_Digit], text: str) -> Iterator[str]:
    digits = "".join(one.value for one in run)
    if len(digits) < FEWEST_DIGITS:
        return
    said = plain(text[run[0].place : run[-1].place + 1])
    whole = _PREFIX.sub("", digits)
    if len(whole) < _NATIONAL - 1:
        if not _DAY_OR_TIME.search(said):
            yield whole if len(whole) >= FEWEST_DIGITS else digits
        return
    if len(digits) <= _WHOLE + 4:
        yield whole
    if len(digits) > _WHOLE or digits[0] != "0":
        yield from _within(run, digits)


def _within(run: list[_Digit], digits: str) -> Iterator[str]:
    """The numbers that may begin where a group of digits does, as far as one of here may reach."""
    for at in range(len(run)):
        if at and run[at].place == run[at - 1].place + 1:
            continue
        rest = _PREFIX.sub("", digits[at : at + _WHOLE + 4])
        begins = digits[at] == "0" or digits.startswith("44", at)
        if begins and len(rest) >= _NATIONAL - 1:
            yield rest[:_NATIONAL]
        elif len(digits) - at == _NATIONAL:
            yield digits[at:]


def _runs(text: str) -> Iterator[list[_Digit]]:
    """Digits that may be of one number: nothing but a few signs stands between them."""
    run: list[_Digit] = []
    for place, sign in enumerate(plain(text)):
        near = bool(run) and place - run[-1].place <= _WIDEST_GAP + 1
        if sign.isdigit():
            if not near and run:
                yield run
                run = []
            run.append(_Digit(sign, place))
        elif sign in _LOOK_LIKE and _beside_digit(text, place):
            if not near and run:
                yield run
                run = []
            run.append(_Digit(_LOOK_LIKE[sign], place))
        elif sign.isalpha() and run:
            yield run
            run = []
    if run:
        yield run


def _beside_digit(text: str, place: int) -> bool:
    """Whether a letter that looks like a digit stands in one: digits around it, no other letter."""
    around = [place - 1, place + 1]
    while around[0] >= 0 and place - around[0] <= 3 and text[around[0]] in _LOOK_LIKE:
        around[0] -= 1
    while around[1] < len(text) and around[1] - place <= 3 and text[around[1]] in _LOOK_LIKE:
        around[1] += 1
    before = text[around[0]] if around[0] >= 0 else " "
    after = text[around[1]] if around[1] < len(text) else " "
    if before.isalpha() or after.isalpha():
        return False
    return before.isdigit() or after.isdigit()


def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(sign) in {"Cf", "Zs", "Zl", "Zp"}:
        return " "
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign


def covered(places: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of these stretches of a text holds this one whole, and more than it."""
    return any(one <= start and end <= two for one, two in places)
