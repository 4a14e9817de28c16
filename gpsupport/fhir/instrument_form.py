"""Forms of other systems: that one was filled in, and what came of it where the content knows it.

Which form is a licensed instrument says the content that a practice brings with its licence: it
names the form's address and, as the ids of its items, the link ids of the questions.
"""

from __future__ import annotations

from collections.abc import Iterator

from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome
from gpsupport.domain.knowledge.content.instruments import FORM_ADDRESS, outcome_of
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.record import Code, CodedEntry, Coding, EntryKind
from gpsupport.fhir.elements import find_day, first, objects, says, text_of
from gpsupport.fhir.forms import form_answered
from gpsupport.fhir.labels import OUR_BASE
from gpsupport.fhir.references import Addresses, first_name
from gpsupport.fhir.structure import LONGEST_CODE
from gpsupport.fhir.unpacking import Found


def find_filled_in(found: Found, addresses: Addresses) -> CodedEntry | None:
    """That somebody filled in a form of another system, under the form's address.

    Nothing of its answers is read. None for a form of ours, and for one that is not finished.
    """
    form = form_answered(found.content)
    if not form or form.startswith(f"{OUR_BASE}/") or len(form.encode()) > LONGEST_CODE:
        return None
    return CodedEntry(
        resource=found.name,
        kind=EntryKind.OBSERVATION,
        codings=(Coding(Code(FORM_ADDRESS, form)),),
        on=find_day(found.content, ("authored",), found.where),
        recorded_by=first_name(found.content.get("author"), addresses, found),
    )


def find_scored(found: Found, addresses: Addresses, knowledge: Knowledge | None) -> Enquiry | None:
    """The enquiry that a response to a scored instrument tells of.

    None where the content knows no such form, where no day is said, and where the answers leave
    open what came of it: then it is known alone that somebody asked.
    """
    form = form_answered(found.content)
    known = knowledge.instruments.values() if knowledge else ()
    instrument = next((one for one in known if one.scored and form in one.forms), None)
    on = find_day(found.content, ("authored",), found.where)
    if instrument is None or knowledge is None or instrument.scored is None or on is None:
        return None
    answers = dict(_answers(found.content.get("item")))
    outcome = outcome_of(instrument, answers, knowledge.scorings[instrument.scored])
    if outcome is EnquiryOutcome.ANSWER_UNKNOWN:
        return None
    return Enquiry(
        id=found.id,
        on=on.earliest,
        outcome=outcome,
        by=first_name(found.content.get("author"), addresses, found) or None,
        resource=found.name,
    )


def _answers(items: object) -> Iterator[tuple[str, bool]]:
    """Every plain yes and no by its link id, also below a group; all else is no answer."""
    for item in objects(items):
        answer = first(item.get("answer"))
        value = answer.get("valueBoolean")
        if isinstance(value, bool):
            yield text_of(item, "linkId"), value
        elif says({"coding": [answer.get("valueCoding")]}, "yes"):
            yield text_of(item, "linkId"), True
        elif says({"coding": [answer.get("valueCoding")]}, "no"):
            yield text_of(item, "linkId"), False
        yield from _answers(item.get("item"))
