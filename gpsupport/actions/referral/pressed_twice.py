"""What a button pressed twice asks for a second time: it is there already, once.

Whoever asks holds the consultation, so that of two at once the second finds what the first did.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import BegunReferral, Consent
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import ReferralState
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.persistence.work import UnitOfWork

# Within it the same words of the same person are the same press.
_AT_ONCE = timedelta(minutes=1)


def begun_just_now(
    work: UnitOfWork, actor: Actor, made: BegunReferral, consent: Consent | None
) -> Referral | None:
    """The same referral, begun by the same person a moment ago; None where there is none."""
    for one in work.referrals.read_all(actor, made.patient_id):
        same = replace(one.begun, id="", begun_at=made.begun_at, first_sent_on=made.first_sent_on)
        entered_in_error = one.state is ReferralState.IN_ERROR
        agreed = one.consent == consent and not entered_in_error
        if same == made and agreed and _just_now(one.begun.begun_at, made.begun_at):
            return one
    return None


def noted_just_now(work: UnitOfWork, actor: Actor, made: UnmetNeed) -> UnmetNeed | None:
    """The same need, noted by the same person a moment ago; None where there is none."""
    for one in work.unmet.read_all(actor, made.patient_id):
        same = replace(one, id="", noted_at=made.noted_at, version=made.version)
        if same == made and _just_now(one.noted_at, made.noted_at):
            return one
    return None


def _just_now(before: datetime, now: datetime) -> bool:
    return timedelta(0) <= now - before < _AT_ONCE
