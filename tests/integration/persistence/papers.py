"""Papers of every kind: what hypothesis may make of them, and one of each that is full."""

from datetime import UTC, date

from hypothesis import strategies as st

from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import (
    QUESTIONS_OF_CHECKLIST,
    Agreement,
    Answer,
    ChecklistResult,
    ChildPlan,
    Disclosure,
    RiskFacts,
    SafetyAnswer,
)
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.recording.drafts import EntryWords, Recording
from tests.integration.actions.world import NOW, TODAY

INSTANTS = st.datetimes(timezones=st.just(UTC))


@st.composite
def checklists(draw: st.DrawFn) -> ChecklistResult:
    total = draw(st.integers(0, QUESTIONS_OF_CHECKLIST))
    answered = draw(st.none() | st.integers(total, QUESTIONS_OF_CHECKLIST))
    return ChecklistResult(total, draw(st.dates()), draw(st.text()), answered, draw(st.booleans()))


RISKS = st.builds(RiskFacts, checklist=st.none() | checklists())
KINDS = {
    Disclosure: st.builds(Disclosure, at=INSTANTS, risk=RISKS),
    SharingEntry: st.builds(SharingEntry, at=INSTANTS),
    Recording: st.builds(Recording, at=INSTANTS),
    SafeContact: st.builds(SafeContact),
}

CONTACT = SafeContact(
    SafeWay.TRUSTED_PERSON,
    detail="her sister",
    times="Tuesdays after ten",
    who_answers="the sister",
    code_words="the library book",
    never="the home line",
    confirmed_on=TODAY,
    valid_until=date(2027, 2, 23),
)


def told(
    patient_id: str, consultation_id: str, words: str = "that the children are safe"
) -> Disclosure:
    """What somebody noted after a patient told, with something in every field."""
    return Disclosure(
        id="",
        patient_id=patient_id,
        consultation_id=consultation_id,
        enquiry_id="enquiry-1",
        at=NOW,
        by="Dr Amin Rahman",
        matters_most=words,
        safety=(
            SafetyAnswer("neck", Answer.YES, note="on Friday", on=TODAY, symptoms=False),
            SafetyAnswer("danger-today", Answer.NOT_ASKED),
        ),
        children_asked=True,
        children=(
            ChildPlan("Sam", 7, "RelatedPerson/r1", True, "school-nurse", "Dr Rahman", TODAY),
            ChildPlan("Noah", why_none="lives with an aunt"),
        ),
        risk=RiskFacts(
            ChecklistResult(15, TODAY, "the advocate", answered=20, young=True),
            judgement=True,
            judgement_reasons="it is getting worse",
            events=3,
            last_meeting_on=date(2025, 12, 1),
            new_since_meeting=True,
        ),
        contact=CONTACT,
        agreements=(Agreement("advocate", agreed=True, what="name and number"),),
        routes=("adult-safeguarding",),
    )


def shared(patient_id: str, consultation_id: str, what: str = "the plan") -> SharingEntry:
    """One decision of the sharing log."""
    return SharingEntry(
        id="",
        patient_id=patient_id,
        consultation_id=consultation_id,
        at=NOW,
        by="Dr Amin Rahman",
        step="ask",
        shared=True,
        with_whom="the school nurse",
        what=what,
        consent_asked=True,
        consent_given=True,
    )


def drafted(patient_id: str, consultation_id: str, fact: str = "a bruise") -> Recording:
    """The words of one entry."""
    words = EntryWords("told", fact=fact, reported="“He shouts”", opinion="worried")
    return Recording("", patient_id, consultation_id, NOW, "Dr Amin Rahman", (words,))
