"""Keeping what was noted about one family: a decision, an action, a ground, what was filed.

What cannot be saved is kept as it was typed, so that neither the lock nor a question about the
screen loses it: the page shows it with what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import request
from werkzeug.datastructures import MultiDict

from gpsupport.actions.meetings.children import is_place, place_of
from gpsupport.actions.meetings.families import content_of
from gpsupport.actions.meetings.keeping import give_up, keep_typed
from gpsupport.actions.meetings.reading import OpenMeeting
from gpsupport.actions.meetings.typed import ACTION, AGENDA, DECISION, FILED, GROUND, TypedNote
from gpsupport.actions.meetings.writing import MeetingClosed, note
from gpsupport.domain.directory.hidden_places import TellsAddress
from gpsupport.domain.meetings.meeting import AnyNote
from gpsupport.persistence.work import StaleRow
from gpsupport.serving.guards import signed_in
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.meanwhile import GIVE_UP
from gpsupport.web.meetings.forms import (
    ActionForm,
    BasisForm,
    DecisionForm,
    FilingForm,
    Head,
    prefix_of,
)
from gpsupport.web.meetings.typed import Leftover, TypedForm, Unsaved

NO_ADDRESS = "Leave out addresses and postcodes: minutes and packs hold none"
_CHANGED = "Somebody changed this since. Save again to put yours in its place"
NOT_SAVED = "This is not saved yet"

AnyForm = DecisionForm | ActionForm | BasisForm | FilingForm
_Fields = Mapping[str, Sequence[str]]


def keep_note(meeting_id: str) -> TypedNote | None:
    """Keep the note that was sent; what could only be kept as it was typed comes back."""
    parts = installation()
    patient_id, what = request.form.get("patient", ""), request.form.get("what", "")
    replaces = request.form.get("replaces", "")
    if request.form.get(GIVE_UP):
        give_up(parts.database, signed_in(), meeting_id, patient_id, what, replaces, parts.now())
        return None
    prefix = _prefix(what, patient_id, replaces)
    fields = {
        name.removeprefix(prefix): said
        for name, said in request.form.lists()
        if prefix and name.startswith(prefix)
    }
    form = _form(what, patient_id, replaces, fields)
    if form is None:
        return None
    head = Head("", meeting_id, patient_id, parts.now(), "")
    note_id = "" if what == FILED else replaces
    try:
        if _is_whole(form):
            made = _note(form, head, replaces)
            note(parts.database, signed_in(), made, note_id, parts.now())
            return None
    except (TellsAddress, StaleRow, MeetingClosed):
        pass
    typed = TypedNote(patient_id, what, replaces, fields)
    if any(one.strip() for said in fields.values() for one in said):
        keep_typed(parts.database, signed_in(), meeting_id, [typed], parts.now())
    return typed


def unsaved_at(opened: OpenMeeting, sent: TypedNote | None = None) -> Unsaved:
    """What was not saved; `sent` came just now and is kept too unless nothing stands in it."""
    return Unsaved(_forms(opened, sent), _leftovers(opened))


def _forms(opened: OpenMeeting, sent: TypedNote | None) -> tuple[TypedForm, ...]:
    """The forms that were not saved, each with what is wrong beside its field."""
    grounds = {one.patient.id: one.heard.basis for one in opened.families}
    found = []
    empty = [sent] if sent is not None and not _same_kept(opened, sent) else []
    for one in (*opened.typed, *empty):
        if one.what == AGENDA or _left_over(opened, one):
            continue
        form = _form(one.what, one.patient_id, one.replaces, one.fields)
        if form is None:
            continue
        basis = grounds[one.patient_id]
        unseen = one.what == GROUND and (basis.id if basis else "") != one.replaces
        if _is_whole(form):
            wrong = NO_ADDRESS if one.tells_address else NOT_SAVED
            next(iter(form)).errors = [_CHANGED if one.overtaken or unseen else wrong]
        replaces = "" if one.what == GROUND else one.replaces
        found.append(TypedForm(one.patient_id, one.what, replaces, form))
    return tuple(found)


def _leftovers(opened: OpenMeeting) -> tuple[Leftover, ...]:
    """What was typed and has no form any more: the meeting was closed, or the note is gone."""
    names = {one.patient.id: words.banner_name(one.patient.name) for one in opened.families}
    return tuple(
        Leftover(
            names.get(one.patient_id, "A family"),
            one.patient_id,
            one.what,
            one.replaces,
            tuple(text for said in one.fields.values() for text in said if text.strip()),
        )
        for one in opened.typed
        if _left_over(opened, one)
    )


def _same_kept(opened: OpenMeeting, sent: TypedNote) -> bool:
    """Whether it is among what is kept, or stands nowhere on the page."""
    kept = any((one.patient_id, one.what) == (sent.patient_id, sent.what) for one in opened.typed)
    return kept or all(one.patient.id != sent.patient_id for one in opened.families)


def _left_over(opened: OpenMeeting, typed: TypedNote) -> bool:
    heard = next((one.heard for one in opened.families if one.patient.id == typed.patient_id), None)
    if typed.what == AGENDA:
        return not opened.meeting.open
    if heard is None:
        return True
    if typed.what in {DECISION, ACTION} and not typed.replaces:
        return not opened.meeting.open
    known = {one.id for one in (*heard.decisions, *heard.actions)}
    return typed.what in {DECISION, ACTION} and typed.replaces not in known


def _is_whole(form: AnyForm) -> bool:
    whole = form.validate()
    said = next((field for field in form if field.short_name == "words"), None)
    if said is not None and not said.data:
        said.errors = ["Write something first"]
        return False
    return whole


def _prefix(what: str, patient_id: str, replaces: str) -> str:
    if what == GROUND:
        return prefix_of(what, patient_id)
    if what == FILED:
        return prefix_of(f"{FILED}-{replaces}", patient_id)
    return prefix_of(what, replaces or patient_id) if what in {DECISION, ACTION} else ""


def _form(what: str, patient_id: str, replaces: str, fields: _Fields) -> AnyForm | None:
    parts = installation()
    content, prefix = content_of(parts.knowledge), _prefix(what, patient_id, replaces)
    sent = MultiDict([(f"{prefix}{name}", one) for name, said in fields.items() for one in said])
    if what == DECISION:
        form = DecisionForm(sent, prefix=prefix)
        return form.offer(content, _children(form))
    if what == ACTION:
        return ActionForm(sent, prefix=prefix)
    if what == GROUND:
        return BasisForm(sent, prefix=prefix).offer(parts.knowledge.sharing)
    if what == FILED and is_place(replaces):
        return FilingForm(sent, prefix=prefix)
    return None


def _children(form: DecisionForm) -> dict[str, str]:
    """The children whose boxes were ticked: the page offered them from the record."""
    places = [place_of(one) for one in form.places.data or () if is_place(one)]
    return {one.child: one.child for one in places if one.child}


def _note(form: AnyForm, head: Head, place: str) -> AnyNote:
    if isinstance(form, DecisionForm):
        return form.decision(head)
    if isinstance(form, ActionForm):
        return form.action(head)
    if isinstance(form, FilingForm):
        return form.filing(head, place)
    return form.basis(head)
