"""The boxes of the safe way beside what counts by now: another window may have changed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from gpsupport.domain.disclosure.contact import ContactForm, KeptContact, SafeContact, SafeWay
from gpsupport.domain.disclosure.disclosure import Disclosure
from gpsupport.domain.knowledge.content.afterwards import ContactRules
from gpsupport.web import words
from gpsupport.web.disclosure.contact_words import BOXES, WAYS
from gpsupport.web.disclosure.reading import read_contact
from gpsupport.web.disclosure.saved import typed_of, typed_of_contact
from gpsupport.web.disclosure.typed import Typed
from gpsupport.web.meanwhile import Difference, Meanwhile, saved_meanwhile

# The box that says which safe way counted when the page was opened.
BEGUN = "contact.begun"
# How the names of all boxes of the safe way begin.
CONTACT = "contact."
_WAY, _UNTIL = "contact.way", "contact.until"


def current_id(kept: Sequence[KeptContact]) -> str:
    """The safe way that counts now, as a page carries it; empty before the first."""
    return kept[-1].id if kept else ""


def with_what_counts(typed: Typed, kept: Sequence[KeptContact], today: date) -> Typed:
    """The boxes, with what counts now in those of the safe way where nobody touched them.

    Whatever a page showed there when it was opened is never said again by saving it late.
    """
    form = _form(typed, kept, today)
    if form is None or not form.untouched or typed.one(BEGUN) == current_id(kept):
        return typed
    rest = {name: said for name, said in typed.fields.items() if not name.startswith(CONTACT)}
    return Typed({**rest, BEGUN: [current_id(kept)], **contact_boxes(form.standing)})


def as_saved(saved: Disclosure | None, kept: Sequence[KeptContact], today: date) -> Typed:
    """The boxes as they were saved, those of the safe way as it stands now, wherever kept."""
    boxes = typed_of(replace(saved, contact=None)).fields if saved else {}
    standing = ContactForm(None, None, kept[-1] if kept else None, today).standing
    return Typed({**boxes, **contact_boxes(standing)})


def kept_since(typed: Typed, kept: Sequence[KeptContact], today: date) -> KeptContact | None:
    """What was kept after the page was opened, and says something else than its boxes."""
    form = _form(typed, kept, today)
    differs = form is None or form.differs
    return kept[-1] if kept and differs and typed.one(BEGUN) != kept[-1].id else None


def contact_boxes(contact: SafeContact | None) -> Mapping[str, Sequence[str]]:
    """The boxes of a safe way; none for none."""
    return typed_of_contact(contact).fields if contact else {}


def boxes_to_confirm(kept: Sequence[KeptContact]) -> Typed:
    """What counts now, to be agreed again: until when is said anew."""
    boxes = contact_boxes(kept[-1].contact if kept else None)
    rest = {name: said for name, said in boxes.items() if name != _UNTIL}
    return Typed(rest | {BEGUN: [current_id(kept)]})


def said_of_contact(typed: Typed) -> Mapping[str, Sequence[str]]:
    """What somebody said in the boxes: how long it holds says nothing without a way."""
    silent = {BEGUN} if typed.one(_WAY) else {BEGUN, _UNTIL}
    fields = typed.fields.items()
    return {name: said for name, said in fields if name.startswith(CONTACT) and name not in silent}


def with_usual_end(typed: Typed, rules: ContactRules, today: date) -> Typed:
    """The boxes, with the usual end proposed; not where somebody emptied it beside a way."""
    if typed.one(_UNTIL) or (typed.one(_WAY) and _UNTIL in typed.fields):
        return typed
    until = today + timedelta(days=min(rules.proposed_days, rules.longest_days))
    return Typed(dict(typed.fields) | {_UNTIL: [words.day(until)]})


def meanwhile_kept(typed: Typed, kept: Sequence[KeptContact], today: date) -> Meanwhile | None:
    """The same box by box, for a page with the safe way alone."""
    since = kept_since(typed, kept, today)
    if since is None:
        return None
    saved, here = Typed(contact_boxes(since.contact)), Typed(said_of_contact(typed))
    rows = (
        Difference(label, _in_words(name, saved), _in_words(name, here))
        for name, label in BOXES.items()
    )
    return saved_meanwhile(since.at, since.by, rows)


def _in_words(name: str, boxes: Typed) -> str:
    way = boxes.find(name, SafeWay) if name == _WAY else None
    return WAYS[way] if way else boxes.one(name)


def _form(typed: Typed, kept: Sequence[KeptContact], today: date) -> ContactForm | None:
    """What the boxes say; None where they cannot be read."""
    said, faults = read_contact(typed, today)
    if faults:
        return None
    begun = next((one for one in kept if one.id == typed.one(BEGUN)), None)
    return ContactForm(said, begun, kept[-1] if kept else None, today)
