"""The work lists and one's own patients of today, as shown: in words that say nothing of why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from gpsupport.actions.enquiry.due import DuePage, Expected, Preparation
from gpsupport.actions.enquiry.due_in_words import kind_in_words, name_of, whom_to_ask, why_due
from gpsupport.domain.enquiry.standing import DueList, DueMarks, DuePatient, EnquiryStanding
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Patient
from gpsupport.web import words
from gpsupport.web.enquiries.states import last_asked
from gpsupport.web.recording.reminder_rows import PatientLines, by_patient

LISTS = "/reviews/due"
# The young people stand in no order that says anything.
_ORDERS = {
    DueList.NOT_ALONE: "The most times come first.",
    DueList.PUT_OFF: "The most times come first.",
    DueList.UNSEEN_YOUNG: "",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One list with how many stand in it; `current` for the one that is shown."""

    words: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class DueRow:
    """One patient; `at` is the time of today's appointment, empty in the lists of the practice.

    `kind` says what sort of row it is. It may rest on what is for the lead alone, so it is empty
    outside the lead's lists.
    """

    at: str
    name: str
    age: str
    kind: str
    why: tuple[str, ...]
    last: str
    who: str
    since: str
    href: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list. `as_of` is said where lines are older than today; `more` may lead on.

    `order` says what comes first; `begun` is the address of the beginning, empty on it.
    """

    sentence: str
    order: str
    as_of: str
    tabs: tuple[Tab, ...]
    heading: str
    rows: tuple[DueRow, ...]
    more: str
    begun: str


@dataclass(frozen=True, slots=True)
class PreparePage:
    """Today's own patients with whom something is due, and what is left for oneself to do."""

    subtitle: str
    rows: tuple[DueRow, ...]
    left: tuple[PatientLines, ...]
    others: str
    as_of: str


def list_page(found: DuePage, knowledge: Knowledge, today: date, *, begun: bool) -> ListPage:
    """One list as shown on a day; `begun`: the part that begins it."""
    tabs = tuple(
        Tab(
            _name(which, found.marks),
            found.counts.get(which, 0),
            _href(which),
            which is found.which,
        )
        for which in DueList
    )
    return ListPage(
        sentence=f"{words.count(found.counts.get(DueList.DUE, 0), 'person', 'people')} due.",
        order=_ORDERS.get(found.which, "The most urgent come first, then who waits longest."),
        as_of=_as_of(found.oldest, today),
        tabs=tabs,
        heading=_name(found.which, found.marks),
        rows=tuple(_row(line, found.which, knowledge, today) for line in found.lines),
        more=_href(found.which, found.after) if found.after else "",
        begun="" if begun else _href(found.which),
    )


def prepare_page(prepared: Preparation, knowledge: Knowledge) -> PreparePage:
    """Today's own patients, those alone with whom something is due, in order of time."""
    today = prepared.on
    rows = []
    for one in prepared.expected:
        why = _why_today(one.standing, prepared, knowledge)
        if one.standing is not None and why:
            rows.append(_expected_row(one, one.standing, why, today))
    judged = [one.standing.on for one in prepared.expected if one.standing is not None]
    unjudged = sum(one.standing is None for one in prepared.expected)
    others = len(prepared.expected) - len(rows) - unjudged
    said = []
    if others:
        said.append(f"With {words.count(others, 'other patient')} of today nothing is due.")
    if unjudged:
        said.append(f"{words.count(unjudged, 'patient')} of today were not judged yet.")
    return PreparePage(
        subtitle=f"{words.weekday(today)}. {words.count(len(rows), 'patient')} to prepare for.",
        rows=tuple(rows),
        left=by_patient(prepared.left.reminders, knowledge, today),
        others=" ".join([*said, "Ask whenever something does not fit."]),
        as_of=_as_of(min(judged, default=None), today),
    )


def _why_today(
    standing: EnquiryStanding | None, prepared: Preparation, knowledge: Knowledge
) -> tuple[str, ...]:
    if standing is None:
        return ()
    due_on, marks = standing.upcoming.due_on, prepared.marks
    lists = []
    if due_on is not None and due_on <= prepared.on:
        lists.append(DueList.DUE)
    if standing.not_alone_in_a_row >= marks.not_alone:
        lists.append(DueList.NOT_ALONE)
    if standing.put_off_in_a_row >= marks.put_off:
        lists.append(DueList.PUT_OFF)
    why = [why_due(standing, which, knowledge) for which in lists]
    if standing.note:
        why.append("There is a note for you")
    return tuple(why)


def _expected_row(
    one: Expected, standing: EnquiryStanding, why: tuple[str, ...], today: date
) -> DueRow:
    return DueRow(
        at=words.clock_time(one.booked.starts_at),
        name=words.banner_name(one.patient.name),
        age=_age(one.patient, today),
        kind="",
        why=why,
        last=last_asked(standing, today),
        who=whom_to_ask(standing, DueList.DUE),
        since=_since(standing, today),
        href=f"/patients/{one.patient.id}/consultation",
    )


def _row(line: DuePatient, which: DueList, knowledge: Knowledge, today: date) -> DueRow:
    standing = line.standing
    return DueRow(
        at="",
        name=words.banner_name(line.patient.name),
        age=_age(line.patient, today),
        kind=kind_in_words(standing, knowledge),
        why=(why_due(standing, which, knowledge),),
        last=last_asked(standing, today),
        who=whom_to_ask(standing, which),
        since=_since(standing, today),
        href=f"/patients/{line.patient.id}/consultation",
    )


def _since(standing: EnquiryStanding, today: date) -> str:
    """The day since when it is due, and how long that is; or from when it will be."""
    due_on = standing.upcoming.due_on
    if due_on is None:
        return "No date"
    if due_on > today:
        return f"From {words.day(due_on)}"
    return f"{words.day(due_on)}, {words.ago(due_on, today)}"


def _age(patient: Patient, today: date) -> str:
    return words.short_age(patient.born, today) if patient.born else ""


def _as_of(oldest: date | None, today: date) -> str:
    if oldest is None or oldest >= today:
        return ""
    return (
        f"As of {words.long_day(oldest)} at the oldest: what time alone changed since then is"
        " missing. Whoever runs this system can have the lists judged afresh."
    )


def _name(which: DueList, marks: DueMarks) -> str:
    return name_of(which, not_alone=marks.not_alone, put_off=marks.put_off)


def _href(which: DueList, after: str | None = None) -> str:
    asked = {"list": which.value} | ({"after": after} if after else {})
    return f"{LISTS}?{urlencode(asked)}"
