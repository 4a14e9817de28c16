"""What a Patient says that changes a life, and what must not be kept of it."""

import json
from datetime import date
from typing import Any

import pytest

from gpsupport.domain.exchange import RecordReading
from gpsupport.domain.life_events.kinds import LifeEventKind, LifeSign
from gpsupport.fhir.reading import read_record

DEATH, LEFT, MOVED = LifeEventKind.DEATH, LifeEventKind.LEFT, LifeEventKind.MOVED_PRACTICE
ODS = "https://fhir.nhs.uk/Id/ods-organization-code"
NHS = "https://fhir.nhs.uk/Id/nhs-number"


def read(**more: Any) -> RecordReading:
    return read_record(json.dumps({"resourceType": "Patient", "id": "p1", **more}).encode())


def practice(code: str) -> dict[str, Any]:
    return {"identifier": {"system": ODS, "value": code}, "type": "Organization"}


@pytest.mark.parametrize(
    ("told", "signs"),
    [
        ({}, ()),
        ({"active": True, "deceasedBoolean": False}, ()),
        ({"deceasedBoolean": True}, (LifeSign(DEATH),)),
        ({"deceasedDateTime": "2026-11-02T09:00:00Z"}, (LifeSign(DEATH, date(2026, 11, 2)),)),
        ({"deceasedDateTime": "2026"}, (LifeSign(DEATH),)),
        ({"active": False}, (LifeSign(LEFT),)),
        ({"generalPractitioner": [practice("B82001")]}, (LifeSign(MOVED, practice="B82001"),)),
        ({"managingOrganization": practice("B82001")}, (LifeSign(MOVED, practice="B82001"),)),
        ({"managingOrganization": practice("RJ1")}, ()),
        ({"generalPractitioner": [practice("B82001"), practice("A81001")]}, ()),
        (
            {"link": [{"other": {"reference": "Patient/x"}, "type": "replaced-by"}]},
            (LifeSign(LifeEventKind.NEW_NUMBER),),
        ),
        ({"link": [{"other": {"reference": "Patient/x"}, "type": "seealso"}]}, ()),
    ],
)
def test_signs_are_read(told: dict[str, Any], signs: tuple[LifeSign, ...]) -> None:
    assert read(**told).signs == signs


def test_nothing_that_is_kept_leads_to_the_other_record() -> None:
    found = read(
        link=[{"other": {"reference": "Patient/canary-1"}, "type": "replaces"}],
        text={"status": "generated", "div": "<div>canary-2</div>"},
        name=[{"family": "Neu"}, {"use": "old", "family": "canary-3"}],
        identifier=[
            {"system": NHS, "value": "9449304130"},
            {"system": NHS, "use": "old", "value": "9434765870"},
        ],
        multipleBirthInteger=2,
    )
    (own,) = found.resources
    assert found.signs == (LifeSign(LifeEventKind.BEGUN_ANEW),)
    assert "canary" not in own.text + repr(found)
    assert "9434765870" not in own.text + repr(found)
    assert json.loads(own.text)["multipleBirthInteger"] == 2
    again = read(name=[{"family": "Neu"}], multipleBirthInteger=2)
    assert again.signs == ()
