"""The question before everything, who is here today, and who came along where somebody did."""

from __future__ import annotations

from werkzeug.datastructures import ImmutableMultiDict
from wtforms import Form, StringField
from wtforms.validators import Length

from gpsupport.domain.enquiry import CLOSER, Mode, Presence, offered_presences
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.web.widgets.choices import RadioGroup
from gpsupport.web.words import as_typed

LONGEST_COMPANY = 200
Sent = ImmutableMultiDict[str, str] | None

_SHORT_ENOUGH = Length(
    max=LONGEST_COMPANY, message=f"Who came along must have {LONGEST_COMPANY} letters or fewer"
)
_SAID = {
    "presence": "Choose who is here today",
    "company": "Write who came along",
}


class GateForm(Form):
    """Who is here today? Nothing is chosen beforehand."""

    presence = RadioGroup("Who is here today?")
    company = StringField("", [_SHORT_ENOUGH], filters=(as_typed,))

    def answer(self) -> Presence | None:
        """What was chosen; None for no answer and for one that does not exist."""
        return next((one for one in Presence if one.value == self.presence.data), None)

    def complain(self, missing: tuple[str, ...]) -> None:
        """Say what is not answered, each beside its question."""
        for name in missing:
            self[name].errors = [_SAID[name]]


class CompanyForm(Form):
    """Who came along? On the page with somebody there; every part may stay empty."""

    closer = RadioGroup("")
    company = StringField("", [_SHORT_ENOUGH], filters=(as_typed,))

    def answer(self) -> Presence | None:
        """What was chosen; None for nothing. Raises ValueError for what is not offered."""
        if not self.closer.data:
            return None
        chosen = Presence(str(self.closer.data))
        if chosen not in CLOSER:
            raise ValueError("this answer is not offered")
        return chosen


def gate_form(
    knowledge: Knowledge,
    sent: Sent = None,
    *,
    mode: Mode = Mode.FACE_TO_FACE,
    child: bool = False,
    company: str = "",
) -> tuple[GateForm, dict[str, str]]:
    """The form with its labels, and the hint of each answer and of the text, all from the pack.

    `child`: the patient is asked as a child. `company` is what was typed before and not yet kept.
    """
    form = GateForm(sent, company=company)
    labels: list[tuple[str, str]] = []
    hints: dict[str, str] = {}
    for presence in offered_presences(mode, child=child):
        label, hint = texts_of(knowledge, f"gate-{presence.value}", mode, child=child)
        labels.append((presence.value, label))
        hints[presence.value] = hint
    form.presence.options = tuple(labels)
    form.company.label.text, hints["company"] = texts_of(
        knowledge, "gate-company", mode, child=child
    )
    return form, hints


def company_form(
    knowledge: Knowledge,
    mode: Mode,
    sent: Sent = None,
    *,
    child: bool,
    chosen: Presence | None = None,
) -> CompanyForm:
    """The form on the page with somebody there, with its labels from the pack.

    `chosen` is what was noted before. What was typed does not come back on a page that anybody in
    the room may read.
    """
    form = CompanyForm(sent, closer=chosen.value if chosen and chosen in CLOSER else None)
    (form.closer.label.text,) = texts_of(knowledge, "see-alone-who", mode, child=child)
    form.closer.options = tuple(
        (one.value, texts_of(knowledge, f"see-alone-{one.value}", mode, child=child)[0])
        for one in CLOSER
    )
    (form.company.label.text,) = texts_of(knowledge, "see-alone-company", mode, child=child)
    return form


def texts_of(knowledge: Knowledge, key: str, mode: Mode, *, child: bool = False) -> tuple[str, ...]:
    """The words of a key of the pack, put as fits a child, or else the mode, where it has such."""
    nearer = (*(("young",) if child else ()), mode.value, *(("remote",) if mode.remote else ()))
    keys = (*(f"{key}-{one}" for one in nearer), key)
    texts = next(knowledge.wordings[one] for one in keys if one in knowledge.wordings)
    area = knowledge.find_area()
    return tuple(text.replace("{baby_age}", area.baby_age) if area else text for text in texts)
