"""The patient picture arranged for rules: one pass over the entries, then look-ups by code set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import age_in_months_on, age_on
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.people import Sex
from gpsupport.domain.record import Attendance, Code, CodedEntry, Contact, PatientPicture, Setting


@dataclass(frozen=True, slots=True)
class Evidence:
    """One dated reason; `code` is None when the reason is an attendance or a tick.

    `recorded_by` is who wrote the entry, in the record's own words, empty when it does not say.
    """

    resource: str
    display: str
    on: date | None
    code: Code | None = None
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Events:
    """What the record holds for some code sets: dated ones oldest first, and undated ones."""

    dated: tuple[Evidence, ...]
    undated: tuple[Evidence, ...]


class Facts:
    """A picture on one day, indexed by code set. Entries dated after that day do not count."""

    def __init__(
        self,
        picture: PatientPicture,
        askings: tuple[Enquiry, ...],
        sets_of_code: Mapping[Code, tuple[str, ...]],
        labels: Mapping[str, str],
        on: date,
    ) -> None:
        self.on = on
        self.picture = picture
        self.askings = askings
        self.ticks = dict(picture.ticks)
        self._labels = labels
        self._by_set: dict[str, dict[tuple[Code, date | None], Evidence]] = {}
        for entry in picture.entries:
            self._index(entry, sets_of_code)

    def _index(self, entry: CodedEntry, sets_of_code: Mapping[Code, tuple[str, ...]]) -> None:
        day = entry.on.earliest if entry.on else None
        if day is not None and day > self.on:
            return
        for coding in entry.codings:
            for set_id in sets_of_code.get(coding.code, ()):
                evidence = Evidence(
                    entry.resource,
                    coding.display or entry.display,
                    day,
                    coding.code,
                    entry.recorded_by,
                )
                known = self._by_set.setdefault(set_id, {})
                present = known.get((coding.code, day))
                if present is None or evidence.resource < present.resource:
                    known[coding.code, day] = evidence

    @property
    def age(self) -> int | None:
        """Age in whole years, None when the birth date is not known."""
        born = self.picture.patient.born
        return age_on(born, self.on) if born else None

    @property
    def age_in_months(self) -> int | None:
        """Age in whole months, None when the birth date is not known."""
        born = self.picture.patient.born
        return age_in_months_on(born, self.on) if born else None

    @property
    def sex(self) -> Sex:
        """Administrative gender."""
        return self.picture.patient.sex

    def label(self, set_ids: tuple[str, ...]) -> str:
        """The code sets in words."""
        return " or ".join(self._labels.get(set_id, set_id) for set_id in set_ids)

    def events(self, set_ids: tuple[str, ...]) -> Events:
        """What is recorded under any of these sets; the same code on the same day is one event."""
        merged: dict[tuple[Code, date | None], Evidence] = {}
        for set_id in set_ids:
            merged.update(self._by_set.get(set_id, {}))
        return _in_order(tuple(merged.values()))

    def contacts(self, attendance: Attendance, setting: Setting | None = None) -> Events:
        """Encounters and appointments of one kind up to the day asked."""
        return _in_order(
            tuple(
                _as_evidence(contact)
                for contact in self.picture.contacts
                if contact.attendance is attendance
                and (setting is None or contact.setting is setting)
                and (contact.on is None or contact.on.earliest <= self.on)
            )
        )


def _as_evidence(contact: Contact) -> Evidence:
    words = {
        Setting.EMERGENCY: "Emergency attendance",
        Setting.HOSPITAL: "Hospital stay",
    }.get(contact.setting, "Contact")
    if contact.attendance is Attendance.MISSED:
        words = "Missed appointment"
    return Evidence(contact.resource, words, contact.on.earliest if contact.on else None)


def _in_order(found: tuple[Evidence, ...]) -> Events:
    dated = [evidence for evidence in found if evidence.on is not None]
    undated = [evidence for evidence in found if evidence.on is None]
    return Events(tuple(sorted(dated, key=_place)), tuple(sorted(undated, key=_place)))


def _place(evidence: Evidence) -> tuple[date, Code, str]:
    return evidence.on or date.min, evidence.code or Code("", ""), evidence.resource
