"""The form of one step of a referral, and the event that it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from gpsupport.actions.days import london_day
from gpsupport.actions.referral import CannotBeWritten, rules_of
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import ReferralEvent, ReturnPlan, WaitingCheck
from gpsupport.domain.referral.following import Fault, Referral
from gpsupport.domain.referral.states import Channel, Impact, ReferralState, ReturnReason
from gpsupport.web.referrals.boxes import (
    NOT_AGREED,
    SAY_UNMET,
    TELLS,
    ConsentBoxes,
    clean,
    faults_of_day,
    filled,
    line,
    parts_of,
    text,
    unmet_in,
    unmet_options,
)
from gpsupport.web.referrals.steps import (
    LOOK,
    PLAN,
    SEEN_TO,
    TAKE_BACK,
    THROUGH,
    state_of,
    wants_consent,
    wants_plan,
)
from gpsupport.web.referrals.told import CHANNELS, IMPACTS
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.widgets.dates import DayField

_Kind = TypeVar("_Kind", bound=StrEnum)
_YES_NO = (("yes", "Yes"), ("no", "No"), ("", "Not asked"))
_BY_HAND = tuple((one.value, said) for one, said in CHANNELS.items() if not one.live)
FAULTS = {
    Fault.BEFORE_THE_LAST: ("on", "This is before the entry before it. Check the day"),
    Fault.IN_THE_FUTURE: ("on", "This day is still to come"),
    Fault.NO_CONSENT: ("consent", NOT_AGREED),
    Fault.NO_REASON: ("reason", "Choose the reason that they gave"),
    Fault.NO_PLAN: ("plan_next", "First say what is done now, and who does it"),
    Fault.NO_WORDS: ("words", "Say it in a few words"),
    Fault.NOT_FROM_HERE: ("words", "This cannot follow from where it stands now"),
    Fault.NOT_RETURNED: ("words", "It is no longer one that came back"),
    Fault.NOT_WAITING: ("words", "No service has it any more"),
    Fault.WORDS_TELL: ("words", TELLS),
    Fault.ADVICE_TELLS: ("advice", TELLS),
    Fault.NEXT_TELLS: ("plan_next", TELLS),
    Fault.TOLD_TELLS: ("plan_told", TELLS),
    Fault.SHARES_TELLS: ("shares", TELLS),
    Fault.WHY_TELLS: ("consent_why", TELLS),
    Fault.NO_NEXT_REFERRAL: ("words", "This is written when the next referral is sent"),
}


class StepForm(ConsentBoxes):
    """What happened. Which of the boxes are shown depends on the step."""

    on = DayField("On which day")
    how = RadioGroup("How you know", _BY_HAND)
    words = text("In a few words")
    reason = RadioGroup("Why it came back")
    advice = line("What they said to do instead")
    appointment = DayField("Day of the appointment")
    plan_next = line("Where next")
    plan_owner = line("Who does it")
    plan_told = line("How the family was told, or why not")
    plan_unmet = RadioGroup("Does the next way meet the need?")
    impact = RadioGroup(
        "How much it gets in the way of life", tuple((one.value, w) for one, w in IMPACTS.items())
    )
    self_harm = RadioGroup("Self-harm", _YES_NO)
    out_of_school = RadioGroup("Out of school", _YES_NO)
    threat = RadioGroup("Somebody threatens them", _YES_NO)
    beyond = RadioGroup("Will it soon be too much for this service?", _YES_NO[:2])


def step_form(
    fields: Mapping[str, Sequence[str]],
    step: str,
    owner: str,
    knowledge: Knowledge,
    today: date,
    *,
    printed: bool = False,
) -> StepForm:
    """The form of a step as it was typed; what nobody touched holds today and `owner`.

    `printed`: a letter about it was printed today, by which it goes. Raises NotFound for content
    that says nothing of referrals.
    """
    rules = rules_of(knowledge)
    defaults = {
        **parts_of("on", today),
        **parts_of("consent_on", today),
        "how": Channel.LETTER.value if printed and step == ReferralState.SENT else "",
        "plan_owner": owner,
        "words": rules.not_safe.words if step == THROUGH else "",
    }
    form = StepForm(filled(fields, defaults))
    form.offer_grounds(knowledge)
    form.reason.options = tuple((one.id, one.words) for one in rules.return_reasons)
    form.plan_unmet.options = unmet_options(rules)
    if step == ReferralState.OFFERED:
        form.words.label.text = "What they offered, if anything is to be noted"
    if step == TAKE_BACK:
        form.words.label.text = "What was wrong with it"
    if step == SEEN_TO:
        form.how.label.text = "How it was done"
        form.words.label.text = "What was done, and by whom"
    return form


def event_of(
    form: StepForm, step: str, referral: Referral, actor: Actor, now: datetime
) -> ReferralEvent | None:
    """What is to be written down; None, with what is wrong named, where it cannot be."""
    form.validate()
    today = london_day(now)
    to = state_of(step)
    dated = step != TAKE_BACK
    if dated and not form.on.errors:
        form.on.errors = faults_of_day(form.on, today)
    how = _one(form.how.data, Channel)
    if dated and how is None:
        form.how.errors = ["Say how you know"]
    consent = form.find_consent(today) if wants_consent(referral, step) else None
    if wants_consent(referral, step) and consent is None:
        form.consent.errors = [NOT_AGREED]
    plan = _plan(form, step) if wants_plan(step) else None
    if to is ReferralState.RETURNED and not form.reason.data:
        form.reason.errors = ["Choose the reason that they gave"]
    check = _check(form) if step == LOOK else None
    if check == WaitingCheck():
        form.impact.errors = ["Say how they are"]
    if not clean(form) or form.on.data is None:
        return None
    return ReferralEvent(
        id="",
        at=now,
        by=actor.name,
        on=form.on.data,
        to=to,
        how=how or Channel.IN_PERSON,
        words="" if step == LOOK else form.words.data or "",
        consent=consent,
        reason=_one(form.reason.data, ReturnReason) if to is ReferralState.RETURNED else None,
        advice=form.advice.data or "" if to is ReferralState.RETURNED else "",
        plan=plan,
        check=check,
        appointment_on=form.appointment.data if to is ReferralState.OFFERED else None,
        through_practice=step == THROUGH,
        seen_to=step == SEEN_TO,
    )


def complain(form: StepForm, refused: CannotBeWritten) -> None:
    """Name beside its box why it cannot have happened like this."""
    for fault in refused.faults:
        name, said = FAULTS[fault]
        form[name].errors = [said]


def _plan(form: StepForm, step: str) -> ReturnPlan | None:
    """What is done now; None where a return comes without it, which is then owed."""
    said = any((form.plan_next.data, form.plan_told.data, form.plan_unmet.data))
    if step != PLAN and not said:
        return None
    if not form.plan_next.data:
        form.plan_next.errors = ["Say where next"]
    if not form.plan_owner.data:
        form.plan_owner.errors = ["Say who does it"]
    unmet = unmet_in(form.plan_unmet.data)
    if unmet is None:
        form.plan_unmet.errors = [SAY_UNMET]
    return ReturnPlan(
        next_route=form.plan_next.data or "",
        owner=form.plan_owner.data or "",
        told=form.plan_told.data or "",
        unmet=unmet or "",
    )


def _check(form: StepForm) -> WaitingCheck:
    said = {"yes": True, "no": False}
    return WaitingCheck(
        impact=_one(form.impact.data, Impact),
        self_harm=said.get(form.self_harm.data or ""),
        out_of_school=said.get(form.out_of_school.data or ""),
        threat=said.get(form.threat.data or ""),
        beyond=form.beyond.data == "yes",
        words=form.words.data or "",
    )


def _one(said: str | None, kind: type[_Kind]) -> _Kind | None:
    return next((one for one in kind if one.value == said), None)
