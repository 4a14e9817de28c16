"""The two questions, and what was typed beside them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from werkzeug.datastructures import ImmutableMultiDict
from wtforms import BooleanField, Form, StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from gpsupport.domain.consultation import ConsultationDraft, GateAnswer
from gpsupport.domain.enquiry import (
    Cadence,
    EnquiryOutcome,
    Mode,
    NotAskedReason,
    Presence,
)
from gpsupport.web import words
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.words import as_typed

LONGEST_NOTE = 4000
# Read in passing by whoever is next: a line or two.
LONGEST_NOTE_FOR_NEXT = 400
_Choice = TypeVar("_Choice", bound=StrEnum)

OUTCOME_CHOICES = (
    *(
        (outcome.value, words.OUTCOMES[outcome])
        for outcome in (
            EnquiryOutcome.DISCLOSED_CURRENT,
            EnquiryOutcome.DISCLOSED_PAST,
            EnquiryOutcome.NOT_DISCLOSED,
            EnquiryOutcome.DECLINED,
        )
    ),
    (EnquiryOutcome.OPTED_OUT.value, "Asked us not to raise it again"),
)
# What a child tells is never a word about a grown-up's life; the answer that is kept is the same.
# A child's wish not to be asked ends nobody's duty to look: it is noted in words.
OUTCOMES_OF_A_CHILD = {
    EnquiryOutcome.DISCLOSED_CURRENT: "Told me something worrying now",
    EnquiryOutcome.DISCLOSED_PAST: "Told me of something in the past",
    EnquiryOutcome.NOT_DISCLOSED: "Said that things are all right",
    EnquiryOutcome.DECLINED: "Did not want to say",
}
REASON_CHOICES = (
    (NotAskedReason.NOT_ALONE.value, "Someone came in"),
    (NotAskedReason.NOT_PRIVATE.value, "Somebody could hear"),
    (NotAskedReason.NO_TIME.value, "No time"),
    (NotAskedReason.TOO_UNWELL.value, "Too unwell"),
    (NotAskedReason.INTERPRETER_MISSING.value, "No interpreter"),
    (NotAskedReason.LACKS_CAPACITY.value, "Cannot take part: advocate first"),
    (NotAskedReason.ALREADY_DONE.value, "Already done"),
    (NotAskedReason.OTHER.value, "Another reason"),
)
# An advocate is somebody for adults.
_CANNOT_YET = "Cannot take part yet"
# One click each beside the prompt; the rarer ones are only in the form.
NOT_NOW = tuple(
    choice
    for choice in REASON_CHOICES
    if choice[0]
    in {
        NotAskedReason.NOT_ALONE,
        NotAskedReason.NO_TIME,
        NotAskedReason.TOO_UNWELL,
        NotAskedReason.ALREADY_DONE,
    }
)

Sent = ImmutableMultiDict[str, str] | None


def _longest(name: str, letters: int = LONGEST_NOTE) -> Length:
    return Length(max=letters, message=f"{name} must have {letters} letters or fewer")


class PutOff(StringField):
    """For how long asking is put off: a number of days out of `options`, empty for as usual."""

    options: tuple[tuple[str, str], ...] = ()

    @property
    def days(self) -> int | None:
        """The days that were chosen, None where none were, or none that are offered."""
        offered = {value for value, _ in self.options}
        return int(self.data) if self.data in offered else None


class ConversationForm(Form):
    """Asked? What came of it? What the patient said, and apart from it what the clinician saw."""

    asked = RadioGroup(
        "Did you ask about safety at home?", (("yes", "Yes, asked"), ("no", "Not today"))
    )
    outcome = RadioGroup("What came of it?", OUTCOME_CHOICES)
    reason = RadioGroup("Why not today?", REASON_CHOICES)
    put_off = PutOff("Put off for")
    words = TextAreaField(
        "In the patient’s own words", [_longest("The patient’s words")], filters=(as_typed,)
    )
    observed = TextAreaField("What you saw", [_longest("What you saw")], filters=(as_typed,))
    note = TextAreaField(
        "Note for the next clinician",
        [_longest("The note", LONGEST_NOTE_FOR_NEXT)],
        filters=(as_typed,),
    )
    privacy_said = BooleanField("I said so")
    # Who was there, and how, when the page was shown.
    here = StringField("")

    def validate_put_off(self, field: PutOff) -> None:
        """Refuse what is no choice: nothing typed by hand sets a date."""
        if field.data and field.days is None:
            raise ValidationError("Choose for how long it is put off")

    def for_child(self) -> None:
        """Put the same questions in the words that fit a child."""
        self.asked.label.text = "Did you ask how things are at home?"
        self.outcome.options = tuple(
            (outcome.value, label) for outcome, label in OUTCOMES_OF_A_CHILD.items()
        )
        self.reason.options = tuple(
            (value, _CANNOT_YET if value == NotAskedReason.LACKS_CAPACITY.value else label)
            for value, label in REASON_CHOICES
        )
        self.words.label.text = "In the child’s own words"

    def draft(self) -> ConsultationDraft:
        """What was entered so far; anything that is no choice counts as not answered."""
        asked = {"yes": True, "no": False}.get(str(self.asked.data))
        presence, _, mode = (self.here.data or "").partition(" ")
        return ConsultationDraft(
            asked=asked,
            outcome=_find(EnquiryOutcome, self.outcome.data) if asked is not False else None,
            reason=_find(NotAskedReason, self.reason.data) if asked is False else None,
            put_off_days=self.put_off.days if asked is False else None,
            words=as_typed(self.words.data),
            observed=as_typed(self.observed.data),
            note=as_typed(self.note.data),
            privacy_said=bool(self.privacy_said.data),
            presence=_find(Presence, presence),
            mode=_find(Mode, mode),
        )

    def stand_under(self, gate: GateAnswer | None) -> None:
        """Say in the form itself who is there: what comes back was typed under that answer."""
        self.here.data = f"{gate.presence.value} {gate.mode.value}" if gate else ""

    def complain(self, missing: tuple[str, ...]) -> None:
        """Name what is not answered yet, each beside its question."""
        said = {
            "asked": "Choose whether you asked",
            "outcome": "Choose what came of it",
            "reason": "Choose why not today",
            "put_off": "Choose for how long it is put off",
        }
        for name in missing:
            if name in said:
                self[name].errors = [said[name]]


class NoteForm(Form):
    """A note for whoever sees the patient next, made while the patient is not there."""

    note = TextAreaField(
        "Note for the next clinician",
        [_longest("The note", LONGEST_NOTE_FOR_NEXT)],
        filters=(as_typed,),
    )


def conversation_form(
    cadence: Cadence, draft: ConsultationDraft | None, sent: Sent = None, *, child: bool = False
) -> ConversationForm:
    """The form as sent, or as the draft has it; its words fit a child where one was asked."""
    if sent is not None:
        form = ConversationForm(sent)
    else:
        form = ConversationForm(data=_as_typed(draft) if draft else None)
    form.put_off.options = put_off_choices(cadence)
    if cadence.quiet is None:
        # Without a last day a wish not to be asked would never end.
        form.outcome.options = form.outcome.options[:-1]
    if child:
        form.for_child()
    return form


def put_off_choices(cadence: Cadence) -> tuple[tuple[str, str], ...]:
    """For how long asking may be put off: the intervals after which the cadence comes back itself.

    So no number of weeks stands here.
    """
    known = {days for days in cadence.not_asked_days.values() if days}
    offered = sorted(known | {cadence.not_disclosed_days})
    return tuple((str(days), _span(days)) for days in offered)


def is_sent(sent: Mapping[str, Any]) -> bool:
    """Whether a form holds anything of the two questions: some of its buttons send less."""
    return not sent.keys().isdisjoint(field.name for field in ConversationForm())


def find_reason(typed: str) -> NotAskedReason | None:
    """The reason that a "not now" button stands for, None for anything else."""
    return _find(NotAskedReason, typed)


def _as_typed(draft: ConsultationDraft) -> dict[str, Any]:
    return {
        "asked": {True: "yes", False: "no", None: None}[draft.asked],
        "outcome": draft.outcome.value if draft.outcome else None,
        "reason": draft.reason.value if draft.reason else None,
        "put_off": str(draft.put_off_days or ""),
        "words": draft.words,
        "observed": draft.observed,
        "note": draft.note,
        "privacy_said": draft.privacy_said,
    }


def _span(days: int) -> str:
    weeks, left = divmod(days, 7)
    return words.count(days, "day") if left else words.count(weeks, "week")


def _find(kind: type[_Choice], typed: object) -> _Choice | None:
    try:
        return kind(str(typed))
    except ValueError:
        return None
