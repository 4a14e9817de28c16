"""Asking for a record, and changing who may see one."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import BooleanField, Form, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from gpsupport.actions.record_access import ChangeRefused, RuleChange
from gpsupport.domain.access import Purpose
from gpsupport.domain.people import Clinician, NhsNumber
from gpsupport.domain.record_access import SHORTEST_REASON, Change, Hindrance, RecordRequest
from gpsupport.web import words
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.widgets.dates import DayField
from gpsupport.web.words import as_typed

LONGEST_REASON = 1000
_NOT_TOO_LONG = Length(max=80, message="The name is too long")
_REASON = Length(
    max=LONGEST_REASON, message=f"The reason must have {LONGEST_REASON} letters or fewer"
)
_WHY = f"Say why, in {SHORTEST_REASON} letters or more"

_MISSING = {
    "nhs_number": "Type the NHS number, or the full name",
    "born": "Type the date of birth",
    "reason": _WHY,
    "purpose": "Choose what it is for",
}
_HINDRANCES = {
    Hindrance.NOT_STAFF: "Choose from the list",
    Hindrance.NEVER_CONSULTS: "{name} sees no patient’s record, so cannot be named",
    Hindrance.NAMED_ALREADY: "{name} is named already",
    Hindrance.NOT_NAMED: "{name} is not on the named list",
    Hindrance.LAST_NAMED: "Somebody must stay on the named list. Name another person first",
    Hindrance.DENIED_ALREADY: "{name} is kept out already",
    Hindrance.DENIED_STILL: "{name} is kept out. End that first",
    Hindrance.NOT_DENIED: "{name} is not kept out",
    Hindrance.NOT_RESTRICTED: "There is no named list to end",
    Hindrance.NO_OTHER_LEAD: "Nobody else could look after this record. Another lead comes first",
    Hindrance.NOT_SURE: "You would not see this record again, and cannot undo that. Tick the box"
    " below if that is what you want",
}


class RequestForm(Form):
    """Who the patient is, why, and what for. It is judged by what was typed and nothing else."""

    nhs_number = StringField("NHS number", filters=(as_typed,))
    family = StringField("Last name", [_NOT_TOO_LONG], filters=(as_typed,))
    given = StringField("First name", [_NOT_TOO_LONG], filters=(as_typed,))
    born = DayField("Date of birth")
    reason = TextAreaField("Why you need this record now", [_REASON], filters=(as_typed,))
    purpose = RadioGroup(
        "What it is for",
        (
            (Purpose.DIRECT_CARE.value, "Care of this patient today"),
            (Purpose.SAFEGUARDING.value, "Keeping somebody safe"),
        ),
    )

    def validate_nhs_number(self, field: StringField) -> None:
        """Refuse what cannot be an NHS number, saying what is wrong with it."""
        if field.data:
            try:
                NhsNumber(field.data)
            except ValueError as error:
                raise ValidationError(f"Check the NHS number: {error}") from None

    def is_whole(self) -> bool:
        """Whether everything is there and can be; what is not is named beside its field."""
        valid = self.validate()
        missing = [name for name in self.request().missing if not self[name].errors]
        for name in missing:
            self[name].errors = [_MISSING[name]]
        return valid and not missing

    def request(self) -> RecordRequest:
        """What is asked for, as far as it can be understood."""
        purposes = {one.value: one for one in (Purpose.DIRECT_CARE, Purpose.SAFEGUARDING)}
        number = self.nhs_number.data if not self.nhs_number.errors else ""
        return RecordRequest(
            born=self.born.data,
            reason=self.reason.data or "",
            purpose=purposes.get(str(self.purpose.data)),
            family=self.family.data or "",
            given=self.given.data or "",
            nhs_number=NhsNumber(number) if number else None,
        )

    def want_new_reason(self) -> None:
        """Say that these words opened the record before."""
        self.reason.errors = ["You gave this reason before. Say what is new"]


class AccessForm(Form):
    """A change of who may see a record."""

    change = RadioGroup(
        "Change",
        (
            (Change.NAME.value, "Put on the named list"),
            (Change.UNNAME.value, "Take off the named list"),
            (Change.DENY.value, "Keep out"),
            (Change.LIFT.value, "No longer keep out"),
            (Change.UNRESTRICT.value, "End the named list"),
        ),
    )
    staff = SelectMultipleField("For whom", validate_choice=False)
    reason = TextAreaField("Why", [_REASON], filters=(as_typed,))
    sure = BooleanField("I know that I shall not see this record again")

    def choose_from(self, staff: Iterable[Clinician]) -> None:
        """Offer these people, by name."""
        chosen = sorted(staff, key=lambda one: words.untitled(one.name))
        self.staff.choices = [(one.id, f"{one.name}, {words.ROLES[one.role]}") for one in chosen]

    def find_change(self) -> RuleChange | None:
        """What is wanted; None where no change was chosen."""
        try:
            change = Change(str(self.change.data))
        except ValueError:
            return None
        picked = () if change is Change.UNRESTRICT else tuple(dict.fromkeys(self.staff.data or ()))
        return RuleChange(change, picked, self.reason.data or "", sure=bool(self.sure.data))

    def complain(self, missing: Iterable[str]) -> None:
        """Name what is missing, each beside its field."""
        said = {"change": "Choose a change", "staff": "Choose for whom", "reason": _WHY}
        for name in missing:
            self[name].errors = [said[name]]

    def refuse(self, refused: ChangeRefused, staff: Iterable[Clinician]) -> None:
        """Say why the change was not made."""
        name = next((one.name for one in staff if one.id == refused.staff_id), "")
        unrestrict = refused.hindrance is Hindrance.NOT_RESTRICTED
        field = self.change if unrestrict else self.staff
        field.errors = [_HINDRANCES[refused.hindrance].format(name=name)]
