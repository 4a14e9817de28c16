"""The words of recording: what begins an entry, and what a summary says and never says."""

from dataclasses import replace
from datetime import UTC, date, datetime

from gpsupport.actions.recording import Advice
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.days import PartialDate
from gpsupport.domain.disclosure.contact import SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import (
    Agreement,
    Answer,
    ChecklistResult,
    ChildPlan,
    Disclosure,
    RiskFacts,
    SafetyAnswer,
)
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, NextEnquiry, Presence
from gpsupport.domain.knowledge.content.recording import RecordOf, Sight
from gpsupport.domain.people import Patient, PersonName, Sex
from gpsupport.domain.recording.advice import CodingAdvice, Noted, advise_coding
from gpsupport.domain.recording.out_of_sight import Person
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.consultation.who_helps import People
from gpsupport.web.knowledge.texts.recording import recording
from gpsupport.web.recording.entries import SIGHTS
from gpsupport.web.recording.prefill import prefilled
from gpsupport.web.recording.summary import brief, summary

TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
PEOPLE = People("Jo Hart", "Dr Marsh")
PLAN = ChildPlan(
    "Ella", 13, "r1", plan="childrens-service", owner="Amy Cole", by=date(2026, 11, 30)
)
MADE = Disclosure(
    *("d", "p", "c", "e", NOW, "Dr Shah"),
    matters_most="That they are safe",
    safety=(
        SafetyAnswer("neck", Answer.YES, "Twice", date(2026, 11, 9), symptoms=False),
        SafetyAnswer("life", Answer.NO),
    ),
    children=(PLAN, ChildPlan("Noah", 7, "r2", why_none="Lives with an aunt")),
    risk=RiskFacts(ChecklistResult(3, TODAY, "Dr Shah", 20), judgement=True, judgement_reasons="R"),
    agreements=(Agreement("advocate", agreed=True), Agreement("police", agreed=False)),
)
CONTACT = SafeContact(
    *(SafeWay.WORK_PHONE, "0161 496 0000"),
    never="the home phone",
    confirmed_on=TODAY,
    valid_until=date(2026, 12, 21),
)


def advice(made: Disclosure | None = MADE, age: int | None = 41) -> Advice:
    """What is to be written after Jane told."""
    knowledge = load_knowledge()
    enquiry = Enquiry(
        *("e", TODAY, EnquiryOutcome.DISCLOSED_CURRENT),
        by="Dr Shah",
        at=NOW,
        presence=Presence.ALONE,
        company="Her sister",
        words="He hit me",
        observed="Hoarse",
    )
    born = PartialDate(date(TODAY.year - age, 1, 1)) if age is not None else None
    children = (Person("r1", "Miss Ella Atkinson"), Person("r2", "Master Noah Atkinson"))
    plans = made.children if made else (None, None)
    saved = Noted(
        made, tuple(plans), company=True, meeting_ground=made is not None, contact=CONTACT
    )
    return Advice(
        on=TODAY,
        patient=Patient("p", PersonName("Atkinson", "Jane"), Sex.FEMALE, born),
        consultation=Consultation("c", "p", "d1", NOW),
        enquiry=enquiry,
        steps=advise_coding(
            enquiry.outcome,
            "Jane",
            tuple(child.name for child in children),
            knowledge.record_rules,
            dict(knowledge.codes),
            age=age,
            noted=saved,
        ),
        noted=saved,
        shared=(),
        children=children,
        by_hand=(),
        recording=None,
        typed=None,
        reminders=(),
        actions=(),
        next_enquiry=NextEnquiry(TODAY, ""),
        told_before=True,
        options=(),
        lead_name="Dr Marsh",
        by_lead=False,
    )


def told(made: Disclosure | None = MADE, age: int | None = 41) -> list[str]:
    """The lines of the summary."""
    found = advice(made, age)
    return summary(
        found, load_knowledge(), PEOPLE, (), clinician="Dr Shah", child=False
    ).splitlines()


def step(key: str) -> CodingAdvice:
    """One of the entries."""
    return next(one for one in advice().steps if one.key == key)


def test_fact_report_and_opinion_stay_apart() -> None:
    own = prefilled(step("own-words-0"), advice())
    assert (own.fact, own.reported, own.opinion) == ("Hoarse", "“He hit me”", "")
    result = prefilled(step("checklist-result-0"), advice())
    assert result.fact == "Risk checklist, 23 Nov 2026, by Dr Shah: 3 yes, 20 answered."
    assert result.opinion == "High, by judgement: R"
    there = prefilled(step("enquiry-asked-0"), advice()).fact
    assert there == "Patient alone. Came along: Her sister. Hoarse"
    contact = prefilled(step("safe-contact-0"), advice()).fact
    assert contact == "Their work, 0161 496 0000, until 21 Dec 2026. Never: the home phone."


def test_a_way_is_written_as_far_as_it_holds() -> None:
    found = advice()
    for contact, said in (
        (
            SafeContact(SafeWay.NONE, never="the home phone"),
            "No way is safe. Never: the home phone.",
        ),
        (replace(CONTACT, valid_until=YESTERDAY), "Never: the home phone."),
        (replace(CONTACT, valid_until=YESTERDAY, never=""), ""),
    ):
        now = replace(found, noted=replace(found.noted, contact=contact))
        assert prefilled(step("safe-contact-0"), now).fact == said


def test_the_day_and_the_symptoms_are_said_where_nobody_knows_them() -> None:
    bare = replace(MADE, safety=(SafetyAnswer("neck", Answer.YES),))
    assert any("(day not known; symptoms since: not asked)." in line for line in told(bare))


def test_hiding_takes_nothing_out_of_a_copy_on_paper() -> None:
    copies = [
        one for one in load_knowledge().out_of_sight.viewings if one.sight is Sight.UNLESS_TAKEN_OUT
    ]
    assert {one.id for one in copies} == {"patient-other-parent", "child-other-parent"}
    assert SIGHTS[Sight.UNLESS_TAKEN_OUT] == "Yes, unless the lead takes it out"


def test_a_childs_record_begins_with_who_and_when_and_nothing_of_the_telling() -> None:
    found = advice()
    plan = prefilled(step("child-plan-0"), found)
    assert plan.fact == "Amy Cole, by 30 Nov 2026."
    told_there = "He hit me|Hoarse|sister|0161|happened at home".split("|")
    for one in found.steps:
        if one.record_of is RecordOf.CHILD:
            words = prefilled(one, found)
            whole = f"{words.fact} {words.reported} {words.opinion}"
            assert not [part for part in told_there if part in whole], one.key


def test_without_notes_nothing_is_made_up() -> None:
    found = advice(None)
    found = replace(found, noted=replace(found.noted, contact=None))
    bare = replace(
        found, enquiry=replace(found.enquiry, words="", observed="", company="", presence=None)
    )
    for one in bare.steps:
        words = prefilled(one, bare)
        assert (words.fact, words.reported, words.opinion) == ("", "", ""), one.key


def test_the_summary_names_what_was_said_and_what_was_not_asked() -> None:
    lines = told()
    assert "Reports: “He hit me”" in lines
    assert "Seen: Hoarse" in lines
    (yes,) = [line for line in lines if line.startswith("Yes to: ")]
    assert yes.startswith("Yes to: pressure on the neck")
    assert yes.endswith(" (9 Nov 2026; symptoms since: no; Twice).")
    assert any(line.startswith("No today to: thoughts of ending life") for line in lines)
    (not_asked,) = [line for line in lines if line.startswith("Not asked: ")]
    assert "in danger at home today" in not_asked
    assert "other questions." in not_asked
    assert "Risk checklist, 23 Nov 2026, by Dr Shah: 3 yes, 20 answered." in lines
    assert "Opinion: High, by judgement: R" in lines
    assert any("Ella (13): " in line and "Amy Cole, by 30 Nov 2026." in line for line in lines)
    assert "Noah (7): no plan: Lives with an aunt" in lines
    assert "Agreed to share with: Jo Hart." in lines
    assert any(line.startswith("Codes: Routine enquiry") for line in lines)
    assert lines[-2:] == ["Ask again from 23 Nov 2026.", "Hide this entry from online access."]


def test_the_summary_never_comforts_and_never_says_where() -> None:
    whole = "\n".join(told()).lower()
    for never in ("no risk", "low risk", "standard", "medium", "0161", "safe to"):
        assert never not in whole


def test_an_answer_that_nobody_noted_is_said_to_be_missing() -> None:
    assert "Safety questions: not noted yet." in told(None)
    empty = Disclosure(*("d", "p", "c", "e", NOW, "Dr Shah"))
    assert "Children: not asked." in told(empty)
    assert "Children: none." in told(replace(empty, children_asked=True))


def test_the_brief_one_gives_nothing_away() -> None:
    said = brief(load_knowledge(), TODAY)
    assert said == "23 Nov 2026. Wellbeing check. See alone for part of the next visit."


def test_who_sees_what_and_what_is_looked_at_again_can_be_read_in_the_knowledge() -> None:
    knowledge = load_knowledge()
    document = recording(knowledge)
    shown = set()
    for section in document.sections:
        cells = section.grid.rows if section.grid else ()
        shown |= {text.words for row in cells for cell in row for text in cell}
        shown |= {text.words for one in section.lists for text in one.texts}
    rules = knowledge.out_of_sight
    wanted = [one.words for one in rules.viewings] + [one.words for one in rules.reminders]
    wanted += [one.words for one in (*rules.elsewhere, *rules.printing, *rules.apart)]
    assert [words for words in (*wanted, *rules.brief) if words not in shown] == []
