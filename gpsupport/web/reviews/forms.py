"""Closing what a lead has looked at."""

from __future__ import annotations

from collections.abc import Iterable

from werkzeug.datastructures import ImmutableMultiDict
from wtforms import Form, TextAreaField
from wtforms.validators import Length

from gpsupport.domain.record_access import ReviewOutcome
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.words import as_typed

LONGEST_NOTE = 1000


class CloseForm(Form):
    """What the lead found. Each item has its own, told apart by its prefix."""

    outcome = RadioGroup(
        "What you found",
        (
            (ReviewOutcome.APPROPRIATE.value, "In order"),
            (ReviewOutcome.FOLLOW_UP.value, "Needs follow-up"),
            (ReviewOutcome.REPORTED.value, "Reported further"),
        ),
    )
    note = TextAreaField(
        "Note",
        [Length(max=LONGEST_NOTE, message=f"The note must have {LONGEST_NOTE} letters or fewer")],
        filters=(as_typed,),
    )

    def find_outcome(self) -> ReviewOutcome | None:
        """What was chosen; None for nothing."""
        try:
            return ReviewOutcome(str(self.outcome.data))
        except ValueError:
            return None

    def complain(self, missing: Iterable[str]) -> None:
        """Name what is missing, each beside its field."""
        said = {"outcome": "Choose what you found", "note": "Say what follows from it"}
        for name in missing:
            self[name].errors = [said[name]]


def close_form(item_id: str, sent: ImmutableMultiDict[str, str] | None = None) -> CloseForm:
    """The form of one item, empty or as it was sent."""
    return CloseForm(sent, prefix=f"r{item_id[:8]}-")
