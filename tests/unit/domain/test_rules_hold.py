"""What no rule may ever do, whatever stands in a record."""

import gc
import weakref
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gpsupport.domain.assessment import Assessment, Prompt, assess, explain
from gpsupport.domain.days import PartialDate, days_before
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome
from gpsupport.domain.knowledge.content.care import Exclusion
from gpsupport.domain.knowledge.content.pack import Audience, Branch, Indicator, Knowledge
from gpsupport.domain.knowledge.deciding.answering import answer
from gpsupport.domain.knowledge.deciding.compiled import Compiled, compiled
from gpsupport.domain.knowledge.deciding.facts import Facts, arrange
from gpsupport.domain.knowledge.language.conditions import (
    Age,
    AllOf,
    AnyOf,
    Asked,
    Attended,
    Coded,
    Condition,
    HasChild,
    Household,
    Missed,
    Near,
    Open,
    Registered,
    SexIs,
    Ticked,
    Today,
)
from gpsupport.domain.people import Sex
from gpsupport.domain.record import CodedEntry, ContactKind, EntryKind, PatientPicture
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import (
    TICKS,
    TODAY,
    ago,
    coded_entries,
    days,
    entry,
    pictures,
    somebody,
)

PACK = load_knowledge()
# Nothing of today keeps a prompt quiet here.
OPEN_PACK = replace(PACK, exclusions=())
SHUT_PACK = replace(PACK, exclusions=(Exclusion("always", "Not today.", AllOf(())),))
COPIES = tuple(replace(one, id=f"{one.id}-copy") for one in PACK.indicators)
TWICE = replace(PACK, indicators=PACK.indicators + COPIES)
ASKING_CODES = set(PACK.enquiry_codes)


def facts_of(picture: PatientPicture, pack: Compiled) -> Facts:
    """The facts as `assess` makes them, for the plain way of judging."""
    askings = assess(picture, PACK, TODAY).history.askings_until(TODAY)
    arranged = arrange(picture.entries, pack.index, TODAY)
    return Facts(picture, askings, arranged, pack.index, TODAY)


def for_a_clinician(assessment: Assessment) -> list[Prompt]:
    return [one for one in assessment.prompts if one.audience is Audience.CLINICIAN]


def one_rule_of_each_kind() -> Knowledge:
    """A pack in which every part of a picture changes an answer on its own."""
    every_set = tuple(PACK.code_sets)
    tick = Ticked(TICKS[0], "it is so", days=90)
    conditions: tuple[Condition, ...] = (
        Coded(every_set),
        Coded(every_set, kinds=(EntryKind.MEDICATION,)),
        Near(every_set, every_set, 30, 30),
        Open(every_set[:9], every_set[9:], 9000, tick),
        Attended(9000, 1),
        Missed(every_set, 9000, 1),
        AnyOf((Age(below_months=300), Age(from_years=60))),
        SexIs(Sex.FEMALE),
        Asked(9000, every_set),
        tick,
        Ticked(TICKS[1], "it is so", open_is_no=True),
        HasChild(every_set[:1]),
        Registered(9000),
        Household(every_set),
        Today((ContactKind.VACCINATION,)),
    )
    rules = (
        replace(
            PACK.indicators[0],
            id=f"{type(condition).__name__}-{number}-{way}",
            audience=Audience.LEAD,
            household=True,
            population=condition if way == "population" else AllOf(()),
            unless=condition if way == "unless" else None,
            branches=(Branch(1, "A title.", condition if way == "when" else AllOf(()), ("x",)),),
        )
        for way in ("population", "unless", "when")
        for number, condition in enumerate(conditions)
    )
    return replace(PACK, indicators=tuple(rules))


EACH_KIND = one_rule_of_each_kind()


@pytest.mark.parametrize("knowledge", [PACK, EACH_KIND], ids=["the pack", "each kind"])
@given(picture=pictures())
def test_judging_what_is_touched_is_judging_everything(
    knowledge: Knowledge, picture: PatientPicture
) -> None:
    pack = compiled(knowledge)
    facts = facts_of(picture, pack)
    plain = [answer(one, facts, PACK.sources, PACK.codes) for one in knowledge.indicators]
    assert pack.answers(facts) == plain


@settings(max_examples=20)
@given(pictures())
def test_a_fresh_pack_answers_as_one_that_has_seen_others(picture: PatientPicture) -> None:
    assert assess(picture, replace(PACK), TODAY) == assess(picture, PACK, TODAY)


@given(pictures())
def test_copies_of_an_indicator_answer_alike(picture: PatientPicture) -> None:
    answers = compiled(TWICE).answers(facts_of(picture, compiled(TWICE)))
    ones, others = answers[: len(PACK.indicators)], answers[len(PACK.indicators) :]
    assert [replace(one, indicator=f"{one.indicator}-copy") for one in ones] == others


@given(st.integers(0, 40_000), st.sampled_from(Sex), coded_entries(), days)
def test_the_answers_kept_for_one_age_never_stand_in_for_anothers(
    days_old: int, sex: Sex, entries: tuple[CodedEntry, ...], on: date
) -> None:
    pack = compiled(PACK)
    born = PartialDate(days_before(TODAY, days_old))
    picture = PatientPicture(replace(somebody(), sex=sex, born=born), entries)
    facts = Facts(picture, (), arrange(entries, pack.index, on), pack.index, on)
    plain = [answer(one, facts, PACK.sources, PACK.codes) for one in PACK.indicators]
    assert pack.answers(facts) == plain


@given(pictures(), coded_entries())
def test_an_unrelated_entry_removes_no_prompt(
    picture: PatientPicture, entries: tuple[CodedEntry, ...]
) -> None:
    """Unrelated to a rule is what stands in no code set that it looks at."""
    before = assess(picture, PACK, TODAY)
    for one in entries:
        codes = {coding.code for coding in one.codings}
        if codes & ASKING_CODES:
            continue
        touched = {set_id for code in codes for set_id in PACK.sets_of_code.get(code, ())}
        more = replace(picture, entries=(*picture.entries, one))
        after = {prompt.indicator: prompt for prompt in assess(more, PACK, TODAY).prompts}
        for prompt in before.prompts:
            if not touched & sets_looked_at(PACK.indicator(prompt.indicator)):
                assert after[prompt.indicator] == prompt


def sets_looked_at(indicator: Indicator) -> set[str]:
    """By the text of the rule, so that the test does not ask the code that it tests."""
    told = repr(indicator.conditions)
    return {set_id for set_id in PACK.code_sets if f"'{set_id}'" in told}


@given(pictures())
def test_an_exclusion_silences_what_can_wait_for_the_clinician(picture: PatientPicture) -> None:
    before, after = assess(picture, OPEN_PACK, TODAY), assess(picture, SHUT_PACK, TODAY)
    cannot_wait = [one for one in for_a_clinician(before) if one.same_day]
    assert for_a_clinician(after) == cannot_wait
    quiet = {one.indicator for one in after.silent if one.because == "Not today."}
    can_wait = [one for one in for_a_clinician(before) if not one.same_day]
    assert {one.indicator for one in can_wait} <= quiet
    assert after.unknown == before.unknown
    assert after.next_enquiry == before.next_enquiry
    others = [one for one in before.prompts if one.audience is not Audience.CLINICIAN]
    assert [one for one in after.prompts if one not in cannot_wait] == others


@pytest.mark.parametrize(
    "when", [None, Ticked("unheard-of", "nobody has said"), Today((ContactKind.VACCINATION,))]
)
def test_what_is_not_known_excludes_nothing(when: Ticked | Today | None) -> None:
    pack = replace(PACK, exclusions=(Exclusion("x", "Not today.", when),))
    picture = PatientPicture(somebody(), (entry("248062006", 5),))
    assert for_a_clinician(assess(picture, pack, TODAY))


def test_a_vaccination_clinic_is_no_time_for_a_prompt() -> None:
    picture = PatientPicture(
        somebody(), (entry("248062006", 5),), contact_today=ContactKind.VACCINATION
    )
    assessment = assess(picture, PACK, TODAY)
    assert not assessment.prompts
    seen = replace(picture, contact_today=ContactKind.CONSULTATION)
    assert for_a_clinician(assess(seen, PACK, TODAY))


def with_a_no(picture: PatientPicture) -> PatientPicture:
    no = Enquiry("no", TODAY, EnquiryOutcome.NOT_DISCLOSED)
    return replace(picture, history=EnquiryHistory((*picture.history.enquiries, no)))


def without_coded_askings(picture: PatientPicture) -> PatientPicture:
    kept = tuple(
        one for one in picture.entries if not {coding.code for coding in one.codings} & ASKING_CODES
    )
    return replace(picture, entries=kept)


@given(pictures(), st.integers(0, 365))
def test_a_no_never_cancels_the_next_asking_while_a_reason_remains(
    picture: PatientPicture, reason_ago: int
) -> None:
    reason = entry("248062006", reason_ago, 99)
    picture = without_coded_askings(replace(picture, patient=somebody()))
    picture = replace(picture, entries=(*picture.entries, reason))
    unasked = assess(replace(picture, history=EnquiryHistory()), OPEN_PACK, TODAY)
    assert any(one.tier in {1, 2} for one in for_a_clinician(unasked))
    assert assess(with_a_no(picture), OPEN_PACK, TODAY).next_enquiry.due_on is not None


@given(
    pictures(),
    st.sampled_from([EnquiryOutcome.DISCLOSED_CURRENT, EnquiryOutcome.DISCLOSED_PAST]),
    st.integers(0, 150),
    st.lists(st.integers(0, 150), min_size=1, max_size=3),
)
def test_a_no_never_takes_the_next_date_of_a_disclosure_away(
    picture: PatientPicture, told: EnquiryOutcome, told_ago: int, noes_ago: list[int]
) -> None:
    told_on = TODAY - timedelta(days=told_ago)
    noes = (
        Enquiry(f"no-{number}", max(told_on, TODAY - timedelta(days=back)), NO)
        for number, back in enumerate(noes_ago)
    )
    history = EnquiryHistory((Enquiry("a-told", told_on, told), *noes))
    picture = replace(without_coded_askings(picture), history=history)
    assert assess(picture, PACK, TODAY).next_enquiry.due_on is not None


NO = EnquiryOutcome.NOT_DISCLOSED


@given(
    pictures(),
    st.sampled_from([date.min, date.min + timedelta(days=1), date(1900, 2, 28), date.max]),
)
def test_it_never_raises_on_any_day(picture: PatientPicture, on: date) -> None:
    extreme = entry("248062006", None)
    ends = (
        replace(extreme, resource="Condition/first", on=PartialDate(date.min)),
        replace(extreme, resource="Condition/last", on=PartialDate(date.max)),
    )
    assessment = assess(replace(picture, entries=picture.entries + ends), PACK, on)
    answers = (assessment.prompts, assessment.silent, assessment.unknown)
    assert sum(map(len, answers)) == len(PACK.indicators)


@given(pictures(), st.sampled_from(PACK.indicators))
def test_an_explanation_says_what_the_decision_says(
    picture: PatientPicture, indicator: Indicator
) -> None:
    assessment = assess(picture, PACK, TODAY)
    told = explain(indicator, picture, PACK, TODAY)
    prompts = {one.indicator: one for one in assessment.prompts}
    because = {one.indicator: one.because for one in assessment.silent}
    missing = {one.indicator: one.missing for one in assessment.unknown}
    assert told.fires is (indicator.id in prompts)
    assert told.because == because.get(indicator.id, "")
    assert told.missing == missing.get(indicator.id, "")
    if told.fires:
        assert told.found == prompts[indicator.id].why
    assert told.population
    assert len(told.branches) == len(indicator.branches)


def test_a_prompt_says_until_when_its_content_was_reviewed() -> None:
    (prompt, *_) = assess(
        PatientPicture(somebody(), (entry("248062006", 5),)), OPEN_PACK, TODAY
    ).prompts
    indicator = PACK.indicator(prompt.indicator)
    assert prompt.review_by == indicator.review_by
    for one in (prompt, indicator):
        assert not one.overdue(indicator.review_by)
        assert one.overdue(indicator.review_by + timedelta(days=1))


def test_what_was_made_of_a_pack_goes_with_it() -> None:
    pack = replace(PACK)
    assess(PatientPicture(somebody(), (entry("248062006", 5),), registered_on=ago(1)), pack, TODAY)
    kept = weakref.ref(compiled(pack))
    assert compiled(pack) is kept()
    del pack
    gc.collect()
    assert kept() is None
