"""Boxes that more than one form of a referral has: on what it rests, and days of today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import Length

from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.events import Consent
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.widgets.dates import DayField
from gpsupport.web.words import as_typed

LONGEST = 1000
MET = "met"
YES, WITHOUT = "yes", "without"
NOT_AGREED = "Say who agreed and on which day, or on what ground without a yes"
TELLS = "Leave out what tells where a place is that is kept secret: the street, the postcode"
SAY_UNMET = "Say whether the next way meets the need"
_LENGTH = Length(max=LONGEST, message=f"It must have {LONGEST} letters or fewer")


def line(label: str) -> StringField:
    """A box of one line."""
    return StringField(label, [_LENGTH], filters=(as_typed,))


def text(label: str) -> TextAreaField:
    """A box of several lines."""
    return TextAreaField(label, [_LENGTH], filters=(as_typed,))


class ConsentBoxes(Form):
    """On what a referral rests: a yes, or a decision without one and its ground."""

    consent = RadioGroup(
        "Did they agree?",
        ((YES, "Yes, it was agreed"), (WITHOUT, "It goes without a yes, on another ground")),
    )
    consent_by = line("Who agreed")
    consent_on = DayField("On which day")
    ground = RadioGroup("On what ground")
    consent_why = text("Why it goes without a yes")
    shares = text("What may be said, and what not")

    def offer_grounds(self, knowledge: Knowledge) -> None:
        """Offer the lawful grounds of the content that need no yes."""
        self.ground.options = tuple(
            (one.id, one.ground)
            for one in knowledge.sharing.steps
            if one.consent is not one.consent.NEEDED
        )

    def find_consent(self, today: date) -> Consent | None:
        """What it rests on, with what is wrong named; None where nobody said."""
        if self.consent.data == YES:
            return self._agreed(today)
        if self.consent.data == WITHOUT:
            return self._without()
        return None

    def _agreed(self, today: date) -> Consent:
        if not self.consent_by.data:
            self.consent_by.errors = ["Say who agreed"]
        if not self.consent_on.errors:
            self.consent_on.errors = faults_of_day(self.consent_on, today)
        by_whom, shares = self.consent_by.data or "", self.shares.data or ""
        return Consent(given=True, by_whom=by_whom, asked_on=self.consent_on.data, shares=shares)

    def _without(self) -> Consent:
        ground = self.ground.data if self.ground.data in dict(self.ground.options) else ""
        if not ground:
            self.ground.errors = ["Choose the ground"]
        if not self.consent_why.data:
            self.consent_why.errors = ["Say why it goes without a yes"]
        return Consent(
            given=False,
            ground=ground or "",
            why_without=self.consent_why.data or "",
            shares=self.shares.data or "",
        )


def unmet_options(rules: ReferralRules) -> tuple[tuple[str, str], ...]:
    """Whether the next way meets the need, or whom it leaves behind."""
    groups = ((one.id, f"No: {one.words[:1].lower()}{one.words[1:]}") for one in rules.gap_groups)
    return ((MET, "Yes"), *groups)


def unmet_in(said: str | None) -> str | None:
    """The id of the gap group, empty where the need is met; None where nobody said."""
    return "" if said == MET else said or None


def faults_of_day(field: DayField, today: date) -> list[str]:
    """What is wrong with a day on which something happened."""
    if field.data is None:
        return ["Type the day"]
    return ["This day is still to come"] if field.data > today else []


def filled(fields: Mapping[str, Sequence[str]], defaults: Mapping[str, str]) -> MultiDict[str, str]:
    """The boxes as they were typed; those that nobody touched hold the defaults."""
    return MultiDict(
        {
            **{name: [said] for name, said in defaults.items()},
            **{k: [*v] for k, v in fields.items()},
        }
    )


def parts_of(name: str, on: date) -> dict[str, str]:
    """A day as its three boxes hold it."""
    return {
        f"{name}-day": str(on.day),
        f"{name}-month": str(on.month),
        f"{name}-year": str(on.year),
    }


def clean(form: Form) -> bool:
    """Whether nothing is wrong with any box."""
    fields: Sequence[Field] = [*form]
    return not any(field.errors for field in fields)
