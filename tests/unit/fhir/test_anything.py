"""Whatever stands in a file, it is read or refused: no other exception ever comes out."""

import json
from contextlib import suppress
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gpsupport.domain.exchange import Unreadable
from gpsupport.fhir.reading import read_records
from tests.unit.fhir.made import condition, patient, resource

WHOLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {"fullUrl": "https://ehr.example/Patient/p1", "resource": one}
        for one in (
            patient(name=[{"family": "A", "given": ["B"]}], identifier=[{"value": "y"}]),
            condition(recorder={"reference": "Practitioner/d"}),
            resource("Observation", effectiveTiming={"event": ["2020-01-01"]}),
            resource("Encounter", period={"start": "2020"}, reasonCode=[{"text": "x"}]),
            resource("Appointment", start="2020-01-01T10:00:00Z", end="2020-01-01T10:10:00Z"),
            resource("RelatedPerson", relationship=[{"coding": [{"code": "SON"}]}]),
            {"resourceType": "Practitioner", "id": "d", "name": [{"text": "d"}]},
            {"resourceType": "Claim", "id": "x", "patient": {"reference": "Patient/p1"}},
        )
    ],
}

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "x", "2020-02-31", "Patient/p9", "#x", "urn:uuid:x", "Patient?"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["reference", "coding", "text", "start"]), inner)
    ),
    max_leaves=4,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children: Any = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    return [path, *(one for key, child in children for one in places(child, (*path, key)))]


PLACES = [path for path in places(WHOLE) if path]


@settings(max_examples=250)
@given(st.sampled_from(PLACES), values)
def test_a_file_with_anything_anywhere_is_read_or_refused(
    place: tuple[str | int, ...], value: Any
) -> None:
    changed: Any = deepcopy(WHOLE)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with suppress(Unreadable):
        read_records(json.dumps(changed).encode())


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_in_words(data: bytes) -> None:
    with suppress(Unreadable):
        read_records(data)


@settings(max_examples=100)
@given(values)
def test_json_of_any_kind_is_refused_in_words(value: Any) -> None:
    with suppress(Unreadable):
        read_records(json.dumps(value).encode())
