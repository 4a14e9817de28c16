"""The question before a list of patients."""

from __future__ import annotations

from wtforms import Form, ValidationError

from gpsupport.web.widgets.choices import RadioGroup

ONLY_ME = "only-me"
_CHOICES = ((ONLY_ME, "Only me"), ("somebody-else", "Somebody else"), ("not-sure", "Not sure"))


class ScreenForm(Form):
    """Who can see this screen? Nothing is chosen beforehand."""

    sees = RadioGroup("Who can see this screen?", _CHOICES)

    def validate_sees(self, field: RadioGroup) -> None:
        """Refuse no answer and an answer that does not exist."""
        if field.data not in {value for value, _ in _CHOICES}:
            raise ValidationError("Choose who can see this screen")

    def only_me(self) -> bool:
        """Whether nobody else does. Call it on a valid form."""
        return bool(self.sees.data == ONLY_ME)
