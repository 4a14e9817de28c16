"""The reminder that a child who is referred to a service for children will grow up."""

from datetime import datetime

from gpsupport.actions.referral.reminding import settle
from gpsupport.actions.referral.whom import child_of
from gpsupport.domain.days import PartialDate
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import BegunReferral
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.growing_up import growing_up, key_of_growing_up
from gpsupport.persistence.work import UnitOfWork


def remind_of_growing_up(
    work: UnitOfWork, actor: Actor, referral: Referral, knowledge: Knowledge, now: datetime
) -> None:
    """Remind of planning what follows, as long as the referral is open."""
    rules = knowledge.tracks
    if rules is None or referral.begun.option_kind not in rules.transition.kinds:
        return
    own = key_of_growing_up(referral.begun.id)
    known = work.reminders.read_all(actor, referral.begun.patient_id)
    settle(
        work,
        actor,
        [one for one in known if one.key.startswith(own)],
        growing_up(referral, _born(work, actor, referral.begun), rules.transition),
        now,
        taken_back=True,
    )


def _born(work: UnitOfWork, actor: Actor, begun: BegunReferral) -> PartialDate | None:
    """When the person was born whom the referral is about, from this practice or the record."""
    if begun.about:
        return child_of(work, actor, begun).born
    found = work.patients.list_some(actor, {begun.patient_id}).get(begun.patient_id)
    return found.born if found else None
