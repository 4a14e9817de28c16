"""What stands at the right when no prompt does. It never says that there is no risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.consultation import Look
from gpsupport.domain.assessment import Assessment
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome
from gpsupport.domain.enquiry.schedule import ScheduledAsking, scheduled_askings
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words
from gpsupport.web.consultation.prompts import OPENERS_SHOWN, Reason
from gpsupport.web.consultation.young import is_teenager, next_of, outcome_in_words


@dataclass(frozen=True, slots=True)
class Calm:
    """A heading, a sentence, dated reasons and words to say, instead of a prompt.

    `to_ask` says whether something wants asking today, as a prompt would.
    """

    heading: str
    sentence: str = ""
    say: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    to_ask: bool = False


def calm_words(
    look: Look,
    knowledge: Knowledge,
    *,
    open_questions: bool,
    folded: int,
    child: bool,
    quoting: bool = True,
) -> Calm:
    """What to show without a prompt: an asking that is due comes before everything else.

    `folded` is how many prompts are kept in mind below. Without `quoting` one card
    stands for all: somebody is there who did not hear what the patient said before.
    """
    if not open_questions:
        return Calm("Who asked, and who can help")
    assessment = look.assessment
    if not quoting:
        return _in_company(knowledge, _openers(assessment, knowledge, child=True))
    wish = assessment.history.find_wish(assessment.on)
    if wish is not None and wish.until is not None:
        return _not_to_be_asked(wish.until, knowledge)
    say = _openers(
        assessment,
        knowledge,
        child=child,
        teenager=child and is_teenager(look.patient, assessment.on),
    )
    upcoming = next_of(assessment.next_enquiry, child=child)
    now = how_it_is_now(assessment, knowledge, child=child)
    if now is not None:
        return now
    due = upcoming.due_on is not None and upcoming.due_on <= assessment.on
    # Before the first asking a date says no more than the prompts do, and one too old to stand in
    # front must not come back as a date: only what an event brings is due then.
    if due and assessment.history.until(assessment.on):
        again = " again" if assessment.history.askings_until(assessment.on) else ""
        return Calm(f"Time to ask{again}", upcoming.because, say, to_ask=True)
    event = _first_due(assessment)
    if event is not None:
        return Calm("Time to ask", event.because, say, to_ask=True)
    if folded:
        things = "One thing" if folded == 1 else f"{_HOW_MANY.get(folded, 'Some')} things"
        return Calm(f"No strong reason today. {things} to keep in mind.", "", say)
    heading, sentence = _two(knowledge, _silence_of(look))
    newest = look.newest_contact_on if look.record_loaded else None
    seen = f" The newest contact on the record is from {words.day(newest)}." if newest else ""
    return Calm(heading, f"{sentence}{seen}", say)


def _silence_of(look: Look) -> str:
    """Which words stand for silence: a record that cannot answer is not calm."""
    if not look.record_loaded:
        return "no-record"
    return "no-dates" if look.lacks_dates else "no-prompts"


def _first_due(assessment: Assessment) -> ScheduledAsking | None:
    """What an event makes due for a patient of whom the ledger says nothing yet."""
    if assessment.history.until(assessment.on):
        return None
    found = scheduled_askings(assessment.occasions, assessment.history, assessment.on)
    return next((one for one in found if one.due_on <= assessment.on), None)


def _in_company(knowledge: Knowledge, say: tuple[str, ...]) -> Calm:
    """The one card that stands there with an adult beside a child, whatever is known."""
    heading, sentence = _two(knowledge, "see-alone")
    return Calm(heading, sentence, say)


def _not_to_be_asked(until: date, knowledge: Knowledge) -> Calm:
    """A wish not to be asked: nothing is said of what was told, and no words to ask with."""
    heading = f"The patient asked not to be asked until {words.long_day(until)}."
    return Calm(heading, " ".join(knowledge.wordings.get("wish-holds", ())))


_HOW_MANY = {2: "Two", 3: "Three"}


def how_it_is_now(assessment: Assessment, knowledge: Knowledge, *, child: bool) -> Calm | None:
    """Whoever told us that it goes on is asked how things are now, whatever was said since.

    None where nobody did.
    """
    told = find_told_of_now(assessment)
    if told is None:
        return None
    since = words.day(told.on)
    last = assessment.history.askings_until(assessment.on)[-1]
    heading = f"Told us on {since} that it was going on. Ask how things are now."
    sentence = ""
    key = "openers-told-now-young-person" if child else "openers-told-now"
    say = knowledge.wordings.get(key, ())
    if last is not told:
        said = outcome_in_words(last.outcome, child=child)
        heading = f"Told us on {since} that it was going on. {said} on {words.day(last.on)}."
        sentence = " ".join(knowledge.wordings.get("no-after-telling", ()))
        # Last time there was a no: that they told stands above, and is not said to them.
        teenager = child and is_teenager(assessment.patient, assessment.on)
        young = _openers(assessment, knowledge, child=True, teenager=teenager)
        say = young if child else knowledge.wordings.get("openers-softer", ())
    return Calm(
        heading=heading,
        sentence=sentence,
        say=say[:OPENERS_SHOWN],
        reasons=(
            Reason(
                on=since,
                what=words.quoted(told.words) or "Told us, without a note of the words",
                source=told.by or "",
            ),
        ),
        to_ask=True,
    )


def _two(knowledge: Knowledge, key: str) -> tuple[str, str]:
    """A heading and its sentence, as the pack has them."""
    texts = (*knowledge.wordings.get(key, ()), "", "")
    return texts[0] or "You can always ask", texts[1]


def find_told_of_now(assessment: Assessment) -> Enquiry | None:
    """The last time it was told that it goes on; a "no" after it does not take it back.

    Only our own form can say so: no code of a record does, so "told us" is always true of it.
    """
    askings = assessment.history.askings_until(assessment.on)
    told = [one for one in askings if one.outcome is EnquiryOutcome.DISCLOSED_CURRENT]
    return told[-1] if told else None


def _openers(
    assessment: Assessment, knowledge: Knowledge, *, child: bool, teenager: bool = False
) -> tuple[str, ...]:
    """Two openers for asking without a reason on the record."""
    if child:
        key = "openers-teenager" if teenager else "openers-young-person"
        return knowledge.wordings.get(key, ())[:OPENERS_SHOWN]
    asked_before = bool(assessment.history.askings_until(assessment.on))
    first = "openers-softer" if asked_before else "openers-framing"
    found = (
        *knowledge.wordings.get(first, ())[:1],
        *knowledge.wordings.get("openers-direct", ())[:1],
    )
    return found[:OPENERS_SHOWN]
