"""Which answers a form must hold before anything is saved."""

from dataclasses import replace

import pytest

from gpsupport.actions.consultation.recording import faults_of
from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason
from gpsupport.knowledge.load import load_knowledge

CADENCE = load_knowledge().cadence
SAID_NO = ConsultationDraft(asked=True, outcome=EnquiryOutcome.NOT_DISCLOSED)
NO_TIME = ConsultationDraft(asked=False, reason=NotAskedReason.NO_TIME)


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (SAID_NO, ()),
        (NO_TIME, ()),
        (replace(NO_TIME, outcome=EnquiryOutcome.NOT_ASKED), ()),
        (ConsultationDraft(), ("asked",)),
        (ConsultationDraft(outcome=EnquiryOutcome.DECLINED), ("asked",)),
        (ConsultationDraft(asked=True), ("outcome",)),
        (ConsultationDraft(asked=True, outcome=EnquiryOutcome.NOT_ASKED), ("outcome",)),
        (replace(SAID_NO, reason=NotAskedReason.NO_TIME), ("reason",)),
        (ConsultationDraft(asked=True, reason=NotAskedReason.NO_TIME), ("outcome", "reason")),
        (ConsultationDraft(asked=False), ("reason",)),
        (replace(NO_TIME, outcome=EnquiryOutcome.DECLINED), ("outcome",)),
        (
            ConsultationDraft(asked=False, outcome=EnquiryOutcome.DECLINED),
            ("outcome", "reason"),
        ),
    ],
)
def test_what_is_missing_or_contradictory(
    draft: ConsultationDraft, fields: tuple[str, ...]
) -> None:
    assert faults_of(draft, CADENCE) == fields
