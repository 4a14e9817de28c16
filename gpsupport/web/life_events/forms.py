"""What happened, when, and what else is to be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField
from wtforms.validators import Length

from gpsupport.actions.life_events import NewLifeEvent
from gpsupport.domain.knowledge.content.life_events import LifeRules
from gpsupport.domain.life_events.kinds import LifeEventKind
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.widgets.dates import DayField
from gpsupport.web.words import as_typed

LONGEST_WORDS = 1000
NO_ADDRESS = "This looks like an address. Where somebody lives has no place here: leave it out"
_SHORT = Length(max=LONGEST_WORDS, message=f"The note must have {LONGEST_WORDS} letters or fewer")


class LifeEventForm(Form):
    """One event as somebody here notes it."""

    kind = RadioGroup("What happened")
    on = DayField("When, if you know")
    words = StringField("Anything else", [_SHORT], filters=(as_typed,))
    hidden = StringField("A place that nobody may know", filters=(as_typed,))

    @classmethod
    def of(cls, fields: Mapping[str, Sequence[str]], rules: LifeRules) -> LifeEventForm:
        """The form as it was typed, with the events that the content knows."""
        form = cls(MultiDict({name: list(values) for name, values in fields.items()}))
        form.kind.options = tuple((one.kind.value, one.name) for one in rules.kinds)
        return form

    def find_event(self, today: date) -> NewLifeEvent | None:
        """What is to be noted; None, with what is wrong named, where something is."""
        valid = self.validate()
        kind = next((one for one in LifeEventKind if one.value == self.kind.data), None)
        if kind is None:
            self.kind.errors = ["Choose what happened"]
        if self.on.data is not None and self.on.data > today:
            self.on.errors = ["The day must not lie ahead"]
        if kind is None or not valid or self.on.errors:
            return None
        return NewLifeEvent(kind, self.on.data, self.words.data or "", bool(self.hidden.data))
