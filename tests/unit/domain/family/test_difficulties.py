"""Four kinds of difficulty, each from the own record of each person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome
from gpsupport.domain.family.difficulties import difficulties_of
from gpsupport.domain.knowledge.content.family import Whose
from gpsupport.domain.people import Patient
from gpsupport.domain.record import CodedEntry, PatientPicture
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, entry, somebody

PACK = load_knowledge()


def code_of(set_id: str) -> str:
    return min(code.value for code in PACK.code_sets[set_id].codes)


def found(patient: Patient, *entries: CodedEntry) -> list[str]:
    picture = PatientPicture(patient, entries)
    return [one.difficulty for one in difficulties_of(picture, PACK, TODAY)]


@pytest.mark.parametrize("difficulty", PACK.difficulties, ids=lambda one: one.id)
def test_every_difficulty_is_found_in_whose_record_it_counts(difficulty) -> None:  # type: ignore[no-untyped-def]
    child, adult = somebody(9), somebody(34)
    for set_id in difficulty.code_sets:
        one = entry(code_of(set_id), difficulty.days)
        late, coming = entry(code_of(set_id), difficulty.days + 1), entry(code_of(set_id), -1)
        in_child = difficulty.whose in {Whose.CHILDREN, Whose.ANYBODY}
        in_adult = difficulty.whose in {Whose.ADULTS, Whose.ANYBODY}
        assert (difficulty.id in found(child, one)) is in_child
        assert (difficulty.id in found(adult, one)) is in_adult
        assert difficulty.id in found(somebody(None), one)
        assert difficulty.id not in [*found(child, late, coming), *found(adult, late, coming)]


def test_the_newest_entry_stands_for_several() -> None:
    code = code_of("depression")
    picture = PatientPicture(
        somebody(), (entry(code, 90, 1), entry(code, 20, 2), entry(code, None, 3))
    )
    (noted,) = difficulties_of(picture, PACK, TODAY)
    assert (noted.difficulty, noted.times) == ("adult-mind", 3)
    assert noted.on is not None
    assert noted.on.earliest == TODAY - timedelta(days=20)
    assert noted.words == f"words for {code}"


def test_an_entry_without_words_has_those_of_the_content() -> None:
    one = entry(code_of("depression"), 5)
    bare = replace(one, codings=tuple(replace(coding, display="") for coding in one.codings))
    (noted,) = difficulties_of(PatientPicture(somebody(), (bare,)), PACK, TODAY)
    assert noted.words == PACK.codes[bare.codings[0].code].term


@pytest.mark.parametrize(
    ("outcome", "days", "counts"),
    [
        (EnquiryOutcome.DISCLOSED_CURRENT, 3, True),
        (EnquiryOutcome.DISCLOSED_PAST, 3, True),
        (EnquiryOutcome.NOT_DISCLOSED, 3, False),
        (EnquiryOutcome.DECLINED, 3, False),
        (EnquiryOutcome.DISCLOSED_CURRENT, 731, False),
    ],
)
def test_what_was_told_here_counts_without_a_code(
    outcome: EnquiryOutcome, days: int, *, counts: bool
) -> None:
    told = Enquiry("e", TODAY - timedelta(days=days), outcome, "Dr Shah")
    picture = PatientPicture(somebody(), history=EnquiryHistory((told,)))
    assert [one.difficulty for one in difficulties_of(picture, PACK, TODAY)] == ["harm"] * counts
