"""What is still to be done, by patient: in words that say nothing of why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.actions.reminders import OpenReminder
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.referral.owed import referral_of
from gpsupport.domain.reminders import OF_A_REFERRAL, Reminder, ReminderKind
from gpsupport.web import words
from gpsupport.web.recording.pages import reminder_words

# Several of these of one patient are one line. What an action is stands behind the gate alone.
_ONLINE = "Online access"
_QUESTION = ReminderKind.LIFE_EVENT
_WORSE = ReminderKind.WORSE_LEAD
_TOGETHER = {
    ReminderKind.HIDE_ENTRIES: _ONLINE,
    ReminderKind.REVIEW_PROXY_AT_11: _ONLINE,
    ReminderKind.REVIEW_ACCESS_BEFORE_16: _ONLINE,
    ReminderKind.ACTION: "From a visit",
    ReminderKind.MEETING_ACTION: "From a meeting",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One of several things of a line, to be ticked by itself."""

    value: str
    words: str
    due: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be done, by whom and when: one thing, or several of a kind.

    `values` are all of it. `things` name each where that says nothing. What is
    answered on a page of the record instead has that address (`answered_at`), and the words of the
    link to it (`link`); what is only read there has `read_at` beside its button.
    """

    words: str
    owner: str
    due: str
    urgent: bool
    values: tuple[str, ...]
    things: tuple[Thing, ...]
    answered_at: str = ""
    link: str = ""
    read_at: str = ""

    @property
    def button(self) -> str:
        """What its button says."""
        return "Done" if len(self.values) == 1 or self.read_at else f"All {len(self.values)} done"


@dataclass(frozen=True, slots=True)
class PatientLines:
    """One patient, with what is to be done; `href` leads to the first question."""

    name: str
    href: str
    lines: tuple[Line, ...]


def by_patient(
    found: Iterable[OpenReminder], knowledge: Knowledge, today: date
) -> tuple[PatientLines, ...]:
    """What was found, each patient once: whoever has something urgent first, then by day."""
    groups: dict[str, list[OpenReminder]] = {}
    for one in sorted(found, key=lambda one: (not one.reminder.urgent, one.reminder.due_on)):
        groups.setdefault(one.patient.id, []).append(one)
    return tuple(
        PatientLines(
            name=words.banner_name(group[0].patient.name),
            href=f"/patients/{patient_id}/consultation",
            lines=_lines([one.reminder for one in group], knowledge, today),
        )
        for patient_id, group in groups.items()
    )


def _lines(reminders: Iterable[Reminder], knowledge: Knowledge, today: date) -> tuple[Line, ...]:
    alike: dict[tuple[str, ...], list[Reminder]] = {}
    for one in reminders:
        alike.setdefault(_place(one), []).append(one)
    return tuple(_line(group, knowledge, today) for group in alike.values())


def _place(one: Reminder) -> tuple[str, ...]:
    """What stands in one line: of several looks at one person the lead reads once."""
    if one.kind is _WORSE:
        return (one.kind, one.owner, one.about)
    return (_TOGETHER[one.kind], one.owner) if one.kind in _TOGETHER else (one.id,)


def _line(group: list[Reminder], knowledge: Knowledge, today: date) -> Line:
    first = min(group, key=lambda one: one.due_on)
    said = reminder_words(first, knowledge)
    if len(group) > 1 and first.kind in _TOGETHER:
        said = f"{_TOGETHER[first.kind]}: {words.count(len(group), 'thing')} left"
    return Line(
        words=said,
        owner=first.owner,
        due=_due(first, today),
        urgent=any(one.urgent for one in group),
        values=tuple(_value(one) for one in group),
        things=_things(group, knowledge, today),
        answered_at=_answered_at(first),
        link="Answer" if first.kind is _QUESTION else "Open",
        read_at=_referral_of(group[-1]) if first.kind is _WORSE else "",
    )


def _answered_at(reminder: Reminder) -> str:
    if reminder.kind in OF_A_REFERRAL:
        return _referral_of(reminder)
    return f"/patients/{reminder.patient_id}/changes" if reminder.kind is _QUESTION else ""


def _referral_of(reminder: Reminder) -> str:
    return f"/patients/{reminder.patient_id}/referrals/{referral_of(reminder.key)}"


def _things(group: list[Reminder], knowledge: Knowledge, today: date) -> tuple[Thing, ...]:
    if len(group) == 1 or group[0].kind in {ReminderKind.ACTION, _WORSE}:
        return ()
    return tuple(
        Thing(_value(one), reminder_words(one, knowledge), _due(one, today)) for one in group
    )


def _due(reminder: Reminder, today: date) -> str:
    return "Today" if reminder.due_on == today else words.day(reminder.due_on)


def _value(reminder: Reminder) -> str:
    return f"{reminder.id}:{reminder.version}"
