"""What became of a referral is told in words: the chain in one line, with the first day."""

from datetime import UTC, date, datetime

import pytest

from gpsupport.actions.referral import rules_of
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.referral.events import (
    BegunReferral,
    Consent,
    ReferralEvent,
    ReturnPlan,
    WaitingCheck,
)
from gpsupport.domain.referral.following import Fault, Referral, follow
from gpsupport.domain.referral.owed import owed_of
from gpsupport.domain.referral.states import Impact, ReferralState, ReturnReason
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.referrals.step_form import FAULTS, StepForm, step_form
from gpsupport.web.referrals.steps import asks_of, choices_of
from gpsupport.web.referrals.told import chain_words, clock_words, owed_words, waited

KNOWLEDGE = load_knowledge()
RULES = rules_of(KNOWLEDGE)
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
FIRST, TODAY = date(2026, 3, 3), date(2026, 10, 27)
YES = Consent(given=True, by_whom="Her mother", asked_on=FIRST)


def event(number: int, on: date, to: ReferralState | None = None, **said: object) -> ReferralEvent:
    return ReferralEvent(str(number), AT, "Dr Shah", on, to, **said)  # type: ignore[arg-type]


def referral(name: str, *events: ReferralEvent, first: date | None = None) -> Referral:
    begun = BegunReferral(
        name, "p", "", name, OptionKind.CAMHS, "sleep", AT, FIRST, "Dr Shah", first_sent_on=first
    )
    return follow(begun, events)


SENT = event(1, FIRST, ReferralState.SENT, consent=YES)
BACK = event(2, date(2026, 3, 20), ReferralState.RETURNED, reason=ReturnReason.STILL_GOING_ON)
GONE_ON = event(3, date(2026, 3, 22), ReferralState.SUPERSEDED, next_referral_id="B")
A = referral("A", SENT, BACK, GONE_ON)
BACK_FROM_A = "Sent to A 3 Mar · back 20 Mar, it still goes on at home"
AGAIN = event(1, date(2026, 3, 22), ReferralState.SENT, consent=YES)
WAITS = event(2, date(2026, 4, 1), ReferralState.WAITING)
LOOKED = (
    event(3, date(2026, 5, 1), check=WaitingCheck(Impact.SOME)),
    event(4, date(2026, 6, 1), check=WaitingCheck(Impact.SEVERE)),
)


@pytest.mark.parametrize(
    ("chain", "told"),
    [
        (
            (A, referral("B", AGAIN, WAITS, first=FIRST)),
            f"{BACK_FROM_A} · B waiting since 3 Mar (34 weeks)",
        ),
        (
            (A, referral("B", AGAIN, WAITS, *LOOKED, first=FIRST)),
            f"{BACK_FROM_A} · worse 1 Jun · B waiting since 3 Mar (34 weeks)",
        ),
        (
            (referral("A", SENT), referral("B", AGAIN, WAITS, first=FIRST)),
            "Sent to A 3 Mar · A goes on · B waiting since 3 Mar (34 weeks)",
        ),
        (
            (referral("A", SENT, BACK),),
            f"{BACK_FROM_A} · nobody has said what is done now",
        ),
        (
            (referral("A", SENT, BACK, event(3, TODAY, plan=ReturnPlan("the hub", "Amy Cole"))),),
            "Sent to A 3 Mar · back 20 Mar, it still goes on at home · next: the hub (Amy Cole)",
        ),
        ((referral("A", SENT),), "Sent to A 3 Mar · waiting for an answer since 3 Mar (34 weeks)"),
        ((referral("A"),), "A: being written 3 Mar"),
        (
            (A, referral("B", AGAIN, event(2, TODAY, ReferralState.CLOSED_HELPED), first=FIRST)),
            f"{BACK_FROM_A} · B ended, and it helped 27 Oct",
        ),
    ],
)
def test_a_chain_is_one_line_with_the_first_day(chain: tuple[Referral, ...], told: str) -> None:
    assert chain_words(chain, RULES, TODAY) == told


def test_one_day_is_told_in_the_order_in_which_it_was_written_and_each_thing_once() -> None:
    def look(number: int, **found: object) -> ReferralEvent:
        return event(number, BACK.on, check=WaitingCheck(**found))  # type: ignore[arg-type]

    worse = (look(5, self_harm=True), look(6, threat=True))
    (parts,) = [chain_words((referral("A", SENT, *worse, BACK),), RULES, TODAY).split(" · ")[1:3]]
    assert parts == ["worse 20 Mar", "back 20 Mar, it still goes on at home"]
    ended = event(7, BACK.on, ReferralState.SUPERSEDED, next_referral_id="B")
    again = event(8, BACK.on, ReferralState.SENT, consent=YES)
    two = (referral("A", SENT, worse[0], ended), referral("B", again, worse[1], first=FIRST))
    assert chain_words(two, RULES, TODAY).count("worse 20 Mar") == 1


def test_the_wait_counts_from_the_first_day_and_says_so() -> None:
    again = referral("B", AGAIN, WAITS, first=FIRST)
    first = "First referred 3 Mar 2026, 34 weeks ago"
    assert clock_words(again, TODAY) == f"With them since 22 Mar 2026. {first}"
    assert clock_words(referral("A", SENT), TODAY) == "With them since 3 Mar 2026 (34 weeks)"
    assert clock_words(referral("A", SENT, BACK), TODAY) == first
    assert clock_words(referral("B", first=FIRST), TODAY) == first
    assert clock_words(A, TODAY) == "Waited from 3 Mar 2026 to 22 Mar 2026"
    helped = event(3, date(2026, 5, 1), ReferralState.ATTENDED)
    assert clock_words(referral("B", AGAIN, WAITS, helped, first=FIRST), TODAY) == (
        "Waited from 3 Mar 2026 to 1 May 2026"
    )
    assert waited(TODAY, TODAY) == "today"
    today = referral("A", event(1, TODAY, ReferralState.SENT, consent=YES))
    assert clock_words(today, TODAY) == "With them since 27 Oct 2026 (today)"
    assert clock_words(referral("A", first=TODAY), TODAY) == "First referred 27 Oct 2026, today"


def test_what_is_owed_is_said_with_its_day() -> None:
    back = referral("A", SENT, BACK)
    (plan,) = owed_of(back, RULES, frozenset())
    assert owed_words(plan, TODAY) == "A plan is owed. Late: due 24 Mar 2026"
    assert owed_words(plan, plan.due_on) == "A plan is owed today"
    assert owed_words(plan, FIRST) == "A plan is owed by 24 Mar 2026"


@pytest.mark.parametrize("state", ReferralState)
def test_only_what_may_follow_is_offered(state: ReferralState) -> None:
    one = referral("A", event(1, FIRST, state, consent=YES, reason=ReturnReason.AGE))
    offered = {choice.value for choice in choices_of(one, RULES, TODAY)}
    steps = offered & {one.value for one in ReferralState}
    assert steps <= {*RULES.stage(state.value).then, ReferralState.SENT}
    assert ReferralState.SUPERSEDED not in steps
    assert ("plan" in offered) is (state is ReferralState.RETURNED)
    assert ("look" in offered) is state.with_service
    assert {"note", "take-back"} <= offered


def test_that_no_answer_came_is_offered_once_it_is_so() -> None:
    def offered(today: date) -> set[str]:
        return {one.value for one in choices_of(referral("A", SENT), RULES, today)}

    assert "expired" not in offered(date(2026, 3, 30))
    assert "expired" in offered(date(2026, 3, 31))


def test_sending_asks_on_what_it_rests_unless_that_is_known() -> None:
    assert asks_of(referral("A"), "sent").consent
    assert not asks_of(referral("A", SENT), "sent").consent


def test_how_it_is_known_is_a_letter_where_one_was_printed_and_else_nothing() -> None:
    def chosen(step: str, *, printed: bool) -> str:
        form = step_form({}, step, "Dr Shah", KNOWLEDGE, TODAY, printed=printed)
        return str(form.how.data or "")

    assert chosen("sent", printed=True) == "letter"
    assert chosen("sent", printed=False) == ""
    assert chosen("returned", printed=True) == ""


def test_every_fault_is_said_beside_a_box() -> None:
    assert set(FAULTS) == set(Fault)
    assert {box for box, _ in FAULTS.values()} <= {field.name for field in StepForm()}
