"""What is wrong with content that reads well: loud titles, codes in a wrong place, late reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from gpsupport.domain.front import is_for_clinician
from gpsupport.domain.knowledge.content.pack import Audience, CodeUse, Knowledge
from gpsupport.domain.knowledge.language.conditions import code_sets_of, uses_household
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.overlay import CODES, find_table, indicator_file, places_of_codes
from gpsupport.knowledge.reading import Table, read_yaml
from gpsupport.knowledge.terminology.meanings import local_owner

# Words that must not stand in a title: the patient may read it.
NOT_IN_A_TITLE = re.compile(
    r"abus|violen|victim|perpetrator|\balert|curiosity|can of worms|domestic"
    r"|harm at home|hurting|assault|strangl|police|controls|partner",
    re.IGNORECASE,
)
_SHORTEST_MATTERS, _LONGEST_MATTERS, _MOST_SENTENCES = 80, 600, 3

# Codes with these uses may be put into a record that we advise to write.
_MAY_BE_OFFERED = {CodeUse.OFFER, CodeUse.OFFER_AFTER_CHECK}

_TIMES_TABLE = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_SHUFFLE = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def lint(knowledge: Knowledge, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Every fault of content that was read without one, whatever the day is."""
    places = _places(knowledge, files)
    yield from _titles(knowledge, places)
    yield from _lists(knowledge, files)
    yield from _words(knowledge, places)
    yield from _households(knowledge, places)
    yield from _beside_adults(knowledge, places)
    yield from _codes(knowledge, files)
    yield from _offered_codes(knowledge, files)
    yield from _unused_sets(knowledge, files)
    yield from _helplines(knowledge, files)


def overdue(knowledge: Knowledge, files: Mapping[str, bytes], on: date) -> Iterator[Finding]:
    """Each indicator whose review should have been before a day."""
    places = _places(knowledge, files)
    for indicator in knowledge.indicators:
        if indicator.overdue(on):
            place = places[indicator.id]
            yield Finding(
                place.file,
                place.need("review_by").line,
                f"the review is overdue since {indicator.review_by.isoformat()}",
            )


def has_check_digit(code: str) -> bool:
    """Whether the last digit of a SNOMED CT identifier is its Verhoeff check digit."""
    total = 0
    for place, digit in enumerate(reversed(code)):
        shuffled = int(digit)
        for _ in range(place % 8):
            shuffled = _SHUFFLE[shuffled]
        total = _TIMES_TABLE[total][shuffled]
    return total == 0


def _places(knowledge: Knowledge, files: Mapping[str, bytes]) -> dict[str, Table]:
    names = {one.id: indicator_file(one.id, knowledge) for one in knowledge.indicators}
    return {found: read_yaml(files[name], name, []) for found, name in names.items()}


def _titles(knowledge: Knowledge, places: Mapping[str, Table]) -> Iterator[Finding]:
    for indicator in knowledge.indicators:
        place = places[indicator.id]
        listed = place.need("branches").items()
        for branch, value in zip(indicator.branches, listed, strict=True):
            loud = NOT_IN_A_TITLE.search(branch.title)
            if loud:
                line = value.table().need("title").line
                message = f"a title must be calm; it has the word “{loud.group()}”"
                yield Finding(place.file, line, message)


def _lists(knowledge: Knowledge, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """The lists of the practice stand before the gate, and are as calm as a title."""
    table = find_table(files, "cadence.yaml", [])
    cadence = knowledge.cadence
    because = [("because", key.value, one.listed) for key, one in cadence.because.items()]
    kinds = [("kinds", key.value, one.listed) for key, one in cadence.kinds.items()]
    for block, key, listed in because + kinds:
        loud = NOT_IN_A_TITLE.search(listed)
        if loud and table:
            line = table.need(block).table().need(key).table().need("listed").line
            message = f"what stands in a list must be calm; it has the word “{loud.group()}”"
            yield Finding("cadence.yaml", line, message)


def _words(knowledge: Knowledge, places: Mapping[str, Table]) -> Iterator[Finding]:
    """Each rule says in a few sentences why it matters, and where it errs."""
    for indicator in knowledge.indicators:
        file = places[indicator.id].file
        sentences = len(re.split(r"(?<=[.?!]) ", indicator.matters))
        length = len(indicator.matters)
        if not (_SHORTEST_MATTERS <= length <= _LONGEST_MATTERS and sentences <= _MOST_SENTENCES):
            message = (
                f"matters has {_SHORTEST_MATTERS} to {_LONGEST_MATTERS} letters, in"
                f" {_MOST_SENTENCES} sentences at most"
            )
            yield Finding(file, 1, message)
        for key in ("known_false_alarms", "defaults"):
            if not getattr(indicator, key):
                yield Finding(file, 1, f"{key} says something, if only that there is none")


def _households(knowledge: Knowledge, places: Mapping[str, Table]) -> Iterator[Finding]:
    """What the records of other people say is for nobody but the safeguarding lead."""
    for indicator in knowledge.indicators:
        for_lead = indicator.audience is Audience.LEAD and indicator.household
        if not for_lead and any(uses_household(part) for part in indicator.conditions):
            message = (
                "a rule that reads other people's records must be for the lead"
                " (audience: lead, household: true)"
            )
            yield Finding(places[indicator.id].file, 1, message)


def _beside_adults(knowledge: Knowledge, places: Mapping[str, Table]) -> Iterator[Finding]:
    """What an adult who came with a child may read is nothing private."""
    for indicator in knowledge.indicators:
        if not indicator.beside_adult:
            continue
        if indicator.sensitive or not is_for_clinician(indicator):
            message = (
                "a rule that an adult beside the child may read is for the clinician, and neither"
                " sensitive nor about the household"
            )
            yield Finding(places[indicator.id].file, 1, message)


def _codes(knowledge: Knowledge, files: Mapping[str, bytes]) -> Iterator[Finding]:
    places = places_of_codes(files)
    for code in knowledge.codes:
        owner = local_owner(code.value)
        message = ""
        if not has_check_digit(code.value):
            message = f"the check digit does not fit: {code.value}"
        elif owner:
            message = f"a code of {owner}'s own stands under SNOMED CT's system: {code.value}"
        if message:
            yield Finding(*places.get(code.value, (CODES, 0)), message)


def _offered_codes(knowledge: Knowledge, files: Mapping[str, bytes]) -> Iterator[Finding]:
    table = find_table(files, "record_matrix.yaml", [])
    places = dict(table.pairs()) if table else {}
    for rule in knowledge.record_rules:
        known = knowledge.codes.get(rule.code) if rule.code else None
        if known is not None and known.use not in _MAY_BE_OFFERED:
            place = places[rule.id].table().need("code")
            message = f"a code with the use {known.use} must not be offered: {known.code.value}"
            yield Finding(place.file, place.line, message)


def _unused_sets(knowledge: Knowledge, files: Mapping[str, bytes]) -> Iterator[Finding]:
    parts = [part for one in knowledge.indicators for part in one.conditions]
    parts += [one.when for one in knowledge.exclusions if one.when is not None]
    events = [one.event for one in knowledge.follow_ups]
    parts += [one.when for one in events if one.when is not None]
    used = frozenset().union(*(code_sets_of(part) for part in parts))
    used |= {set_id for one in events for set_id in (*one.codes, *one.ended_by)}
    table = find_table(files, "codes/sets.yaml", [])
    places = dict(table.pairs()) if table else {}
    for set_id in knowledge.code_sets:
        # What only a retired indicator looked at would be a fault that nobody local can mend.
        if set_id not in used and not knowledge.retired:
            place = places[set_id]
            yield Finding(place.file, place.line, f"no rule uses this code set: {set_id}")


def _helplines(knowledge: Knowledge, files: Mapping[str, bytes]) -> Iterator[Finding]:
    table = find_table(files, "helplines.yaml", [])
    places = dict(table.pairs()) if table else {}
    for helpline in knowledge.helplines:
        if helpline.source not in knowledge.sources:
            place = places[helpline.id].table().need("source")
            message = f"{helpline.id}: there is no such source: {helpline.source}"
            yield Finding(place.file, place.line, message)
