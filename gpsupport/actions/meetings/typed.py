"""What was typed at a meeting and could not be saved: kept for 24 hours, for whoever typed it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gpsupport.actions.meetings.children import place_value
from gpsupport.actions.referral.places import has_address
from gpsupport.domain.consultation import FormName
from gpsupport.domain.meetings.meeting import AnyNote, Basis, Decision, Filing, MeetingAction
from gpsupport.domain.people import Actor
from gpsupport.persistence.stores.drafts import TypedForm
from gpsupport.persistence.work import UnitOfWork

# What a form is for.
AGENDA, DECISION, ACTION, GROUND, FILED = "agenda", "decision", "action", "ground", "filed"
_KINDS = {Decision: DECISION, MeetingAction: ACTION, Basis: GROUND, Filing: FILED}
# The boxes of a form in which somebody writes freely.
TEXTS = ("words", "why", "told", "proportion", "why_not_asked")
# Between the parts of a box's name; no id of ours and no name of a box has it.
_BETWEEN = "/"


@dataclass(frozen=True, slots=True)
class TypedNote:
    """One form about one family, as it was sent.

    `replaces` is the note that it corrects, of what is filed the record. `overtaken`: somebody else
    wrote another in that one's place, which `replaces` then names; `tells_address`: that is why it
    was not saved.
    """

    patient_id: str
    what: str
    replaces: str
    fields: Mapping[str, Sequence[str]]
    overtaken: bool = False
    tells_address: bool = False


def typed_at(
    work: UnitOfWork, actor: Actor, meeting_id: str, now: datetime
) -> tuple[TypedNote, ...]:
    """What this actor typed at a meeting and did not save, as it stands to what is noted now."""
    found = [
        note
        for form in work.forms.list_all(actor, FormName.MEETING, now)
        for note in _notes(form, meeting_id)
    ]
    return tuple(_as_it_stands(work, actor, one) for one in found)


def put_typed(
    kept: Mapping[str, Sequence[str]], meeting_id: str, note: TypedNote
) -> dict[str, Sequence[str]]:
    """All that is kept of one patient, with this form in place of what was kept of the same."""
    others = {box: said for box, said in kept.items() if not _is_of(box, meeting_id, note)}
    return others | {_box(meeting_id, note, name): said for name, said in note.fields.items()}


def meetings_in(fields: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The ids of the meetings at which something was typed, of one patient's form."""
    return tuple(dict.fromkeys(box.partition(_BETWEEN)[0] for box in fields))


def forget(  # noqa: PLR0917 - of which meeting and family, which form, and when
    work: UnitOfWork,
    actor: Actor,
    meeting_id: str,
    patient_id: str,
    what: str,
    now: datetime,
    replaced: Iterable[str] = ("",),
) -> None:
    """Forget what was kept of these forms, for it is saved or not wanted; all others stay."""
    gone = [TypedNote(patient_id, what, one, {}) for one in replaced]
    for form in work.forms.list_all(actor, FormName.MEETING, now):
        if form.patient_id != patient_id:
            continue
        rest = {
            box: said
            for box, said in form.fields.items()
            if not any(_is_of(box, meeting_id, one) for one in gone)
        }
        if not rest:
            work.forms.drop(actor, form.consultation_id, FormName.MEETING)
        elif rest != form.fields:
            work.forms.save(actor, form.consultation_id, FormName.MEETING, rest, now)


def forget_note(
    work: UnitOfWork, actor: Actor, made: AnyNote, replaces: str, now: datetime
) -> None:
    """Forget what was kept of a note that is saved now; `replaces` is the one it corrected."""
    what = _KINDS.get(type(made), "")
    gone = {place_value(made.place)} if isinstance(made, Filing) else {replaces}
    for form in work.forms.list_all(actor, FormName.MEETING, now):
        for one in _notes(form, made.meeting_id):
            newest = work.meeting_notes.find_newest(actor, one.replaces) if one.replaces else None
            if what == GROUND or (newest is not None and newest.id == made.id):
                gone.add(one.replaces)
    forget(work, actor, made.meeting_id, made.patient_id, what, now, gone)


def _as_it_stands(work: UnitOfWork, actor: Actor, one: TypedNote) -> TypedNote:
    texts = [text for name in TEXTS for text in one.fields.get(name, ())]
    stands = replace(one, tells_address=has_address(work, actor, *texts))
    if one.what not in {DECISION, ACTION} or not one.replaces:
        return stands
    newest = work.meeting_notes.find_newest(actor, one.replaces)
    if newest is None or newest.id == one.replaces:
        return stands
    return replace(stands, replaces=newest.id, overtaken=True)


def _notes(form: TypedForm, meeting_id: str) -> tuple[TypedNote, ...]:
    found: dict[tuple[str, str], dict[str, Sequence[str]]] = {}
    for box, said in form.fields.items():
        of, what, name, replaces = box.split(_BETWEEN, 3)
        if of == meeting_id:
            found.setdefault((what, replaces), {})[name] = said
    return tuple(TypedNote(form.patient_id, *key, fields) for key, fields in found.items())


def _box(meeting_id: str, one: TypedNote, name: str) -> str:
    # What is replaced comes last: it may be an entry of a record, with any sign in it.
    return _BETWEEN.join((meeting_id, one.what, name, one.replaces))


def _is_of(box: str, meeting_id: str, one: TypedNote) -> bool:
    of, what, _name, replaces = box.split(_BETWEEN, 3)
    return (of, what, replaces) == (meeting_id, one.what, one.replaces)
