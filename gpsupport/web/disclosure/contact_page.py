"""The safe way to reach a patient, as shown and as asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from gpsupport.actions.disclosure import OpenContact
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.language.phrases import in_words
from gpsupport.web.consultation.ordinary import GateState, address, gate_state
from gpsupport.web.disclosure.boxes import Boxes, Option
from gpsupport.web.disclosure.contact_since import current_id, meanwhile_kept, with_usual_end
from gpsupport.web.disclosure.contact_words import WAYS, in_a_sentence, rows_of
from gpsupport.web.disclosure.said import Pronouns, pronouns_of
from gpsupport.web.frame import Row
from gpsupport.web.meanwhile import Meanwhile


@dataclass(frozen=True, slots=True)
class SafeWayCard:
    """What was agreed. `holds` says whether it may be used today; `sentence` says so in words."""

    holds: bool
    sentence: str
    rows: tuple[Row, ...]
    href: str


@dataclass(frozen=True, slots=True)
class SafeContactPage:
    """The form, with what stood there before; `card` None when nothing was ever agreed."""

    gate: GateState
    who: Pronouns
    card: SafeWayCard | None
    form: Boxes
    ways: tuple[Option, ...]
    contact_until: str
    contact_begun: str
    href: str
    draft_href: str
    back: str
    conversation: str
    state: str
    meanwhile: Meanwhile | None


def safe_way_card(patient_id: str, found: SafeContact | None, today: date) -> SafeWayCard | None:
    """What was agreed, for this page and for the contact details. Details only while it holds."""
    if found is None:
        return None
    sentence = in_a_sentence(found, today)
    holds = found.holds(today)
    return SafeWayCard(
        holds=holds,
        sentence=f"{sentence[:1].upper()}{sentence[1:]}",
        rows=rows_of(found) if holds else tuple(r for r in rows_of(found) if r.label == "Never"),
        href=f"/patients/{patient_id}/contact/safe",
    )


def safe_contact_page(
    opened: OpenContact, form: Boxes, knowledge: Knowledge, today: date, *, state: str = ""
) -> SafeContactPage:
    """The page of one patient; in its form stands what is typed."""
    patient, kept = opened.patient, opened.kept
    said = with_usual_end(form.typed, knowledge.afterwards.contact, today)
    return SafeContactPage(
        gate=gate_state(opened.consultation),
        who=pronouns_of(patient),
        card=safe_way_card(patient.id, kept[-1].contact if kept else None, today),
        form=replace(form, typed=said),
        ways=ways(),
        contact_until=until_hint(knowledge),
        contact_begun=current_id(kept),
        href=f"/patients/{patient.id}/contact/safe",
        draft_href=f"/patients/{patient.id}/contact/safe/draft",
        back=f"/patients/{patient.id}/contact",
        conversation=address(patient.id),
        state=state,
        meanwhile=meanwhile_kept(form.typed, kept, today),
    )


def ways() -> tuple[Option, ...]:
    """The ways to choose from."""
    return tuple(Option(way.value, said) for way, said in WAYS.items())


def until_hint(knowledge: Knowledge) -> str:
    """How long it may hold, beside the box."""
    rules = knowledge.afterwards.contact
    usual, longest = in_words(rules.proposed_days), in_words(rules.longest_days)
    return f"needed with a way: usually {usual}, at most {longest}"
