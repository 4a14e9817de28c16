"""The dates that only people know, as three boxes each beside the ticks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form

from gpsupport.actions.consultation.dates import fault_of
from gpsupport.domain.enquiry import EnteredDates
from gpsupport.domain.record import DateKind
from gpsupport.domain.ticks import OfferedTick
from gpsupport.web.widgets.dates import DayField

# The tick beside which they stand: whoever may be pregnant is asked for them, and nobody else.
_BESIDE = "pregnant"


class DatesForm(Form):
    """When a baby is expected, and when it was born; empty boxes for not known."""

    expected = DayField("Baby expected on")
    born = DayField("Baby born on")

    def dates(self) -> dict[DateKind, date | None]:
        """What was entered, by kind."""
        return {DateKind.EXPECTED_BIRTH: self.expected.data, DateKind.BIRTH: self.born.data}

    def judge(self, today: date, limits: EnteredDates | None) -> bool:
        """Whether the dates can be; what is wrong stands beside each field."""
        valid = self.validate()
        for field, kind in ((self.expected, DateKind.EXPECTED_BIRTH), (self.born, DateKind.BIRTH)):
            if field.data is not None and (fault := fault_of(kind, field.data, today, limits)):
                field.errors = [fault]
                valid = False
        return valid


def dates_form(
    known: Mapping[DateKind, date], typed: Mapping[str, Any], sent: Any = None
) -> DatesForm:
    """The boxes as sent, else as typed and not saved, else with what is known."""
    if sent is not None:
        return DatesForm(sent)
    form = DatesForm()
    for field, kind in ((form.expected, DateKind.EXPECTED_BIRTH), (form.born, DateKind.BIRTH)):
        names = [f"{field.name}-{part}" for part in ("day", "month", "year")]
        if any(name in typed for name in names):
            field.process(MultiDict({name: typed.get(name, ()) for name in names}))
            field.errors = []
        elif day := known.get(kind):
            field.parts = (str(day.day), str(day.month), str(day.year))
    return form


def wants_dates(ticks: tuple[OfferedTick, ...], known: Mapping[DateKind, date]) -> bool:
    """Whether the boxes are offered: beside the tick of a pregnancy, and where a date is known."""
    return bool(known) or any(one.asked.tick == _BESIDE for one in ticks)


def typed_dates(sent: Mapping[str, Any]) -> list[str]:
    """The names of the boxes, as far as they were sent."""
    return [name for name in sent if name.startswith(("expected-", "born-"))]
