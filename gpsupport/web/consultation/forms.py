"""The question before everything, and the two questions after it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from werkzeug.datastructures import ImmutableMultiDict
from wtforms import Form, TextAreaField, ValidationError
from wtforms.validators import Length

from gpsupport.domain.consultation import ConsultationDraft
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason, Presence
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web import words
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.words import as_typed

LONGEST_NOTE = 4000
_Choice = TypeVar("_Choice", bound=StrEnum)

OUTCOME_CHOICES = tuple(
    (outcome.value, words.OUTCOMES[outcome])
    for outcome in (
        EnquiryOutcome.DISCLOSED_CURRENT,
        EnquiryOutcome.DISCLOSED_PAST,
        EnquiryOutcome.NOT_DISCLOSED,
        EnquiryOutcome.DECLINED,
    )
)
# What a child tells is never a word about a grown-up's life; the answer that is kept is the same.
OUTCOMES_OF_A_CHILD = {
    EnquiryOutcome.DISCLOSED_CURRENT: "Told me something worrying now",
    EnquiryOutcome.DISCLOSED_PAST: "Told me of something in the past",
    EnquiryOutcome.NOT_DISCLOSED: "Said that things are all right",
    EnquiryOutcome.DECLINED: "Did not want to say",
}
REASON_CHOICES = (
    (NotAskedReason.NOT_ALONE.value, "Someone came in"),
    (NotAskedReason.NO_TIME.value, "No time"),
    (NotAskedReason.TOO_UNWELL.value, "Too unwell"),
    (NotAskedReason.ALREADY_DONE.value, "Already done"),
    (NotAskedReason.INTERPRETER_MISSING.value, "No interpreter"),
    (NotAskedReason.OTHER.value, "Another reason"),
)
# One click each beside the prompt; the rarer two are only in the form.
NOT_NOW = REASON_CHOICES[:4]

Sent = ImmutableMultiDict[str, str] | None


def _longest(name: str) -> Length:
    return Length(max=LONGEST_NOTE, message=f"{name} must have {LONGEST_NOTE} letters or fewer")


class GateForm(Form):
    """Who is here today? Nothing is chosen beforehand."""

    presence = RadioGroup("Who is here today?")

    def validate_presence(self, field: RadioGroup) -> None:
        """Refuse no answer and an answer that does not exist."""
        if field.data not in {presence.value for presence in Presence}:
            raise ValidationError("Choose who is here today")

    def answer(self) -> Presence:
        """What was chosen. Call it on a valid form."""
        return Presence(str(self.presence.data))


class ConversationForm(Form):
    """Asked? What came of it? What the patient said, and apart from it what the clinician saw."""

    asked = RadioGroup(
        "Did you ask about safety at home?", (("yes", "Yes, asked"), ("no", "Not today"))
    )
    outcome = RadioGroup("What came of it?", OUTCOME_CHOICES)
    reason = RadioGroup("Why not today?", REASON_CHOICES)
    words = TextAreaField(
        "In the patient’s own words", [_longest("The patient’s words")], filters=(as_typed,)
    )
    observed = TextAreaField("What you saw", [_longest("What you saw")], filters=(as_typed,))

    def for_child(self) -> None:
        """Put the same questions in the words that fit a child."""
        self.asked.label.text = "Did you ask how things are at home?"
        self.outcome.options = tuple(
            (outcome.value, label) for outcome, label in OUTCOMES_OF_A_CHILD.items()
        )
        self.words.label.text = "In the child’s own words"

    def draft(self) -> ConsultationDraft:
        """What was entered so far; anything that is no choice counts as not answered."""
        asked = {"yes": True, "no": False}.get(str(self.asked.data))
        return ConsultationDraft(
            asked=asked,
            outcome=_find(EnquiryOutcome, self.outcome.data) if asked is not False else None,
            reason=_find(NotAskedReason, self.reason.data) if asked is False else None,
            words=as_typed(self.words.data),
            observed=as_typed(self.observed.data),
        )

    def complain(self, missing: tuple[str, ...]) -> None:
        """Name what is not answered yet, each beside its question."""
        said = {
            "asked": "Choose whether you asked",
            "outcome": "Choose what came of it",
            "reason": "Choose why not today",
        }
        for name in missing:
            if name in said:
                self[name].errors = [said[name]]


def gate_form(knowledge: Knowledge, sent: Sent = None) -> tuple[GateForm, dict[str, str]]:
    """The form with its labels, and the hint of each answer, both from the pack."""
    form = GateForm(sent)
    labels: list[tuple[str, str]] = []
    hints: dict[str, str] = {}
    area = knowledge.find_area()
    for presence in Presence:
        texts = knowledge.wordings.get(f"gate-{presence.value}", ())
        labels.append((presence.value, texts[0] if texts else words.PRESENCES[presence]))
        if len(texts) > 1:
            hint = texts[1]
            hints[presence.value] = hint.replace("{baby_age}", area.baby_age) if area else hint
    form.presence.options = tuple(labels)
    return form, hints


def conversation_form(
    draft: ConsultationDraft | None, sent: Sent = None, *, child: bool = False
) -> ConversationForm:
    """The form as sent, or as the draft has it; its words fit a child where one was asked."""
    if sent is not None:
        form = ConversationForm(sent)
    else:
        form = ConversationForm(data=_as_typed(draft) if draft else None)
    if child:
        form.for_child()
    return form


def _as_typed(draft: ConsultationDraft) -> dict[str, Any]:
    return {
        "asked": {True: "yes", False: "no", None: None}[draft.asked],
        "outcome": draft.outcome.value if draft.outcome else None,
        "reason": draft.reason.value if draft.reason else None,
        "words": draft.words,
        "observed": draft.observed,
    }


def find_reason(typed: str) -> NotAskedReason | None:
    """The reason that a "not now" button stands for, None for anything else."""
    return _find(NotAskedReason, typed)


def _find(kind: type[_Choice], typed: object) -> _Choice | None:
    try:
        return kind(str(typed))
    except ValueError:
        return None
