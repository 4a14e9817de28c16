"""Contact details as shown: what may be used first, and what may not be used named as such."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from gpsupport.actions.contact import ContactDetailsSeen
from gpsupport.actions.days import LONDON
from gpsupport.domain.addresses import (
    PostalAddress,
    ReceivedDetails,
    ShownDetails,
    Standing,
    Telecom,
    Use,
)
from gpsupport.domain.exchange import UNNAMED_SOURCE
from gpsupport.web import words
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.patients.contact_forms import REASONS

_PLACES = {
    Use.HOME: "Home",
    Use.WORK: "Work",
    Use.TEMPORARY: "Temporary address",
    Use.OLD: "Old address",
    Use.BILLING: "Where bills go",
    Use.UNSAID: "Address",
}
_LINES = {
    "phone": "Phone",
    "sms": "Text messages",
    "fax": "Fax",
    "pager": "Pager",
    "email": "Email",
}
_PHONES = {Use.MOBILE: "Mobile", Use.HOME: "Home phone", Use.WORK: "Work phone"}
_STANDINGS = {
    Standing.IN_USE: "In use",
    Standing.OLD: "Old: do not use",
    Standing.TEMPORARY: "Temporary: do not use",
    Standing.NOT_YET: "Not yet: do not use",
    Standing.UNCERTAIN: "Not certain: do not use",
}
_KEPT_BACK = "Not shown"
_NOTHING = (
    "No address and no number is given. That may be on purpose: do not look for one elsewhere, "
    "ask the patient."
)
_UNREAD = "This was received before contact details were read. Have the record taken in again."


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One address or number; `lines` is how it is written, or what is shown in its place."""

    label: str
    lines: tuple[str, ...]
    standing: str
    in_use: bool


@dataclass(frozen=True, slots=True)
class SourceCard:
    """What one system sent. `note` says why there is nothing, or empty."""

    heading: str
    received: str
    rows: tuple[ContactRow, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """The page; `reason` is what it was revealed for, empty while it is masked.

    `anything`: there is something that could be revealed.
    """

    gate: GateState
    conversation_href: str
    href: str
    cards: tuple[SourceCard, ...]
    anything: bool
    reason: str


def contact_page(seen: ContactDetailsSeen) -> ContactPage:
    """The page of one patient, the newest source first."""
    patient_id = seen.patient.id
    cards = tuple(_card(one, newest=place == 0) for place, one in enumerate(seen.received))
    return ContactPage(
        gate=gate_state(seen.consultation),
        conversation_href=address(patient_id),
        href=f"/patients/{patient_id}/contact",
        cards=cards,
        anything=any(card.rows for card in cards),
        reason=REASONS[seen.reason] if seen.reason else "",
    )


def _card(received: ReceivedDetails, *, newest: bool) -> SourceCard:
    rows = _rows(received.shown) if received.shown else ()
    note = "" if rows else (_NOTHING if received.shown else _UNREAD)
    at = received.received_at.astimezone(LONDON)
    when = f"Received on {words.day(at.date())} at {words.clock_time(at)}"
    return SourceCard(
        heading=f"From {_source(received.source_system)}",
        received=f"{when}." if newest else f"{when}. Something newer came since: do not use this.",
        rows=rows,
        note=note,
    )


def _source(system: str) -> str:
    """The host of an address, or the name as it is."""
    if system == UNNAMED_SOURCE:
        return "a file that does not say where it comes from"
    try:
        return urlsplit(system).hostname or system
    except ValueError:
        return system


def _rows(shown: ShownDetails) -> tuple[ContactRow, ...]:
    rows = [_row(_place(one), _address(one), how) for one, how in shown.addresses]
    rows += [_row(_line(one), _telecom(one), how) for one, how in shown.telecoms]
    return tuple(sorted(rows, key=lambda row: not row.in_use))


def _row(label: str, lines: tuple[str, ...], how: Standing) -> ContactRow:
    in_use = how is Standing.IN_USE
    return ContactRow(label, lines or (_KEPT_BACK,), _STANDINGS[how], in_use)


def _place(one: PostalAddress) -> str:
    return "For post alone" if one.postal_only else _PLACES.get(one.use, "Another address")


def _address(one: PostalAddress) -> tuple[str, ...]:
    lines = tuple(part for part in (*one.lines, one.town, one.postcode) if part)
    return lines if one.lines or not one.text else tuple(one.text.splitlines())


def _line(one: Telecom) -> str:
    if one.system in {"phone", ""}:
        return _PHONES.get(one.use, "Phone")
    return _LINES.get(one.system, "Another way")


def _telecom(one: Telecom) -> tuple[str, ...]:
    """A number, or its end: what is no longer than two digits is what a mask has left of it."""
    if not one.value:
        return ()
    return (f"Ends in {one.value}" if len(one.value) == 2 else one.value,)
