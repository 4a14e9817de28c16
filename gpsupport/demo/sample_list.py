"""The samples: what each shows, and what it must lead to.

What must come is written by hand, from the limits of the clinical knowledge; nothing here is taken
from what the program answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gpsupport.demo import sample_records as contents
from gpsupport.demo.moments import born
from gpsupport.demo.people import Person
from gpsupport.demo.record import SyntheticRecord
from gpsupport.demo.sample_records import ASSESSED_ON, SAMPLE_SYSTEM
from gpsupport.domain.people import Sex


@dataclass(frozen=True, slots=True)
class Expected:
    """A prompt that must come. `tier` None is for information."""

    indicator: str
    tier: int | None
    audience: str = "clinician"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample: who, what it shows in words, what must come and what must stay silent.

    `unknown` names indicators that the record must leave open. `bundle` is the Bundle.type; each
    type writes its references in another way.
    """

    shows: str
    given: str
    family: str
    sex: Sex
    age: int
    write: Callable[[SyntheticRecord, date], object]
    prompts: tuple[Expected, ...] = ()
    silent: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    bundle: str = "collection"

    def record(self, number: int, nhs_number: str) -> SyntheticRecord:
        """The record of this sample, the `number`th."""
        person = Person(
            id=f"sample-{number:02d}",
            nhs_number=nhs_number,
            title="",
            given=self.given,
            family=self.family,
            sex=self.sex,
            born=born(ASSESSED_ON, self.age, 3, 12),
        )
        record = SyntheticRecord(person, system=SAMPLE_SYSTEM)
        self.write(record, ASSESSED_ON)
        return record


_WOMEN_ONLY = ("A13", "A15", "A17")

SAMPLES = (
    Sample(
        "Three injuries in a year; asked 14 weeks ago, and hurt again since.",
        "Sample", "One", Sex.FEMALE, 41, contents.injuries,
        prompts=(Expected("A06", 2), Expected("A31", 2)),
        silent=("A01", "A02", "A08", "A09", "A10", "A11", "A21", "A22"),
        unknown=("A07", "A24"),
    ),
    Sample(
        "An ordinary adult with an old entry for depression. Nothing comes.",
        "Sample", "Two", Sex.MALE, 58, contents.ordinary,
        silent=("A01", "A02", "A06", "A08", "A09", "A10", "A11", "A21", "A22"),
    ),
    Sample(
        "Codes about what others reported of this person. No prompt for anybody in the room.",
        "Sample", "Three", Sex.MALE, 38, contents.named_by_others,
        silent=("A01", "A02", "A06", "A08", "A10"),
    ),
    Sample(
        "The same digits under other code systems, and the same words without a code.",
        "Sample", "Four", Sex.FEMALE, 29, contents.other_systems,
        silent=("A01", "A06", "A10"),
    ),
    Sample(
        "Entries taken back, refuted, answered with no, or not done.",
        "Sample", "Five", Sex.FEMALE, 33, contents.taken_back,
        silent=("A01", "A08", "A09", "A10", "A15"),
    ),
    Sample(
        "Entries dated after the day asked.",
        "Sample", "Six", Sex.FEMALE, 36, contents.still_to_come,
        silent=("A08", "A10"),
        unknown=("A07",),
    ),
    Sample(
        "Only relatives had it: family history is not the patient’s own.",
        "Sample", "Seven", Sex.MALE, 45, contents.relatives,
        silent=("A08", "A10", "A11"),
    ),
    Sample(
        "Dates known to the month or the year count as the earliest day they can mean.",
        "Sample", "Eight", Sex.FEMALE, 50, contents.partial_dates,
        prompts=(Expected("A08", 2),),
        silent=("A06", "A09"),
    ),
    Sample(
        "Two injury codes on one day, one of them twice: one episode.",
        "Sample", "Nine", Sex.FEMALE, 27, contents.same_day,
        silent=("A06", "A31"),
    ),
    Sample(
        "A man with thoughts of ending his life nine days ago.",
        "Sample", "Ten", Sex.MALE, 34, contents.a_man,
        prompts=(Expected("A10", 1),),
        silent=("A06", *_WOMEN_ONLY),
    ),
    Sample(
        "A child whose own record says that somebody at home was hurt: for the lead.",
        "Sample", "Eleven", Sex.MALE, 9, contents.at_home,
        prompts=(Expected("C01", 1, "lead"),),
        silent=("C02", "C05", "C07", "C08"),
        bundle="searchset",
    ),
    Sample(
        "An adult who missed three appointments in a year, coded or not.",
        "Sample", "Twelve", Sex.MALE, 52, contents.missed,
        prompts=(Expected("A22", 3),),
        silent=("A21",),
    ),
    Sample(
        "A child not brought three times in two years.",
        "Sample", "Thirteen", Sex.FEMALE, 8, contents.not_brought,
        prompts=(Expected("C02", 2),),
        silent=("C07",),
        unknown=("C01",),
    ),
    Sample(
        "Three emergency attendances in a year.",
        "Sample", "Fourteen", Sex.FEMALE, 47, contents.emergency,
        prompts=(Expected("A21", 2),),
        silent=("A06", "A22"),
        bundle="transaction",
    ),
    Sample(
        "Told a year ago, asked three times since by three people: nothing new to raise.",
        "Sample", "Fifteen", Sex.FEMALE, 39, contents.asked_often,
        silent=("A01", "A06", "A10"),
    ),
    Sample(
        "Heard at a meeting of agencies; nobody has asked since.",
        "Sample", "Sixteen", Sex.FEMALE, 24, contents.meeting,
        prompts=(Expected("A01", 1), Expected("A02", 1)),
        silent=("A10",),
    ),
    Sample(
        "Pregnant, and one antenatal appointment missed.",
        "Sample", "Seventeen", Sex.FEMALE, 26, contents.antenatal,
        prompts=(Expected("A17", 2), Expected("A18", 2)),
        silent=("A22",),
    ),
    Sample(
        "A child who no longer goes to school and is wet at night.",
        "Sample", "Eighteen", Sex.MALE, 12, contents.school,
        prompts=(Expected("C08", 2), Expected("C05", 3)),
        silent=("C02", "C07"),
    ),
    Sample(
        "Depression, then anxiety, and harmful drinking, all new within a year.",
        "Sample", "Nineteen", Sex.MALE, 43, contents.mood_and_drink,
        prompts=(Expected("A09", 2), Expected("A11", 2)),
        silent=("A08", "A10", *_WOMEN_ONLY),
    ),
    Sample(
        "Entries without a date: the record cannot answer, and says so.",
        "Sample", "Twenty", Sex.FEMALE, 52, contents.undated,
        unknown=("A08", "A10"),
        silent=("A06", "A11"),
    ),
    Sample(
        "A coded assault on the neck eleven days ago.",
        "Sample", "Twenty-One", Sex.FEMALE, 31, contents.neck,
        prompts=(Expected("A07", 1),),
        silent=("A10",),
        bundle="document",
    ),
    Sample(
        "Emergency contraception twice in two years.",
        "Sample", "Twenty-Two", Sex.FEMALE, 22, contents.contraception,
        prompts=(Expected("A15", 2),),
        silent=("A06", "A13"),
    ),
    Sample(
        "Pelvic pain twice in a year: a reason that never shows with anybody else in the room.",
        "Sample", "Twenty-Three", Sex.FEMALE, 37, contents.pelvic_pain,
        prompts=(Expected("A13", 2),),
        silent=("A06", "A15"),
    ),
    Sample(
        "A young person who hurt herself for the first time this month.",
        "Sample", "Twenty-Four", Sex.FEMALE, 14, contents.young,
        prompts=(Expected("C07", 1),),
        silent=("A10", "C05", "C08"),
    ),
)  # fmt: skip
