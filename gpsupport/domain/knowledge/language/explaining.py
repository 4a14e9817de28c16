"""What a rule looks for, in plain English; `judging` says what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gpsupport.domain.knowledge.language.conditions import (
    Age,
    AllOf,
    AnyOf,
    Asked,
    AtLeast,
    Attended,
    Coded,
    Condition,
    HasChild,
    Household,
    Missed,
    Near,
    Not,
    Open,
    Registered,
    SexIs,
    Ticked,
    Today,
)
from gpsupport.domain.knowledge.language.phrases import CONTACTS_TODAY, ages, either, in_words
from gpsupport.domain.record import EntryKind, Setting

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an outline; `depth` counts from 0, and deeper lines belong to the one above."""

    depth: int
    words: str


def sentence(condition: Condition, labels: Labels) -> str:
    """What a condition looks for in one run of words, to stand after "When".

    `labels` are the words of each code set by its id; a set without one is named by its id.
    """
    match condition:
        case AllOf(()):
            return "everybody"
        case AnyOf(()):
            return "nobody"
        case AllOf((only,)) | AnyOf((only,)):
            return sentence(only, labels)
        case AllOf(of):
            return ", and ".join(_enclosed(inner, labels) for inner in of)
        case AnyOf(of):
            return f"either {', or '.join(_enclosed(inner, labels) for inner in of)}"
        case AtLeast(count, of):
            inside = "; ".join(_enclosed(inner, labels) for inner in of)
            return f"{_or_more(count)} of these: {inside}"
        case Not(inner):
            return f"not: {_enclosed(inner, labels)}"
        case _:
            return _leaf(condition, labels)


def outline(condition: Condition, labels: Labels) -> tuple[Line, ...]:
    """What a condition looks for, one line for each part, nested parts deeper."""
    return _lines(condition, labels, 0)


def _lines(condition: Condition, labels: Labels, depth: int) -> tuple[Line, ...]:
    match condition:
        case AllOf((only,)) | AnyOf((only,)):
            return _lines(only, labels, depth)
        case AllOf(of) if of:
            return _group("all of these:", of, labels, depth)
        case AnyOf(of) if of:
            return _group("any of these:", of, labels, depth)
        case AtLeast(count, of):
            return _group(f"{_or_more(count)} of these:", of, labels, depth)
        case Not(inner) if _is_group(inner):
            return _group("not so:", (inner,), labels, depth)
        case _:
            return (Line(depth, sentence(condition, labels)),)


def _group(words: str, of: tuple[Condition, ...], labels: Labels, depth: int) -> tuple[Line, ...]:
    inside = (line for inner in of for line in _lines(inner, labels, depth + 1))
    return (Line(depth, words), *inside)


def _is_group(condition: Condition) -> bool:
    match condition:
        case AllOf(of) | AnyOf(of):
            return len(of) > 1 or any(_is_group(inner) for inner in of)
        case AtLeast():
            return True
        case Not(inner):
            return _is_group(inner)
        case _:
            return False


def _enclosed(condition: Condition, labels: Labels) -> str:
    """A part among others, in brackets where its own "and" or "or" could be read as theirs."""
    words = sentence(condition, labels)
    joins = any(joint in words for joint in (", and ", ", or ", "; "))
    return f"({words})" if joins or _is_group(condition) else words


def _leaf(condition: Condition, labels: Labels) -> str:
    words: Callable[[Condition, Labels], str] = _LEAVES[type(condition)]
    return words(condition, labels)


def _age(condition: Age, _labels: Labels) -> str:
    return f"aged {ages(condition)}"


def _sex_is(condition: SexIs, _labels: Labels) -> str:
    return f"recorded as {condition.sex.value}"


def _asked(condition: Asked, labels: Labels) -> str:
    words = f"somebody asked in the last {in_words(condition.days)}"
    if not condition.since:
        return words
    return f"{words}, not before the newest entry for {_label(condition.since, labels)}"


def _ticked(condition: Ticked, _labels: Labels) -> str:
    says = f"said{_window(condition.days)}" if condition.days else "says today"
    until = "; until one answers, it counts as no" if condition.open_is_no else ""
    return f"a clinician {says}: {condition.words}{until}"


def _has_child(condition: HasChild, labels: Labels) -> str:
    words = "a child named as a relative"
    if not condition.codes:
        return words
    return f"{words}, or an entry for {_label(condition.codes, labels)}"


def _registered(condition: Registered, _labels: Labels) -> str:
    return f"registered at this practice in the last {in_words(condition.days)}"


def _household(condition: Household, labels: Labels) -> str:
    entries = _entries(condition.at_least, _label(condition.codes, labels))
    return f"{entries} in the records of the household{_window(condition.days)}"


def _today(condition: Today, _labels: Labels) -> str:
    return f"today's contact is {either(CONTACTS_TODAY[kind] for kind in condition.kinds)}"


def _coded(condition: Coded, labels: Labels) -> str:
    label = _label(condition.codes, labels)
    if condition.kinds:
        label += f" among the {either(_KINDS[kind] for kind in condition.kinds)}"
    if condition.new_after_days is not None:
        before = in_words(condition.new_after_days)
        found = f"{_entries(condition.at_least, label, new='new ')}{_window(condition.days)}"
        return f"{found}, with none in the {before} before it{_apart(condition)}"
    return f"{_entries(condition.at_least, label)}{_apart(condition)}{_window(condition.days)}"


def _apart(condition: Coded) -> str:
    if condition.at_least == 1:
        return ""
    if condition.apart_days > 1:
        return f", at least {condition.apart_days} days apart,"
    return " on different days"


def _near(condition: Near, labels: Labels) -> str:
    label, others = _label(condition.codes, labels), _label(condition.others, labels)
    if condition.before == condition.after:
        gap = f"within {_days(condition.before)} of it"
    elif condition.before and condition.after:
        gap = f"from {_days(condition.before)} before it to {_days(condition.after)} after it"
    elif condition.after:
        gap = f"on the same day or up to {_days(condition.after)} after it"
    else:
        gap = f"on the same day or up to {_days(condition.before)} before it"
    return f"an entry for {label}{_window(condition.days)}, and one for {others} {gap}"


def _open(condition: Open, labels: Labels) -> str:
    label, ended = _label(condition.codes, labels), _label(condition.ended_by, labels)
    words = f"an entry for {label}{_window(condition.days)}, and none since then for {ended}"
    if condition.asks is None:
        return words
    when = _window(condition.asks.days) if condition.asks.days else " today"
    return f"{words}; a clinician's own answer{when} counts before it: {condition.asks.words}"


def _attended(condition: Attended, _labels: Labels) -> str:
    one, several = _CONTACTS[condition.setting]
    return _on_days(condition, one, several)


def _missed(condition: Missed, labels: Labels) -> str:
    aside = f" (appointments not kept, or entries for {_label(condition.codes, labels)})"
    return _on_days(condition, f"a missed contact{aside}", f"missed contacts{aside}")


def _on_days(condition: Attended | Missed, one: str, several: str) -> str:
    window = _window(condition.days)
    if condition.at_least == 1:
        return f"{one}{window}"
    return f"{_or_more(condition.at_least)} {several} on different days{window}"


def _entries(at_least: int, label: str, new: str = "") -> str:
    if at_least == 1:
        return f"{'a ' if new else 'an '}{new}entry for {label}"
    return f"{_or_more(at_least)} {new}entries for {label}"


def _or_more(count: int) -> str:
    return f"{count} or more"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _window(days: int | None) -> str:
    return " at any time" if days is None else f" in the last {in_words(days)}"


def _label(set_ids: tuple[str, ...], labels: Labels) -> str:
    several = len(set_ids) > 1
    return either(_quoted(labels.get(set_id, set_id), several) for set_id in set_ids)


def _quoted(label: str, several: bool) -> str:
    """A label in quotes where its own comma or "or" could be read as the sentence's."""
    joins = "," in label or (several and " or " in label)
    return f"“{label}”" if joins else label


_CONTACTS = {
    None: ("a contact", "contacts"),
    Setting.SURGERY: ("a contact at a surgery", "contacts at a surgery"),
    Setting.EMERGENCY: ("an emergency attendance", "emergency attendances"),
    Setting.HOME: ("a home visit", "home visits"),
    Setting.REMOTE: ("a remote contact", "remote contacts"),
    Setting.HOSPITAL: ("a hospital stay", "hospital stays"),
    Setting.OTHER: ("a contact elsewhere", "contacts elsewhere"),
}

_KINDS = {
    EntryKind.CONDITION: "problems",
    EntryKind.OBSERVATION: "observations",
    EntryKind.PROCEDURE: "procedures",
    EntryKind.MEDICATION: "medicines",
    EntryKind.IMMUNISATION: "immunisations",
    EntryKind.FLAG: "flags",
    EntryKind.REFERRAL: "referrals",
    EntryKind.DOCUMENT: "documents",
}

_LEAVES: dict[type, Callable[..., str]] = {
    Coded: _coded,
    Near: _near,
    Open: _open,
    Attended: _attended,
    Missed: _missed,
    Age: _age,
    SexIs: _sex_is,
    Asked: _asked,
    Ticked: _ticked,
    HasChild: _has_child,
    Registered: _registered,
    Household: _household,
    Today: _today,
}
