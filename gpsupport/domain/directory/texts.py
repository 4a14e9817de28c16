"""A local option as plain texts by field, and back: for forms, proposals and feeds alike.

Empty means that nobody has told us. Several values of one field stand on a line each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from gpsupport.domain.directory.option import Capacity, ConsentOf, OptionKind, ReferralOption
from gpsupport.domain.origins import origin_of
from gpsupport.domain.people import Sex

YES, NO = "yes", "no"
LONGEST_NAME = 200
LONGEST_TEXT = 10_000
_HIGHEST = 9999

_Choice = TypeVar("_Choice", bound=StrEnum)


class Unfit(ValueError):
    """Texts that no option can have; `faults` says by field what is wrong, without the text."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {words}" for field, words in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an option: how it is read from a text and written as one.

    `several` fields hold a line for each value; `required` ones are never empty.
    """

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    several: bool = False
    required: bool = False


def texts_of(option: ReferralOption) -> dict[str, str]:
    """Every field that says something of the service itself, empty ones too."""
    return {one.name: one.write(getattr(option, one.name)) for one in FIELDS}


def told_by(option: ReferralOption) -> dict[str, str]:
    """The same without what is empty."""
    return {name: text for name, text in texts_of(option).items() if text}


def with_texts(option: ReferralOption, texts: Mapping[str, str]) -> ReferralOption:
    """The option with these fields as the texts say. Raises Unfit with every fault."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, text in texts.items():
        field = BY_NAME.get(name)
        if field is None:
            faults[name] = "is no field of an entry"
            continue
        told = text.strip()
        if field.required and not told:
            faults[name] = "must not be empty"
            continue
        try:
            values[name] = field.read(told)
        except ValueError as error:
            faults[name] = str(error)
    if not faults:
        changed = replace(option, **values)
        faults = _contradictions(changed)
        if not faults:
            return changed
    raise Unfit(faults)


def _contradictions(option: ReferralOption) -> dict[str, str]:
    low, high = option.from_age, option.below_age
    if low is not None and high is not None and low >= high:
        return {"below_age": "must be above the lowest age"}
    if option.stale_after and option.assured_on and option.stale_after < option.assured_on:
        return {"stale_after": "must not be before the day of the check"}
    return {}


def _same(value: str) -> str:
    return value


def _text(most: int) -> Callable[[str], str]:
    def read(told: str) -> str:
        told = told.replace("\r\n", "\n").replace("\r", "\n")
        if len(told) > most:
            raise ValueError(f"must have {most} letters or fewer")
        return told

    return read


def _read_web_address(told: str) -> str:
    _text(LONGEST_TEXT)(told)
    if told:
        try:
            origin_of(told)
        except ValueError:
            raise ValueError("must be an address such as https://service.example") from None
    return told


def _read_number(told: str) -> int | None:
    if not told:
        return None
    if not (told.isascii() and told.isdigit() and len(told) <= len(str(_HIGHEST))):
        raise ValueError("must be a whole number such as 12")
    return int(told)


def _read_day(told: str) -> date | None:
    if not told:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise ValueError("must be a day such as 2026-11-23") from None


def _read_answer(told: str) -> bool | None:
    if told not in {"", YES, NO}:
        raise ValueError("must be yes, no or empty")
    return None if not told else told == YES


def _read_yes(told: str) -> bool:
    return _read_answer(told) is True


def _write_answer(value: bool | None) -> str:
    return "" if value is None else YES if value else NO


def _write_yes(value: bool) -> str:
    return YES if value else ""


def _write_number(value: int | None) -> str:
    return "" if value is None else str(value)


def _write_day(value: date | None) -> str:
    return "" if value is None else value.isoformat()


def _one_of(kind: type[_Choice]) -> Callable[[str], _Choice]:
    def read(told: str) -> _Choice:
        try:
            return kind(told)
        except ValueError:
            raise ValueError("must be one of the list") from None

    return read


def _lines(told: str) -> list[str]:
    return [line.strip() for line in told.splitlines() if line.strip()]


def _read_lines(told: str) -> frozenset[str]:
    lines = _lines(told)
    if any(len(line) > LONGEST_NAME for line in lines):
        raise ValueError(f"must have {LONGEST_NAME} letters or fewer on a line")
    return frozenset(lines)


def _some_of(kind: type[_Choice]) -> Callable[[str], frozenset[_Choice]]:
    read = _one_of(kind)
    return lambda told: frozenset(read(line) for line in _lines(told))


def _write_lines(values: frozenset[str]) -> str:
    return "\n".join(sorted(values))


def _write_capacity(value: Capacity) -> str:
    return "" if value is Capacity.UNKNOWN else value.value


def _read_capacity(told: str) -> Capacity:
    return _one_of(Capacity)(told) if told else Capacity.UNKNOWN


def _answer(name: str) -> Field:
    return Field(name, _read_answer, _write_answer)


def _number(name: str) -> Field:
    return Field(name, _read_number, _write_number)


def _day(name: str) -> Field:
    return Field(name, _read_day, _write_day)


def _short(name: str, *, required: bool = False) -> Field:
    return Field(name, _text(LONGEST_NAME), _same, required=required)


def _long(name: str) -> Field:
    return Field(name, _text(LONGEST_TEXT), _same)


FIELDS = (
    _short("name", required=True),
    Field("kind", _one_of(OptionKind), lambda value: str(value.value), required=True),
    _short("organisation"),
    _long("summary"),
    _short("phone"),
    _short("advice_phone"),
    Field("web_address", _read_web_address, _same),
    _short("named_person"),
    _long("availability"),
    _short("cover"),
    _short("site"),
    Field("for_children", _read_yes, _write_yes),
    _number("from_age"),
    _number("below_age"),
    Field("sexes", _some_of(Sex), _write_lines, several=True),
    Field("areas", _read_lines, _write_lines, several=True),
    Field("languages", _read_lines, _write_lines, several=True),
    _answer("accepts_while_ongoing"),
    _answer("accepts_in_refuge"),
    _answer("needs_diagnosis"),
    _answer("takes_self_referral"),
    Field("phone_first", _read_yes, _write_yes),
    Field("consent_of", _some_of(ConsentOf), _write_lines, several=True),
    _long("evidence"),
    _long("safe_channel"),
    Field("capacity", _read_capacity, _write_capacity),
    _day("capacity_on"),
    _number("wait_weeks"),
    _day("assured_on"),
    _day("stale_after"),
)
BY_NAME = {one.name: one for one in FIELDS}
