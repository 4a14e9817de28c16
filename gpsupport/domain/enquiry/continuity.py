"""Who should ask: the clinician to whom the patient told, else whom the patient knows best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import PartialDate, Precision, day_in_words, within
from gpsupport.domain.enquiry.cadence import Continuity
from gpsupport.domain.enquiry.entries import EnquiryHistory
from gpsupport.domain.record import Attendance, Contact


@dataclass(frozen=True, slots=True)
class Familiar:
    """A clinician, by name, and why it is this one."""

    name: str
    because: str


def find_familiar(
    history: EnquiryHistory, contacts: Iterable[Contact], continuity: Continuity | None, on: date
) -> Familiar | None:
    """Who should ask on a day; None when nobody stands out. It is a hint and binds nobody.

    Days are counted on which a clinician saw the patient or asked, each once. Two who saw the
    patient equally often do not stand out.
    """
    known = history.until(on)
    for enquiry in reversed(known):
        if enquiry.outcome.told and enquiry.by:
            day = day_in_words(PartialDate(enquiry.on))
            return Familiar(enquiry.by, f"The patient told them on {day}.")
    if continuity is None:
        return None
    seen = {(one.by, one.on) for one in known if one.by and within(one.on, on, continuity.days)}
    seen |= {
        (one.seen_by, one.on.earliest)
        for one in contacts
        if one.attendance is Attendance.ATTENDED
        and one.seen_by
        and one.on is not None
        and one.on.precision is Precision.DAY
        and within(one.on.earliest, on, continuity.days)
    }
    times: dict[str, int] = {}
    for name, _ in seen:
        times[name] = times.get(name, 0) + 1
    most = max(times.values(), default=0)
    first = [name for name, count in times.items() if count == most]
    if most < continuity.at_least or len(first) != 1:
        return None
    return Familiar(first[0], f"Saw the patient on {most} days of the last {continuity.days}.")
