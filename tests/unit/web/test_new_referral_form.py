"""For whom a new referral is: where the earlier one leaves it unsure, nobody is chosen."""

from datetime import UTC, date, datetime

import pytest

from gpsupport.actions.referral import Followed, Person
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.people import Patient, PersonName, Sex
from gpsupport.domain.referral.criteria import Circumstances, Need
from gpsupport.domain.referral.events import BegunReferral
from gpsupport.domain.referral.following import follow
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.referrals.new_form import new_form

KNOWLEDGE = load_knowledge()
NOW, TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 11, 23)
PEOPLE = tuple(
    Person(name, number, Need(age=7, sex=Sex.UNKNOWN, name=name))
    for name, number in (("", ""), ("Sam Ash", "sam-1"), ("Sam Ash", "sam-2"))
)


@pytest.mark.parametrize(("number", "chosen"), [("sam-2", "2"), ("", "")])
def test_who_is_meant_is_chosen_beforehand_only_where_it_is_sure(number: str, chosen: str) -> None:
    older = BegunReferral(
        *("r", "p", "", "Team", OptionKind.CAMHS, "Sleep", NOW, TODAY, "Dr Shah", "Sam Ash"), number
    )
    followed = Followed(
        patient=Patient("p", PersonName("Ash", "Kim"), Sex.FEMALE),
        consultation=Consultation("c", "p", "d", NOW),
        referrals=(follow(older, ()),),
        unmet=(),
        options=(),
        people=PEOPLE,
        around=Circumstances(),
        staff=(),
        typed={},
        typed_step={},
    )
    assert KNOWLEDGE.referral is not None
    form = new_form({"continues": ["r"]}, followed, KNOWLEDGE, KNOWLEDGE.referral, TODAY)
    assert form.about.data == chosen
    assert new_form({}, followed, KNOWLEDGE, KNOWLEDGE.referral, TODAY).about.data == "0"
