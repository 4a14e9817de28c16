"""Which of what was noted after a telling still counts: as long as the telling itself does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.enquiry import Enquiry


def counting(
    noted: Iterable[Disclosure], enquiries: Iterable[Enquiry], replaced: Mapping[str, str]
) -> tuple[Disclosure, ...]:
    """What was noted after an enquiry that counts, and in which the patient told; order kept.

    `enquiries` are those that count, and `replaced` says of each corrected one the id of what took
    its place. Each is given under the id of the enquiry that counts now: correcting the words of a
    telling takes nothing away from what followed it.
    """
    told = {one.id for one in enquiries if one.outcome.told}
    found = (replace(one, enquiry_id=newest_of(one.enquiry_id, replaced)) for one in noted)
    return tuple(one for one in found if one.enquiry_id in told)


def newest_of(enquiry_id: str, replaced: Mapping[str, str]) -> str:
    """The id of the enquiry that stands today in the place of another one, or its own."""
    seen = {enquiry_id}
    while (later := replaced.get(enquiry_id)) is not None and later not in seen:
        seen.add(later)
        enquiry_id = later
    return enquiry_id
