"""What whoever saw the patient before leaves to whoever sees them now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.consultation import Look
from gpsupport.actions.days import london_day
from gpsupport.actions.referral.reminding import NO_HOLIDAYS
from gpsupport.domain.disclosure.asking import Whom
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.owed import owed_of
from gpsupport.domain.referral.states import ReferralState
from gpsupport.domain.reminders import ReminderKind
from gpsupport.web import words
from gpsupport.web.consultation.actions import ActionRow
from gpsupport.web.consultation.saved import left_open, own_enquiry, still_to_ask
from gpsupport.web.consultation.unsaved import UnsavedLine, unsaved_lines
from gpsupport.web.consultation.young import is_child
from gpsupport.web.disclosure.yes_words import told_in_words

# Once is no row of occasions.
_A_ROW = 2
_TODAY, _LATE = "needs you today", "late"


@dataclass(frozen=True, slots=True)
class Memory:
    """The note of the last clinician with whose it is, and what to bear in mind, a line each.

    `left` is what could not wait after a telling and is still open; `unsaved` is what this
    clinician typed and did not save.
    """

    note: str
    note_by: str
    lines: tuple[str, ...]
    left: tuple[ActionRow, ...] = ()
    unsaved: tuple[UnsavedLine, ...] = ()


def memory_of(look: Look, knowledge: Knowledge) -> Memory | None:
    """What the ledger remembers of asking; None when there is nothing to say.

    Nothing with an adult beside a child: a colleague's note was not written for them.
    """
    if look.consultation.in_company:
        return None
    own = own_enquiry(look)
    # What is open stands beside the answer of this consultation, once there is one.
    child = is_child(look.patient, look.assessment.on)
    left = left_open(look, knowledge, child=child) if still_to_ask(look) else ()
    unsaved = unsaved_lines(look.unsaved, look.patient.id, look.assessment.on)
    standing = look.standing
    if standing is None:
        return Memory("", "", (), left, unsaved) if left or unsaved else None
    own_note = own is not None and own.note == standing.note
    note = "" if own_note else standing.note
    written = [standing.note_by or "Somebody unnamed"]
    if standing.note_on is not None:
        written.append(words.day(standing.note_on))
    lines = [told] if (told := _told(look, knowledge)) else []
    if standing.not_alone_in_a_row >= _A_ROW:
        lines.append(f"Not seen alone {_times(standing.not_alone_in_a_row)} in a row.")
    quiet = knowledge.cadence.quiet
    if quiet is not None and standing.put_off_in_a_row >= quiet.snoozes:
        often = " ".join(knowledge.wordings.get("put-off-often", ()))
        lines.append(f"Put off {_times(standing.put_off_in_a_row)} in a row. {often}".strip())
    asked_today = standing.last_asked_on == standing.on
    if standing.ask_by and standing.ask_by != look.clinician and not asked_today:
        lines.append(f"Best asked by {standing.ask_by}. {standing.ask_by_because}".strip())
    if not (note or lines or left or unsaved):
        return None
    return Memory(note, ", ".join(written), tuple(lines), left, unsaved)


def referrals_in_words(
    found: tuple[Referral, ...], rules: ReferralRules | None, today: date
) -> str:
    """2 open, 1 needs you today, 1 late, 1 came back: a plan is owed. Nothing without any."""
    if not found:
        return ""
    pressing = [] if rules is None else [_presses(one, rules, today) for one in found]
    back = sum(one.state is ReferralState.RETURNED for one in found)
    owed = any(one.returned_without_plan for one in found)
    counts = (
        *((pressing.count(one), one) for one in (_TODAY, _LATE)),
        (back, "came back"),
    )
    said = ", ".join((f"{len(found)} open", *(f"{one} {told}" for one, told in counts if one)))
    return f"{said}: a plan is owed" if owed else said


def _presses(referral: Referral, rules: ReferralRules, today: date) -> str:
    """What is most pressing of a referral: what is for today comes before what is late."""
    owed = owed_of(referral, rules, NO_HOLIDAYS)
    if any(one.kind is ReminderKind.SAME_DAY or one.due_on == today for one in owed):
        return _TODAY
    return _LATE if any(one.due_on < today for one in owed) else ""


def _told(look: Look, knowledge: Knowledge) -> str:
    """What was said yes to after an earlier telling; nothing beside this consultation's own."""
    noted = look.noted
    if noted is None or noted.consultation_id == look.consultation.id:
        return ""
    on = london_day(noted.at)
    return told_in_words(noted, knowledge, Whom.of(look.patient, on), on)


def _times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"
