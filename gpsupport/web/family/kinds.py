"""What people are to each other, and why a link ended, in words."""

from __future__ import annotations

from gpsupport.domain.family.links import Likeness, LinkEnd, LinkKind
from gpsupport.domain.people import Relationship

# What somebody is to the patient, as a row says it.
KINDS = {
    LinkKind.CHILD: "Child",
    LinkKind.PARENT: "Parent",
    LinkKind.PARTNER: "Partner",
    LinkKind.FORMER_PARTNER: "Former partner",
    LinkKind.CARED_FOR: "Cared for by the patient",
    LinkKind.CARER: "Carer of the patient",
    LinkKind.SAME_HOUSEHOLD: "Same household",
    LinkKind.OTHER: "Another relative or friend",
    LinkKind.FEARED: "The patient is afraid of them",
}
ONE_SIDE = "On this record only. Nothing of it shows on theirs."
ENDS = {
    LinkEnd.MISTAKE: "A mistake: not the right person",
    LinkEnd.SEPARATED: "They separated",
    LinkEnd.MOVED_OUT: "Moved out",
    LinkEnd.DIED: "Died",
    LinkEnd.LEFT_PRACTICE: "Left the practice",
    LinkEnd.ADOPTED: "Adopted, or a new NHS number",
    LinkEnd.OTHER: "Another reason",
}
LIKENESSES = {
    Likeness.NAME_AND_BIRTH: "Same name, same birth date",
    Likeness.FAMILY_NAME_AND_BIRTH: "Same last name, same birth date",
    Likeness.GIVEN_NAME_AND_BIRTH: "Same first name, same birth date",
}
# What the record says somebody is, as the link that it suggests.
SUGGESTED = {
    Relationship.CHILD: LinkKind.CHILD,
    Relationship.PARENT: LinkKind.PARENT,
    Relationship.PARTNER: LinkKind.PARTNER,
    Relationship.OTHER: LinkKind.OTHER,
}
