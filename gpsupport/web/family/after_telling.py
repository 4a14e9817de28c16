"""What the page after a telling still wants, on the plan of the family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.disclosure import area_of
from gpsupport.actions.family import FamilyPlan
from gpsupport.domain.disclosure.asking import Whom
from gpsupport.domain.disclosure.following import following
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import first_upper
from gpsupport.web import words
from gpsupport.web.consultation.who_helps import people_named
from gpsupport.web.disclosure.said import pronouns_of


@dataclass(frozen=True, slots=True)
class WantedRow:
    """One thing that the page after the telling still wants: what, and whose it is."""

    words: str
    who: str


def wanted_after(found: FamilyPlan, knowledge: Knowledge, today: date) -> tuple[WantedRow, ...]:
    """What nobody has noted yet after the telling; nothing where nobody told."""
    after = found.after
    if after is None:
        return ()
    people = people_named(None, found.lead_name, child=False)
    whom = Whom.of(found.patient, today, over=after.over)
    every = following(after.made, knowledge, area_of(knowledge), people, today, whom)
    leaving = pronouns_of(found.patient).leaving
    return tuple(
        WantedRow(first_upper(one.words), people.put_into(words.owner(one.owner, leaving)))
        for one in every
        if one.missing
    )
