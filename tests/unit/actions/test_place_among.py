"""Whom of a family a referral is about: by the id; a name decides only where one person has it."""

from datetime import UTC, date, datetime

import pytest

from gpsupport.actions.local_help import under_way
from gpsupport.actions.referral.reading import Person, place_among
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.people import Sex
from gpsupport.domain.referral.criteria import Need
from gpsupport.domain.referral.events import BegunReferral
from gpsupport.domain.referral.following import Referral, follow
from gpsupport.domain.referral.states import ReferralState

NEED = Need(age=7, sex=Sex.UNKNOWN)
PATIENT = Person("", "", NEED)
FIRST, SECOND = Person("Sam Ash", "sam-1", NEED), Person("Sam Ash", "sam-2", NEED)
KIM, RECORD_SAM = Person("Kim Ash", "kim", NEED), Person("Sam Ash", "", NEED)


def begun(about: str = "", about_patient_id: str = "") -> BegunReferral:
    return BegunReferral(
        *("r", "p", "option", "Team", OptionKind.CAMHS, "Sleep"),
        *(datetime(2026, 11, 1, tzinfo=UTC), date(2026, 11, 1), "Dr Shah"),
        about=about,
        about_patient_id=about_patient_id,
    )


@pytest.mark.parametrize(
    ("referral", "people", "place"),
    [
        (begun(), (PATIENT, KIM), 0),
        (begun("Sam Ash", "sam-2"), (PATIENT, FIRST, SECOND), 2),
        (begun("Sam Ash", "sam-1"), (PATIENT, RECORD_SAM, FIRST), 2),
        (begun("Sam Ash"), (PATIENT, KIM, FIRST), 2),
        (begun("Sam Ash"), (PATIENT, FIRST, SECOND), None),
        (begun("Sam Ash", "sam-3"), (PATIENT, FIRST), None),
        (begun("Lea Ash"), (PATIENT, FIRST), None),
    ],
)
def test_nobody_is_taken_for_another_of_the_name(
    referral: BegunReferral, people: tuple[Person, ...], place: int | None
) -> None:
    assert place_among(referral, people) == place
    there = dict(under_way([follow(referral, ())], people))
    assert [where for where, _ in there] == ([] if place is None else [place])


@pytest.mark.parametrize("state", ReferralState)
def test_whatever_is_not_over_is_found_before_another_is_begun(state: ReferralState) -> None:
    one = Referral(begun(), state, date(2026, 11, 1))
    assert bool([*under_way([one], (PATIENT,))]) is not state.over
