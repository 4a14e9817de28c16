"""The people of a patient's links, and the children among them."""

from collections.abc import Iterable
from datetime import date

from gpsupport.domain.assessment import imported_enquiries
from gpsupport.domain.enquiry import EnquiryHistory
from gpsupport.domain.family.children import relatives_with_linked
from gpsupport.domain.family.links import Candidate, FamilyLink, candidates
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient, PatientSearch, Relative
from gpsupport.domain.record import PatientPicture
from gpsupport.persistence.work import UnitOfWork

# More people than this of one birth date are not proposed: somebody looks for them by hand.
_BORN_ALIKE = 50


def people_of(work: UnitOfWork, actor: Actor, links: Iterable[FamilyLink]) -> dict[str, Patient]:
    """Those to whom two-way links lead and whom the actor may see, by id.

    Nobody of them is audited: their own record does not say who was named beside whom.
    """
    ids = {one.other_id for one in links if one.other_id and not one.kind.one_way}
    return work.patients.list_some(actor, ids)


def relatives_of(work: UnitOfWork, actor: Actor, picture: PatientPicture) -> tuple[Relative, ...]:
    """The related persons of the record, and every linked child whom it does not name."""
    links = work.links.read_all(actor, picture.patient.id)
    return relatives_with_linked(picture.relatives, links, people_of(work, actor, links))


def has_told(picture: PatientPicture, knowledge: Knowledge, today: date) -> bool:
    """Whether the patient has told until that day, here or as a code of the record says."""
    askings = picture.history.enquiries + imported_enquiries(picture, knowledge)
    return any(one.outcome.told for one in EnquiryHistory(askings).until(today))


def proposed(
    work: UnitOfWork, actor: Actor, patient_id: str, links: Iterable[FamilyLink]
) -> tuple[Candidate, ...]:
    """Who of the practice may be a person whom the patient's own record names, surest first.

    Nobody who is linked already in whatever way, nobody about whom somebody decided before, and
    nobody whose record began anew or ended with a new number: a name and a birth date must not
    lead there.
    """
    relatives = work.relatives.read_all(actor, patient_id)
    linked = {one.other_id for one in links if one.open}
    days = {one.born.earliest for one in relatives if one.born is not None}
    found: dict[str, Patient] = {}
    for day in sorted(days):
        alike = work.patients.search(actor, PatientSearch(born=day), _BORN_ALIKE)
        found |= {one.id: one for one in alike}
    apart = work.life_events.kept_apart(actor)
    here = [one for one in found.values() if one.id not in {patient_id, *linked, *apart}]
    return candidates(relatives, here, work.links.decided(actor, patient_id))
