"""What stands at the right when no prompt does. It never says that there is no risk."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.actions.consultation import Look
from gpsupport.domain.assessment import Assessment
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome
from gpsupport.domain.knowledge import Knowledge
from gpsupport.web import words
from gpsupport.web.consultation.prompts import OPENERS_SHOWN


@dataclass(frozen=True, slots=True)
class Calm:
    """A heading, a sentence and words to say, instead of a prompt."""

    heading: str
    sentence: str
    say: tuple[str, ...]


def calm_words(look: Look, knowledge: Knowledge, *, open_questions: bool) -> Calm:
    """What to show without a prompt: an asking that is due comes before everything else."""
    if not open_questions:
        return Calm("Who asked, and who can help", "", ())
    assessment = look.assessment
    say = _openers(assessment, knowledge)
    upcoming = assessment.next_enquiry
    told = _find_told_of_now(assessment)
    if upcoming.due_on is not None and upcoming.due_on <= assessment.on:
        return Calm("Time to ask again", upcoming.because, say)
    if told is not None:
        when = f"{words.day(told.on)}, {words.ago(told.on, assessment.on)}"
        return Calm("Ask how things are at home", f"Told us of it on {when}.", say)
    if not look.record_loaded:
        return Calm(
            "No record has been loaded for this patient",
            "So nothing can be suggested, and silence here means nothing. You can always ask.",
            say,
        )
    newest = look.newest_contact_on
    seen = f" The newest contact in it is from {words.day(newest)}." if newest else ""
    return Calm(
        "Nothing on this record suggests asking today",
        f"That does not mean that all is well. You can always ask.{seen}",
        say,
    )


def _find_told_of_now(assessment: Assessment) -> Enquiry | None:
    """The last asking, if abuse now was disclosed then."""
    askings = assessment.history.askings_until(assessment.on)
    told = askings and askings[-1].outcome is EnquiryOutcome.DISCLOSED_CURRENT
    return askings[-1] if told else None


def _openers(assessment: Assessment, knowledge: Knowledge) -> tuple[str, ...]:
    """Two openers for asking without a reason on the record."""
    asked_before = bool(assessment.history.askings_until(assessment.on))
    first = "openers-softer" if asked_before else "openers-framing"
    found = (
        *knowledge.wordings.get(first, ())[:1],
        *knowledge.wordings.get("openers-direct", ())[:1],
    )
    return found[:OPENERS_SHOWN]
