"""Whom a referral is about, as far as its record still says so; nobody is looked up by a name."""

from dataclasses import dataclass

from gpsupport.actions.family.people import people_of
from gpsupport.domain.days import PartialDate
from gpsupport.domain.family.links import LinkKind
from gpsupport.domain.people import Actor, NhsNumber, Patient, PersonName, Sex
from gpsupport.domain.referral.events import BegunReferral
from gpsupport.persistence.work import UnitOfWork

# A child of the household is a child whom somebody linked as that.
_CHILD_OF = frozenset({LinkKind.CHILD, LinkKind.SAME_HOUSEHOLD})


@dataclass(frozen=True, slots=True)
class Whom:
    """A child whom a referral is about. `here` where the practice has the child and a link stands.

    It is not `sure` who is meant where that link has ended, and where the record names nobody so
    or two alike: then there is a name alone.
    """

    name: PersonName
    here: Patient | None = None
    born: PartialDate | None = None
    sure: bool = True

    @property
    def nhs_number(self) -> NhsNumber | None:
        """The number of a child of this practice."""
        return self.here.nhs_number if self.here else None

    def as_patient(self, begun: BegunReferral) -> Patient:
        """The same as a person of a message."""
        if self.here is not None:
            return self.here
        return Patient(f"about-{begun.id}", self.name, Sex.UNKNOWN, born=self.born)


def child_of(work: UnitOfWork, actor: Actor, begun: BegunReferral) -> Whom:
    """The child whom a referral is about. Nothing of it stands on the child's own access list."""
    nobody = Whom(PersonName(family=begun.about), sure=False)
    if begun.about_patient_id:
        links = work.links.read_all(actor, begun.patient_id)
        stands = any(
            one.open and one.kind in _CHILD_OF and one.other_id == begun.about_patient_id
            for one in links
        )
        people = people_of(work, actor, links) if stands else {}
        here = people.get(begun.about_patient_id)
        return Whom(here.name, here, here.born) if here else nobody
    # No patient here was known when it began: what the record itself says of the one of that name.
    relatives = work.relatives.read_all(actor, begun.patient_id)
    alike = [one for one in relatives if str(one.name) == begun.about]
    return Whom(alike[0].name, born=alike[0].born) if len(alike) == 1 else nobody
