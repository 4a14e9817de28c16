"""Small pictures for the domain's tests, and a generator of arbitrary ones."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from gpsupport.domain.days import PartialDate, Precision
from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    NotAskedReason,
    Presence,
)
from gpsupport.domain.enquiry.schedule import Occasion
from gpsupport.domain.knowledge.deciding.facts import CodeIndex, Facts, arrange
from gpsupport.domain.knowledge.language.conditions import ticks_of
from gpsupport.domain.people import Patient, PersonName, Relationship, Relative, Sex
from gpsupport.domain.record import (
    SNOMED_CT,
    Attendance,
    Code,
    CodedEntry,
    Coding,
    Contact,
    ContactKind,
    DateKind,
    EntryKind,
    HouseholdEntry,
    KnownDate,
    PatientPicture,
    Setting,
    Tick,
)
from gpsupport.knowledge.load import load_knowledge

# A busy machine is slow, which says nothing about the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

TODAY = date(2026, 11, 23)


def ago(days: int) -> PartialDate:
    """A day counted back from TODAY."""
    return PartialDate(TODAY - timedelta(days=days))


def entry(code: str, days_ago: int | None, number: int = 1) -> CodedEntry:
    """A coded entry; None means that it has no date."""
    on = None if days_ago is None else ago(days_ago)
    coding = Coding(Code(SNOMED_CT, code), f"words for {code}")
    return CodedEntry(f"Condition/{number}", EntryKind.CONDITION, (coding,), on)


def somebody(age: int | None = 34, sex: Sex = Sex.FEMALE) -> Patient:
    """A patient whose birthday is TODAY."""
    born = None if age is None else PartialDate(TODAY.replace(year=TODAY.year - age))
    return Patient("p", PersonName(), sex, born)


def facts_of(
    *entries: CodedEntry, sets: dict[str, tuple[str, ...]], picture: PatientPicture | None = None
) -> Facts:
    """Facts about entries, with code sets given as id -> codes."""
    picture = picture or PatientPicture(somebody(), entries)
    of_code: dict[Code, tuple[str, ...]] = {}
    for set_id, codes in sets.items():
        for code in codes:
            key = Code(SNOMED_CT, code)
            of_code[key] = (*of_code.get(key, ()), set_id)
    askings = picture.history.askings_until(TODAY)
    index = CodeIndex(of_code, {set_id: set_id for set_id in sets})
    return Facts(picture, askings, arrange(picture.entries, index, TODAY), index, TODAY)


_PACK = load_knowledge()
_CODES = sorted(code.value for code in _PACK.codes)

days = st.integers(min_value=-40, max_value=1500).map(lambda back: TODAY - timedelta(days=back))
partial_dates = st.builds(
    lambda day, precision: PartialDate(
        {
            Precision.DAY: day,
            Precision.MONTH: day.replace(day=1),
            Precision.YEAR: day.replace(month=1, day=1),
        }[precision],
        precision,
    ),
    days,
    st.sampled_from(Precision),
)


_UNKNOWN_CODES = ["0", "364075005"]
TICKS = sorted(
    {tick for one in _PACK.indicators for part in one.conditions for tick in ticks_of(part)}
    | {tick for one in _PACK.exclusions if one.when for tick in ticks_of(one.when)}
)


@st.composite
def coded_entries(draw: st.DrawFn, codes: list[str] | None = None) -> tuple[CodedEntry, ...]:
    """Up to twelve entries with codes of the pack's table or unknown ones, some without a date."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(codes or [*_CODES, *_UNKNOWN_CODES]),
                st.none() | partial_dates,
                st.sampled_from(EntryKind),
            ),
            max_size=12,
        )
    )
    return tuple(
        CodedEntry(
            f"Condition/{number}", kind, (Coding(Code(SNOMED_CT, code), f"words for {code}"),), on
        )
        for number, (code, on, kind) in enumerate(drawn)
    )


@st.composite
def households(draw: st.DrawFn) -> tuple[HouseholdEntry, ...]:
    """Entries of two other people's records."""
    return tuple(
        HouseholdEntry(person, replace(one, resource=f"{person}/{one.resource}"))
        for person, one in zip(cycle(("mother", "father")), draw(coded_entries()), strict=False)
    )


HELD = frozenset({EnquiryOutcome.DEFERRED, EnquiryOutcome.OPTED_OUT})


@st.composite
def enquiries(draw: st.DrawFn, number: int) -> Enquiry:
    """One enquiry of the past, with whatever such an entry may say."""
    on = TODAY - timedelta(days=draw(st.integers(min_value=0, max_value=900)))
    outcome = draw(st.sampled_from(EnquiryOutcome))
    later = st.integers(min_value=1, max_value=400).map(lambda days: on + timedelta(days=days))
    names = st.sampled_from([None, "Dr Maya Shah", "Dr Tom Reid"])
    return Enquiry(
        id=f"e{number}",
        on=on,
        outcome=outcome,
        by=draw(names),
        reason=None if outcome.asked else draw(st.none() | st.sampled_from(NotAskedReason)),
        presence=draw(st.none() | st.sampled_from(Presence)),
        until=draw(later) if outcome in HELD else None,
        note=draw(st.sampled_from(["", "Ask about work."])),
    )


@st.composite
def histories(draw: st.DrawFn) -> EnquiryHistory:
    """Up to six enquiries of the past."""
    count = draw(st.integers(min_value=0, max_value=6))
    return EnquiryHistory(tuple(draw(enquiries(number)) for number in range(count)))


@st.composite
def occasion_lists(draw: st.DrawFn) -> tuple[Occasion, ...]:
    """Occasions that events bring, some of them long ago and some to come."""
    made = []
    for _ in range(draw(st.integers(min_value=0, max_value=4))):
        after = draw(st.integers(min_value=-200, max_value=900))
        gap = draw(st.integers(min_value=0, max_value=200))
        counts = draw(st.integers(min_value=0, max_value=400))
        days = (after - gap, after, after - gap - counts)
        due, before, lapses = (TODAY - timedelta(days=back) for back in days)
        made.append(Occasion("row", due, before, lapses, "An event."))
    return tuple(made)


def known_dates() -> st.SearchStrategy[tuple[KnownDate, ...]]:
    """Dates that a clinician entered, corrected or took back."""
    one = st.builds(
        KnownDate,
        st.sampled_from(DateKind),
        st.none() | st.integers(-300, 900).map(lambda back: TODAY - timedelta(days=back)),
        st.integers(-10, 900).map(lambda back: TODAY - timedelta(days=back)),
    )
    return st.lists(one, max_size=3).map(tuple)


@st.composite
def pictures(draw: st.DrawFn) -> PatientPicture:
    """Anybody of any age, with entries, contacts, relatives, askings and ticks."""
    born = st.none() | st.integers(min_value=0, max_value=95 * 365).map(
        lambda back: PartialDate(TODAY - timedelta(days=back))
    )
    contacts = draw(
        st.lists(
            st.tuples(
                st.none() | partial_dates, st.sampled_from(Setting), st.sampled_from(Attendance)
            ),
            max_size=12,
        )
    )
    return PatientPicture(
        patient=Patient("p", PersonName(), draw(st.sampled_from(Sex)), draw(born)),
        entries=draw(coded_entries()),
        contacts=tuple(
            Contact(f"Encounter/{number}", setting, attendance, on)
            for number, (on, setting, attendance) in enumerate(contacts)
        ),
        relatives=tuple(
            Relative(f"RelatedPerson/{number}", relationship)
            for number, relationship in enumerate(
                draw(st.lists(st.sampled_from(Relationship), max_size=2))
            )
        ),
        history=draw(histories()),
        ticks=draw(
            st.lists(
                st.builds(
                    Tick,
                    name=st.sampled_from([*TICKS, "unheard-of"]),
                    answer=st.booleans(),
                    on=st.integers(-10, 400).map(lambda back: TODAY - timedelta(days=back)),
                    by=st.sampled_from(["", "Dr Maya Shah"]),
                ),
                max_size=4,
            ).map(tuple)
        ),
        registered_on=draw(st.none() | partial_dates),
        household=draw(st.none() | households()),
        contact_today=draw(st.none() | st.sampled_from(ContactKind)),
        dates=draw(known_dates()),
    )
