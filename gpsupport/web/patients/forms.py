"""The search for a patient."""

from __future__ import annotations

from wtforms import Form, StringField, ValidationError
from wtforms.validators import Length

from gpsupport.domain.people import NhsNumber, PatientSearch
from gpsupport.web.widgets.dates import DayField

_LONGEST_NAME = 80


class FindPatientForm(Form):
    """Name, date of birth or NHS number; at least one of them."""

    family = StringField("Last name", [Length(max=_LONGEST_NAME, message="The name is too long")])
    given = StringField("First name", [Length(max=_LONGEST_NAME, message="The name is too long")])
    born = DayField("Date of birth")
    nhs_number = StringField("NHS number")

    def refuse_as_empty(self) -> None:
        """Say that nothing was given by which anybody could be found."""
        self.family.errors = ["Type a name, a date of birth or an NHS number"]

    def validate_nhs_number(self, field: StringField) -> None:
        """Refuse what cannot be an NHS number, saying what is wrong with it."""
        typed = (field.data or "").strip()
        if typed:
            try:
                NhsNumber(typed)
            except ValueError as error:
                raise ValidationError(f"Check the NHS number: {error}") from None

    def search(self) -> PatientSearch:
        """What to look for. Call it on a valid form."""
        typed = self._text("nhs_number")
        return PatientSearch(
            family=self._text("family"),
            given=self._text("given"),
            born=self.born.data,
            nhs_number=NhsNumber(typed) if typed else None,
        )

    def _text(self, name: str) -> str:
        return str(self[name].data or "").strip()
