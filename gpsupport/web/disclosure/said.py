"""Whom the page speaks of: she, he or they, and a child as a child."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.people import Patient, Sex


@dataclass(frozen=True, slots=True)
class Pronouns:
    """The words for one person; `several` where the verb that follows stands in the plural."""

    subject: str
    object: str
    possessive: str
    several: bool = False

    @property
    def capital(self) -> str:
        """The subject at the beginning of a sentence."""
        return self.subject.capitalize()

    def does(self, verb: str) -> str:
        """The verb after the subject: she agrees, they agree."""
        return verb if self.several else f"{verb}s"

    @property
    def leaving(self) -> str:
        """Until when something has to be done while the patient is here."""
        return f"before {self.subject} {self.does('leave')}"

    def verb(self, one: str, several: str) -> str:
        """The one form or the other: is, are."""
        return several if self.several else one


_WORDS = {
    Sex.FEMALE: Pronouns("she", "her", "her"),
    Sex.MALE: Pronouns("he", "him", "his"),
}
_EITHER = Pronouns("they", "them", "their", several=True)


def pronouns_of(patient: Patient) -> Pronouns:
    """The words that fit what the record says of the patient."""
    return _WORDS.get(patient.sex, _EITHER)
