"""The patient picture arranged for rules: one pass over the entries, then look-ups by code set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import age_in_months_on, age_on
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.knowledge.deciding.events import (
    Entry,
    Events,
    Evidence,
    coded_events,
    contact_events,
)
from gpsupport.domain.people import Sex
from gpsupport.domain.record import (
    Attendance,
    Code,
    CodedEntry,
    EntryKind,
    PatientPicture,
    Setting,
    Tick,
    newest_ticks,
)

__all__ = ["Arranged", "CodeIndex", "Evidence", "Facts", "arrange"]


class CodeIndex:
    """The code sets of each code with their labels, and the codes that speak of asking.

    It is asked by the code's value and then by its system: a text knows its own hash, while a code
    would have to work it out anew for every entry.
    """

    def __init__(
        self,
        sets_of_code: Mapping[Code, tuple[str, ...]],
        labels: Mapping[str, str],
        of_asking: Iterable[Code] = (),
    ) -> None:
        self.labels = labels
        asking = frozenset(of_asking)
        # A code's value -> its system -> whether it speaks of asking, and its code sets.
        self.by_value: dict[str, dict[str, tuple[bool, tuple[str, ...]]]] = {}
        for code in (*sets_of_code, *asking):
            systems = self.by_value.setdefault(code.value, {})
            systems[code.system] = code in asking, sets_of_code.get(code, ())


@dataclass(frozen=True, slots=True)
class Arranged:
    """What one pass over a record's entries finds: by code set, and the entries about asking.

    Entries dated after the day asked are in no code set.
    """

    by_set: Mapping[str, list[Entry]]
    of_asking: tuple[CodedEntry, ...]


def arrange(
    entries: Iterable[CodedEntry], index: CodeIndex, on: date, person: str = ""
) -> Arranged:
    """Go over the entries once. `person` is whose they are, empty for the patient's own."""
    by_set: dict[str, list[Entry]] = {}
    of_asking: dict[str, CodedEntry] = {}
    find_systems = index.by_value.get
    for entry in entries:
        for coding in entry.codings:
            code = coding.code
            systems = find_systems(code.value)
            if systems is None:
                continue
            known = systems.get(code.system)
            if known is None:
                continue
            asks, set_ids = known
            if asks:
                of_asking[entry.resource] = entry
            day = entry.on.earliest if entry.on else None
            if day is not None and day > on:
                continue
            for set_id in set_ids:
                by_set.setdefault(set_id, []).append((day, entry, coding, person))
    return Arranged(by_set, tuple(of_asking.values()))


class Facts:
    """A picture on one day, by code set. What is dated after that day does not count."""

    def __init__(
        self,
        picture: PatientPicture,
        askings: tuple[Enquiry, ...],
        arranged: Arranged,
        index: CodeIndex,
        on: date,
    ) -> None:
        self.on = on
        self.picture = picture
        self.askings = askings
        self.ticks = newest_ticks(picture.ticks, on)
        self.arranged = arranged
        self._index = index
        self._events: dict[tuple[tuple[str, ...], tuple[EntryKind, ...]], Events] = {}
        self._contacts: dict[tuple[Attendance, Setting | None], Events] = {}
        born = picture.patient.born
        self.age = age_on(born, on) if born else None
        self.age_in_months = age_in_months_on(born, on) if born else None

    def as_if(self, name: str, *, answer: bool) -> Facts:
        """The same on the same day, as if a tick had been answered; what was found is shared."""
        made = copy(self)
        made.ticks = {**self.ticks, name: Tick(name, answer, self.on)}
        return made

    @property
    def sex(self) -> Sex:
        """Administrative gender."""
        return self.picture.patient.sex

    def label(self, set_ids: tuple[str, ...]) -> str:
        """The code sets in words."""
        return " or ".join(self._index.labels.get(set_id, set_id) for set_id in set_ids)

    def events(self, set_ids: tuple[str, ...], kinds: tuple[EntryKind, ...] = ()) -> Events:
        """What the patient's own record holds under any of these sets, in these parts of it."""
        found = self._events.get((set_ids, kinds))
        if found is None:
            entries = _of_sets(self.arranged, set_ids)
            if kinds:
                entries = [one for one in entries if one[1].kind in kinds]
            found = self._events[set_ids, kinds] = coded_events(entries)
        return found

    def find_household_events(self, set_ids: tuple[str, ...]) -> Events | None:
        """What the records of linked people hold under these sets; None: no links are known."""
        if self.picture.household is None:
            return None
        return coded_events(
            [
                found
                for one in self.picture.household
                for found in _of_sets(
                    arrange((one.entry,), self._index, self.on, one.person), set_ids
                )
            ]
        )

    def contacts(self, attendance: Attendance, setting: Setting | None = None) -> Events:
        """Encounters and appointments of one kind up to the day asked."""
        found = self._contacts.get((attendance, setting))
        if found is None:
            found = self._contacts[attendance, setting] = contact_events(
                [
                    (contact.on.earliest if contact.on else None, contact)
                    for contact in self.picture.contacts
                    if contact.attendance is attendance
                    and (setting is None or contact.setting is setting)
                    and (contact.on is None or contact.on.earliest <= self.on)
                ]
            )
        return found


def _of_sets(arranged: Arranged, set_ids: tuple[str, ...]) -> list[Entry]:
    return [found for set_id in set_ids for found in arranged.by_set.get(set_id, ())]
