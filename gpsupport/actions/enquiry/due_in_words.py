"""Why a patient stands in a work list, in words that say nothing of the subject."""

from datetime import date

from gpsupport.domain.days import PartialDate, day_in_words
from gpsupport.domain.enquiry import DueBecause
from gpsupport.domain.enquiry.standing import DueList, EnquiryStanding, EnquiryState
from gpsupport.domain.knowledge.content.pack import Knowledge

WHOEVER = "Whoever sees them"
NAMES = {
    DueList.DUE: "Due",
    DueList.OVERDUE: "Overdue",
    DueList.NEVER_ASKED: "Never done",
    DueList.NOT_ALONE: "Not seen alone",
    DueList.PUT_OFF: "Put off",
    DueList.UNSEEN_YOUNG: "Young people",
}

_BECAUSE = {
    EnquiryState.NEVER_ASKED: DueBecause.EVIDENCE,
    EnquiryState.ASKED_NO: DueBecause.REMAINS,
    EnquiryState.ASKED_DECLINED: DueBecause.DECLINED,
    EnquiryState.ASKED_UNKNOWN: DueBecause.REMAINS,
    EnquiryState.DISCLOSED_PAST: DueBecause.TOLD_PAST,
    EnquiryState.DISCLOSED_CURRENT: DueBecause.TOLD_NOW,
    EnquiryState.OPTED_OUT: DueBecause.WISH,
    EnquiryState.DEFERRED: DueBecause.PUT_OFF,
}


def why_due(standing: EnquiryStanding, which: DueList, knowledge: Knowledge) -> str:
    """Why somebody stands in a list, like "Not seen alone 3 times in a row"."""
    if which is DueList.NOT_ALONE:
        return f"Not seen alone {_times(standing.not_alone_in_a_row)} in a row"
    if which is DueList.PUT_OFF:
        return f"Put off {_times(standing.put_off_in_a_row)} in a row"
    if which is DueList.UNSEEN_YOUNG:
        return _unseen(knowledge)
    until = _day(standing.until) if standing.until else ""
    return knowledge.cadence.listed_for(_because(standing), until)


def kind_in_words(standing: EnquiryStanding, knowledge: Knowledge) -> str:
    """What sort of row it is, for the lead alone: "Known to the lead"; nothing for most."""
    found = knowledge.cadence.kinds.get(standing.kind)
    return found.listed if found else ""


def _because(standing: EnquiryStanding) -> DueBecause:
    if standing.state is EnquiryState.NOT_ASKED:
        return DueBecause.nobody_asked(standing.reason)
    if standing.until is None and standing.state in _UNTIL:
        return DueBecause.REMAINS
    return _BECAUSE[standing.state]


# What holds until a day says nothing without one.
_UNTIL = frozenset({EnquiryState.OPTED_OUT, EnquiryState.DEFERRED})


def whom_to_ask(standing: EnquiryStanding, which: DueList) -> str:
    """Who should ask: a hint, which binds nobody."""
    if which is DueList.UNSEEN_YOUNG:
        return "You"
    return standing.ask_by or WHOEVER


def name_of(which: DueList, *, not_alone: int, put_off: int) -> str:
    """The name of a list, with its number where it has one: "Put off twice or more"."""
    numbers = {DueList.NOT_ALONE: not_alone, DueList.PUT_OFF: put_off}
    if which not in numbers:
        return NAMES[which]
    return f"{NAMES[which]} {_times(numbers[which])} or more"


def _unseen(knowledge: Knowledge) -> str:
    """What the content says to whoever looks after young people whom nobody here has seen."""
    wanted = knowledge.cadence.unseen_young
    found = next((one for one in knowledge.indicators if one.id == wanted), None)
    said = found.branches[0].say[:1] if found and found.branches else ()
    return said[0].rstrip(".") if said else "No contact is recorded here"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _day(on: date) -> str:
    return day_in_words(PartialDate(on))
