"""Where a patient lives and can be reached, as the patient's own resource says."""

from __future__ import annotations

from gpsupport.domain.addresses import ContactDetails, PostalAddress, Telecom, Use
from gpsupport.fhir.elements import Json, find_day, objects, text_of
from gpsupport.fhir.unpacking import Found


def read_contact_details(found: Found) -> ContactDetails:
    """Every address and every number of a Patient, in its own order.

    What says nothing is left out, and an unknown use counts as another use: it is never taken for
    a home. Raises Unreadable for a period whose date does not exist.
    """
    content, where = found.content, found.where
    addresses = [
        _address(one, f"{where}.address[{place}]")
        for place, one in enumerate(objects(content.get("address")))
    ]
    telecoms = [
        _telecom(one, f"{where}.telecom[{place}]")
        for place, one in enumerate(objects(content.get("telecom")))
    ]
    return ContactDetails(
        tuple(one for one in addresses if one.lines or one.town or one.postcode or one.text),
        tuple(one for one in telecoms if one.value),
    )


def _address(content: Json, where: str) -> PostalAddress:
    lines = content.get("line")
    said = lines if isinstance(lines, list) else []
    return PostalAddress(
        lines=tuple(line.strip() for line in said if isinstance(line, str) and line.strip()),
        town=text_of(content, "city"),
        postcode=text_of(content, "postalCode"),
        use=_use(content),
        postal_only=text_of(content, "type") == "postal",
        start=find_day(content, ("period.start",), where),
        end=find_day(content, ("period.end",), where),
        text=text_of(content, "text"),
    )


def _telecom(content: Json, where: str) -> Telecom:
    return Telecom(
        system=text_of(content, "system"),
        value=text_of(content, "value"),
        use=_use(content),
        start=find_day(content, ("period.start",), where),
        end=find_day(content, ("period.end",), where),
    )


def _use(content: Json) -> Use:
    try:
        return Use(text_of(content, "use"))
    except ValueError:
        return Use.OTHER
