"""Where a patient is to be found, as a Patient resource says."""

import json
from typing import Any

import pytest

from gpsupport.domain.addresses import ContactDetails, PostalAddress, Telecom, Use
from gpsupport.domain.days import PartialDate
from gpsupport.fhir.reading import read_record
from tests.unit.fhir.made import faults, patient

HOME = {
    "use": "home",
    "type": "both",
    "text": "12 High Street, Elmford QQ1 2AB",
    "line": [" 12 High Street "],
    "city": "Elmford",
    "district": "Elmshire",
    "postalCode": "QQ1 2AB",
    "country": "GBR",
    "period": {"start": "2024-05", "end": "2026-11-01T09:00:00+01:00"},
}
MOBILE = {
    "system": "phone",
    "value": "07700 900126",
    "use": "mobile",
    "rank": 1,
    "period": {"start": "2024"},
}


def told(**parts: Any) -> ContactDetails:
    """What is read of a patient with these parts."""
    return read_record(json.dumps(patient(**parts)).encode()).addresses


def test_every_part_is_read() -> None:
    details = told(address=[HOME], telecom=[MOBILE])
    assert details == ContactDetails(
        (
            PostalAddress(
                lines=("12 High Street",),
                town="Elmford",
                postcode="QQ1 2AB",
                use=Use.HOME,
                start=PartialDate.parse("2024-05"),
                end=PartialDate.parse("2026-11-01"),
                text="12 High Street, Elmford QQ1 2AB",
            ),
        ),
        (
            Telecom(
                system="phone",
                value="07700 900126",
                use=Use.MOBILE,
                start=PartialDate.parse("2024"),
            ),
        ),
    )


def test_a_patient_may_name_none() -> None:
    assert told() == ContactDetails()


def test_what_says_nothing_is_left_out_and_the_order_stays() -> None:
    details = told(
        address=[
            {"use": "home"},
            {"text": "9 Mill Lane", "use": "old"},
            {"line": ["1 High Street"], "type": "postal"},
        ],
        telecom=[{"system": "phone"}, {"system": "email", "value": "jane@elm.example"}],
    )
    assert details.addresses == (
        PostalAddress(text="9 Mill Lane", use=Use.OLD),
        PostalAddress(lines=("1 High Street",), postal_only=True),
    )
    assert details.telecoms == (Telecom("email", "jane@elm.example"),)


@pytest.mark.parametrize("use", ["home", "work", "temp", "old", "billing"])
def test_every_use_that_r4_has_is_known(use: str) -> None:
    assert told(address=[{"use": use, "text": "1 High Street"}]).addresses[0].use == Use(use)


def test_a_use_that_r4_does_not_have_is_never_a_home() -> None:
    assert told(address=[{"use": "main", "text": "1 High Street"}]).addresses[0].use is Use.OTHER


def test_faults_are_named_with_their_place() -> None:
    broken = patient(
        address=[{"text": "1 High Street", "period": {"end": "2026-02-30"}}],
        telecom=[{"value": "07700 900126", "period": {"start": "soon"}}],
    )
    assert {one.where for one in faults(json.dumps(broken).encode())} == {
        "Patient.address[0].period.end",
        "Patient.telecom[0].period.start",
    }
    misplaced = patient(address={"text": "1 High Street"})
    assert [one.where for one in faults(json.dumps(misplaced).encode())] == ["Patient.address"]


def test_the_text_received_is_kept_as_it_came() -> None:
    text = json.dumps(patient(address=[HOME], telecom=[MOBILE]), indent=3)
    reading = read_record(text.encode())
    assert reading.resources[0].text == text
