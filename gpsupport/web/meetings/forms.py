"""What is typed at a meeting. Each family has forms of its own, told apart by their prefix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from wtforms import Form, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length

from gpsupport.actions.meetings.children import place_of, place_value
from gpsupport.domain.knowledge.content.care import SharingFlow
from gpsupport.domain.knowledge.content.meetings import MeetingContent
from gpsupport.domain.meetings.kinds import RecordKind
from gpsupport.domain.meetings.meeting import (
    Attendee,
    Basis,
    Decision,
    Filing,
    Gone,
    MeetingAction,
    Place,
)
from gpsupport.domain.people import Clinician
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.widgets.dates import DayField
from gpsupport.web.words import as_typed

_LONGEST, _LONGEST_LINE = 1000, 200
_LONG = Length(max=_LONGEST, message=f"At most {_LONGEST} letters")
_LINE = Length(max=_LONGEST_LINE, message=f"At most {_LONGEST_LINE} letters")
_CONSENT = (
    ("yes", "Asked, and agreed"),
    ("no", "Asked, and did not agree"),
    ("not-asked", "Not asked"),
)


class Head(NamedTuple):
    """How a note begins. Whoever keeps it gives it its id and says by whom it is."""

    id: str
    meeting_id: str
    patient_id: str
    at: datetime
    by: str


class MeetingForm(Form):
    """When a meeting is, of what kind, and who leads it."""

    on = DayField("Day")
    kind = RadioGroup("Kind of meeting")
    chair = StringField("Who leads it", [_LINE], filters=(as_typed,))

    def offer(self, content: MeetingContent) -> MeetingForm:
        """Offer the kinds of the content."""
        self.kind.options = tuple((one.id, one.name) for one in content.kinds)
        return self

    def is_whole(self) -> bool:
        """Whether everything is there; what is not is named beside its field."""
        whole = self.validate()
        if self.on.data is None and not self.on.errors:
            self.on.errors = ["Say on which day"]
        if self.kind.data not in dict(self.kind.options):
            self.kind.errors = ["Choose the kind of meeting"]
        if not self.chair.data:
            self.chair.errors = ["Say who leads it"]
        return whole and not any(one.errors for one in (self.on, self.kind, self.chair))


class AttendeeForm(Form):
    """Somebody who is asked to come: one of us, chosen, or anybody else, by name."""

    staff = SelectField("One of this practice", validate_choice=False)
    name = StringField("Or a name", [_LINE], filters=(as_typed,))
    role = SelectField("Role", validate_choice=False)
    organisation = StringField("Organisation", [_LINE], filters=(as_typed,))

    def offer(self, content: MeetingContent, staff: Iterable[Clinician]) -> AttendeeForm:
        """Offer the roles of the content, and our own people."""
        ours = [(one.id, one.name) for one in staff if not one.disabled]
        self.staff.choices = [("", "Somebody else"), *ours]
        self.role.choices = [("", "Choose"), *((one.id, one.name) for one in content.roles)]
        return self

    @property
    def chosen_role(self) -> str:
        """The role that was chosen, empty for what is none."""
        offered = {str(one[0]) for one in self.role.choices or ()}
        return str(self.role.data) if self.role.data in offered else ""

    def attendee(self, staff: Iterable[Clinician]) -> Attendee:
        """Whoever was chosen or named; without a name or a role where neither was said."""
        ours = next((one for one in staff if one.id == self.staff.data and not one.disabled), None)
        if ours is not None:
            return Attendee("", ours.name, self.chosen_role, staff_id=ours.id)
        return Attendee("", self.name.data or "", self.chosen_role, self.organisation.data or "")

    def complain(self, missing: Iterable[str]) -> None:
        """Name what is missing, each beside its field."""
        said = {"name": "Choose or say who it is", "role": "Choose what they are"}
        for name in missing:
            self[name].errors = [said[name]]


class DecisionForm(Form):
    """What was decided about a family, and into whose records it goes."""

    words = TextAreaField("What was decided", [_LONG], filters=(as_typed,))
    places = SelectMultipleField("Written in", validate_choice=False)

    def offer(self, content: MeetingContent, children: Mapping[str, str]) -> DecisionForm:
        """Offer the patient's record and each child's; what is in neither is in the minutes.

        `children` are names, by what tells each child from every other.
        """
        patient = content.record(RecordKind.PATIENT)
        self.places.choices = [
            (RecordKind.PATIENT.value, patient.name if patient else ""),
            *(
                (place_value(Place(RecordKind.CHILD, child=one)), f"The record of {name}")
                for one, name in children.items()
            ),
        ]
        return self

    def decision(self, head: Head) -> Decision:
        """The note."""
        offered = {str(one[0]) for one in self.places.choices or ()}
        chosen = [one for one in self.places.data or () if one in offered]
        return Decision(
            *head,
            words=self.words.data or "",
            places=tuple(place_of(one) for one in chosen),
        )

    @staticmethod
    def chosen(decision: Decision) -> list[str]:
        """The places of a decision as the boxes name them."""
        return [place_value(one) for one in decision.places]


class ActionForm(Form):
    """What somebody does by a day."""

    words = TextAreaField("What is to be done", [_LONG], filters=(as_typed,))
    owner = StringField("Who does it", [_LINE], filters=(as_typed,))
    due = DayField("By when")
    gone = RadioGroup(
        "Is it still to be done?",
        (
            ("", "Yes"),
            (Gone.NOT_NEEDED.value, "No longer needed"),
            (Gone.ENTERED_WRONGLY.value, "Entered by mistake"),
        ),
    )

    def action(self, head: Head) -> MeetingAction:
        """The note."""
        gone = next((one for one in Gone if one.value == self.gone.data), None)
        return MeetingAction(
            *head,
            words=self.words.data or "",
            owner=self.owner.data or "",
            due_on=self.due.data,
            gone=gone,
        )


class BasisForm(Form):
    """On what ground a family is spoken about with whoever comes."""

    step = RadioGroup("On what ground")
    why = TextAreaField("Why these people are told", [_LONG], filters=(as_typed,))
    consent = RadioGroup("Was the patient asked?", _CONSENT)
    why_not_asked = TextAreaField("If not asked: why not", [_LONG], filters=(as_typed,))
    told = TextAreaField("Who was told, how and when", [_LONG], filters=(as_typed,))
    proportion = TextAreaField("Why this much and no more", [_LONG], filters=(as_typed,))

    def offer(self, flow: SharingFlow) -> BasisForm:
        """Offer the questions of the sharing flow."""
        self.step.options = tuple((one.id, one.question) for one in flow.steps)
        return self

    def basis(self, head: Head) -> Basis:
        """The note; it may be half of it."""
        asked = {"yes": True, "no": True, "not-asked": False}.get(self.consent.data or "")
        return Basis(
            *head,
            step=self.step.data if self.step.data in dict(self.step.options) else "",
            why=self.why.data or "",
            consent_asked=asked,
            consent_given={"yes": True, "no": False}.get(self.consent.data or ""),
            why_not_asked=self.why_not_asked.data or "",
            told=self.told.data or "",
            proportion=self.proportion.data or "",
        )

    @classmethod
    def of(cls, basis: Basis | None, prefix: str) -> BasisForm:
        """The form as a ground stands."""
        if basis is None:
            return cls(prefix=prefix)
        consent = {True: "yes", False: "no"}.get(basis.consent_given or False)
        if basis.consent_asked is None:
            consent = ""
        elif not basis.consent_asked:
            consent = "not-asked"
        return cls(
            prefix=prefix,
            data={
                "step": basis.step,
                "why": basis.why,
                "consent": consent,
                "why_not_asked": basis.why_not_asked,
                "told": basis.told,
                "proportion": basis.proportion,
            },
        )


class FilingForm(Form):
    """What a person wrote into a record."""

    words = TextAreaField("The words for this record", filters=(as_typed,))

    def filing(self, head: Head, place: str) -> Filing:
        """The note."""
        return Filing(
            *head,
            place=place_of(place),
            words=self.words.data or "",
        )


def prefix_of(what: str, about: str) -> str:
    """What tells the forms of a page apart; `about` is a family, or the note that is corrected."""
    return f"{what}-{about}-"


def show_day(field: DayField, on: date | None) -> None:
    """Put a day into the three boxes."""
    if on is not None:
        field.parts = (str(on.day), str(on.month), str(on.year))
