"""What may be written of how to reach a patient: never a way that was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.disclosure.numbers import (
    covered,
    mails_in,
    national,
    numbers_in,
    places_of,
    plain,
)

NO_LONGER = "[no longer safe]"
# Fewer letters and digits than this would be found in words that are about something else.
_FEWEST = 5
# Further apart than this they are not of one way.
_WIDEST_GAP = 12


def way_to_write(kept: SafeContact | None, on: date) -> SafeContact | None:
    """The way last kept, as far as it says anything on a day; None where it does not.

    One that holds no longer still says what must never be used.
    """
    return kept if kept is not None and (kept.stands(on) or kept.never) else None


def withdrawn_ways(kept: Sequence[SafeContact], on: date) -> tuple[str, ...]:
    """The numbers, places and persons of all that was kept, without what the last one allows.

    Each number and mail address of a way stands alone, beside the whole of it; what must never be
    used gives its numbers and addresses, that of the last way too. One plain word ("school") leads
    nobody anywhere, and is none of them.
    """
    last = kept[-1] if kept else None
    standing = last.detail if last is not None and last.holds(on) else ""
    allowed = (*numbers_in(standing), *map(_bare, mails_in(standing)))
    ways: dict[str, None] = {}
    for one in kept:
        ways.update(dict.fromkeys(_ways_of(one, allowed)))
    return tuple(way for way in ways if _leads_somewhere(way) and _bare(way) != _bare(standing))


def _leads_somewhere(way: str) -> bool:
    """Whether it may be looked for in any text: one plain word ("school") leads nobody anywhere."""
    return len(way.split()) > 1 or any(sign.isdigit() or sign == "@" for sign in plain(way))


def without_withdrawn(
    text: str,
    withdrawn: Iterable[str],
    never: str = "",
    *,
    mark: str = NO_LONGER,
    standing: str = "",
) -> str:
    """The text with a mark in place of each way that was withdrawn, however it is written.

    `never` is what must never be used: words that say so stay. `standing` is the way that holds,
    whose numbers stay.
    """
    if never and never in text:
        ways = tuple(withdrawn)
        parts = (without_withdrawn(one, ways, mark=mark) for one in text.split(never))
        return never.join(parts)
    for way in withdrawn:
        text = _without(text, way, mark, standing)
    return text


def _ways_of(one: SafeContact, allowed: Sequence[str]) -> Iterator[str]:
    numbers = numbers_in(one.detail)
    mails = mails_in(one.detail)
    words = any(sign.isalpha() for sign in one.detail)
    if (words or not numbers) and len(_bare(one.detail)) >= _FEWEST:
        yield one.detail
    told = (*numbers, *numbers_in(one.never))
    yield from (way for way in told if not any(way in safe for safe in allowed))
    yield from (way for way in (*mails, *mails_in(one.never)) if _bare(way) not in allowed)


def _without(text: str, way: str, mark: str, standing: str) -> str:
    safe = [place for one in numbers_in(standing) for place in places_of(one, text)]
    number = national(way) if _is_number(way) else ""
    found = places_of(number, text) if number else _places_of_words(way, text)
    for start, end in sorted(found, reverse=True):
        if not covered(safe, start, end):
            text = f"{text[:start]}{mark}{text[end:]}"
    return text


def _is_number(way: str) -> bool:
    return not any(sign.isalpha() for sign in way) and any(sign.isdigit() for sign in plain(way))


def _places_of_words(way: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text holds these letters and digits, whatever few signs stand between them."""
    wanted = _bare(way)
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if places and place - places[-1] > _WIDEST_GAP and sign.isalnum():
            letters.append(" ")
            places.append(place)
        for one in _bare(sign):
            letters.append(one)
            places.append(place)
    together = "".join(letters)
    at = together.find(wanted) if wanted else -1
    while at >= 0:
        start, end = places[at], places[at + len(wanted) - 1] + 1
        # "Ann B" is not found in "Hann Brown".
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start, end
        at = together.find(wanted, at + len(wanted))


def _bare(text: str) -> str:
    return "".join(letter for letter in plain(text) if letter.isalnum()).casefold()
