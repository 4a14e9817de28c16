"""What an adult who came with a child may read: the child's coded health, and what they heard."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gpsupport.domain.assessment import Assessment, Prompt, Silence, Unknown, assess
from gpsupport.domain.consultation import GateAnswer
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome, Presence
from gpsupport.domain.front import for_clinician, is_for_clinician
from gpsupport.domain.knowledge.content.pack import Audience, Knowledge
from gpsupport.domain.record import (
    DateKind,
    HouseholdEntry,
    KnownDate,
    PatientPicture,
    Shown,
    Tick,
)
from gpsupport.domain.showing import picture_in_company, said_in_company, shown_in_company
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, entry, somebody

BRUISE, SELF_HARM, NECK, ASKED = "125667009", "248062006", "212385007", "700410005"
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=UTC)
GATE = GateAnswer(Presence.SAFE_ADULT, NOW, company="Her aunt")
ME = "Dr Priya Shah"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def everything(knowledge: Knowledge) -> Assessment:
    """An assessment in which every rule fires, is silent and is unknown, all of it urgent."""
    empty = assess(PatientPicture(somebody()), knowledge, TODAY)
    ids = [one.id for one in knowledge.indicators]
    some = Prompt(
        indicator="",
        tier=1,
        audience=Audience.CLINICIAN,
        title="",
        say=(),
        why=(),
        sources=(),
        review_by=TODAY,
        same_day=True,
    )
    return replace(
        empty,
        prompts=tuple(replace(some, indicator=one) for one in ids),
        silent=tuple(Silence(one, "quiet") for one in ids),
        unknown=tuple(Unknown(one, "missing") for one in ids),
    )


def named(assessment: Assessment) -> set[str]:
    """Every rule that an assessment names."""
    return {
        *(one.indicator for one in assessment.prompts),
        *(one.indicator for one in assessment.silent),
        *(one.indicator for one in assessment.unknown),
    }


def here(**changed: object) -> Enquiry:
    """Something that this clinician recorded with the adult there."""
    made = Enquiry(
        "e", TODAY, EnquiryOutcome.NOT_DISCLOSED, ME, at=NOW, presence=Presence.SAFE_ADULT
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def test_only_what_the_content_allows_is_read(knowledge: Knowledge) -> None:
    allowed = {one.id for one in knowledge.indicators if one.beside_adult}
    assert allowed
    assert named(shown_in_company(everything(knowledge), knowledge)) == allowed
    private = {"A07", "C01", "C07", "C13", "C16", "C18", "C20"}
    assert private <= {one.id for one in knowledge.indicators} - allowed


def test_a_flag_alone_does_not_open_what_is_private(knowledge: Knowledge) -> None:
    open_to_all = replace(
        knowledge,
        indicators=tuple(replace(one, beside_adult=True) for one in knowledge.indicators),
    )
    private = {one.id for one in knowledge.indicators if one.sensitive or not is_for_clinician(one)}
    assert private
    assert not named(shown_in_company(everything(knowledge), open_to_all)) & private


def test_the_coded_health_of_a_baby_still_shows(knowledge: Knowledge) -> None:
    coded = next(code for code in knowledge.code_sets["bruise"].codes)
    baby = PatientPicture(somebody(0), (entry(coded.value, 3),))
    found = assess(picture_in_company(baby, knowledge, GATE, ME), knowledge, TODAY)
    shown = shown_in_company(for_clinician(found, knowledge, alone=False), knowledge)
    assert [(one.indicator, one.same_day) for one in shown.prompts] == [("C04", True)]


def test_what_was_told_and_noted_before_changes_nothing(knowledge: Knowledge) -> None:
    coded = next(code for code in knowledge.code_sets["bruise"].codes)
    ticks = {
        tick: Tick(tick, answer=True, on=TODAY, by="Dr Tom Reid")
        for tick in ("strangulation-recent", "injury-protocol-started", "worse-while-waiting")
    }
    plain = PatientPicture(somebody(0), (entry(coded.value, 3),))
    asked = next(iter(knowledge.codes_of_asking))
    told = replace(
        plain,
        entries=(*plain.entries, entry(asked.value, 9, 2)),
        history=EnquiryHistory((here(presence=Presence.ALONE),)),
        ticks=tuple(ticks.values()),
        household=(HouseholdEntry("x", entry(coded.value, 3)),),
        shown=(Shown("C04", TODAY, None),),
        dates=(KnownDate(DateKind.BIRTH, TODAY, TODAY),),
    )
    whole = for_clinician(assess(told, knowledge, TODAY), knowledge, alone=False)
    assert "A07" in {one.indicator for one in whole.prompts}, "or the rest says nothing"
    assert picture_in_company(told, knowledge, GATE, ME) == plain


@pytest.mark.parametrize(
    ("made", "counts"),
    [
        (here(), True),
        (here(at=NOW + timedelta(minutes=1)), True),
        (here(at=NOW - timedelta(minutes=1)), False),
        (here(at=None), False),
        (here(by="Dr Tom Reid"), False),
        (here(presence=Presence.ALONE), False),
        (here(presence=None), False),
    ],
)
def test_what_the_adult_heard_is_no_secret(made: Enquiry, counts: bool) -> None:
    assert bool(said_in_company(EnquiryHistory((made,)), GATE, ME)) is counts
