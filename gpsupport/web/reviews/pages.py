"""What a lead is to look at, as shown: what happened, in words that say nothing of any reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.days import london_day
from gpsupport.actions.record_access import RuledRecord, ToReview
from gpsupport.domain.access import Purpose
from gpsupport.domain.record_access import ItemKind
from gpsupport.web import words
from gpsupport.web.frame import Row
from gpsupport.web.records.pages import moment
from gpsupport.web.reviews.forms import CloseForm, close_form

_KINDS = {
    ItemKind.OPENED: "Had a restricted record opened",
    ItemKind.NOT_OPENED: "Requested a record, nothing was opened",
    ItemKind.OWN_RECORD: "Looked at their own record",
    ItemKind.SAME_ADDRESS: "Looked at a record with their own address",
    ItemKind.NAMED_SELF: "Put themselves on a named list",
}
_PURPOSES = {
    Purpose.DIRECT_CARE.value: "Care of the patient",
    Purpose.SAFEGUARDING.value: "Keeping somebody safe",
}


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One access to look at, with its form."""

    id: str
    heading: str
    facts: tuple[Row, ...]
    reason: str
    patient: str
    patient_href: str
    close_href: str
    form: CloseForm
    faulty: bool


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record that has rules."""

    patient: str
    born: str
    named: str
    denied: str
    href: str


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """The lead's list, and the records that have rules."""

    sentence: str
    items: tuple[ItemCard, ...]
    records: tuple[RecordLine, ...]


def reviews_page(
    items: tuple[ToReview, ...],
    records: tuple[RuledRecord, ...],
    today: date,
    sent: Mapping[str, CloseForm],
) -> ReviewsPage:
    """The page on a day; `sent` holds a form that came back with a fault, by its item."""
    return ReviewsPage(
        sentence=_sentence(items, today),
        items=tuple(_card(one, sent) for one in items),
        records=tuple(_line(one, today) for one in records),
    )


def _sentence(items: tuple[ToReview, ...], today: date) -> str:
    if not items:
        return "There is nothing for you to look at."
    oldest = words.ago(london_day(items[0].item.made_at), today)
    return f"{words.count(len(items), 'thing')} to look at. The oldest is from {oldest}."


def _card(one: ToReview, sent: Mapping[str, CloseForm]) -> ItemCard:
    item = one.item
    rows = [Row("Who", one.staff), Row("When", moment(item.made_at))]
    if item.purpose:
        rows.append(Row("What for", _PURPOSES.get(item.purpose, item.purpose)))
    return ItemCard(
        id=item.id,
        heading=_KINDS[item.kind],
        facts=tuple(rows),
        reason=item.reason,
        patient=words.banner_name(one.patient.name) if one.patient else "",
        patient_href=f"/patients/{one.patient.id}/access" if one.patient else "",
        close_href=f"/reviews/{item.id}/close",
        form=sent.get(item.id) or close_form(item.id),
        faulty=item.id in sent,
    )


def _line(one: RuledRecord, today: date) -> RecordLine:
    return RecordLine(
        patient=words.banner_name(one.patient.name),
        born=words.banner_birth(one.patient.born, today),
        named=str(one.named) if one.named else "No list",
        denied=str(one.denied) if one.denied else "Nobody",
        href=f"/patients/{one.patient.id}/access",
    )
