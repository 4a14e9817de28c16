"""The small directory of local help in the demo, invented but for the national helpline."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypedDict

from gpsupport.domain.directory.option import Capacity, ConsentOf, OptionKind, ReferralOption
from gpsupport.domain.people import Sex

NORTH = "north Elmford"
SOUTH = "south Elmford"
COUNCIL = "Elmford council"
PATIENT, PARENT = frozenset({ConsentOf.PATIENT}), frozenset({ConsentOf.PARENT})

# Ofcom keeps 01632 960000 to 960999 for drama: nobody answers there. The helpline is the real one
# of the knowledge pack, because a demo must not teach a number that does not exist.
HELPLINE_PHONE = "0808 2000 247"


class _Checked(TypedDict):
    assured_on: date
    capacity_on: date
    stale_after: date


def local_options(today: date) -> tuple[ReferralOption, ...]:
    """The directory as it is today. Entries were checked on different days, one too long ago."""

    def checked(days: int) -> _Checked:
        day = today - timedelta(days=days)
        return {"assured_on": day, "capacity_on": day, "stale_after": day + timedelta(days=183)}

    return (
        ReferralOption(
            id="advocate",
            name="Nadia Rahman",
            kind=OptionKind.IRIS_ADVOCATE,
            summary="IRIS advocate for women patients of this practice. Takes a first name only.",
            phone="01632 960101",
            named_person="Nadia Rahman",
            availability="In the building until 1pm, room 4",
            from_age=16,
            sexes=frozenset({Sex.FEMALE}),
            accepts_while_ongoing=True,
            needs_diagnosis=False,
            takes_self_referral=True,
            capacity=Capacity.FREE,
            wait_weeks=0,
            organisation="Harbour women’s service",
            accepts_in_refuge=True,
            consent_of=PATIENT,
            cover="Tessa Lund on days off, same number",
            advice_phone="01632 960102",
            site="This surgery",
            languages=frozenset({"English", "Bengali", "Polish"}),
            safe_channel="Asks first when and on which number it is safe to ring",
            **checked(4),
        ),
        ReferralOption(
            id="harbour",
            name="Harbour women’s service",
            kind=OptionKind.ABUSE_SERVICE,
            # A refuge has no address here, not even a street.
            summary="Support, counselling and refuge places.",
            phone="01632 960114",
            availability="Monday to Friday, 9am to 5pm",
            from_age=16,
            sexes=frozenset({Sex.FEMALE}),
            areas=frozenset({NORTH, SOUTH}),
            accepts_while_ongoing=True,
            needs_diagnosis=False,
            takes_self_referral=True,
            capacity=Capacity.WAITING_LIST,
            wait_weeks=5,
            phone_first=True,
            organisation="Harbour women’s service",
            accepts_in_refuge=True,
            consent_of=PATIENT,
            languages=frozenset({"English", "Polish"}),
            safe_channel="Gives a first name only and leaves no message",
            **checked(30),
        ),
        ReferralOption(
            id="open-door",
            name="Open Door Elmford",
            kind=OptionKind.ABUSE_SERVICE,
            summary="Support for everyone who is afraid at home: men, women, any relationship.",
            phone="01632 960127",
            availability="Monday to Saturday, 10am to 6pm",
            from_age=16,
            areas=frozenset({NORTH, SOUTH}),
            accepts_while_ongoing=True,
            needs_diagnosis=False,
            takes_self_referral=True,
            capacity=Capacity.UNKNOWN,
            wait_weeks=3,
            consent_of=PATIENT,
            languages=frozenset({"English"}),
            **checked(61),
        ),
        ReferralOption(
            id="camhs",
            name="CAMHS, north Elmford",
            kind=OptionKind.CAMHS,
            summary="Specialist mental health service for children and young people.",
            phone="01632 960172",
            availability="Advice line on weekdays, 2pm to 4pm",
            for_children=True,
            from_age=5,
            below_age=18,
            areas=frozenset({NORTH}),
            accepts_while_ongoing=False,
            needs_diagnosis=True,
            takes_self_referral=False,
            capacity=Capacity.WAITING_LIST,
            wait_weeks=31,
            phone_first=True,
            organisation="Elmford children’s health",
            consent_of=PARENT,
            evidence="How long it has gone on, what has been tried, a word from school",
            advice_phone="01632 960173",
            languages=frozenset({"English"}),
            **checked(90),
        ),
        ReferralOption(
            id="family-hub",
            name="Family Hub, Mill Lane",
            kind=OptionKind.FAMILY_HUB,
            summary="Early help for parents and children, drop-in and groups.",
            phone="01632 960145",
            availability="Drop-in on weekday mornings",
            for_children=True,
            below_age=19,
            areas=frozenset({NORTH, SOUTH}),
            accepts_while_ongoing=True,
            needs_diagnosis=False,
            takes_self_referral=True,
            capacity=Capacity.FREE,
            wait_weeks=2,
            organisation=COUNCIL,
            accepts_in_refuge=True,
            consent_of=PARENT,
            languages=frozenset({"English", "Bengali"}),
            **checked(12),
        ),
        ReferralOption(
            id="early-help",
            name="Early Help, Elmford council",
            kind=OptionKind.EARLY_HELP,
            summary="One worker for the whole family, with the family’s agreement.",
            phone="01632 960150",
            availability="Weekdays, 9am to 5pm",
            for_children=True,
            below_age=18,
            areas=frozenset({NORTH, SOUTH}),
            accepts_while_ongoing=True,
            needs_diagnosis=False,
            takes_self_referral=True,
            capacity=Capacity.WAITING_LIST,
            wait_weeks=4,
            organisation=COUNCIL,
            accepts_in_refuge=True,
            consent_of=PARENT,
            **checked(200),
        ),
        ReferralOption(
            id="school-nurse",
            name="School nurse team",
            kind=OptionKind.SCHOOL,
            summary="Sees a child at school and finds one adult there whom the child can go to.",
            phone="01632 960163",
            availability="Term time, 8:30am to 4pm",
            for_children=True,
            from_age=5,
            below_age=19,
            accepts_while_ongoing=True,
            needs_diagnosis=False,
            takes_self_referral=True,
            capacity=Capacity.FREE,
            wait_weeks=1,
            organisation="Elmford children’s health",
            accepts_in_refuge=True,
            consent_of=PARENT,
            cover="The team’s duty nurse",
            advice_phone="01632 960164",
            **checked(45),
        ),
        ReferralOption(
            id="talking-therapies",
            name="Talking therapies, Elmford",
            kind=OptionKind.TALKING_THERAPIES,
            summary="Help with low mood and worry, by phone or in person.",
            phone="01632 960188",
            availability="Weekdays, 8am to 8pm",
            from_age=16,
            areas=frozenset({NORTH, SOUTH}),
            needs_diagnosis=False,
            takes_self_referral=True,
            capacity=Capacity.WAITING_LIST,
            wait_weeks=9,
            consent_of=PATIENT,
            languages=frozenset({"English", "Polish"}),
            **checked(75),
        ),
        ReferralOption(
            id="national-helpline",
            name="National Domestic Abuse Helpline",
            kind=OptionKind.HELPLINE,
            summary="A national helpline, day and night.",
            phone=HELPLINE_PHONE,
            availability="Every day, 24 hours",
            accepts_while_ongoing=True,
            needs_diagnosis=False,
            takes_self_referral=True,
            capacity=Capacity.FREE,
            wait_weeks=0,
            # Nobody of ours has rung the number: the page must say so.
            assured_on=None,
        ),
    )
