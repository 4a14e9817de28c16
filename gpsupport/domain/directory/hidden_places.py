"""Places whose address nobody may keep (T8): when an entry is of one, and what gives it away.

Found too often rather than too seldom: an entry that is refused wrongly is mended by hand, an
address that is kept may be found by whoever looks for somebody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from gpsupport.domain.directory.option import NamedOption, OptionKind, ReferralOption
from gpsupport.domain.directory.texts import Unfit, texts_of, with_texts

_HIDDEN = re.compile(
    r"(?<![^\W_])(?:refuges?|safe[\W_]{0,4}houses?|safe[\W_]{1,4}accommodation"
    r"|wom[ae]n['’]?s?['’]?[\W_]{1,4}aid[\W_]{1,4}(?:accommodation|hous(?:es?|ing)|hostels?)"
    r"|emergency[\W_]{1,4}(?:accommodation|housing)|lloches(?:au|i)?|noddfa"
    r"|sanctuary[\W_]{1,4}accommodation|(?:secret|hidden)[\W_]{1,4}(?:address|location|place)"
    r"|confidential|undisclosed)(?![^\W_])"
)
# The outward and the inward part of a postcode, whatever stands between them.
_POSTCODE = re.compile(r"(?<![a-z0-9])[a-z]{1,2}[0-9][a-z0-9]?[\W_]{0,6}[0-9][a-z]{2}(?![a-z0-9])")
_SURE = "street|road|avenue|lane|crescent|terrace|mews|grove|gardens|drive|boulevard|rd|ave|cres|ln"
# Words that also mean something else: only behind a number do they tell a street.
_UNSURE = "st|close|court|place|way|square|hill|row|rise|walk|house|villas|park|view|flats?|wharf"
_NUMBER = r"[0-9]{1,4}[a-z]?(?: ?- ?[0-9]{1,4}[a-z]?)?"
_IN_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
# "A six bedroom house", "12 self contained flats" tell how large a place is, not where.
_SIZES = "bed|beds|bedroom|bedroomed|self|contained|family|hours?|days?|week|safe|single|shared"
_NUMBERED = re.compile(
    rf"\b(?:{_NUMBER}|{_IN_WORDS})[, ]+(?:(?!(?:{_SIZES})\b)[a-z'’.-]+ ){{1,3}}"
    rf"(?:{_SURE}|{_UNSURE})\b"
    # Streets in Wales are called before their name.
    rf"|\b(?:{_NUMBER}|{_IN_WORDS})[, ]+(?:heol|stryd|ffordd|lon) [a-z]"
    rf"|\b(?:flat|apartment|unit) (?:[0-9]{{1,4}}[a-z]?|{_IN_WORDS})\b"
    # A house by its number alone; the numbers that everybody may dial are none.
    rf"|\b(?:house )?number (?:(?!999\b|101\b|11[126]\b)[1-9][0-9]{{0,3}}[a-z]?\b(?! ?[0-9])"
    rf"|{_IN_WORDS}\b)"
)
_STREET = re.compile(
    r"\b[A-Z][\w'’-]{1,40} (?:Street|Road|Rd|Avenue|Lane|Crescent|Terrace|Mews|Grove|Boulevard)\b"
    r"|\b(?:Heol|Stryd|Ffordd) [A-Za-z]{1,40}"
)
_POSITION = re.compile(
    r"[-+]?[0-9]{1,3}\.[0-9]{3,}[°nsew]?[,;/ ]+[-+]?[0-9]{1,3}\.[0-9]{3,}"
    r"|[0-9]{1,3}° ?[0-9]"
    r"|///[a-z]+\.[a-z]+\.[a-z]+"
    r"|\bwhat ?(?:3|three) ?words\b|\bw3w\b|\buprn\b"
)
_GRID = re.compile(
    r"\b[hjnost][a-z] ?(?:[0-9]{3} ?[0-9]{3}|[0-9]{4} ?[0-9]{4}|[0-9]{5} ?[0-9]{5})\b(?! ?[0-9])"
)
# In capitals alone: "so 100 200" and "no 960703" are no places.
_GRID_IN_PROSE = re.compile(
    r"\b[HJNOST][A-Z] ?(?:[0-9]{3} ?[0-9]{3}|[0-9]{4} ?[0-9]{4}|[0-9]{5} ?[0-9]{5})\b(?! ?[0-9])"
)
# What follows holds for what a clinician wrote of somebody, where much is counted and little is
# an address. No postcode ends in these.
_UNITS = r"(?!m[glm]|[apc]m|kg|wk)"
_POSTCODE_IN_PROSE = re.compile(
    rf"(?<![a-z0-9])[a-z]{{1,2}}[0-9][a-z0-9]?[\W_]{{0,3}}[0-9]{_UNITS}[a-z]{{2}}(?![a-z0-9])"
)
# Within the name of a street nobody says how often, when or where something was.
_COUNTED = (
    "years?|months?|weeks?|days?|nights?|hours?|minutes?|min|times?|of|in|on|at|for|to|from|by"
    "|with|without|has|had|have|is|was|are|were|and|or|but|no|not|a|an|her|his|their|my|school"
    "|children|more|other|very|per"
)
_OF_STREET = rf"(?:(?!(?:{_SIZES}|{_COUNTED})\b)[\w'’.-]{{1,30}} ){{1,3}}"
_NUMBERED_IN_PROSE = re.compile(
    rf"\b{_NUMBER},? {_OF_STREET}(?:{_SURE})\b"
    rf"|\b{_NUMBER} the (?:{_SURE}|{_UNSURE})\b"
    rf"|\b(?:flat|apartment) [0-9]{{1,4}}[a-z]?\b",
    re.IGNORECASE,
)
_CAPITALS = "|".join(one.capitalize() for one in _UNSURE.split("|"))
_NAMED_IN_PROSE = re.compile(
    rf"\b[0-9]{{1,4}}[a-zA-Z]?,? (?:[A-Z][\w'’.-]{{1,30}} ){{1,3}}(?:{_CAPITALS})\b"
)
# A year may stand before the name of a service, the number of a house may not.
_NO_HOUSE_NUMBER = r"(?:(?<=\d{4} )|(?<=\d{4}, )|(?<!\d )(?<!\d, )(?<!\d[a-z] ))"
_BETWEEN_SENTENCES = re.compile(r"((?<=[.!?;])\s+|\n+)")
# Of "Lives at 14" and "Oak Road" below it the first is of the address too.
_ENDS_IN_NUMBER = re.compile(r"\D{0,20}[0-9]{1,4}[a-z]?,?")
# Signs of other alphabets that look like ours, so that nothing is hidden by them.
_LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУԌаеѕіјорсухԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχγ",
    "ABESIJKMHOPCTXYGaesijopcyxdhqwABEZHIKMNOPTYXaikvoptuxy",
)


def names_hidden_place(texts: Iterable[str]) -> bool:
    """Whether one of these calls the service a place that is kept secret."""
    return any(_HIDDEN.search(_together(text).casefold()) for text in texts)


def is_secret(kind: OptionKind, texts: Iterable[str]) -> bool:
    """Whether help of that kind, with these names, is of a place that is kept secret."""
    return kind is OptionKind.REFUGE or names_hidden_place(texts)


def is_hidden(option: NamedOption) -> bool:
    """Whether the address of an option must not be written anywhere."""
    return is_secret(option.kind, (option.name, option.summary, option.organisation))


class TellsAddress(Exception):
    """What was typed holds what looks like an address (T7). Nothing of it was written.

    `families` are the ids of those about whom it was typed, where it may be about several.
    """

    def __init__(self, families: Iterable[str] = ()) -> None:
        """Name the families alone."""
        self.families = frozenset(families)
        super().__init__("it looks like an address")


def tells_address(text: str) -> bool:
    """Whether a text holds what looks like a postcode, a street or a position on a map."""
    together = _together(text)
    # As an address on the web has it too, with other signs for the blanks.
    apart = re.sub(r"%20|[-_/+|;:]+", " ", together)
    folded = together.casefold()
    return bool(_POSITION.search(folded) or _GRID.search(folded)) or any(
        _POSTCODE.search(said.casefold())
        or _NUMBERED.search(said.casefold())
        or _STREET.search(said)
        for said in (together, apart)
    )


def tells_address_in_prose(text: str, names: Iterable[str] = ()) -> bool:
    """The same of what somebody wrote of a person, where numbers mostly count something.

    `names` look like an address and are none: services that are no secret, a practice, a person.
    """
    if not _tells_in_prose(text):
        return False
    for name in filter(_tells_in_prose, names):
        text = re.sub(rf"{_NO_HOUSE_NUMBER}(?<!\w){re.escape(name)}(?!\w)", " ", text)
    return _tells_in_prose(text)


def without_addresses(text: str, mark: str, names: Iterable[str] = ()) -> str:
    """What somebody wrote, with a mark in place of each sentence that tells an address."""
    allowed = tuple(names)
    if not tells_address_in_prose(text, allowed):
        return text
    parts = _BETWEEN_SENTENCES.split(text)
    telling = [tells_address_in_prose(one, allowed) for one in parts]
    for place in range(0, len(parts) - 2, 2):
        first, second = parts[place], parts[place + 2]
        # An address may stand across two lines: then both go, and the others stay.
        across = not (telling[place] or telling[place + 2]) and tells_address_in_prose(
            "".join(parts[place : place + 3]), allowed
        )
        if across or (telling[place + 2] and _ENDS_IN_NUMBER.fullmatch(first)):
            telling[place] = True
        if across:
            telling[place + 2] = bool(second)
    kept = [mark if tells else part for part, tells in zip(parts, telling, strict=True)]
    together = "".join(kept)
    return mark if tells_address_in_prose(together, allowed) else together


def _tells_in_prose(text: str) -> bool:
    together = _together(text)
    folded = together.casefold()
    return bool(
        _POSITION.search(folded)
        or _GRID_IN_PROSE.search(together)
        or _POSTCODE_IN_PROSE.search(folded)
        or _NUMBERED_IN_PROSE.search(together)
        or _NAMED_IN_PROSE.search(together)
        or _STREET.search(together)
    )


def without_address(option: ReferralOption) -> ReferralOption:
    """The option as it may go out: of a hidden place nothing that tells an address."""
    if not is_hidden(option):
        return option
    left_out = {name: "" for name, text in texts_of(option).items() if tells_address(text)}
    if "name" in left_out:
        left_out["name"] = option.kind.value.capitalize()
    return with_texts(option, {**left_out, "site": ""})


def require_no_address(option: ReferralOption) -> None:
    """Refuse an entry of a hidden place that tells an address. Raises Unfit, without the text."""
    if not is_hidden(option):
        return
    faults = {
        name: "must hold no postcode, street or position: the place is secret"
        for name, text in texts_of(option).items()
        if tells_address(text)
    }
    if option.site:
        faults["site"] = "must be empty: where the place is is secret"
    if faults:
        raise Unfit(faults)


def _together(text: str) -> str:
    """A text in one line, without signs that nobody sees and with every blank the same."""
    if text.isascii():
        return " ".join(text.split())
    plain = unicodedata.normalize("NFKD", text).translate(_LOOK_ALIKE)
    seen = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cf", "Mn"})
    return " ".join(seen.split())
