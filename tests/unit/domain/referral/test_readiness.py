"""Whether a referral is ready to go: every question has an answer, or is still to be asked."""

from dataclasses import replace
from datetime import date

from gpsupport.domain.directory.option import ConsentOf, OptionKind, ReferralOption
from gpsupport.domain.people import Sex
from gpsupport.domain.referral.criteria import Circumstances, Need, SentBack
from gpsupport.domain.referral.matching import fit
from gpsupport.domain.referral.readiness import Readiness, readiness
from gpsupport.domain.referral.states import ReturnReason
from gpsupport.knowledge.load import load_knowledge

TODAY = date(2026, 11, 23)
RULES = load_knowledge().referral
ELLA = Need(13, Sex.FEMALE, abuse_ongoing=True, name="Ella", is_patient=False, in_refuge=False)
NURSE = ReferralOption(
    id="nurse",
    name="School nurse",
    kind=OptionKind.CHILD_HEALTH,
    summary="",
    for_children=True,
    from_age=5,
    below_age=19,
    accepts_while_ongoing=True,
    needs_diagnosis=False,
    wait_weeks=1,
    consent_of=frozenset({ConsentOf.PARENT}),
    evidence="A word from the child",
    assured_on=TODAY,
)
LOOKED = Circumstances(12, {})


def ready(option: ReferralOption, around: Circumstances = LOOKED) -> Readiness:
    assert RULES is not None
    return readiness(fit(option, ELLA, TODAY, around), RULES)


def test_a_referral_is_ready_when_everything_that_is_wanted_is_known_and_met() -> None:
    found = ready(NURSE)
    assert (found.ready, found.against, found.to_ask) == (True, (), ())
    assert "Takes ages 5 to 18" in found.met


def test_what_nobody_told_us_is_asked_and_nothing_else() -> None:
    assert RULES is not None
    asks = {one.id: one.asks for one in RULES.service_questions}
    untold = replace(NURSE, evidence="", wait_weeks=None, needs_diagnosis=None)
    assert ready(untold).to_ask == (asks["diagnosis"], asks["evidence"], asks["wait"])
    assert ready(NURSE, Circumstances(12)).to_ask == (asks["refusals"],)
    assert not ready(untold).ready
    assert ready(untold).may_go, "a question is no obstacle"


def test_an_old_entry_or_one_that_wants_a_call_is_phoned_first() -> None:
    for option in (replace(NURSE, phone_first=True), replace(NURSE, assured_on=None)):
        assert ready(option).phone_first
        assert not ready(option).ready
        assert not ready(option).may_go


def test_what_came_back_for_a_reason_that_holds_speaks_against_it() -> None:
    back = SentBack(date(2026, 3, 20), ReturnReason.STILL_GOING_ON, "It still goes on at home")
    found = ready(NURSE, Circumstances(12, {"nurse": (back,)}))
    assert found.against == ("Sent back 20 Mar 2026: It still goes on at home",)
    assert not found.ready
    assert not found.may_go
