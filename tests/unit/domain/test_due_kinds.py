"""What sort of row a patient makes in the lead's lists: the most urgent thing that is known."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from gpsupport.actions.enquiry.due_in_words import kind_in_words
from gpsupport.domain.enquiry import DueKind, NextEnquiry
from gpsupport.domain.enquiry.kinds import raised_kind
from gpsupport.domain.enquiry.standing import EnquiryStanding, EnquiryState
from gpsupport.domain.knowledge.content.pack import Audience
from gpsupport.domain.knowledge.deciding.answering import Prompt
from gpsupport.knowledge.load import load_knowledge

TODAY = date(2026, 11, 23)
PACK = load_knowledge()
PLAIN = Prompt("A06", 2, Audience.CLINICIAN, "", (), (), (), TODAY)
RAISING = {
    DueKind.SAME_DAY: replace(PLAIN, tier=None, same_day=True),
    DueKind.LETTER: replace(PLAIN, indicator="C17", tier=1, audience=Audience.OWNER),
    DueKind.LEAD: replace(PLAIN, indicator="A33", audience=Audience.LEAD),
    DueKind.TOLD: replace(PLAIN, indicator="A01"),
    DueKind.SOON: replace(PLAIN, tier=1),
    DueKind.SET_TIME: replace(PLAIN, indicator="A18"),
    DueKind.ORDINARY: PLAIN,
}


def test_each_kind_has_what_raises_it() -> None:
    assert set(RAISING) == set(DueKind)
    for kind, prompt in RAISING.items():
        assert raised_kind([prompt], PACK.cadence) is kind
    assert raised_kind([], PACK.cadence) is DueKind.ORDINARY


def test_the_most_urgent_of_several_counts_in_whatever_order() -> None:
    for urgent, other in pairwise(DueKind):
        for order in ((urgent, other), (other, urgent)):
            found = raised_kind([RAISING[kind] for kind in order], PACK.cadence)
            assert found is urgent, order


@pytest.mark.parametrize("kind", [DueKind.LETTER, DueKind.LEAD, DueKind.TOLD, DueKind.SET_TIME])
@pytest.mark.parametrize("tier", [3, None])
def test_what_is_only_kept_in_mind_makes_no_row_urgent(kind: DueKind, tier: int | None) -> None:
    kept_in_mind = replace(RAISING[kind], tier=tier)
    assert raised_kind([kept_in_mind], PACK.cadence) is DueKind.ORDINARY


@pytest.mark.parametrize("state", EnquiryState)
def test_what_was_told_counts_unless_something_is_more_urgent(state: EnquiryState) -> None:
    standing = EnquiryStanding(state, TODAY, NextEnquiry(TODAY, ""))
    told = state in {EnquiryState.DISCLOSED_CURRENT, EnquiryState.DISCLOSED_PAST}
    assert standing.kind is (DueKind.TOLD if told else DueKind.ORDINARY)
    assert replace(standing, raised=DueKind.LEAD).kind is DueKind.LEAD
    assert replace(standing, raised=DueKind.SOON).kind is (DueKind.TOLD if told else DueKind.SOON)


def test_a_list_says_it_in_words_that_tell_nothing() -> None:
    for kind in DueKind:
        standing = EnquiryStanding(EnquiryState.NEVER_ASKED, TODAY, NextEnquiry(TODAY, ""))
        said = kind_in_words(replace(standing, raised=kind), PACK)
        assert bool(said) is (kind is not DueKind.ORDINARY)
        for word in ("abus", "violen", "domestic", "victim", "perpetrat", "told", "disclos"):
            assert word not in said.lower()
