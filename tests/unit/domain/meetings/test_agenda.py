"""Which families a meeting should hear, and what keeps it from being closed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gpsupport.actions.referral.reading import rules_of
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.disclosure.disclosure import ChildPlan, Disclosure
from gpsupport.domain.meetings.agenda import (
    Open,
    Situation,
    decided_on,
    left_undecided,
    open_points,
    reasons_for,
)
from gpsupport.domain.meetings.glance import (
    Pressing,
    chains_to_hear,
    pressing_of,
    urgency_of,
)
from gpsupport.domain.meetings.kinds import Reason
from gpsupport.domain.meetings.meeting import (
    AgendaItem,
    Decision,
    Gone,
    Heard,
    Meeting,
    MeetingAction,
)
from gpsupport.domain.referral.events import (
    BegunReferral,
    Consent,
    ReferralEvent,
    ReturnPlan,
    WaitingCheck,
)
from gpsupport.domain.referral.following import Referral, follow
from gpsupport.domain.referral.states import ReferralState, ReturnReason
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.knowledge.load import load_knowledge

PACK = load_knowledge()
RULES = rules_of(PACK)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()
HEAD = ("id", "m", "p", NOW, "Dr Lead")
ITEM = AgendaItem(*HEAD)
PLANNED = ChildPlan("Sam", 7, "RelatedPerson/1", plan="x", owner="Dr One", by=TODAY)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def referral(number: int, *steps: tuple[ReferralState, int]) -> Referral:
    begun = BegunReferral(
        f"r{number}", "p", "", "CAMHS", OptionKind.CAMHS, "sleep", NOW, ago(400), "Dr One"
    )
    events = (
        ReferralEvent(
            f"e{number}-{place}",
            NOW,
            "Dr One",
            ago(days),
            to,
            reason=ReturnReason.AGE if to is ReferralState.RETURNED else None,
            consent=Consent(given=True, by_whom="her", asked_on=ago(days)),
            plan=ReturnPlan("the hub", "Dr One") if to is ReferralState.RETURNED else None,
        )
        for place, (to, days) in enumerate(steps)
    )
    return follow(begun, events)


def back(number: int, days: int) -> Referral:
    return referral(number, (ReferralState.SENT, days + 1), (ReferralState.RETURNED, days))


def reasons(**known: object) -> tuple[Reason, ...]:
    return reasons_for(Situation(**known), RULES, 14, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("returns", "found"),
    [(0, ()), (1, ()), (2, (Reason.SECOND_RETURN,)), (3, (Reason.MANY_RETURNS,))],
)
def test_returns_ask_for_a_meeting_from_the_second_on(
    returns: int, found: tuple[Reason, ...]
) -> None:
    assert reasons(referrals=tuple(back(one, 3) for one in range(returns))) == found


def test_what_a_meeting_decided_is_not_asked_for_again_until_another_comes_back() -> None:
    two = (back(1, 9), back(2, 8))
    assert reasons(referrals=two, decided_on=ago(8)) == ()
    assert reasons(referrals=two, decided_on=ago(9)) == (Reason.SECOND_RETURN,)


def test_returns_of_what_is_over_ask_for_nothing() -> None:
    over = tuple(
        referral(
            one, (ReferralState.SENT, 9), (ReferralState.RETURNED, 8), (ReferralState.DECLINED, 7)
        )
        for one in range(2)
    )
    assert reasons(referrals=over) == ()


def test_a_wait_is_stuck_once_what_is_owed_is_long_overdue() -> None:
    owed_after = RULES.while_waiting.no_reply_after_days
    assert reasons(referrals=(referral(1, (ReferralState.SENT, owed_after + 14)),)) == ()
    stuck = (referral(1, (ReferralState.SENT, owed_after + 15)),)
    assert reasons(referrals=stuck) == (Reason.STUCK_WAIT,)


def telling(*children: ChildPlan) -> Disclosure:
    return Disclosure("d", "p", "c", "e", NOW, "Dr One", children=children)


@pytest.mark.parametrize(
    ("told", "children", "due", "asks"),
    [
        ((telling(PLANNED),), (PLANNED,), ago(-1), False),
        ((telling(PLANNED),), (PLANNED,), ago(1), True),
        ((telling(replace(PLANNED, plan=None)),), (), None, True),
        ((telling(replace(PLANNED, plan=None, why_none="grown up")),), (), None, False),
        ((telling(PLANNED),), (ChildPlan("Ella", 3, "RelatedPerson/2"),), None, True),
        ((telling(PLANNED),), (ChildPlan("sam", 7, "RelatedPerson/9"),), None, False),
        ((), (ChildPlan("Ella", 3, "RelatedPerson/2"),), None, False),
    ],
)
def test_a_child_without_a_plan_asks_for_a_meeting(
    told: tuple[Disclosure, ...], children: tuple[ChildPlan, ...], due: date | None, *, asks: bool
) -> None:
    reminder = Reminder("r", "p", "k", ReminderKind.CHILD_PLAN, due or TODAY)
    known = (reminder,) if due else ()
    found = reasons(told=told, children=children, reminders=known)
    assert (Reason.CHILD_WITHOUT_PLAN in found) is asks


def test_nothing_closes_with_an_action_that_nobody_does_by_a_day() -> None:
    whole = MeetingAction(*HEAD, words="ring", owner="Dr One", due_on=TODAY)
    for lacking in (replace(whole, owner=" "), replace(whole, due_on=None)):
        heard = Heard(ITEM, actions=(whole, lacking))
        assert open_points([heard], ["somebody"]) == (Open.NOBODY_OWNS,)
        gone = Heard(ITEM, actions=(whole, replace(lacking, gone=Gone.ENTERED_WRONGLY)))
        assert open_points([gone], ["somebody"]) == ()
    assert open_points([], []) == (Open.NOBODY_CAME,)
    assert open_points([], ["somebody"], unseen=2) == (Open.NOBODY_OWNS_UNSEEN,)


def test_what_closed_meetings_left_undecided_is_carried_until_one_decides() -> None:
    first = Meeting("m1", ago(30), "practice", "Dr Lead", NOW, "Dr Lead", closed_at=NOW)
    second = replace(first, id="m2", on=ago(20))
    still = replace(first, id="m3", on=ago(10), closed_at=None)
    jane, dawn = (replace(ITEM, patient_id=one) for one in ("jane", "dawn"))
    decided = (Decision(*HEAD, words="done"),)
    held = [
        (first, (Heard(jane), Heard(dawn))),
        (second, (Heard(jane, decisions=decided), Heard(replace(dawn, meeting_id="m2")))),
        # One that goes on has left nothing yet, and has decided what it has decided.
        (still, (Heard(dawn, decisions=decided), Heard(replace(ITEM, patient_id="ann")))),
    ]
    assert left_undecided(held) == {"dawn": replace(dawn, meeting_id="m2")}
    assert decided_on(held) == {"jane": ago(20), "dawn": ago(10)}


def looked_at(number: int, *checks: WaitingCheck, urgent: bool = False) -> Referral:
    one = referral(number, (ReferralState.SENT, 90))
    begun = replace(one.begun, urgent=urgent)
    looks = (
        ReferralEvent(f"c{place}", NOW, "Dr One", ago(60 - place), check=check)
        for place, check in enumerate(checks)
    )
    return follow(begun, (*one.events, *looks))


def test_what_presses_comes_first_and_what_nobody_looked_at_keeps_its_place() -> None:
    harm, none = WaitingCheck(self_harm=True), WaitingCheck(self_harm=False)
    known = looked_at(1, harm, harm)
    assert pressing_of(known) == (Pressing.SELF_HARM,)
    assert pressing_of(looked_at(2, none, harm)) == (Pressing.SELF_HARM, Pressing.WORSE)
    assert pressing_of(looked_at(3, harm, none)) == ()
    over = replace(known, state=ReferralState.DECLINED)
    assert pressing_of(over) == ()
    worse = looked_at(4, WaitingCheck(out_of_school=True))
    stuck, lead = (Reason.STUCK_WAIT,), (Reason.LEAD,)
    families: list[tuple[tuple[Referral, ...], tuple[Reason, ...]]] = [
        ((back(6, 3),), lead),
        ((back(6, 3),), stuck),
        ((looked_at(5, urgent=True),), lead),
        ((back(7, 3), worse), lead),
        ((known,), lead),
    ]
    assert sorted(families, key=lambda one: urgency_of(*one)) == families[::-1]


def test_what_an_earlier_look_found_presses_in_the_one_that_took_its_place() -> None:
    """The newest look of the chain says it, until a look of its own says otherwise."""
    harm, worse = WaitingCheck(self_harm=True), WaitingCheck(out_of_school=True)
    following = referral(8, (ReferralState.SENT, 9))
    assert pressing_of(following) == ()
    heard = replace(following, earlier_checks=((ago(20), harm),))
    assert pressing_of(heard) == (Pressing.SELF_HARM, Pressing.WORSE)
    stuck = replace(following, earlier_checks=((ago(20), worse),))
    assert pressing_of(stuck) == (Pressing.WORSE,)
    better = replace(heard, checks=((ago(5), WaitingCheck(self_harm=False)),))
    assert pressing_of(better) == ()
    lead = (Reason.LEAD,)
    assert urgency_of((heard,), lead) < urgency_of((stuck,), lead) < urgency_of((better,), lead)


def test_a_chain_to_hear_is_open_or_came_back_and_names_no_secret_place() -> None:
    refuge = back(1, 3)
    begun = replace(refuge.begun, option_kind=OptionKind.REFUGE, option_name="Rose House")
    plan = ReturnPlan("Rose House refuge", "Dr One")
    declined = replace(back(2, 3), state=ReferralState.DECLINED)
    helped = replace(referral(3, (ReferralState.SENT, 9)), state=ReferralState.CLOSED_HELPED)
    (first,), (second,) = chains_to_hear(
        (helped, declined, replace(refuge, begun=begun, plan=plan))
    )
    assert first.begun.option_name == "Refuge"
    assert "Rose" not in repr(first.plan)
    assert second == declined
    kept = replace(begun, option_kind=OptionKind.VOLUNTARY, hidden_place=True)
    ((only,),) = chains_to_hear((replace(refuge, begun=kept),))
    assert only.begun.option_name == "Voluntary"


def test_what_presses_comes_first_and_the_name_of_a_service_is_no_address() -> None:
    hub, secret = (
        replace(back(one, 3), plan=ReturnPlan(route, "Dr One"))
        for one, route in ((1, "Family Hub, Mill Lane"), (2, "12 Mill Lane"))
    )
    worse = looked_at(3, WaitingCheck(self_harm=True))
    first, second, third = chains_to_hear((hub, secret, worse), ("Family Hub, Mill Lane",))
    assert first == (worse,)
    assert second == (hub,)
    assert "Mill Lane" not in repr(third)
