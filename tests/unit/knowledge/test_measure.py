"""The measure of false alarms: the table, the people drawn from it, the counting, the figures."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random

import pytest

from gpsupport.domain.days import age_on
from gpsupport.domain.knowledge.content.prevalence import (
    Band,
    Basis,
    CommonThing,
    Ordinary,
    Prevalence,
    Rates,
)
from gpsupport.domain.people import Sex
from gpsupport.domain.record import Attendance, EntryKind, Setting
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.load import ENGLAND, load_knowledge
from gpsupport.knowledge.measure.figures import (
    Figures,
    GroupFigures,
    RuleFigures,
    Share,
    figures_as_yaml,
    figures_from_yaml,
    share_of,
)
from gpsupport.knowledge.measure.population import ADULT_FROM, Life, draw_people
from gpsupport.knowledge.measure.table import read_prevalence
from gpsupport.knowledge.measure.telling import FIRST_LINE, LAST_LINE, as_document, put_into
from gpsupport.knowledge.measure.volume import MEASURED_ON, can_stand_in_front, measure
from gpsupport.knowledge.reading import read_yaml

KNOWLEDGE = load_knowledge()
YEAR_START = MEASURED_ON - timedelta(days=364)

few = Share(1, 100, 0.01, 0.0, 0.02)
limit = Share(2, 100, 0.02, 0.0, 0.04)
many = Share(6, 100, 0.06, 0.02, 0.1)


def table() -> Prevalence:
    """The packaged table."""
    assert KNOWLEDGE.prevalence is not None
    return KNOWLEDGE.prevalence


@cache
def people(adults: int, children: int, seed: int = 3) -> tuple[Life, ...]:
    """People drawn from the packaged table."""
    draw = Random(seed)
    return tuple(draw_people(table(), MEASURED_ON, draw, adults=adults, children=children))


def group(front: Share = few, *rules: RuleFigures) -> GroupFigures:
    """Figures of a group."""
    return GroupFigures(10, 100, front, 1.5, rules)


# The figures


def test_a_share_with_an_interval_over_patients() -> None:
    one_each = share_of([(1, 10)] + [(0, 10)] * 9)
    assert (one_each.count, one_each.of, one_each.share) == (1, 100, 0.01)
    assert one_each.low == 0.0 < one_each.share < one_each.high
    spread = share_of([(1, 10)] * 10 + [(0, 10)] * 10)
    heaped = share_of([(10, 10)] + [(0, 10)] * 19)
    assert spread.share == heaped.share == 0.05
    assert heaped.high > spread.high
    assert share_of([]) == share_of([(0, 0)]) == Share(0, 0, 0.0, 0.0, 0.0)


def test_figures_survive_being_written() -> None:
    figures = Figures("abc", 7, group(many, RuleFigures("A06", limit, 2.5)), group(), ("burn",))
    assert figures_from_yaml(figures_as_yaml(figures)) == figures


@pytest.mark.parametrize("text", ["", "[]", "release: abc", "release: a\nseed: x\nadults: 1"])
def test_what_is_no_figures(text: str) -> None:
    with pytest.raises(ValueError, match="no figures"):
        figures_from_yaml(text)


def test_faults_begin_beyond_the_limits() -> None:
    at_limits = group(replace(few, share=0.05), RuleFigures("A06", limit, 1.0))
    assert Figures("abc", 1, at_limits, at_limits).faults() == ()
    beyond = group(
        replace(few, share=0.0501), RuleFigures("A06", replace(limit, share=0.0201), 1.0)
    )
    faults = Figures("abc", 1, at_limits, beyond, ("burn",)).faults()
    assert len(faults) == 3
    assert "burn" in faults[0]
    assert "children" in faults[1]
    assert "A06" in faults[2]


# The table

ROW = "basis: assumed\n    note: made up\n    new_a_year_per_100_000: []"


def faults_of(old: str, new: str) -> list[str]:
    """What reading the packaged table says after a change."""
    text = (ENGLAND / "prevalence.yaml").read_text(encoding="utf-8")
    assert old in text
    faults: list[Finding] = []
    changed = text.replace(old, new, 1).encode()
    read_prevalence(read_yaml(changed, "prevalence.yaml", faults), KNOWLEDGE.code_sets)
    return [fault.message for fault in faults]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  depression:\n", f"  gout:\n    {ROW}\n  depression:\n", "no such code set: gout"),
        ("trait: water", "trait: wine", "no such trait: wine"),
        ("sources: [carr-2016]", "sources: [carr-2017]", "no such source: carr-2017"),
        ("through: [termination]", "through: [terminations]", "no row for this code set"),
        ("code_set: anxiety,", "code_set: anxieties,", "no row for this code set"),
        ('codes: ["10743008"]', 'codes: ["35489007"]', "not in the code set"),
        ("through: [termination]", "absent: never", ""),
        ("    through: [termination]\n", "", "either rates, or through, or absent"),
        ("female: 4500", "female: many", "a whole number"),
        ("basis: sourced", "basis: guessed", "one of these is expected"),
    ],
)
def test_a_fault_of_the_table(old: str, new: str, message: str) -> None:
    faults = faults_of(old, new)
    assert any(message in fault for fault in faults) if message else faults == []


def test_a_figure_said_to_be_seen_names_where() -> None:
    prevalence = table()
    rows: list[CommonThing | Ordinary] = [
        *prevalence.things.values(),
        prevalence.people,
        prevalence.encounters,
        prevalence.emergencies,
        prevalence.missed,
        prevalence.parents,
    ]
    assert all(row.sources for row in rows if row.basis is Basis.SOURCED)
    assert all(row.note for row in rows)
    cited = {name for row in rows for name in row.sources}
    assert cited == set(prevalence.sources)
    assert all(one.url.startswith("http") and one.seen for one in prevalence.sources.values())


def test_a_rate_belongs_to_an_age_and_a_sex() -> None:
    rates = Rates((Band(16, 25, 3.0, 1.0),))
    assert rates.at(16, Sex.FEMALE) == 3.0
    assert rates.at(24, Sex.MALE) == 1.0
    assert rates.at(15, Sex.FEMALE) == rates.at(25, Sex.FEMALE) == 0.0


# The people


def test_the_same_seed_draws_the_same_people() -> None:
    again = tuple(draw_people(table(), MEASURED_ON, Random(3), adults=40, children=10))
    assert again == people(40, 10)
    assert again != people(40, 10, seed=4)


def test_adults_come_first_and_nothing_lies_outside_a_life() -> None:
    drawn = people(150, 50)
    for number, life in enumerate(drawn):
        patient = life.picture.patient
        assert patient.born is not None
        assert (age_on(patient.born, MEASURED_ON) >= ADULT_FROM) is (number < 150)
        days = [one.on for one in life.picture.entries] + [one.on for one in life.picture.contacts]
        assert all(day and patient.born <= day and day.earliest <= MEASURED_ON for day in days)
        assert not life.picture.history.enquiries
        assert not life.picture.ticks


def test_nobody_has_an_entry_that_no_row_gives() -> None:
    given = {code for thing in table().things.values() for code in thing.codes if not thing.absent}
    absent = {
        code
        for name, thing in table().things.items()
        if thing.absent
        for code in KNOWLEDGE.code_sets[name].codes
    }
    seen = {one.codings[0].code for life in people(800, 200) for one in life.picture.entries}
    assert seen <= given
    assert not seen & absent


def test_an_entry_is_made_in_an_encounter() -> None:
    for life in people(150, 50):
        recent = {
            one.on.earliest
            for one in life.picture.entries
            if one.on and one.on.earliest >= YEAR_START
        }
        assert recent <= set(life.encounters)


def test_rows_follow_their_rates() -> None:
    """A made-up thing that every woman gets once a year, coded as a medicine, and no man."""
    thing = CommonThing(
        "burn", Basis.ASSUMED, (), "", Rates((Band(0, 120, 1.0, 0.0),)),
        codes=tuple(KNOWLEDGE.code_sets["burn"].codes), kind=EntryKind.MEDICATION, repeats=1.0,
    )  # fmt: skip
    prevalence = replace(table(), things={"burn": thing})
    drawn = draw_people(prevalence, MEASURED_ON, Random(1), adults=400, children=0)
    counts = {Sex.FEMALE: 0, Sex.MALE: 0}
    patients = dict(counts)
    for life in drawn:
        sex = life.picture.patient.sex
        patients[sex] += 1
        counts[sex] += len(life.picture.entries)
        assert {one.kind for one in life.picture.entries} <= {EntryKind.MEDICATION}
    assert counts[Sex.MALE] == 0
    # Five years, and each episode once more, but for the last months.
    assert counts[Sex.FEMALE] / patients[Sex.FEMALE] == pytest.approx(10, abs=0.7)


def test_the_population_comes_near_to_the_sources() -> None:
    """What the sources say of whole populations must come out, although no row says it."""
    adults, children = people(2_000, 600)[:2_000], people(2_000, 600)[2_000:]

    def busiest_tenth(lives: tuple[Life, ...]) -> float:
        seen = sorted(sum(day >= YEAR_START for day in life.encounters) for life in lives)
        return sum(seen[-len(seen) // 10 :]) / sum(seen)

    def emergencies(lives: tuple[Life, ...]) -> list[int]:
        return [
            sum(
                contact.setting is Setting.EMERGENCY
                and contact.attendance is Attendance.ATTENDED
                and contact.on is not None
                and contact.on.earliest >= YEAR_START
                for contact in life.picture.contacts
            )
            for life in lives
        ]

    encounters = [sum(day >= YEAR_START for day in life.encounters) for life in adults]
    assert sum(encounters) / 2_000 == pytest.approx(5.4, abs=0.5)
    assert busiest_tenth(adults) == pytest.approx(0.41, abs=0.05)
    attended = emergencies(adults)
    assert sum(one > 0 for one in attended) / 2_000 == pytest.approx(0.18, abs=0.04)
    assert sum(one > 2 for one in attended) / sum(one > 0 for one in attended) == pytest.approx(
        0.095, abs=0.035
    )
    of_children = emergencies(children)
    assert sum(one > 0 for one in of_children) / 600 == pytest.approx(0.33, abs=0.07)
    assert share_with(adults, "depression", Sex.FEMALE) == pytest.approx(0.040, abs=0.015)
    assert share_with(adults, "headache", Sex.FEMALE) == pytest.approx(0.046, abs=0.015)
    assert share_with(adults, "urine-infection", Sex.FEMALE) == pytest.approx(0.14, abs=0.03)
    assert share_with(adults, "pelvic-pain", Sex.FEMALE) == pytest.approx(0.035, abs=0.015)


def share_with(lives: tuple[Life, ...], code_set: str, sex: Sex) -> float:
    """How many of one sex have an entry in the last twelve months."""
    codes = KNOWLEDGE.code_sets[code_set].codes
    chosen = [life.picture for life in lives if life.picture.patient.sex is sex]
    having = [
        any(
            one.codings[0].code in codes and one.on is not None and one.on.earliest >= YEAR_START
            for one in picture.entries
        )
        for picture in chosen
    ]
    return sum(having) / len(having)


# The counting


def test_a_rule_that_stands_in_front_more_often_counts_more() -> None:
    longer = replace(
        KNOWLEDGE,
        indicators=tuple(
            replace(
                one, branches=tuple(replace(branch, front_times=None) for branch in one.branches)
            )
            for one in KNOWLEDGE.indicators
        ),
    )
    now, then = (measure(one, 5, adults=300, children=60) for one in (KNOWLEDGE, longer))
    assert now.adults.encounters == then.adults.encounters
    assert now.adults.front.count < then.adults.front.count
    assert now == measure(KNOWLEDGE, 5, adults=300, children=60)
    assert now.adults.patients == 300
    assert now.children.patients == 60


def test_each_front_belongs_to_one_rule() -> None:
    figures = measure(KNOWLEDGE, 5, adults=300, children=60)
    for _, one in figures.groups:
        assert sum(rule.front.count for rule in one.rules) == one.front.count
        assert sum(rule.first_showings for rule in one.rules) == pytest.approx(
            one.first_showings, abs=0.2
        )
        assert one.first_showings * one.patients / 100 <= one.front.count


def test_what_is_for_the_lead_or_kept_in_mind_is_not_counted() -> None:
    ids = {one.id for one in KNOWLEDGE.indicators if can_stand_in_front(one)}
    assert {"A06", "A13", "C11"} <= ids
    assert not {"A03", "A20", "A22", "C01", "C16", "C17"} & ids
    assert {rule.indicator for rule in measure(KNOWLEDGE, adults=1, children=1).adults.rules} == ids


def test_a_code_set_without_a_row_is_a_fault() -> None:
    things = {name: one for name, one in table().things.items() if name != "burn"}
    without = replace(KNOWLEDGE, prevalence=replace(table(), things=things))
    figures = measure(without, adults=5, children=5)
    assert figures.unmeasured == ("burn",)
    assert "burn" in figures.faults()[0]


def test_a_pack_without_a_table_cannot_pass() -> None:
    figures = measure(replace(KNOWLEDGE, prevalence=None))
    assert figures.adults.encounters == 0
    assert "depression" in figures.unmeasured
    assert len(figures.faults()) == len(figures.unmeasured)


# The document


def test_the_document_names_what_was_seen_and_what_never_was() -> None:
    figures = Figures(
        "abc",
        1,
        group(few, RuleFigures("A06", few, 2.5)),
        group(few, RuleFigures("A06", replace(few, count=0), 0.0)),
    )
    written = as_document(KNOWLEDGE, figures, [replace(figures, seed=9)])
    assert "| A06 | Repeated injury | 1.00% (0.00% to 2.00%) | 2.5 | none |  |" in written
    assert "| 9 | 1.0% | A06 1.0% |" in written
    page = f"before\n{FIRST_LINE}\nold\n{LAST_LINE}\nafter\n"
    assert put_into(page, written) == f"before\n{written}\nafter\n"
    with pytest.raises(ValueError, match="no part between"):
        put_into("no lines", written)
