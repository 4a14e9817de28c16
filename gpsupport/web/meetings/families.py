"""One family at a meeting, as shown: why it is heard, what was decided, who does what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from wtforms import Form

from gpsupport.actions.days import london_day
from gpsupport.actions.meetings.children import place_value
from gpsupport.actions.meetings.reading import FamilyHeard, OpenMeeting
from gpsupport.actions.referral.reading import rules_of
from gpsupport.domain.days import day_in_words
from gpsupport.domain.knowledge.content.meetings import MeetingContent
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.meetings.kinds import RecordKind
from gpsupport.domain.meetings.meeting import (
    AgendaItem,
    Attendee,
    Basis,
    Decision,
    Gone,
    MeetingAction,
    Place,
)
from gpsupport.domain.meetings.minutes import Draft
from gpsupport.domain.people import Relative
from gpsupport.serving.wiring import installation
from gpsupport.web import words
from gpsupport.web.meetings.cards import ActionLine, DecisionLine, DraftCard, FamilyCard, Other
from gpsupport.web.meetings.forms import (
    ActionForm,
    BasisForm,
    DecisionForm,
    FilingForm,
    prefix_of,
    show_day,
)
from gpsupport.web.meetings.glances import glance_lines
from gpsupport.web.meetings.typed import TypedForm

_Form = TypeVar("_Form", bound=Form)
_GONE = {Gone.NOT_NEEDED: "No longer needed", Gone.ENTERED_WRONGLY: "Entered by mistake"}


def family_card(
    one: FamilyHeard,
    opened: OpenMeeting,
    content: MeetingContent,
    typed: tuple[TypedForm, ...],
) -> FamilyCard:
    """One family; what is `typed` and not saved stands in its forms."""
    shown = _Shown(one, content, installation().knowledge, typed)
    heard, patient = one.heard, one.patient
    why = (content.why(reason) for reason in heard.item.reasons)
    return FamilyCard(
        id=patient.id,
        name=words.banner_name(patient.name),
        born=words.banner_birth(patient.born, opened.today),
        reasons=(*why, *((heard.item.words,) if heard.item.words else ())),
        glance=glance_lines(one.glance, patient.id, rules_of(shown.knowledge), opened.today),
        carried=bool(heard.item.carried_from),
        decided=heard.decided,
        unowned=_unowned(len(heard.unowned)),
        decisions=tuple(shown.decision_line(each) for each in heard.decisions),
        actions=tuple(shown.action_line(each) for each in heard.actions),
        item=heard.item.id,
        ground=shown.ground(heard.basis),
        ground_id=heard.basis.id if heard.basis else "",
        drafts=tuple(shown.draft(each) for each in one.drafts),
        others=tuple(
            _other(each, heard.item, alike=each.id in one.taken_for)
            for each in opened.meeting.coming
        ),
        given=tuple(
            f"{each.entry.with_whom}, {words.day(london_day(each.at))}: {each.entry.what}"
            for each in heard.given
            if each.entry
        ),
        decision=shown.form(
            "decision", DecisionForm(prefix=prefix_of("decision", patient.id))
        ).offer(content, shown.children),
        action=shown.form("action", ActionForm(prefix=prefix_of("action", patient.id))),
        basis=shown.form(
            "ground", BasisForm.of(heard.basis, prefix_of("ground", patient.id))
        ).offer(shown.knowledge.sharing),
        basis_now=shown.said_of_ground(heard.basis),
        faulty=frozenset(
            each.what for each in typed if each.patient_id == patient.id and not each.replaces
        ),
    )


def _other(attendee: Attendee, item: AgendaItem, *, alike: bool) -> Other:
    said = [one for one in item.told_apart if one.tells_apart(attendee)]
    apart = (
        f"Somebody else: {said[-1].by}, {words.day(london_day(said[-1].at))}"
        if said and not alike
        else ""
    )
    return Other(attendee.id, attendee.name, attendee.id in item.kept_out, alike, apart)


@dataclass(frozen=True, slots=True)
class _Shown:
    """One family with the content that words it."""

    one: FamilyHeard
    content: MeetingContent
    knowledge: Knowledge
    typed: tuple[TypedForm, ...]

    @property
    def children(self) -> dict[str, str]:
        """The names of the children, by what tells each from every other."""
        kin, children = self.one.glance.kin, self.one.glance.children
        names = [str(one.name) for one in children]
        return {
            kin.key_of(one): _told_apart(one) if names.count(name) > 1 else name
            for one, name in zip(children, names, strict=True)
        }

    def form(self, what: str, otherwise: _Form, replaces: str = "") -> _Form:
        """The form as it was typed, or as it would be."""
        for typed in self.typed:
            if typed.of(self.one.patient.id, what, replaces):
                form = typed.form
                if isinstance(form, type(otherwise)):
                    return form
        return otherwise

    def decision_line(self, decision: Decision) -> DecisionLine:
        """A decision with the form that corrects it."""
        form = DecisionForm(
            prefix=prefix_of("decision", decision.id),
            data={"words": decision.words, "places": DecisionForm.chosen(decision)},
        )
        return DecisionLine(
            id=decision.id,
            words=decision.words,
            where=", ".join(self._place(one) for one in decision.places)
            or self._place(Place(RecordKind.MINUTES)),
            by=decision.by,
            form=self.form("decision", form, decision.id).offer(
                self.content, _written_of(decision) | self.children
            ),
            faulty=self._is_faulty("decision", decision.id),
        )

    def action_line(self, action: MeetingAction) -> ActionLine:
        """An action with the form that changes it."""
        form = ActionForm(
            prefix=prefix_of("action", action.id),
            data={"words": action.words, "owner": action.owner, "gone": ""},
        )
        show_day(form.due, action.due_on)
        return ActionLine(
            id=action.id,
            words=action.words,
            owner=action.owner,
            due=words.day(action.due_on) if action.due_on else "",
            state=self._state(action),
            form=self.form("action", form, action.id),
            faulty=self._is_faulty("action", action.id),
        )

    def ground(self, basis: Basis | None) -> str:
        """On what ground it is spoken about, empty while nobody said."""
        steps = {one.id: one.ground for one in self.knowledge.sharing.steps}
        return steps.get(basis.step, "") if basis is not None else ""

    def said_of_ground(self, basis: Basis | None) -> tuple[str, ...]:
        """What stands saved, where something else was typed; empty where nothing was."""
        if basis is None or not self._is_faulty("ground", ""):
            return ()
        said = (self.ground(basis), basis.why, basis.why_not_asked, basis.told, basis.proportion)
        return tuple(one for one in said if one)

    def draft(self, draft: Draft) -> DraftCard:
        """What is proposed for a record, in a box that may be changed first."""
        place = place_value(draft.place)
        form = FilingForm(
            prefix=prefix_of(f"filed-{place}", self.one.patient.id), data={"words": draft.words}
        )
        filed = draft.filed
        return DraftCard(
            place=place,
            name=self._place(draft.place),
            form=self.form("filed", form, place),
            rows=len(draft.words.splitlines()) + 1,
            filed=f"{filed.by} wrote it there on {words.day(london_day(filed.at))}"
            if filed
            else "",
            newer=draft.newer,
            left_out=_left_out(draft.left_out),
            faulty=self._is_faulty("filed", place),
        )

    def _is_faulty(self, what: str, replaces: str) -> bool:
        return any(one.of(self.one.patient.id, what, replaces) for one in self.typed)

    def _place(self, place: Place) -> str:
        if place.record is RecordKind.CHILD:
            name = self.children.get(place.whose) or place.name or "a child who is not here now"
            return f"The record of {name}"
        found = self.content.record(place.record)
        return found.name if found else place.record.value

    def _state(self, action: MeetingAction) -> str:
        if action.gone is not None:
            return _GONE[action.gone]
        reminder = self.one.reminders.get(action.id)
        if reminder is not None and reminder.done_at is not None and reminder.done_by:
            return f"Done {words.day(london_day(reminder.done_at))} by {reminder.done_by}"
        return "To do" if action.owned else "Nobody yet" if not action.owner else "No day yet"


def _told_apart(child: Relative) -> str:
    born = f"born {day_in_words(child.born)}" if child.born else "birth date not known"
    return f"{child.name}, {born}"


def _written_of(decision: Decision) -> dict[str, str]:
    """The children into whose records it goes, whether or not they are still of the family."""
    children = (one for one in decision.places if one.record is RecordKind.CHILD)
    return {one.whose: one.name for one in children}


def _unowned(number: int) -> str:
    return f"{words.count(number, 'action')} without owner or day" if number else ""


def _left_out(number: int) -> str:
    if not number:
        return ""
    if number == 1:
        return "One line names help for an adult and is left out. Say it anew for the child alone."
    return f"{number} lines name help for an adult and are left out. Say them anew for the child."
