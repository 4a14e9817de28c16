"""What leaves in writing stands in the sharing log before it does, once in a consultation."""

from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.knowledge.content.care import SharingStep
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import Consent
from gpsupport.persistence.work import UnitOfWork


def log_once(work: UnitOfWork, actor: Actor, made: SharingEntry) -> bool:
    """Log it unless the same went to the same reader in this consultation; whether it is new.

    Raises Denied.
    """
    what = (made.consultation_id, made.with_whom, made.what)
    for one in work.sharing.read_all(actor, made.patient_id):
        if (one.consultation_id, one.with_whom, one.what) == what:
            return False
    work.sharing.add(actor, made)
    return True


def step_of(consent: Consent, knowledge: Knowledge) -> SharingStep | None:
    """The step of the sharing flow: that which needs a yes, or the ground of a decision without."""
    for one in knowledge.sharing.steps:
        if one.needs_a_yes if consent.given else one.id == consent.ground:
            return one
    return None
