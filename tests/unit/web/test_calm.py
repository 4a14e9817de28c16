"""What stands at the right without a prompt: a worn-out reason must not come back as a date."""

from types import SimpleNamespace
from typing import cast

from gpsupport.actions.consultation import Look
from gpsupport.domain.assessment import assess
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome, NotAskedReason
from gpsupport.domain.record import PatientPicture
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.consultation.calm import Calm, calm_words
from tests.unit.domain.pictures import TODAY, ago, entry, somebody

SEPARATION = "160788005"


def calm(*enquiries: Enquiry) -> Calm:
    """The card of somebody with one reason, almost a year old."""
    knowledge = load_knowledge()
    history = EnquiryHistory(enquiries)
    picture = PatientPicture(somebody(), (entry(SEPARATION, 360),), history=history)
    assessment = assess(picture, knowledge, TODAY)
    assert [one.indicator for one in assessment.prompts] == ["A25"]
    look = SimpleNamespace(assessment=assessment, record_loaded=True, newest_contact_on=None)
    return calm_words(cast("Look", look), knowledge, open_questions=True, folded=1, child=False)


def test_a_reason_that_left_the_front_asks_for_nothing_today() -> None:
    card = calm()
    assert card.heading == "No strong reason today. One thing to keep in mind."
    assert not card.to_ask


def test_what_was_put_off_still_comes_back() -> None:
    put_off = Enquiry(
        "e", ago(30).earliest, EnquiryOutcome.NOT_ASKED, reason=NotAskedReason.NO_TIME
    )
    card = calm(put_off)
    assert card.heading == "Time to ask again"
    assert card.to_ask
