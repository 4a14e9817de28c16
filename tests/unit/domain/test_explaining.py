"""What a rule looks for, in words that a clinician reads."""

import re

import pytest

from gpsupport.domain.knowledge.content.pack import Indicator
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
from gpsupport.domain.knowledge.language.explaining import Line, outline, sentence
from gpsupport.domain.people import Sex
from gpsupport.domain.record import ContactKind, EntryKind, Setting
from gpsupport.knowledge.load import load_knowledge

PACK = load_knowledge()
LABELS = {
    "fall": "a fall",
    "burn": "a burn",
    "cold": "a cold",
    "told": "harm now, told by the patient",
    "pain": "pain or ache",
}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Coded(("fall",)), "an entry for a fall at any time"),
        (Coded(("fall",), days=365), "an entry for a fall in the last 12 months"),
        (Coded(("fall",), days=28), "an entry for a fall in the last 4 weeks"),
        (Coded(("fall",), days=90), "an entry for a fall in the last 90 days"),
        (Coded(("fall",), days=1), "an entry for a fall in the last day"),
        (
            Coded(("fall", "burn", "cold"), days=365, at_least=2, apart_days=28),
            (
                "2 or more entries for a fall, a burn or a cold, at least 28 days apart,"
                " in the last 12 months"
            ),
        ),
        (
            Coded(("fall", "burn"), at_least=3, days=183),
            "3 or more entries for a fall or a burn on different days in the last 6 months",
        ),
        (
            Coded(("fall",), days=90, new_after_days=730),
            "a new entry for a fall in the last 90 days, with none in the 24 months before it",
        ),
        (
            Coded(("fall",), days=365, at_least=2, kinds=(EntryKind.MEDICATION,)),
            (
                "2 or more entries for a fall among the medicines on different days"
                " in the last 12 months"
            ),
        ),
        (Coded(("told",)), "an entry for “harm now, told by the patient” at any time"),
        (Coded(("pain",)), "an entry for pain or ache at any time"),
        (Coded(("fall", "pain")), "an entry for a fall or “pain or ache” at any time"),
        (Coded(("unlabelled",)), "an entry for unlabelled at any time"),
        (
            Near(("fall",), ("cold", "burn"), 30, 100, 365),
            (
                "an entry for a fall in the last 12 months, and one for a cold or a burn"
                " from 30 days before it to 100 days after it"
            ),
        ),
        (
            Near(("fall",), ("cold",), 45, 45),
            "an entry for a fall at any time, and one for a cold within 45 days of it",
        ),
        (
            Near(("fall",), ("cold",), 0, 1),
            (
                "an entry for a fall at any time, and one for a cold"
                " on the same day or up to 1 day after it"
            ),
        ),
        (
            Near(("fall",), ("cold",), 7, 0),
            (
                "an entry for a fall at any time, and one for a cold"
                " on the same day or up to 7 days before it"
            ),
        ),
        (
            Open(("fall",), ("cold",), 280),
            "an entry for a fall in the last 40 weeks, and none since then for a cold",
        ),
        (
            Open(("fall",), ("cold",), 280, Ticked("now", "falling now")),
            (
                "an entry for a fall in the last 40 weeks, and none since then for a cold;"
                " a clinician's own answer today counts before it: falling now"
            ),
        ),
        (
            Attended(365, 3, Setting.EMERGENCY),
            "3 or more emergency attendances on different days in the last 12 months",
        ),
        (Attended(365, 1, Setting.EMERGENCY), "an emergency attendance in the last 12 months"),
        (Attended(365, 1), "a contact in the last 12 months"),
        (
            Missed(("fall",), 730, 3),
            (
                "3 or more missed contacts (appointments not kept, or entries for a fall)"
                " on different days in the last 24 months"
            ),
        ),
        (Age(from_years=16), "aged 16 or over"),
        (Age(below_years=18), "aged under 18"),
        (Age(from_years=4, below_years=16), "aged 4 to 15"),
        (Age(from_years=13, below_years=14), "aged 13"),
        (Age(below_months=6), "aged under 6 months"),
        (Age(below_months=1), "aged under 1 month"),
        (Age(from_months=6, below_months=37), "aged 6 to 36 months"),
        (Age(from_years=1, below_months=37), "aged 1 or over and under 37 months"),
        (SexIs(Sex.FEMALE), "recorded as female"),
        (Asked(183), "somebody asked in the last 6 months"),
        (
            Asked(183, ("fall",)),
            "somebody asked in the last 6 months, not before the newest entry for a fall",
        ),
        (Ticked("x", "it is so"), "a clinician says today: it is so"),
        (HasChild(), "a child named as a relative"),
        (HasChild(("fall",)), "a child named as a relative, or an entry for a fall"),
        (Registered(91), "registered at this practice in the last 3 months"),
        (
            Household(("fall",), days=730, at_least=2),
            "2 or more entries for a fall in the records of the household in the last 24 months",
        ),
        (
            Today((ContactKind.VACCINATION, ContactKind.DISPENSING)),
            "today's contact is a vaccination or dispensing alone",
        ),
        (AllOf(()), "everybody"),
        (AnyOf(()), "nobody"),
        (AllOf((Age(from_years=16),)), "aged 16 or over"),
        (
            AllOf((Age(from_years=16), SexIs(Sex.MALE), Not(Registered(91)))),
            (
                "aged 16 or over, and recorded as male,"
                " and not: registered at this practice in the last 3 months"
            ),
        ),
        (
            AllOf((SexIs(Sex.MALE), AnyOf((Age(from_years=16), Ticked("x", "yes"))))),
            "recorded as male, and (either aged 16 or over, or a clinician says today: yes)",
        ),
        (
            AnyOf((SexIs(Sex.MALE), Open(("fall",), ("cold",), 7))),
            (
                "either recorded as male,"
                " or (an entry for a fall in the last week, and none since then for a cold)"
            ),
        ),
        (
            AtLeast(2, (SexIs(Sex.MALE), Age(from_years=16), Ticked("x", "yes"))),
            "2 or more of these: recorded as male; aged 16 or over; a clinician says today: yes",
        ),
        (
            Not(AnyOf((SexIs(Sex.MALE), Age(from_years=16)))),
            "not: (either recorded as male, or aged 16 or over)",
        ),
    ],
)
def test_a_condition_in_a_sentence(condition: Condition, words: str) -> None:
    assert sentence(condition, LABELS) == words


def test_an_outline_shows_what_belongs_to_what() -> None:
    condition = AllOf(
        (
            AnyOf((SexIs(Sex.MALE), AtLeast(1, (Ticked("x", "yes"), Ticked("y", "no"))))),
            Not(AllOf((Age(from_years=16), Registered(91)))),
            Not(AllOf((Coded(("fall",)),))),
        )
    )
    assert outline(condition, LABELS) == (
        Line(0, "all of these:"),
        Line(1, "any of these:"),
        Line(2, "recorded as male"),
        Line(2, "1 or more of these:"),
        Line(3, "a clinician says today: yes"),
        Line(3, "a clinician says today: no"),
        Line(1, "not so:"),
        Line(2, "all of these:"),
        Line(3, "aged 16 or over"),
        Line(3, "registered at this practice in the last 3 months"),
        Line(1, "not: an entry for a fall at any time"),
    )


def test_one_condition_is_one_line() -> None:
    assert outline(AllOf((Age(from_years=16),)), LABELS) == (Line(0, "aged 16 or over"),)
    assert outline(AllOf(()), LABELS) == (Line(0, "everybody"),)


@pytest.mark.parametrize("indicator", PACK.indicators, ids=lambda one: one.id)
def test_no_rule_of_the_pack_is_told_in_the_words_of_the_program(indicator: Indicator) -> None:
    labels = {code_set.id: code_set.label for code_set in PACK.code_sets.values()}
    # "self-harm" is a word as well as a name.
    own_names = [
        set_id for set_id, label in labels.items() if "-" in set_id and set_id not in label
    ]
    told = [
        words
        for condition in indicator.conditions
        for words in (
            sentence(condition, labels),
            *(line.words for line in outline(condition, labels)),
        )
    ]
    assert all(words.strip() == words and words for words in told)
    for words in told:
        assert not re.search(r"AllOf|AnyOf|Coded\(|None|_|\(\)|,,|  |\b1 (days|months)\b", words)
        assert not [set_id for set_id in own_names if re.search(rf"\b{set_id}\b", words)]
