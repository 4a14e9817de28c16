"""A form about one family that was not saved: what was typed stands in it, with what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from wtforms import Form


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The form, what it is for and about whom. `replaces` is the note that it corrects."""

    patient_id: str
    what: str
    replaces: str
    form: Form

    def of(self, patient_id: str, what: str, replaces: str = "") -> bool:
        """Whether this is the form for that."""
        return (self.patient_id, self.what, self.replaces) == (patient_id, what, replaces)


@dataclass(frozen=True, slots=True)
class Leftover:
    """What has no form on the page any more: how it was typed, and what gives it up."""

    name: str
    patient_id: str
    what: str
    replaces: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Everything of a meeting that somebody typed and that is not saved."""

    forms: tuple[TypedForm, ...]
    left: tuple[Leftover, ...]
