"""The small pack of content that the tests of actions decide with."""

from dataclasses import replace
from datetime import date

from gpsupport.domain.enquiry import Cadence, EnquiryOutcome, EnteredDates, NotAskedReason
from gpsupport.domain.knowledge.content.pack import (
    Audience,
    Branch,
    CodeSet,
    CodeUse,
    Indicator,
    Knowledge,
    KnownCode,
    Source,
    Strength,
)
from gpsupport.domain.knowledge.content.recording import RecordOf, RecordRule
from gpsupport.domain.knowledge.content.standing import PackVersion
from gpsupport.domain.knowledge.language.conditions import Age, Coded
from gpsupport.domain.record import Code

SNOMED = "http://snomed.info/sct"
TIRED = Code(SNOMED, "84229001")
SENSITIVE = Code(SNOMED, "102879009")
HOUSEHOLD = Code(SNOMED, "160573003")
ASKED_NO = Code(SNOMED, "371773005")


def knowledge() -> Knowledge:
    """A pack of four indicators: plain, sensitive, of the household, for the lead."""
    everybody = Age(from_years=0)

    def indicator(name: str, codes: str, audience: Audience = Audience.CLINICIAN) -> Indicator:
        return Indicator(
            id=name,
            name=name,
            branches=(Branch(1, f"{name} fires", Coded((codes,))),),
            strength=Strength.B,
            sources=("S1",),
            version=1,
            review_by=date(2027, 11, 1),
            population=everybody,
            audience=audience,
        )

    indicators = (
        indicator("A01", "tired"),
        replace(indicator("A02", "sensitive"), sensitive=True),
        replace(indicator("C01", "household"), household=True),
        indicator("A03", "tired", Audience.LEAD),
    )
    known = KnownCode(ASKED_NO, "Not disclosed", "enquiry", "", "test", "high", CodeUse.OFFER)
    return Knowledge(
        version=PackVersion("test", "1", "release-1"),
        sources={"S1": Source("S1", "A source", "https://source.example")},
        codes={ASKED_NO: known},
        code_sets={
            "tired": CodeSet("tired", "tiredness", frozenset({TIRED})),
            "sensitive": CodeSet("sensitive", "sensitive", frozenset({SENSITIVE})),
            "household": CodeSet("household", "household", frozenset({HOUSEHOLD})),
        },
        indicators=indicators,
        cadence=Cadence(
            not_disclosed_days=180,
            repeat_days=365,
            declined_days=60,
            disclosed_past_days=180,
            disclosed_current_days=14,
            not_asked_days=dict.fromkeys(NotAskedReason, 14),
            entered_dates=EnteredDates(expected_ahead=310, expected_past=31, born_within=731),
        ),
        enquiry_codes={ASKED_NO: EnquiryOutcome.NOT_DISCLOSED},
        wordings={},
        record_rules=(
            RecordRule(
                "told",
                frozenset({EnquiryOutcome.DISCLOSED_CURRENT}),
                RecordOf.PATIENT,
                "Term",
                "Detail",
            ),
            RecordRule(
                "child",
                frozenset({EnquiryOutcome.DISCLOSED_CURRENT}),
                RecordOf.CHILD,
                "Child term",
                "Detail",
            ),
        ),
        helplines=(),
        ordinary_visits=(("headache", "Headaches"), ("cough", "Cough")),
    )
