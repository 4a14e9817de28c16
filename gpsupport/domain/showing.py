"""What of a record a page may rest on, with whoever is there while somebody looks at it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from gpsupport.domain.assessment import Assessment
from gpsupport.domain.consultation import GateAnswer
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, Presence
from gpsupport.domain.front import is_for_clinician
from gpsupport.domain.knowledge.content.pack import Indicator, Knowledge
from gpsupport.domain.record import Code, CodedEntry, PatientPicture


def picture_in_company(
    picture: PatientPicture, knowledge: Knowledge, gate: GateAnswer, by: str
) -> PatientPicture:
    """The same without all that anybody was told or noted before the adult was said to be there.

    What is left is the coded record without its codes about asking, and what `by`, the clinician of
    the consultation, recorded since: the adult heard it. So no prompt of it can rest on a tick.
    """
    codes = knowledge.codes_of_asking
    return replace(
        picture,
        entries=tuple(one for one in picture.entries if not _is_of(one, codes)),
        history=EnquiryHistory(said_in_company(picture.history, gate, by)),
        ticks=(),
        household=None,
        shown=(),
        dates=(),
    )


def picture_once_alone(picture: PatientPicture, noted: str | None) -> PatientPicture:
    """The same without the entry `noted` in this consultation, where it says that somebody came.

    Whoever then sees the patient alone after all asks as if nobody had been there.
    """
    kept = tuple(
        one for one in picture.history.enquiries if one.id != noted or not one.kept_by_company
    )
    if len(kept) == len(picture.history.enquiries):
        return picture
    return replace(picture, history=EnquiryHistory(kept))


def lacks_dates(picture: PatientPicture, assessment: Assessment, knowledge: Knowledge) -> bool:
    """Whether a rule stays unknown while an entry that it looks at has no date."""
    undated = [one for one in picture.entries if one.on is None]
    if not undated:
        return False
    unknown = {one.indicator for one in assessment.unknown}
    sets = {one for rule in knowledge.indicators if rule.id in unknown for one in rule.code_sets}
    return any(_is_of(entry, knowledge.code_sets[one].codes) for one in sets for entry in undated)


def said_in_company(history: EnquiryHistory, gate: GateAnswer, by: str) -> tuple[Enquiry, ...]:
    """What a clinician recorded since the gate was answered with an adult beside the child."""
    return tuple(
        one
        for one in history.enquiries
        if one.presence is Presence.SAFE_ADULT and one.by == by and one.at and one.at >= gate.at
    )


def shown_in_company(assessment: Assessment, knowledge: Knowledge) -> Assessment:
    """What an adult who came with a child may read: the rules alone that say so of themselves.

    Also what cannot wait waits, if it is of another kind, until the child is seen alone.
    """
    fit = {one.id for one in knowledge.indicators if _fits_company(one)}
    return replace(
        assessment,
        prompts=tuple(one for one in assessment.prompts if one.indicator in fit),
        silent=tuple(one for one in assessment.silent if one.indicator in fit),
        unknown=tuple(one for one in assessment.unknown if one.indicator in fit),
        occasions=(),
    )


def _is_of(entry: CodedEntry, codes: Container[Code]) -> bool:
    return any(coding.code in codes for coding in entry.codings)


def _fits_company(indicator: Indicator) -> bool:
    return indicator.beside_adult and is_for_clinician(indicator) and not indicator.sensitive
