"""What somebody wants contact details in full for."""

from __future__ import annotations

from wtforms import Form, ValidationError

from gpsupport.domain.addresses import RevealReason
from gpsupport.web.widgets.choices import RadioGroup

REASONS = {
    RevealReason.CALL: "To phone or text the patient",
    RevealReason.POST: "To send a letter",
    RevealReason.VISIT: "To visit at home",
    RevealReason.SHARING: "To share with police or social care",
    RevealReason.CORRECTING: "To put the record right",
}


class RevealForm(Form):
    """A reason out of a few, because the audit keeps codes and nothing that was typed."""

    reason = RadioGroup(
        "Why do you need them in full?",
        tuple((reason.value, words) for reason, words in REASONS.items()),
    )

    def validate_reason(self, field: RadioGroup) -> None:
        """Refuse no answer and an answer that does not exist."""
        if field.data not in {reason.value for reason in RevealReason}:
            raise ValidationError("Choose why you need them in full")

    def answer(self) -> RevealReason:
        """What was chosen. Call it on a valid form."""
        return RevealReason(str(self.reason.data))
