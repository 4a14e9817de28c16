"""`assess`: what holds for every picture, and how the record's own askings are read."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.assessment import Assessment, assess
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome
from gpsupport.domain.knowledge.content.pack import Audience
from gpsupport.domain.record import SNOMED_CT, Code, CodedEntry, Coding, EntryKind, PatientPicture
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, ago, coded_entries, entry, pictures, somebody

PACK = load_knowledge()
ENQUIRY_CODES = {code.value for code in PACK.enquiry_codes}


def fired(assessment: Assessment) -> set[str]:
    return {prompt.indicator for prompt in assessment.prompts}


@given(pictures())
def test_every_indicator_is_answered_exactly_once_and_in_words(picture: PatientPicture) -> None:
    assessment = assess(picture, PACK, TODAY)
    answered = [
        answer.indicator
        for answers in (assessment.prompts, assessment.silent, assessment.unknown)
        for answer in answers
    ]
    assert sorted(answered) == sorted(indicator.id for indicator in PACK.indicators)
    assert all(silence.because.strip() for silence in assessment.silent)
    assert all(unknown.missing.strip() for unknown in assessment.unknown)


@given(pictures())
def test_no_prompt_without_reasons_from_today_or_before(picture: PatientPicture) -> None:
    resources = {one.resource for one in picture.entries}
    resources |= {one.resource for one in picture.contacts}
    resources |= {f"tick/{tick.name}" for tick in picture.ticks}
    resources |= {one.entry.resource for one in picture.household or ()}
    resources.add("registration")
    for prompt in assess(picture, PACK, TODAY).prompts:
        assert prompt.why
        assert prompt.say
        assert prompt.sources
        assert "{" not in prompt.title
        for reason in prompt.why:
            assert reason.on is None or reason.on <= TODAY
            assert reason.resource in resources


@given(pictures(), st.randoms(use_true_random=False))
def test_the_order_of_entries_never_matters(picture: PatientPicture, draw: Random) -> None:
    entries, contacts = list(picture.entries), list(picture.contacts)
    draw.shuffle(entries)
    draw.shuffle(contacts)
    shuffled = replace(picture, entries=tuple(entries), contacts=tuple(contacts))
    assert assess(shuffled, PACK, TODAY) == assess(picture, PACK, TODAY)


@given(pictures(), st.integers(0, 1000))
def test_an_unrelated_entry_changes_no_prompt(picture: PatientPicture, days_ago: int) -> None:
    unrelated = CodedEntry(
        "Condition/unrelated",
        EntryKind.CONDITION,
        (
            Coding(Code(SNOMED_CT, "0"), "Something else"),
            Coding(Code("elsewhere", "879911000000102")),
        ),
        ago(days_ago),
    )
    more = replace(picture, entries=(*picture.entries, unrelated))
    assert assess(more, PACK, TODAY).prompts == assess(picture, PACK, TODAY).prompts


@given(pictures())
def test_what_lies_in_the_future_changes_nothing(picture: PatientPicture) -> None:
    known = tuple(one for one in picture.entries if not one.on or one.on.earliest <= TODAY)
    assert (
        assess(replace(picture, entries=known), PACK, TODAY).prompts
        == assess(picture, PACK, TODAY).prompts
    )


@given(coded_entries(sorted(code.value for code in PACK.codes if code.value not in ENQUIRY_CODES)))
def test_an_allegation_silences_what_it_must(entries: tuple[CodedEntry, ...]) -> None:
    alleged = entry("206411000000103", 10, 99)
    picture = PatientPicture(somebody(), (*entries, alleged))
    assert not fired(assess(picture, PACK, TODAY)) & {"A01", "A02", "A03"}


def test_a_family_record_with_codes_about_others_gives_no_prompt() -> None:
    codes = ("895141000000105", "758941000000108", "206411000000103")
    entries = tuple(entry(code, 20, number) for number, code in enumerate(codes))
    assert assess(PatientPicture(somebody(), entries), PACK, TODAY).prompts == ()


def test_what_is_for_the_lead_never_asks_a_clinician_to_ask() -> None:
    picture = PatientPicture(somebody(age=9), (entry("881081000000100", 20),))
    assessment = assess(picture, PACK, TODAY)
    assert {prompt.audience for prompt in assessment.prompts} == {Audience.LEAD}
    assert assessment.next_enquiry.due_on is None


def test_the_code_of_an_asking_gives_way_to_what_was_recorded_that_day() -> None:
    own = Enquiry("own", TODAY - timedelta(days=9), EnquiryOutcome.DISCLOSED_PAST)
    picture = PatientPicture(somebody(), (entry("700410005", 9),), history=EnquiryHistory((own,)))
    assert assess(picture, PACK, TODAY).history.enquiries == (own,)


def test_two_codes_of_one_day_are_one_asking_and_the_fuller_one_counts() -> None:
    entries = (entry("700410005", 9, 1), entry("700411009", 9, 2), entry("887331000000105", 9, 3))
    history = assess(PatientPicture(somebody(), entries), PACK, TODAY).history
    assert [one.outcome for one in history.enquiries] == [EnquiryOutcome.DECLINED]


def test_a_no_does_not_take_the_next_date_away_while_the_reason_stands() -> None:
    no = Enquiry("own", TODAY - timedelta(days=10), EnquiryOutcome.NOT_DISCLOSED)
    picture = PatientPicture(
        somebody(), (entry("879911000000102", 100),), history=EnquiryHistory((no,))
    )
    assessment = assess(picture, PACK, TODAY)
    assert assessment.prompts == ()
    assert assessment.next_enquiry.due_on == no.on + timedelta(days=56)


def test_prompts_come_in_the_order_of_their_tier() -> None:
    entries = (entry("35489007", 5, 1), entry("59274003", 30, 2), entry("198421000000108", 5, 3))
    prompts = assess(PatientPicture(somebody(), entries), PACK, TODAY).prompts
    assert [(prompt.tier, prompt.indicator) for prompt in prompts] == [
        (1, "A10"),
        (2, "A08"),
        (3, "A11"),
    ]


def test_what_cannot_wait_stands_before_a_newer_sign_of_its_tier() -> None:
    told = entry("879911000000102", 1, 2)
    within, longer_ago = (
        assess(PatientPicture(somebody(), (entry("219194004", days), told)), PACK, TODAY).prompts
        for days in (28, 29)
    )
    assert [(one.indicator, one.tier) for one in within[:2]] == [("A07", 1), ("A01", 1)]
    assert [(one.indicator, one.tier) for one in longer_ago[:2]] == [("A01", 1), ("A07", 2)]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (EntryKind.PROCEDURE, True),
        (EntryKind.OBSERVATION, True),
        (EntryKind.CONDITION, True),
        (EntryKind.REFERRAL, False),
        (EntryKind.DOCUMENT, False),
        (EntryKind.FLAG, False),
    ],
)
def test_a_request_to_ask_is_no_asking(kind: EntryKind, asked: bool) -> None:
    request = replace(entry("700410005", 5, 2), kind=kind)
    picture = PatientPicture(somebody(), (entry("879911000000102", 10), request))
    assessment = assess(picture, PACK, TODAY)
    assert bool(assessment.history.enquiries) is asked
    assert ("A01" in fired(assessment)) is not asked


def test_a_reason_without_words_takes_the_term_of_the_table() -> None:
    bare = replace(entry("248062006", 5), codings=(Coding(Code(SNOMED_CT, "248062006")),))
    (prompt,) = assess(PatientPicture(somebody(), (bare,)), PACK, TODAY).prompts
    assert prompt.why[0].display == PACK.codes[Code(SNOMED_CT, "248062006")].term
