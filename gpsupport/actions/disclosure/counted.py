"""What was noted after tellings and still counts."""

from collections.abc import Iterable

from gpsupport.domain.disclosure.counting import counting
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import UnitOfWork


def noted_and_counting(
    work: UnitOfWork, actor: Actor, patient_id: str, enquiries: Iterable[Enquiry]
) -> tuple[Disclosure, ...]:
    """What was noted after those of the enquiries in which the patient told, oldest first.

    `enquiries` are those that count, of the patient or of one consultation. Each paper is given
    under the id of the enquiry that counts now.
    """
    noted = work.disclosures.read_all(actor, patient_id)
    if not noted:
        return ()
    replaced = work.enquiries.read_replaced(actor, patient_id)
    later = {one.enquiry.id: one.later_id for one in replaced}
    return counting(noted, enquiries, later)
