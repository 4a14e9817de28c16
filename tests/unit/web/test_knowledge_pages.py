"""The pages of the content hold all of it, in words, each statement with its source."""

import re
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from itertools import chain

import pytest

from gpsupport.actions.knowledge.backing import Backing, RuleChange
from gpsupport.actions.knowledge.using import rule_use
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason
from gpsupport.domain.knowledge.content.care import Area, LedgerSays
from gpsupport.domain.knowledge.content.pack import (
    AfterAsking,
    CodeStatus,
    Knowledge,
)
from gpsupport.domain.knowledge.content.standing import Origin, PackVersion
from gpsupport.domain.knowledge.language.conditions import ticks_of
from gpsupport.domain.record import DateKind
from gpsupport.knowledge.cases.reading import Case, read_cases
from gpsupport.knowledge.load import ENGLAND, all_files, load_knowledge
from gpsupport.knowledge.measure.figures import Figures, GroupFigures, RuleFigures, Share
from gpsupport.knowledge.report import Passed
from gpsupport.persistence.stores.prompts_shown import ShownCount
from gpsupport.web.knowledge.pages import browse_page
from gpsupport.web.knowledge.rules.cases import case_rows
from gpsupport.web.knowledge.rules.indicators import IndicatorPage, indicator_page
from gpsupport.web.knowledge.texts import timing
from gpsupport.web.knowledge.texts.care import care_documents
from gpsupport.web.knowledge.texts.document import Document, Text
from gpsupport.web.knowledge.words import after_asking, tiers

TODAY = date(2026, 11, 23)
NOTHING = Backing((), None)
IDS = [one.id for one in load_knowledge().indicators]


@cache
def shipped_cases() -> tuple[Case, ...]:
    return read_cases(all_files(ENGLAND), [])


def page(indicator: str, backing: Backing = NOTHING) -> IndicatorPage:
    knowledge = load_knowledge()
    found = knowledge.indicator(indicator)
    return indicator_page(found, knowledge, backing, None, (), TODAY)


def words_of(document: Document) -> list[Text]:
    found: list[Text] = []
    for section in document.sections:
        found += section.about
        found += chain.from_iterable(one.texts for one in section.lists)
        if section.grid:
            found += chain.from_iterable(chain(*section.grid.rows))
    return found


def test_each_rule_stands_in_one_group() -> None:
    shown = browse_page(load_knowledge(), "", TODAY)
    assert sorted(row.id for group in shown.groups for row in group.rows) == sorted(IDS)
    adults, children = shown.groups
    assert {row.id[0] for row in adults.rows} == {"A"}
    assert {row.id[0] for row in children.rows} == {"C"}


def test_every_tick_of_every_rule_is_listed_with_the_rule() -> None:
    shown = browse_page(load_knowledge(), "", TODAY)
    listed = {(tick.words, rule.id) for tick in shown.ticks for rule in tick.rules}
    for indicator in load_knowledge().indicators:
        for part in indicator.conditions:
            for words in ticks_of(part).values():
                assert (words[:1].upper() + words[1:], indicator.id) in listed


def test_a_late_review_and_a_local_rule_are_marked() -> None:
    knowledge = load_knowledge()
    origin = {**knowledge.origin, "A06": Origin.OVERLAY}
    day = knowledge.indicator("A06").review_by
    local = replace(knowledge, origin=origin)
    for today, marks in (
        (day, ("Local",)),
        (day + timedelta(days=1), ("Local", f"Review was due {day.day} {day:%b %Y}")),
    ):
        groups = browse_page(local, "", today).groups
        (row,) = [row for group in groups for row in group.rows if row.id == "A06"]
        assert row.marks == marks


@pytest.mark.parametrize("indicator", IDS)
def test_a_rule_is_told_in_words(indicator: str) -> None:
    shown = page(indicator)
    told = repr(shown)
    assert shown.ways
    assert shown.for_whom
    assert shown.sources
    assert shown.matters
    assert "{" not in told
    for name in ("AllOf", "Coded(", "at_least", "Sex.", "EntryKind"):
        assert name not in told
    sets = load_knowledge().code_sets.values()
    labels = " ".join(one.label for one in sets)
    for set_id in (one.id for one in sets if "-" in one.id and one.id not in labels):
        assert set_id not in told


@pytest.mark.parametrize("indicator", IDS)
def test_every_case_of_a_rule_is_a_row_that_can_be_read(indicator: str) -> None:
    knowledge = load_knowledge()
    cases = shipped_cases()
    rows = case_rows(cases, knowledge.indicator(indicator), knowledge)
    assert len(rows) == sum(case.indicator == indicator for case in cases)
    assert len(rows) >= 3
    for row in rows:
        assert row.expected
        assert row.who
        assert row.record
        assert not re.search(r"Condition/|Encounter/|\b\d{6,18}\b|_|Somebody, -", repr(row.record))
    said = {row.expected.partition(":")[0] for row in rows}
    assert {"Speaks", "Stays silent"} <= said


def test_the_numbers_of_ordinary_patients_name_both_groups() -> None:
    share = Share(12, 400, 0.03, 0.015, 0.045)
    never = Share(0, 400, 0.0, 0.0, 0.0)
    adults = GroupFigures(2000, 400, share, 1.0, (RuleFigures("A06", share, 1.0),))
    children = GroupFigures(500, 400, never, 0.0, (RuleFigures("A06", never, 0.0),))
    release = load_knowledge().version.release
    passed = Passed(release, "1", 3, 4, Figures(release, 1, adults, children))
    shown = page("A06", Backing((), passed))
    assert shown.ordinary == ("In front in 3.0% of the encounters of adults (1.5% to 4.5%).",)
    assert "2,000 adults and 500 children" in shown.ordinary_about
    assert page("A07", Backing((), passed)).ordinary == ("It never stood in front.",)
    assert page("A06").ordinary == ("Not measured for this release.",)


def test_codes_of_one_status_say_it_once() -> None:
    assert page("A06").codes_status == "Not checked against a UK release: all of them."
    knowledge = load_knowledge()
    known = next(one for one in knowledge.codes.values() if one.term == "Contusion of neck")
    checked = replace(known, status=CodeStatus.ACTIVE, checked_against="May 2026")
    changed = replace(knowledge, codes={**knowledge.codes, known.code: checked})
    shown = indicator_page(knowledge.indicator("A06"), changed, NOTHING, None, (), TODAY)
    assert not shown.codes_status
    found = [line for group in shown.code_groups for line in group.codes if line.term == known.term]
    assert {line.status for line in found} == {"Active in May 2026"}


def lines(shown: IndicatorPage) -> dict[str, str]:
    return {line.label: line.count for line in shown.used}


def used(*found: tuple[EnquiryOutcome | None, NotAskedReason | None, int]) -> IndicatorPage:
    knowledge = load_knowledge()
    use = rule_use(tuple(ShownCount(*one) for one in found))
    return indicator_page(knowledge.indicator("A06"), knowledge, NOTHING, use, (), TODAY)


def test_what_came_of_a_rule_is_told_in_bands() -> None:
    shown = used(
        (EnquiryOutcome.DISCLOSED_CURRENT, None, 4),
        (EnquiryOutcome.DISCLOSED_PAST, None, 3),
        (EnquiryOutcome.NOT_DISCLOSED, None, 11),
        (EnquiryOutcome.NOT_ASKED, NotAskedReason.NO_TIME, 6),
        (EnquiryOutcome.NOT_ASKED, None, 1),
        (None, None, 3),
    )
    assert shown.used_sentence == (
        "In the last 12 months it stood in front in 25 to 29 consultations here."
    )
    assert lines(shown) == {
        "Asked": "15 to 19",
        "Asked, and told us": "5 to 9",
        "Not asked": "5 to 9",
        "Not asked: no time": "5 to 9",
        "Not asked: any other reason, each": "Fewer than 5",
        "Nothing recorded": "Fewer than 5",
    }


@pytest.mark.parametrize("number", [0, 1, 4])
def test_few_consultations_are_not_broken_down(number: int) -> None:
    shown = used((EnquiryOutcome.DISCLOSED_CURRENT, None, number))
    assert "fewer than 5 consultations" in shown.used_sentence
    assert shown.used == ()


def test_how_often_a_way_may_stand_in_front_is_told() -> None:
    knowledge = load_knowledge()
    found = knowledge.indicator("A06")
    (branch, *_) = found.branches
    once = "While nobody asks: in front in 1 consultation for the same entries, then below."
    twice = "While nobody asks: in front in 2 consultations for the same entries, then below."
    again_after_a_week = f"{twice} In front again after 1 week."
    for times, again, words in ((None, None, ""), (1, None, once), (2, 7, again_after_a_week)):
        changed = replace(branch, front_times=times, front_again_days=again)
        rule = replace(found, branches=(changed,))
        shown = indicator_page(rule, knowledge, NOTHING, None, (), TODAY)
        assert shown.ways[0].limit == words
    urgent = replace(branch, same_day=True)
    rule = replace(found, branches=(urgent,))
    shown = indicator_page(rule, knowledge, NOTHING, None, (), TODAY)
    assert shown.ways[0].tier == "Cannot wait: first of all, whoever asked"


def test_a_page_for_paper_has_no_counts() -> None:
    assert page("A06").used_sentence == ""


def test_history_says_what_happened_to_the_rule() -> None:
    knowledge = load_knowledge()
    version = PackVersion("england", "2027.01", "x")
    changes = tuple(
        RuleChange(f"id-{before}{after}", version, TODAY, before, after)
        for before, after in ((False, True), (True, True), (True, False))
    )
    shown = indicator_page(knowledge.indicator("A06"), knowledge, NOTHING, None, changes, TODAY)
    assert [line.what for line in shown.history] == ["New", "Changed", "No longer used"]
    assert shown.history[0].href == "/knowledge/releases/id-FalseTrue"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (AfterAsking(ignore=True), "Asking does not silence it."),
        (AfterAsking(quiet_days=183), "Silent for 6 months after any asking."),
        (
            AfterAsking(quiet_days=183, since_evidence=True),
            "Silent for 6 months after any asking that was not before the newest entry.",
        ),
    ],
)
def test_what_an_asking_does(rule: AfterAsking, words: str) -> None:
    assert after_asking(rule) == words


def test_tiers_in_words_begin_with_the_strongest() -> None:
    assert tiers((3, 1, 3, None)) == "First to look at, or keep in mind, or for information"


@pytest.mark.parametrize("place", range(4))
def test_a_page_of_content_is_whole_and_its_notes_lead_somewhere(place: int) -> None:
    document = care_documents(load_knowledge(), TODAY)[place]
    anchors = [section.anchor for section in document.sections]
    assert len(anchors) == len(set(anchors))
    numbers = [note.number for note in document.notes]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {number for text in words_of(document) for number in text.notes} == set(numbers)
    assert all(section.lists or section.grid or section.about for section in document.sections)
    assert not [text for text in words_of(document) if "{" in text.words or "{" in text.own]


def test_every_word_of_the_screen_can_be_read_on_the_pages() -> None:
    knowledge = load_knowledge()
    (talking, *_) = care_documents(knowledge, TODAY, every_word=True)
    shown = {text.words for text in words_of(talking)}
    for key, texts in knowledge.wordings.items():
        for said in texts:
            if "{" not in said:
                assert said in shown, key


def test_every_statement_of_the_care_content_is_on_a_page() -> None:
    knowledge = load_knowledge()
    shown = {
        text.words
        for one in care_documents(knowledge, TODAY, every_word=True)
        for text in words_of(one)
    }
    told = [one.question for one in knowledge.safety_check]
    told += [one.situation for one in knowledge.conversation.not_to_ask]
    told += [one.words for group in knowledge.groups for one in (*group.facts, *group.rules)]
    told += [one.question for one in knowledge.sharing.steps]
    told += [one.words for one in (*knowledge.sharing.law, *knowledge.sharing.to_log)]
    told += [rule.detail for rule in knowledge.record_rules]
    after = knowledge.afterwards
    told += [one.label for one in knowledge.safety_check]
    told += [one.do for one in after.child_plans] + [one.what for one in after.agreements]
    told += [said.words for one in after.routes for said in (*one.do, *one.never)]
    told += [one.applies for one in after.routes]
    told += [one.words for one in (*after.meeting.grounds.values(), *after.meeting.steps.values())]
    assert len(told) > 50
    assert [words for words in told if "{" not in words and words and words not in shown] == []


def test_every_setting_of_an_area_and_of_the_quiet_is_shown() -> None:
    knowledge = load_knowledge()
    apart = {"id", "name", "basis"}
    assert {one.name for one in fields(Area)} - apart == set(timing._AREA)
    quiet = knowledge.cadence.quiet
    assert quiet is not None
    assert {one.name for one in fields(quiet)} - {"bases"} == set(timing._QUIET)
    familiar = knowledge.cadence.continuity
    assert familiar is not None
    assert {one.name for one in fields(familiar)} - {"bases"} == set(timing._CONTINUITY)
    assert set(LedgerSays) == set(timing._LEDGER)
    assert set(DateKind) == set(timing._DATES)


def test_how_an_event_is_known_stands_beside_its_days() -> None:
    (section,) = [one for one in timing.timing(load_knowledge()).sections if one.anchor == "events"]
    assert section.grid is not None
    rows = {row[0][0].words: (row[0][1].words, row[1][0].words) for row in section.grid.rows}
    assert rows["After the birth, from the check at six to eight weeks, and at six months"] == (
        "Known by: the day of the birth, as a clinician entered it",
        "After 6 weeks and 6 months, for 12 months",
    )
    known, due = rows["Pregnancy, the second third"]
    assert known == (
        "Known by: the expected date of birth, as a clinician entered it. Until the end of a"
        " pregnancy or the day of the birth, as a clinician entered it"
    )
    assert due == "In weeks 16 to 28 of pregnancy, due from week 16"


def test_content_without_the_newer_parts_still_has_its_pages() -> None:
    full = load_knowledge()
    bare = Knowledge(
        **{
            name: getattr(full, name)
            for name in (
                "version",
                "sources",
                "codes",
                "code_sets",
                "indicators",
                "cadence",
                "enquiry_codes",
                "wordings",
                "record_rules",
                "helplines",
                "ordinary_visits",
            )
        }
    )
    assert [one.key for one in care_documents(bare, TODAY)] == [
        "words",
        "recording",
        "timing",
        "help",
    ]
