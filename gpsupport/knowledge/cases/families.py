"""The families of the stories as they are written: people, and steps that add to their records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from gpsupport.domain.days import PartialDate
from gpsupport.domain.enquiry import Enquiry, EnquiryHistory, EnquiryOutcome, NotAskedReason
from gpsupport.domain.record import ContactKind, HouseholdEntry, PatientPicture
from gpsupport.knowledge.cases.records import (
    Numbering,
    read_contacts,
    read_dates,
    read_entries,
    read_patient,
    read_relatives,
    read_shown,
    read_ticks,
)
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.overlay import STORIES, judging_files
from gpsupport.knowledge.reading import Table, Value, read_yaml

NONE = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """One person seen on one day. What is None is not looked at.

    `front` is the prompt that stands first on the clinician's page ("none": no strong reason);
    `fires`, `for_lead` and `for_owner` are all that fires for each of them. `asked` is what was
    recorded about asking that day and `asks` what came of it; after it `next_enquiry` is due
    ("none": no date) and `write` are the rules of the record matrix that hold for each person,
    `never_write` those that must not.
    """

    place: Finding
    on: date
    seen: str
    picture: PatientPicture
    children: tuple[str, ...]
    front: str | None = None
    fires: frozenset[str] | None = None
    silent: frozenset[str] = frozenset()
    for_lead: frozenset[str] | None = None
    for_owner: frozenset[str] | None = None
    asks: EnquiryOutcome | None = None
    asked: Enquiry | None = None
    next_enquiry: str | None = None
    write: Mapping[str, frozenset[str]] | None = None
    never_write: Mapping[str, frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A family over time."""

    name: str
    place: Finding
    steps: tuple[Step, ...]


def read_stories(files: Mapping[str, bytes], faults: list[Finding]) -> tuple[Story, ...]:
    """Every story of a pack, whose files are named as `all_files` names them."""
    return tuple(
        _Family(read_yaml(files[file], file, faults)).story()
        for file in judging_files(files, STORIES)
    )


def after_asking(picture: PatientPicture, asking: Enquiry | None) -> PatientPicture:
    """The picture with an entry more about asking, where there is one."""
    if asking is None:
        return picture
    return replace(picture, history=EnquiryHistory((*picture.history.enquiries, asking)))


class _Family:
    """One reading of a story, in which the records grow from step to step."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._pictures: dict[str, PatientPicture] = {}
        for person, value in table.need("people").table().pairs():
            own = value.table()
            registered = own.find("registered_on")
            self._pictures[person] = PatientPicture(
                patient=read_patient(own, person, date.min),
                relatives=read_relatives(own),
                registered_on=PartialDate(registered.day()) if registered else None,
            )
            own.finish()
        self._children = self._people_of("children_of")
        self._links = self._people_of("links")

    def story(self) -> Story:
        """The whole story."""
        story = Story(
            name=self._table.need("name").text(),
            place=Finding(self._table.file, self._table.line, ""),
            steps=tuple(self._step(value) for value in self._table.need("steps").items()),
        )
        self._table.finish()
        return story

    def _people_of(self, key: str) -> dict[str, tuple[str, ...]]:
        found = self._table.find(key)
        pairs = found.table().pairs() if found else ()
        for person, value in pairs:
            for one in (person, *value.texts()):
                self._known(one, value)
        return {person: value.texts() for person, value in pairs}

    def _known(self, person: str, value: Value) -> None:
        if person and person not in self._pictures:
            value.fault(f"there is no such person in this story: {person}")

    def _step(self, value: Value) -> Step:
        table = value.table()
        on = table.need("on").day()
        seen = table.need("seen")
        person = seen.text()
        self._known(person, seen)
        self._grow(table, on)
        asking, today = _asking(table, on), table.find("contact_today")
        due = table.find("next_enquiry")
        step = Step(
            place=Finding(value.file, value.line, ""),
            on=on,
            seen=person,
            picture=replace(
                self._with_links(person),
                ticks=read_ticks(table, on),
                contact_today=today.choice(ContactKind) if today else None,
            ),
            children=self._children.get(person, ()),
            front=table.find_text("front") or None,
            fires=_ids(table, "fires"),
            silent=_ids(table, "silent") or frozenset(),
            for_lead=_ids(table, "for_lead"),
            for_owner=_ids(table, "for_owner"),
            asks=asking.outcome if asking else None,
            asked=asking,
            next_enquiry=due.text() if due else None,
            write=self._by_person(table, "write"),
            never_write=self._by_person(table, "never_write"),
        )
        table.finish()
        if person in self._pictures:
            self._pictures[person] = after_asking(self._pictures[person], asking)
        if step.asks is None and (step.write or step.never_write):
            table.fault("what to write follows from an asking, and there is none")
        return step

    def _grow(self, table: Table, on: date) -> None:
        """Add what is new to the records; what gives no day came up on the day of the step."""
        found = table.find("new")
        for person, value in found.table().pairs() if found else ():
            self._known(person, value)
            own = value.table()
            picture = self._pictures.get(person)
            if picture is not None:
                entries = Numbering(f"{person}/", len(picture.entries) + 1, on)
                contacts = Numbering(f"{person}/", len(picture.contacts) + 1, on)
                self._pictures[person] = replace(
                    picture,
                    entries=picture.entries + read_entries(own, "record", on, entries),
                    contacts=picture.contacts + read_contacts(own, on, contacts),
                    dates=picture.dates + read_dates(own, on),
                    shown=picture.shown + read_shown(own, on),
                )
                own.finish()

    def _with_links(self, person: str) -> PatientPicture:
        picture = self._pictures.get(person) or next(iter(self._pictures.values()))
        if person not in self._links:
            return picture
        household = tuple(
            HouseholdEntry(linked, entry)
            for linked in self._links[person]
            if linked in self._pictures
            for entry in self._pictures[linked].entries
        )
        return replace(picture, household=household)

    def _by_person(self, table: Table, key: str) -> dict[str, frozenset[str]] | None:
        found = table.find(key)
        if found is None:
            return None
        pairs = found.table().pairs()
        for person, value in pairs:
            self._known(person, value)
        return {person: frozenset(value.texts()) for person, value in pairs}


def _ids(table: Table, key: str) -> frozenset[str] | None:
    found = table.find(key)
    return frozenset(found.texts()) if found else None


def _asking(table: Table, on: date) -> Enquiry | None:
    """What is recorded in a step: `asks`, and where it needs them `reason` and `until`."""
    asks, reason, until = table.find("asks"), table.find("reason"), table.find("until")
    if asks is None:
        if reason or until:
            table.fault("there is no asking that this belongs to")
        return None
    try:
        return Enquiry(
            id=f"asking-{on.isoformat()}",
            on=on,
            outcome=asks.choice(EnquiryOutcome),
            reason=reason.choice(NotAskedReason) if reason else None,
            until=until.day() if until else None,
        )
    except ValueError as error:
        asks.fault(str(error))
        return None
