"""The rules of HSDS-UK 3.0 in our own form: which fields a thing has, of what format.

Fields that stand nowhere here are let be: the standard allows more than it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Format(StrEnum):
    """What a plain value has to be."""

    TEXT = "a text"
    ID = "a UUID"
    URI = "a web address"
    EMAIL = "an e-mail address"
    DAY = "a day such as 2026-11-23"
    TIME = "a time such as 09:30"
    INSTANT = "a moment such as 2026-11-23T09:30:00Z"
    NUMBER = "a number"
    WHOLE = "a whole number"
    TRUTH = "true or false"


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of thing: its plain fields, the fields of a closed list, and what nests in it."""

    required: tuple[str, ...]
    plain: Mapping[str, Format] = field(default_factory=dict)
    closed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    one: Mapping[str, Shape] = field(default_factory=dict)
    many: Mapping[str, Shape] = field(default_factory=dict)


def _plain(**of_format: str) -> dict[str, Format]:
    return {name: Format[kind] for kind, names in of_format.items() for name in names.split()}


TERM = Shape(
    required=("id", "name", "description"),
    plain=_plain(
        ID="id parent_id taxonomy_id", TEXT="name description taxonomy term", URI="term_uri"
    ),
)
ATTRIBUTE = Shape(
    required=("id",),
    plain=_plain(ID="id link_id taxonomy_term_id", TEXT="link_type"),
    one={"taxonomy_term": TERM},
)
_ATTRIBUTES = {"attributes": ATTRIBUTE}
_ADDRESS = Shape(
    required=(
        "id", "address_1", "city", "state_province", "postal_code", "country", "address_type",
    ),
    plain=_plain(
        ID="id location_id",
        TEXT="attention address_1 city region state_province postal_code country",
    ),
    closed={"address_type": ("physical", "postal", "virtual")},
    many=_ATTRIBUTES,
)  # fmt: skip
_ACCESSIBILITY = Shape(
    required=("id",),
    plain=_plain(ID="id location_id", TEXT="description details accessibility", URI="url"),
    many=_ATTRIBUTES,
)
LOCATION = Shape(
    required=("id", "location_type"),
    plain=_plain(
        ID="id",
        TEXT="name description external_identifier external_identifier_type",
        NUMBER="latitude longitude",
    ),
    closed={"location_type": ("physical", "postal", "virtual")},
    many={"addresses": _ADDRESS, "accessibility": _ACCESSIBILITY, **_ATTRIBUTES},
)
_IDENTIFIER = Shape(
    required=("id", "identifier_type", "identifier"),
    plain=_plain(ID="id organization_id", TEXT="identifier_scheme identifier_type identifier"),
    many=_ATTRIBUTES,
)
# A list of organisations holds what stands once in each; nothing nested is read from it.
ORGANIZATION_LISTED = Shape(
    required=("id", "name", "description"),
    plain=_plain(
        ID="id parent_organization_id", TEXT="name description logo", EMAIL="email",
        URI="website uri",
    ),
)  # fmt: skip
ORGANIZATION = Shape(
    ORGANIZATION_LISTED.required,
    ORGANIZATION_LISTED.plain,
    many={"organization_identifiers": _IDENTIFIER, **_ATTRIBUTES},
)
_SCHEDULE = Shape(
    required=("id",),
    plain=_plain(
        ID="id service_id service_at_location_id",
        DAY="valid_from valid_to dtstart",
        NUMBER="interval",
        TEXT="byday bymonthday description attending_type notes",
        TIME="opens_at closes_at",
        URI="schedule_link",
    ),
    closed={"freq": ("WEEKLY", "MONTHLY")},
)
_AREA = Shape(
    required=("id",),
    plain=_plain(ID="id service_id", TEXT="name extent extent_type uri service_area"),
)
_PHONE = Shape(required=("id", "number"), plain=_plain(ID="id contact_id", TEXT="number"))
_CONTACT = Shape(
    required=("id",),
    plain=_plain(ID="id service_id", TEXT="name title"),
    many={"phones": _PHONE, **_ATTRIBUTES},
)
_SERVICE_PLAIN = _plain(
    ID="id organization_id",
    TEXT="name description fees accreditations alert",
    URI="url",
    EMAIL="email assurer_email",
    NUMBER="minimum_age maximum_age",
    DAY="assured_date",
    INSTANT="last_modified",
)
STATUS = ("active", "inactive", "defunct", "temporarily closed")
_SERVICE_MANY = {
    "schedules": _SCHEDULE,
    "service_areas": _AREA,
    "languages": Shape(required=("id",), plain=_plain(ID="id service_id phone_id")),
    "funding": Shape(required=("id",), plain=_plain(ID="id", TEXT="source")),
    "cost_options": Shape(
        required=("id",),
        plain=_plain(
            ID="id service_id", DAY="valid_from valid_to", TEXT="option amount_description",
            NUMBER="amount",
        ),
    ),
    "contacts": _CONTACT,
    "phones": _PHONE,
    **_ATTRIBUTES,
}  # fmt: skip
_SERVICE_REQUIRED = ("id", "name", "status")
_SERVICE_INSIDE = Shape(
    _SERVICE_REQUIRED,
    _SERVICE_PLAIN,
    {"status": STATUS},
    {"organization": ORGANIZATION},
    _SERVICE_MANY,
)
_AT_LOCATION = Shape(
    required=("id",), plain=_plain(ID="id service_id location_id"), one={"location": LOCATION}
)
SERVICE = Shape(
    _SERVICE_REQUIRED,
    _SERVICE_PLAIN,
    {"status": STATUS},
    {"organization": ORGANIZATION},
    {**_SERVICE_MANY, "service_at_locations": _AT_LOCATION},
)
SERVICE_AT_LOCATION = Shape(
    _AT_LOCATION.required,
    _AT_LOCATION.plain,
    one={"location": LOCATION, "service": _SERVICE_INSIDE},
)
TAXONOMY = Shape(
    required=("id", "name", "description"),
    plain=_plain(ID="id", TEXT="name description version", URI="uri"),
    many={"taxonomy_terms": TERM},
)
API_DETAILS = Shape(required=("version",), plain=_plain(TEXT="version", URI="profile openapi_url"))
PAGE = Shape(
    required=("total_pages", "page_number", "size", "contents"),
    plain=_plain(
        WHOLE="total_items total_pages page_number size", TRUTH="first_page last_page empty"
    ),
)
