"""What happened to a referral: events that are never changed, each dated and by somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gpsupport.domain.directory.hidden_places import is_secret
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.referral.states import Channel, Impact, ReferralState, ReturnReason


@dataclass(frozen=True, slots=True)
class Consent:
    """On what the referral rests: a yes of `by_whom`, or a recorded decision without one.

    Without a yes both `ground` (the id of the lawful ground) and `why_without` are needed.
    `shares` is what may be said.
    """

    given: bool
    by_whom: str = ""
    asked_on: date | None = None
    ground: str = ""
    why_without: str = ""
    shares: str = ""

    @property
    def stands(self) -> bool:
        """Whether a referral may rest on it."""
        if self.given:
            return bool(self.by_whom.strip()) and self.asked_on is not None
        return bool(self.ground and self.why_without.strip())


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """What is done after a return: where next, who owns it, and how the family was told.

    `next_route` is an option's name or the way in words; `told` how the safe parent was told, or
    why nobody was; `unmet` the id of a gap group, empty when the need is met on the next way.
    """

    next_route: str
    owner: str
    told: str = ""
    unmet: str = ""

    @property
    def complete(self) -> bool:
        """Whether it names a way and a person."""
        return bool(self.next_route.strip() and self.owner.strip())


@dataclass(frozen=True, slots=True)
class WaitingCheck:
    """How somebody is who waits. None means that it was not asked.

    `beyond` is the clinician's judgement that this service will soon be too little.
    """

    impact: Impact | None = None
    self_harm: bool | None = None
    out_of_school: bool | None = None
    threat: bool | None = None
    beyond: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReferralEvent:
    """One thing that happened. `on` is the day of it, `at` when it was written down and by whom.

    `to` is the state it led to; None for a plan, a check or a note, of which `plan`, `check` and
    `words` tell. `next_referral_id` is the one that takes this one's place. `advice` is what a
    service said to do instead. `replaces` is an event that was entered wrongly and counts no more.
    `told_in` is the digest of the answer that told it, empty for what a person wrote down.
    `life_event` is what happened to the patient (a death, a move) where that ended it.
    `through_practice`: where it is not safe to get in touch, it goes through the practice alone.
    `seen_to`: what could not wait for another day was done, as `words` say.
    """

    id: str
    at: datetime
    by: str
    on: date
    to: ReferralState | None = None
    how: Channel = Channel.PHONE
    words: str = ""
    consent: Consent | None = None
    reason: ReturnReason | None = None
    advice: str = ""
    plan: ReturnPlan | None = None
    check: WaitingCheck | None = None
    next_referral_id: str = ""
    appointment_on: date | None = None
    replaces: str = ""
    told_in: str = ""
    life_event: str = ""
    through_practice: bool = False
    seen_to: bool = False


@dataclass(frozen=True, slots=True)
class BegunReferral:
    """What never changes of a referral: to whom, for whom, why, and when the first one began.

    `patient_id` is whose record holds it; `about` names the person to be helped when that is
    somebody else (a child), with `about_patient_id` where this practice has them. The option is
    kept as it was called on `begun_on`. `continues` is the referral whose place this one takes, and
    `first_sent_on` the day on which the first of that chain went out: None when none has. `beside`:
    the earlier one goes on meanwhile. `told` and `unmet` are of the plan that this one is for it.
    `hidden_place`: the option was of a place that is kept secret, which its entry alone may say.
    """

    id: str
    patient_id: str
    option_id: str
    option_name: str
    option_kind: OptionKind
    need: str
    begun_at: datetime
    begun_on: date
    begun_by: str
    about: str = ""
    about_patient_id: str = ""
    urgent: bool = False
    continues: str = ""
    first_sent_on: date | None = None
    beside: bool = False
    told: str = ""
    unmet: str = ""
    hidden_place: bool = False

    @property
    def hidden(self) -> bool:
        """Whether it is to a place that is kept secret: it was, or its kind or name says so."""
        return self.hidden_place or is_secret(self.option_kind, (self.option_name,))
