"""A safe way to get in touch, in words."""

from __future__ import annotations

from datetime import date

from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.web import words
from gpsupport.web.frame import Row

WAYS = {
    SafeWay.IN_PERSON: "In person, when they come",
    SafeWay.OWN_PHONE: "Their own phone",
    SafeWay.WORK_PHONE: "Their work",
    SafeWay.TRUSTED_PERSON: "Somebody they trust",
    SafeWay.ADVOCATE: "The advocate",
    SafeWay.SCHOOL: "School or nursery",
    SafeWay.OTHER: "Another way",
    SafeWay.NONE: "No way is safe",
}

# What the boxes are called, in the order in which they stand.
BOXES = {
    "contact.way": "Safe way",
    "contact.detail": "Number, place or person",
    "contact.times": "Safe times",
    "contact.who": "Who answers, and what to say",
    "contact.words": "Words that mean “not safe to talk”",
    "contact.never": "Never",
    "contact.until": "Valid until",
}


def in_a_sentence(contact: SafeContact, today: date) -> str:
    """The way alone and whether it still holds; never a number in passing."""
    if contact.way is SafeWay.NONE:
        return "no way was safe."
    if contact.valid_until is None or not contact.holds(today):
        return "what was agreed no longer holds. Ask again before anybody gets in touch."
    way = WAYS[contact.way]
    return f"{way[:1].lower()}{way[1:]}, until {words.day(contact.valid_until)}."


def rows_of(contact: SafeContact) -> tuple[Row, ...]:
    """What was agreed beside the way and its end; what was left empty has no row."""
    rows = (
        Row("Number, place or person", contact.detail),
        Row("Safe times", contact.times),
        Row("Who answers, and what to say", contact.who_answers),
        Row("Words that mean “not safe to talk”", contact.code_words),
        Row("Never", contact.never),
        Row("Agreed on", words.day(contact.confirmed_on) if contact.confirmed_on else ""),
    )
    return tuple(row for row in rows if row.value)
