"""Which telling this is about: the enquiry of today's consultation that somebody told in."""

from gpsupport.actions.errors import NotFound
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.knowledge.content.care import Area
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import UnitOfWork


class NobodyTold(NotFound):
    """In this consultation nobody told of anything, or an answer was corrected since."""


def find_told(work: UnitOfWork, actor: Actor, consultation: Consultation) -> Enquiry | None:
    """The enquiry of a consultation, if the patient told of something in it."""
    if consultation.enquiry_id is None:
        return None
    enquiry = work.enquiries.find(actor, consultation.enquiry_id)
    return enquiry if enquiry is not None and enquiry.outcome.told else None


def area_of(knowledge: Knowledge) -> Area:
    """The area that holds here. Raises LookupError for content without one."""
    area = knowledge.find_area()
    if area is None:
        raise LookupError("the content says of no area that it holds here")
    return area
