"""Where the asking of one patient stands, over all clinicians: the state, and who should ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gpsupport.domain.enquiry.cadence import Cadence, DueKind
from gpsupport.domain.enquiry.continuity import find_familiar
from gpsupport.domain.enquiry.entries import (
    Enquiry,
    EnquiryHistory,
    EnquiryOutcome,
    NotAskedReason,
)
from gpsupport.domain.enquiry.upcoming import NextEnquiry
from gpsupport.domain.people import Patient
from gpsupport.domain.record import Contact


class EnquiryState(StrEnum):
    """What came last, as far as it still holds."""

    NEVER_ASKED = "never-asked"
    ASKED_NO = "asked-no"
    ASKED_DECLINED = "asked-declined"
    ASKED_UNKNOWN = "asked-answer-unknown"
    DISCLOSED_PAST = "disclosed-past"
    DISCLOSED_CURRENT = "disclosed-current"
    NOT_ASKED = "not-asked"
    DEFERRED = "deferred"
    OPTED_OUT = "opted-out"


@dataclass(frozen=True, slots=True)
class EnquiryStanding:
    """The state of a patient on a day.

    `since` is the day of what came last, `until` the day to which it is put off or not wished.
    `not_alone_in_a_row` and `put_off_in_a_row` count the newest occasions; `ask_by` is the
    clinician whom the patient knows best, empty when nobody stands out, and `ask_by_because` why.
    `unseen_young`: a young person with trouble at home on the own record, whom nobody here has
    seen for a year: the lead's list. `raised` is what sort of row the record's reasons make of it,
    which is for the lead's lists alone, too.
    """

    state: EnquiryState
    on: date
    upcoming: NextEnquiry
    since: date | None = None
    until: date | None = None
    reason: NotAskedReason | None = None
    last_asked_on: date | None = None
    last_asked_by: str = ""
    not_alone_in_a_row: int = 0
    put_off_in_a_row: int = 0
    ask_by: str = ""
    ask_by_because: str = ""
    note: str = ""
    note_by: str = ""
    note_on: date | None = None
    unseen_young: bool = False
    raised: DueKind = DueKind.ORDINARY

    @property
    def kind(self) -> DueKind:
        """What sort of row it makes in the lead's lists: by the record, or by what was told."""
        told = DueKind.TOLD if self.state in _TOLD else DueKind.ORDINARY
        return min(told, self.raised, key=lambda kind: kind.urgency)

    @property
    def due(self) -> bool:
        """Whether asking is due on that day."""
        return self.upcoming.due_on is not None and self.upcoming.due_on <= self.on


_TOLD = frozenset({EnquiryState.DISCLOSED_PAST, EnquiryState.DISCLOSED_CURRENT})


class DueList(StrEnum):
    """One list of patients whom somebody may ask when they come; nobody is contacted for it."""

    DUE = "due"
    OVERDUE = "overdue"
    NEVER_ASKED = "never-asked"
    NOT_ALONE = "not-alone"
    PUT_OFF = "put-off"
    UNSEEN_YOUNG = "unseen-young"


@dataclass(frozen=True, slots=True)
class DueMarks:
    """From when on a patient stands in a list; the numbers are content.

    Overdue is what was due more than `overdue_days` ago. `not_alone` and `put_off` are so many
    times in a row.
    """

    overdue_days: int
    not_alone: int
    put_off: int


@dataclass(frozen=True, slots=True)
class DuePatient:
    """One line of a list; `place` is where it stands, for asking what comes after it."""

    patient: Patient
    standing: EnquiryStanding
    place: str


def marks_of(cadence: Cadence) -> DueMarks:
    """The numbers of the lists. Raises ValueError for content without them."""
    quiet = cadence.quiet
    if quiet is None:
        raise ValueError("this content does not say what is overdue")
    return DueMarks(quiet.overdue_days, quiet.not_alone, quiet.snoozes)


def standing_of(
    history: EnquiryHistory,
    upcoming: NextEnquiry,
    on: date,
    cadence: Cadence,
    contacts: Iterable[Contact] = (),
) -> EnquiryStanding:
    """Where asking stands on a day, from every entry known then. Pure: the order does not matter.

    `history` is everybody's, with what was imported (`Assessment.history`), `upcoming` what the
    same assessment says is next, and `contacts` who saw the patient. `unseen_young` and `raised`
    are not its own: whoever knows the record's reasons sets them.
    """
    known = history.until(on)
    askings = history.askings_until(on)
    deciding = history.find_wish(on) or _last_that_says(known)
    noted = next((one for one in reversed(known) if one.note.strip()), None)
    familiar = find_familiar(history, contacts, cadence.continuity, on)
    return EnquiryStanding(
        state=_state(deciding, on),
        on=on,
        upcoming=upcoming,
        since=deciding.on if deciding else None,
        until=deciding.until if deciding and deciding.until and on < deciding.until else None,
        reason=deciding.reason if deciding else None,
        last_asked_on=askings[-1].on if askings else None,
        last_asked_by=(askings[-1].by or "") if askings else "",
        not_alone_in_a_row=_not_alone_in_a_row(known),
        put_off_in_a_row=_put_off_in_a_row(known),
        ask_by=familiar.name if familiar else "",
        ask_by_because=familiar.because if familiar else "",
        note=noted.note if noted else "",
        note_by=(noted.by or "") if noted else "",
        note_on=noted.on if noted else None,
    )


def _last_that_says(known: tuple[Enquiry, ...]) -> Enquiry | None:
    """The last entry that says something itself; "already done" points to another one."""
    occasions = [one for one in known if not one.note_only]
    said = [one for one in occasions if one.reason is not NotAskedReason.ALREADY_DONE]
    return (said or occasions)[-1] if occasions else None


def _state(deciding: Enquiry | None, on: date) -> EnquiryState:
    if deciding is None:
        return EnquiryState.NEVER_ASKED
    if deciding.until is not None and deciding.until <= on:
        return _AFTER_ITS_DAY[deciding.outcome]
    return _STATES[deciding.outcome]


_STATES = {
    EnquiryOutcome.NOT_DISCLOSED: EnquiryState.ASKED_NO,
    EnquiryOutcome.DECLINED: EnquiryState.ASKED_DECLINED,
    EnquiryOutcome.ANSWER_UNKNOWN: EnquiryState.ASKED_UNKNOWN,
    EnquiryOutcome.DISCLOSED_PAST: EnquiryState.DISCLOSED_PAST,
    EnquiryOutcome.DISCLOSED_CURRENT: EnquiryState.DISCLOSED_CURRENT,
    EnquiryOutcome.NOT_ASKED: EnquiryState.NOT_ASKED,
    EnquiryOutcome.DEFERRED: EnquiryState.DEFERRED,
    EnquiryOutcome.OPTED_OUT: EnquiryState.OPTED_OUT,
}
# What a wish or a delay was before its day came, and is again after it.
_AFTER_ITS_DAY = {
    EnquiryOutcome.OPTED_OUT: EnquiryState.ASKED_DECLINED,
    EnquiryOutcome.DEFERRED: EnquiryState.NOT_ASKED,
}


def _not_alone_in_a_row(known: tuple[Enquiry, ...]) -> int:
    """On how many days company kept from asking since the patient was last seen alone."""
    days: set[date] = set()
    for enquiry in reversed(known):
        if enquiry.seen_alone:
            break
        if enquiry.kept_by_company:
            days.add(enquiry.on)
    return len(days)


def _put_off_in_a_row(known: tuple[Enquiry, ...]) -> int:
    """On how many days somebody chose not to ask since the patient was last asked."""
    days: set[date] = set()
    for enquiry in reversed(known):
        if enquiry.outcome.asked:
            break
        if enquiry.put_off:
            days.add(enquiry.on)
    return len(days)
