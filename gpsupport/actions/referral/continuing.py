"""A referral that follows another: about the same person, with what is said of the earlier one."""

from collections.abc import Iterator
from dataclasses import replace

from gpsupport.actions.errors import NotFound
from gpsupport.actions.referral.reading import Person
from gpsupport.actions.referral.wanted import NewReferral, Want
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.chains import of_same_person
from gpsupport.domain.referral.following import Referral
from gpsupport.persistence.work import UnitOfWork


def wanting_to_continue(
    older: Referral | None, person: Person, wanted: NewReferral, rules: ReferralRules
) -> Iterator[Want]:
    """What is missing of one that follows another: it is about the same person, and says of that
    one whether it goes on, or what is done about its return.
    """
    if older is None:
        return
    begun = older.begun
    here = replace(begun, about=person.name, about_patient_id=person.patient_id)
    if not of_same_person(begun, here):
        yield Want.PERSON
    if older.state.with_service and wanted.goes_on is None:
        yield Want.GOES_ON
    known = {"", *(one.id for one in rules.gap_groups)}
    if older.returned_without_plan and wanted.unmet not in known:
        yield Want.UNMET


def continued(work: UnitOfWork, actor: Actor, patient_id: str, continues: str) -> Referral | None:
    """The referral that this one follows. Raises NotFound for one of another record."""
    if not continues:
        return None
    found = work.referrals.find(actor, continues)
    if found is None or found.begun.patient_id != patient_id:
        raise NotFound
    return found
