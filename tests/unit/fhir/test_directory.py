"""Local options as FHIR: valid R4B resources that point at each other, and no secret place."""

import json
from datetime import UTC, date, datetime
from typing import Any

from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from gpsupport.domain.directory.hidden_places import is_hidden
from gpsupport.domain.directory.option import Capacity, ConsentOf, OptionKind, ReferralOption
from gpsupport.domain.people import Sex
from gpsupport.fhir.directory import directory_resources, service_id, write_directory
from tests.unit.directory_feeds.test_round_trip import options

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OPTION = ReferralOption(
    id="3f0c8a52-0000-4000-8000-000000000001",
    name="Harbour",
    kind=OptionKind.ABUSE_SERVICE,
    summary="Support for women.",
    phone="01632 960114",
    named_person="Jo Bell",
    availability="Mondays",
    from_age=16,
    sexes=frozenset({Sex.FEMALE}),
    areas=frozenset({"Elmford"}),
    languages=frozenset({"Polish"}),
    accepts_while_ongoing=True,
    needs_diagnosis=False,
    capacity=Capacity.FREE,
    consent_of=frozenset({ConsentOf.PATIENT}),
    organisation="Harbour Trust",
    site="Larch Surgery",
    assured_on=date(2026, 11, 1),
)


def bundle(*found: ReferralOption) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(b"".join(write_directory(found, AT)))
    Bundle.model_validate(told)
    return told


def by_type(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["resource"]["resourceType"]: one["resource"] for one in told["entry"]}


def test_the_four_resources_of_an_option() -> None:
    found = by_type(bundle(OPTION))
    assert list(found) == ["HealthcareService", "Organization", "Location", "PractitionerRole"]
    service = found["HealthcareService"]
    assert service["id"] == service_id(OPTION) == OPTION.id
    assert service["type"][0]["coding"][0]["code"] == "abuse-service"
    assert service["providedBy"]["reference"] == f"urn:uuid:{found['Organization']['id']}"
    assert service["location"][0]["reference"] == f"urn:uuid:{found['Location']['id']}"
    assert found["PractitionerRole"]["healthcareService"][0]["reference"] == (
        f"urn:uuid:{OPTION.id}"
    )
    codes = [one["coding"][0]["code"] for one in service["characteristic"]]
    assert codes == ["accepts-while-ongoing-yes", "needs-diagnosis-no", "capacity-free"]
    assert "Checked on: 2026-11-01" in service["extraDetails"]


def test_what_is_not_known_is_not_said() -> None:
    bare = ReferralOption(id="x", name="Bare", kind=OptionKind.ADVICE, summary="")
    (service,) = by_type(bundle(bare)).values()
    assert not {"characteristic", "eligibility", "telecom", "comment"} & set(service)


def test_a_location_has_no_address() -> None:
    location = by_type(bundle(OPTION))["Location"]
    assert set(location) == {"resourceType", "id", "meta", "status", "mode", "name"}


def test_an_organisation_stands_there_once() -> None:
    other = ReferralOption(
        id="other", name="Two", kind=OptionKind.ADVICE, summary="", organisation="Harbour Trust"
    )
    kinds = [one["resource"]["resourceType"] for one in bundle(OPTION, other)["entry"]]
    assert kinds.count("Organization") == 1
    assert kinds.count("HealthcareService") == 2


def test_no_option_is_an_empty_bundle() -> None:
    assert "entry" not in bundle()


@settings(max_examples=40)
@given(st.lists(options(), max_size=3, unique_by=lambda one: one.id))
def test_any_list_is_valid(found: list[ReferralOption]) -> None:
    told = bundle(*found)
    addresses = [one["fullUrl"] for one in told.get("entry", ())]
    assert len(addresses) == len(set(addresses))
    for option in found:
        kinds = [one.get_resource_type() for one in directory_resources(option)]
        assert not (is_hidden(option) and "Location" in kinds)
