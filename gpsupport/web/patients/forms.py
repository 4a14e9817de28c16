"""The search for a patient."""

from __future__ import annotations

from wtforms import Form, StringField, ValidationError
from wtforms.validators import Length

from gpsupport.domain.people import NhsNumber, PatientSearch
from gpsupport.web.widgets.dates import DayField
from gpsupport.web.words import as_typed

_NOT_TOO_LONG = Length(max=80, message="The name is too long")


class FindPatientForm(Form):
    """Name, date of birth or NHS number; at least one of them."""

    family = StringField("Last name", [_NOT_TOO_LONG], filters=(as_typed,))
    given = StringField("First name", [_NOT_TOO_LONG], filters=(as_typed,))
    born = DayField("Date of birth")
    nhs_number = StringField("NHS number", filters=(as_typed,))

    def refuse_as_empty(self) -> None:
        """Say that nothing was given by which anybody could be found."""
        self.family.errors = ["Type a name, a date of birth or an NHS number"]

    def validate_nhs_number(self, field: StringField) -> None:
        """Refuse what cannot be an NHS number, saying what is wrong with it."""
        if field.data:
            try:
                NhsNumber(field.data)
            except ValueError as error:
                raise ValidationError(f"Check the NHS number: {error}") from None

    def search(self) -> PatientSearch:
        """What to look for. Call it on a valid form."""
        number = self.nhs_number.data
        return PatientSearch(
            family=self.family.data or "",
            given=self.given.data or "",
            born=self.born.data,
            nhs_number=NhsNumber(number) if number else None,
        )
