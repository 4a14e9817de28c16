"""Whom to look for, whom to link and as what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import Length

from gpsupport.actions.family import NewLink
from gpsupport.domain.family.links import LinkKind
from gpsupport.web.family.kinds import KINDS
from gpsupport.web.patients.forms import FindPatientForm
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.words import as_typed

LONGEST_NOTE = 1000
_NOTE = Length(max=LONGEST_NOTE, message=f"The note must have {LONGEST_NOTE} letters or fewer")


class LinkForm(FindPatientForm):
    """The search, and the link to one of those found. Both are sent together: nothing is lost."""

    other = StringField("Who it is")
    kind = RadioGroup(
        "What they are to the patient", tuple((one.value, words) for one, words in KINDS.items())
    )
    note = StringField("Note", [_NOTE], filters=(as_typed,))
    shows = StringField("It may show on both records")

    @classmethod
    def of(cls, fields: Mapping[str, Sequence[str]]) -> LinkForm:
        """The form as it was typed."""
        return cls(MultiDict({name: list(values) for name, values in fields.items()}))

    def find_link(self, patient_id: str) -> NewLink | None:
        """The link that is wanted; None, with what is wrong named, where something is missing."""
        kind = next((one for one in LinkKind if one.value == self.kind.data), None)
        if not self.other.data:
            self.other.errors = ["Choose who it is. Search first"]
        elif self.other.data == patient_id:
            self.other.errors = ["That is the patient. Choose somebody else"]
        if kind is None:
            self.kind.errors = ["Choose what they are to the patient"]
        if kind is None or self.other.errors or self.note.errors:
            return None
        return NewLink(
            *(self.other.data or "", kind, self.note.data or ""), confirmed=self.confirmed
        )

    @property
    def confirmed(self) -> bool:
        """Whether the link is meant to show on both records."""
        return self.shows.data == "yes"
