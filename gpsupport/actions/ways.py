"""The ways that were kept to reach a patient, as they stand after what referrals found."""

from collections.abc import Iterable

from gpsupport.domain.disclosure.contact import KeptContact, ways_since
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.following import Referral
from gpsupport.persistence.work import UnitOfWork


def ways_kept(
    work: UnitOfWork,
    actor: Actor,
    patient_id: str,
    referrals: Iterable[Referral] | None = None,
) -> tuple[KeptContact, ...]:
    """Every way that was kept, oldest first; the last says none where one was found unsafe since.

    `referrals` are those of the patient's record where they were read already.
    """
    kept = work.safe_contacts.read_all(actor, patient_id)
    if not kept:
        return ()
    read = work.referrals.read_all(actor, patient_id) if referrals is None else referrals
    return ways_since(kept, max(filter(None, (one.found_unsafe for one in read)), default=None))
