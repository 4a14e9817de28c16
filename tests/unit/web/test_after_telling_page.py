"""The page after a telling: whom it asks what, who does what by when, and what is said first."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gpsupport.actions.disclosure import OpenDisclosure
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.days import PartialDate, age_on
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome
from gpsupport.domain.knowledge.content.afterwards import ChildPlanKind
from gpsupport.domain.people import Patient, PersonName, Sex
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.consultation.who_helps import People
from gpsupport.web.disclosure.boxes import Boxes
from gpsupport.web.disclosure.child_cards import Plans
from gpsupport.web.disclosure.pages import AfterPage, after_page, choices_of, people_of
from gpsupport.web.disclosure.reading import About, read_disclosure
from gpsupport.web.disclosure.so_far import ActionRow, what_follows
from gpsupport.web.disclosure.typed import Typed

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
PACK = load_knowledge()
PEOPLE = People("Jo Hart", "Dr Marsh")


def opened(sex: Sex = Sex.FEMALE, born: str = "1985-07-14") -> OpenDisclosure:
    """What the page needs, with nothing noted yet."""
    area = PACK.find_area()
    assert area is not None
    patient = Patient("p", PersonName("Atkinson", "Jo"), sex, PartialDate.parse(born))
    assert patient.born is not None
    return OpenDisclosure(
        patient=patient,
        consultation=Consultation("c", "p", "d1", NOW),
        enquiry=Enquiry("e", TODAY, EnquiryOutcome.DISCLOSED_CURRENT),
        saved=None,
        typed=None,
        children=(),
        contact=None,
        options=(),
        lead_name="Dr Marsh",
        area=area,
        age=age_on(patient.born, TODAY),
        again_on=None,
    )


def rows(found: OpenDisclosure, **fields: str) -> dict[str, ActionRow]:
    """The list at the side by its words, as the boxes fill it."""
    typed = Typed({name.replace("__", "."): [said] for name, said in fields.items()})
    about = About("p", "c", "e", "Dr Shah", NOW, TODAY)
    read = read_disclosure(typed, choices_of(found, PACK), about)
    follows = what_follows(found, read, PACK, people_of(found, PACK), TODAY)
    return {row.words: row for row in follows.actions}


def page(found: OpenDisclosure) -> AfterPage:
    """The page with empty boxes."""
    about = About("p", "c", "e", "Dr Shah", NOW, TODAY)
    read = read_disclosure(Typed(), choices_of(found, PACK), about)
    return after_page(found, read, Boxes(Typed()), PACK, TODAY, actor_name="Dr Shah")


@pytest.mark.parametrize("what", ["", "all of it", "what I said today"])
def test_what_somebody_typed_takes_no_day_away(what: str) -> None:
    row = rows(opened(), agree__lead="yes", agree__lead__what=what)["Tell Dr Marsh"]
    assert row.by == "Today"
    assert row.who == (f"They agreed: {what}" if what else "They agreed")


def test_an_owner_of_today_keeps_the_day() -> None:
    fields = {"named__0__name": "Mia", "named__0__age": "9", "named__0__plan": "see-alone"}
    fields |= {"named__0__owner": "Whoever is in today", "named__0__by": "30 November 2026"}
    row = rows(opened(), **fields)["Mia: See alone for part of a visit"]
    assert (row.who, row.by) == ("Whoever is in today", "30 Nov")


@pytest.mark.parametrize("sex", Sex)
def test_a_man_is_not_asked_if_he_is_pregnant(sex: Sex) -> None:
    found = opened(sex)
    shown = page(found)
    asked = [row.name for row in shown.now] + [row.name for one in shown.folds for row in one.rows]
    assert ("safety.pregnant" in asked) is (sex is not Sex.MALE)
    assert ("agree.midwife" in [row.name for row in shown.agreements]) is (sex is not Sex.MALE)
    # What no box asks for is not read either, whoever sends it.
    follows = rows(found, safety__pregnant="yes", agree__midwife="yes")
    assert ("Tell the midwife" in follows) is (sex is not Sex.MALE)


def test_a_young_person_is_taken_to_the_lead_at_once() -> None:
    listen = page(opened(born="2013-02-01")).listen
    assert listen[0].startswith("Listen.")
    assert listen[-1].startswith("Speak to Dr Marsh today.")


def test_to_a_grown_up_the_page_listens_first() -> None:
    listen = page(opened()).listen
    assert listen == PACK.wordings["lives"]
    assert not [one for one in listen if one in PACK.wordings["then"]]


def plan(**changed: object) -> ChildPlanKind:
    kind = next(one for one in PACK.afterwards.child_plans if one.id == "social-care")
    return replace(kind, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "owner"),
    [
        (plan(), "Dr Shah, with Dr Marsh"),
        (plan(owner=""), "Dr Shah"),
        (plan(owner="You, somehow", owner_is_you=False), "You, somehow"),
        (plan(owner="mit {lead}"), "Dr Shah, mit Dr Marsh"),
    ],
)
def test_the_owner_is_whoever_makes_the_plan_where_the_content_says_so(
    kind: ChildPlanKind, owner: str
) -> None:
    assert Plans((kind,), PEOPLE, "Dr Shah", TODAY).owner(kind) == owner
