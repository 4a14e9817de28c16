"""What the entries about asking keep quiet, and which entries of a record are about asking."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from gpsupport.domain.assessment import assess
from gpsupport.domain.enquiry import (
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    NotAskedReason,
)
from gpsupport.domain.knowledge.content.instruments import (
    FORM_ADDRESS,
    Instrument,
    Item,
    Licence,
)
from gpsupport.domain.knowledge.content.pack import Audience
from gpsupport.domain.record import Code, CodedEntry, Coding, EntryKind, PatientPicture, Tick
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, ago, entry, pictures, somebody

PACK = load_knowledge()
SEPARATION, SELF_HARM, VICTIM = "160788005", "6471006", "879911000000102"
RECENT_NECK = Tick("strangulation-recent", answer=True, on=TODAY)


def back(days: int) -> date:
    """A day counted back from TODAY."""
    return TODAY - timedelta(days=days)


def wish(days: int, until: int) -> Enquiry:
    """A wish of so many days ago, until so many days ago."""
    return Enquiry(f"{days:04}", back(days), EnquiryOutcome.OPTED_OUT, until=back(until))


def with_history(*enquiries: Enquiry, ticks: tuple[Tick, ...] = ()) -> PatientPicture:
    """Somebody separated a while ago, with something new of yesterday."""
    entries = entry(SEPARATION, 200, 1), entry(SELF_HARM, 1, 2)
    return PatientPicture(somebody(), entries, history=EnquiryHistory(enquiries), ticks=ticks)


def fired(picture: PatientPicture) -> set[str]:
    return {one.indicator for one in assess(picture, PACK, TODAY).prompts}


def test_a_wish_silences_what_is_new_too_and_says_why() -> None:
    assert fired(with_history()) == {"A10", "A25"}
    found = assess(with_history(wish(30, -1)), PACK, TODAY)
    assert found.prompts == ()
    because = {one.indicator: one.because for one in found.silent}
    assert because["A10"] == because["A25"] == "The patient has asked us not to raise it."
    assert found.next_enquiry.due_on == back(-1)


def test_a_wish_ends_on_its_day_and_when_the_patient_tells() -> None:
    assert "A10" in fired(with_history(wish(30, 0)))
    told = Enquiry("0010", back(10), EnquiryOutcome.DISCLOSED_PAST)
    assert "A10" in fired(with_history(wish(30, -1), told))


def test_what_cannot_wait_is_shown_against_a_wish_and_on_the_day_of_an_asking() -> None:
    assert fired(with_history(wish(30, -1), ticks=(RECENT_NECK,))) == {"A07"}
    asked = Enquiry("0000", TODAY, EnquiryOutcome.NOT_DISCLOSED)
    assert fired(with_history(asked, ticks=(RECENT_NECK,))) == {"A07"}


def test_asked_today_by_anybody_nothing_asks_again_today() -> None:
    quiet = PACK.cadence.quiet
    assert quiet is not None
    week = replace(PACK, cadence=replace(PACK.cadence, quiet=replace(quiet, asked_again_days=7)))
    for days, expected in ((0, 0), (6, 0), (7, 2)):
        asked = Enquiry("e", back(days), EnquiryOutcome.DECLINED)
        # What is new of yesterday breaks the quiet of the cadence, and not that of the same week.
        newer = replace(with_history(asked), ticks=(Tick("separation", answer=True, on=TODAY),))
        assert len(assess(newer, week, TODAY).prompts) == expected
    not_asked = Enquiry("e", TODAY, EnquiryOutcome.NOT_ASKED, reason=NotAskedReason.NO_TIME)
    assert fired(with_history(not_asked)) == {"A10", "A25"}


def test_what_an_asking_does_not_answer_is_shown_on_its_day() -> None:
    ignoring = tuple(
        replace(one, after_asking=replace(one.after_asking, ignore=True)) for one in PACK.indicators
    )
    pack = replace(PACK, indicators=ignoring)
    asked = Enquiry("e", TODAY, EnquiryOutcome.NOT_DISCLOSED)
    assert {one.indicator for one in assess(with_history(asked), pack, TODAY).prompts} == {
        "A10",
        "A25",
    }
    assert not assess(with_history(wish(3, -1)), pack, TODAY).prompts


@settings(max_examples=40)
@given(pictures())
def test_while_a_wish_holds_a_clinician_sees_only_what_cannot_wait(
    picture: PatientPicture,
) -> None:
    untold = [one for one in picture.history.enquiries if not one.outcome.told]
    last = Enquiry("z", TODAY, EnquiryOutcome.OPTED_OUT, until=back(-50))
    found = assess(replace(picture, history=EnquiryHistory((*untold, last))), PACK, TODAY)
    for one in found.prompts:
        assert one.same_day or one.audience is not Audience.CLINICIAN
    assert found.next_enquiry.due_on == back(-50)


# Which entries are about asking


OF_ASKING = {code.value for code in PACK.enquiry_codes}
OTHER_ENQUIRIES = sorted(
    known.code.value
    for known in PACK.codes.values()
    if known.category == "enquiry" and known.code.value not in OF_ASKING
)


def test_the_group_of_enquiries_holds_more_than_askings() -> None:
    assert {
        "225337009",  # Suicide risk assessment
        "713136002",  # Assessment of risk of violence
        "93461000000100",  # Multi-professional risk assessment done
        "886191000000106",  # DASH 2009 risk checklist
        "886201000000108",  # Assessment using it
        "886231000000102",  # Its initial risk classification
    } <= set(OTHER_ENQUIRIES)


@pytest.mark.parametrize("code", OTHER_ENQUIRIES)
def test_another_enquiry_is_no_asking(code: str) -> None:
    picture = PatientPicture(somebody(), (entry(VICTIM, 10, 1), entry(code, 5, 2)))
    found = assess(picture, PACK, TODAY)
    assert found.history.enquiries == ()
    assert "A01" in {one.indicator for one in found.prompts}


FORM = "https://forms.example/Questionnaire/four-questions"
LICENSED = Instrument(
    "four", "Four questions", Licence("Nobody", "none"), (Item("a", "?"),), forms=(FORM,)
)


@pytest.mark.parametrize(("address", "asked"), [(FORM, True), (f"{FORM}-2", False)])
def test_a_form_of_an_instrument_that_came_filled_in_is_an_asking(
    address: str, asked: bool
) -> None:
    filled_in = CodedEntry(
        "QuestionnaireResponse/1",
        EntryKind.OBSERVATION,
        (Coding(Code(FORM_ADDRESS, address)),),
        ago(5),
        "Nurse Ann Lee",
    )
    picture = PatientPicture(somebody(), (entry(VICTIM, 10, 1), filled_in))
    assert assess(picture, PACK, TODAY).history.enquiries == ()
    pack = replace(PACK, instruments={"four": LICENSED})
    history = assess(picture, pack, TODAY).history
    assert [(one.on, one.outcome, one.by) for one in history.enquiries] == (
        [(back(5), EnquiryOutcome.ANSWER_UNKNOWN, "Nurse Ann Lee")] if asked else []
    )
