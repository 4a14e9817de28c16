"""The practice of the demo and the twelve people who work in it. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from gpsupport.domain.people import Role

PRACTICE_NAME = "Elm Tree Surgery"

# A letter and five digits, as practices have; invented, so never look it up.
ODS_CODE = "X99999"

_NAMESPACE = UUID("6f1d3a52-8a5e-5c0b-9d2e-5a1c7b0e4f11")


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff. `key` is short and stable; `sees_patients` puts them in encounters."""

    key: str
    name: str
    role: Role
    sees_patients: bool = False

    @property
    def id(self) -> str:
        """An opaque id, the same in every demo, so that a bookmark of a persona keeps working."""
        return str(uuid5(_NAMESPACE, self.key))

    @property
    def reference(self) -> dict[str, str]:
        """A FHIR reference to this person."""
        return {"reference": f"Practitioner/{self.id}", "display": self.name}


SHAH = StaffMember("shah", "Dr Priya Shah", Role.GP, sees_patients=True)
REID = StaffMember("reid", "Dr Tom Reid", Role.GP, sees_patients=True)
MARSH = StaffMember("marsh", "Dr Helen Marsh", Role.SAFEGUARDING_LEAD, sees_patients=True)
COLE = StaffMember("cole", "Amy Cole", Role.NURSE, sees_patients=True)
WHITLOCK = StaffMember("whitlock", "Sam Whitlock", Role.PRACTICE_MANAGER)
ELLIS = StaffMember("ellis", "Jo Ellis", Role.INTEGRATOR)
RAHMAN = StaffMember("rahman", "Nadia Rahman", Role.IRIS_ADVOCATE)
ADEYEMI = StaffMember("adeyemi", "Dr Ruth Adeyemi", Role.GP, sees_patients=True)
# There is no role for a pharmacist or a health care assistant yet: both work as nurses do.
MISTRY = StaffMember("mistry", "Kiran Mistry", Role.NURSE, sees_patients=True)
DOYLE = StaffMember("doyle", "Bridget Doyle", Role.NURSE, sees_patients=True)
NASH = StaffMember("nash", "Gareth Nash", Role.RECEPTIONIST)
PAYNE = StaffMember("payne", "Lorna Payne", Role.ADMINISTRATOR)

STAFF = (
    SHAH, COLE, MARSH, WHITLOCK, ELLIS, REID, ADEYEMI, MISTRY, DOYLE, RAHMAN, NASH, PAYNE,
)  # fmt: skip
