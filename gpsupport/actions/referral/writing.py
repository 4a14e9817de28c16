"""What happened to a referral is written down: never unseen over somebody else, never undone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from gpsupport.actions.consultation.current import require_gate_without_company
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.forms import SavedSince
from gpsupport.actions.referral.growing_up import remind_of_growing_up
from gpsupport.actions.referral.places import boxes_that_tell
from gpsupport.actions.referral.reading import rules_of
from gpsupport.actions.referral.reminding import NO_HOLIDAYS, remind, remind_others
from gpsupport.actions.referral.typed import forget_typed
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import FormName
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import ReferralEvent, ReturnPlan
from gpsupport.domain.referral.following import Fault, Referral, faults_of
from gpsupport.domain.referral.owed import next_due_on
from gpsupport.domain.referral.states import Channel, ReferralState
from gpsupport.domain.referral.succession import giving_back, taking_place, went_out
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork

_FORM = FormName.REFERRAL_STEP


class CannotBeWritten(Exception):
    """What happened cannot have happened like this: `faults` say why. Nothing was written."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Name the faults alone: what was typed would end up in a log."""
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__(", ".join(self.faults))


def add_to_referral(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    referral_id: str,
    event: ReferralEvent,
    seen: int,
    knowledge: Knowledge,
    now: datetime,
) -> Referral:
    """Write down what happened as the actor's entry of now, and forget what was typed.

    `seen` is how many entries the page showed. "Sent" from a draft is "agreed" first, on the same
    day. Raises Denied, NotFound, GateClosed, CannotBeWritten, and SavedSince where somebody else
    wrote something meanwhile.
    """
    try:
        with database.writing(_changing(actor, now)) as work:
            consultation = require_gate_without_company(work, actor, patient_id, now)
            referral = _own(work, actor, patient_id, referral_id)
            _require_untold(work, actor, referral, event)
            for one in _steps(referral, event):
                referral = write_in(work, actor, referral, one, seen, knowledge, now)
                seen += 1
            forget_typed(work, actor, consultation.id, _FORM, referral_id, now)
    except StaleRow:
        raise SavedSince from None
    return referral


def take_back(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    referral_id: str,
    words: str,
    seen: int,
    knowledge: Knowledge,
    now: datetime,
) -> Referral:
    """Take the last entry back that still counts: it stays readable, with why, and counts no more.

    Raises as `add_to_referral`, and NotFound where there is nothing to take back.
    """
    try:
        with database.writing(_changing(actor, now)) as work:
            consultation = require_gate_without_company(work, actor, patient_id, now)
            referral = _own(work, actor, patient_id, referral_id)
            last = last_entry(referral)
            if last is None:
                raise NotFound
            made = ReferralEvent(
                id="",
                at=now,
                by=actor.name,
                on=london_day(now),
                how=Channel.IN_PERSON,
                words=words.strip(),
                replaces=last.id,
            )
            _require_untold(work, actor, referral, made)
            referral = write_in(work, actor, referral, made, seen, knowledge, now)
            forget_typed(work, actor, consultation.id, _FORM, referral_id, now)
    except StaleRow:
        raise SavedSince from None
    return referral


def write_in(  # noqa: PLR0917 - of which referral, what, as seen by whom, by which rules and when
    work: UnitOfWork,
    actor: Actor,
    referral: Referral,
    event: ReferralEvent,
    seen: int,
    knowledge: Knowledge,
    now: datetime,
) -> Referral:
    """Write one entry inside a larger transaction; the referral as it stands then.

    Reminders follow, a need that the plan calls unmet is kept, and the referral whose place a sent
    one takes is ended, and open again once the newer proves an error. Raises CannotBeWritten, and
    StaleRow.
    """
    rules, today = rules_of(knowledge), london_day(now)
    if seen != len(referral.events):
        raise StaleRow("somebody else wrote something about it meanwhile")
    made = replace(event, at=now, by=event.by or actor.name)
    faults = (*faults_of(referral, made, rules, today), *_consent_wanting(made, today))
    if faults:
        raise CannotBeWritten(faults)
    begun = referral.begun
    after = referral.with_event(made)
    kept = work.referrals.add_event(
        actor,
        begun.patient_id,
        begun.id,
        made,
        expected=seen,
        next_due_on=next_due_on(after, rules, NO_HOLIDAYS),
    )
    after = referral.with_event(kept)
    # What a service's system said of itself nobody here has done.
    nobody_did = bool(kept.replaces) or kept.how.live
    remind(work, actor, after, rules, now, taken_back=nobody_did)
    if _about_safety(kept, referral):
        remind_others(work, actor, after, rules, now, taken_back=bool(kept.replaces))
    remind_of_growing_up(work, actor, after, knowledge, now)
    if kept.plan is not None and kept.plan.unmet:
        _keep_unmet(work, actor, after, kept.plan, rules, now)
    if begun.continues and went_out(after) is not went_out(referral):
        _take_place(work, actor, after, kept, knowledge, now)
    return after


def _about_safety(event: ReferralEvent, referral: Referral) -> bool:
    """Whether it says of the person, or no longer says, that it is not safe to get in touch."""
    said = (event, *(one for one in referral.events if one.id == event.replaces))
    return any(one.to is ReferralState.UNSAFE for one in said)


def last_entry(referral: Referral) -> ReferralEvent | None:
    """The last entry that still counts and takes nothing back; None when there is none."""
    found = [one for one in referral.counting if not one.replaces]
    return found[-1] if found else None


def _require_untold(
    work: UnitOfWork, actor: Actor, referral: Referral, event: ReferralEvent
) -> None:
    """Refuse words that tell where a secret place is. Raises CannotBeWritten, naming the boxes."""
    plan, consent = event.plan, event.consent
    said = {
        Fault.WORDS_TELL: (event.words, event.check.words if event.check else ""),
        Fault.ADVICE_TELLS: (event.advice,),
        Fault.NEXT_TELLS: (plan.next_route,) if plan else (),
        Fault.TOLD_TELLS: (plan.told,) if plan else (),
        Fault.SHARES_TELLS: (consent.shares, consent.by_whom) if consent else (),
        Fault.WHY_TELLS: (consent.why_without,) if consent else (),
    }
    telling = boxes_that_tell(work, actor, said, hidden=referral.begun.hidden)
    if telling:
        raise CannotBeWritten(telling)


def _steps(referral: Referral, event: ReferralEvent) -> tuple[ReferralEvent, ...]:
    if event.to is not ReferralState.SENT or referral.state is not ReferralState.DRAFT:
        return (event,)
    agreed = replace(event, to=ReferralState.CONSENT, words="", advice="")
    return agreed, replace(event, consent=None)


def _consent_wanting(event: ReferralEvent, today: date) -> tuple[Fault, ...]:
    """ "Agreed" without an agreement, or a decision without one, says nothing."""
    consent = event.consent
    if consent is not None and consent.asked_on is not None and consent.asked_on > today:
        return (Fault.NO_CONSENT,)
    agreed = consent is not None and consent.stands
    return (Fault.NO_CONSENT,) if event.to is ReferralState.CONSENT and not agreed else ()


def _keep_unmet(  # noqa: PLR0917 - what, of whom, by which rules and when
    work: UnitOfWork,
    actor: Actor,
    referral: Referral,
    plan: ReturnPlan,
    rules: ReferralRules,
    now: datetime,
) -> None:
    if plan.unmet not in {one.id for one in rules.gap_groups}:
        raise NotFound
    begun = referral.begun
    work.unmet.add(
        actor,
        UnmetNeed(
            id="",
            patient_id=begun.patient_id,
            gap=plan.unmet,
            need=begun.need,
            noted_at=now,
            noted_by=actor.name,
            about=begun.about,
            option_id=begun.option_id,
            option_name=begun.option_name,
            referral_id=begun.id,
        ),
    )


def _take_place(  # noqa: PLR0917 - what, of whom, by which rules and when
    work: UnitOfWork,
    actor: Actor,
    newer: Referral,
    event: ReferralEvent,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """End the one whose place this one took, or open it again where that was an error."""
    older = work.referrals.find(actor, newer.begun.continues)
    if older is None:
        return
    if went_out(newer):
        wanted = taking_place(older, newer, event, actor.name, now)
    else:
        wanted = giving_back(older, newer, actor.name, london_day(now), now)
    for one in wanted:
        older = write_in(work, actor, older, one, len(older.events), knowledge, now)


def _own(work: UnitOfWork, actor: Actor, patient_id: str, referral_id: str) -> Referral:
    """The referral of this record. Raises NotFound for one of another, and for none."""
    found = work.referrals.find(actor, referral_id)
    if found is None or found.begun.patient_id != patient_id:
        raise NotFound
    return found


def _changing(actor: Actor, now: datetime) -> Occasion:
    return Occasion(actor, Permission.CONSULT, now, Event.CHANGE_REFERRAL)
