"""The form for the next step of a release."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form, HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from gpsupport.actions.knowledge.reviewing import WantedStep
from gpsupport.domain.knowledge.releases.governance import HINDRANCES, Hindrance, ReleaseState
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.widgets.dates import DayField
from gpsupport.web.words import as_typed

LONGEST_REVIEWER = 200
LONGEST_WHY = 1000

_STEPS = {
    ReleaseState.CLINICAL_REVIEW: "The clinical review is done, and it can go on",
    ReleaseState.LIVED_EXPERIENCE_REVIEW: "People with lived experience reviewed it, and it can"
    " go on",
    ReleaseState.SIGNED_OFF: "Sign off",
    ReleaseState.RETURNED: "Return to draft",
    ReleaseState.WITHDRAWN: "Withdraw for good",
}
_FIELDS = {
    Hindrance.SAME_REVIEWER: "reviewer",
    Hindrance.NO_REVIEWER: "reviewer",
    Hindrance.NO_REASON: "why",
    Hindrance.NO_DAY: "effective_on",
    Hindrance.DAY_PAST: "effective_on",
    Hindrance.DAY_NOT_WANTED: "effective_on",
    Hindrance.REVIEW_OVERDUE: "effective_on",
}


class StepForm(Form):
    """One step with a release: which, who reviewed, why, and from which day it serves."""

    seen = HiddenField()
    state = RadioGroup("Next step")
    reviewer = StringField(
        "Who reviewed it",
        [Length(max=LONGEST_REVIEWER, message="The name is too long")],
        filters=(as_typed,),
    )
    why = TextAreaField(
        "What you looked at, and why this step",
        [Length(max=LONGEST_WHY, message=f"It must have {LONGEST_WHY} letters or fewer")],
        filters=(as_typed,),
    )
    effective_on = DayField("In force from")

    def find_wanted(self, offered: frozenset[ReleaseState]) -> WantedStep | None:
        """What is wanted; None where no offered step was chosen, which is said beside the field."""
        chosen = {state.value: state for state in offered}.get(str(self.state.data))
        if chosen is None:
            self.state.errors = ["Choose the next step"]
            return None
        seen = self.seen.data or ""
        return WantedStep(
            state=chosen,
            why=self.why.data or "",
            seen=int(seen) if seen.isdecimal() else -1,
            reviewer=self.reviewer.data or "",
            effective_on=self.effective_on.data,
        )

    def complain(self, found: Hindrance) -> None:
        """Say why the step cannot be taken, beside the field that it is about."""
        self[_FIELDS.get(found, "state")].errors = [HINDRANCES[found].rstrip(".")]


def step_form(states: Iterable[ReleaseState], seen: int, sent: StepForm | None) -> StepForm:
    """The form with the steps that may be taken, empty or as it was sent."""
    form = sent or StepForm()
    form.state.options = tuple((state.value, _STEPS[state]) for state in states)
    # Whoever reads the page anew has seen what stands there now.
    form.seen.data = str(seen)
    return form
