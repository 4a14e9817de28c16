"""What one resource of an answer says of a referral: a step, a reason, words, or a doubt.

A step is read only where the resource says one for certain. Everything else keeps its words and
says in `doubt` what it was, so that a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gpsupport.domain.exchange import Fault, Unreadable
from gpsupport.domain.referral.states import ReferralState, ReturnReason
from gpsupport.fhir.elements import Json, all_words, codings, objects, text_of
from gpsupport.fhir.forms import printable
from gpsupport.fhir.referral_entries import REASON, STATE
from gpsupport.fhir.referral_resources import CONTACT, TASK_STATUS

# An answer is a note, not a document: what is longer is refused whole, and nothing is cut off.
MOST_LETTERS = 4000
_STATUS_REASON = "http://hl7.org/fhir/StructureDefinition/request-statusReason"

# What a service may tell of a referral; the rest of the states are ours to say.
_TELLABLE = frozenset(
    {
        ReferralState.RECEIVED,
        ReferralState.TRIAGED,
        ReferralState.WAITING,
        ReferralState.OFFERED,
        ReferralState.ATTENDED,
        ReferralState.CLOSED_HELPED,
        ReferralState.CLOSED_PARTLY,
        ReferralState.CLOSED_NOT,
        ReferralState.RETURNED,
        ReferralState.DECLINED,
        ReferralState.DISENGAGED,
        ReferralState.UNSAFE,
    }
)
_BY_TASK = {
    "received": ReferralState.RECEIVED,
    "accepted": ReferralState.WAITING,
    "in-progress": ReferralState.ATTENDED,
    "rejected": ReferralState.RETURNED,
}
_SENT_STATUSES = frozenset({"in-progress", "completed"})
_ATTACHED = "Something was attached that is not kept here."


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a resource says; `sure` where no other resource of the same answer knows better."""

    to: ReferralState | None = None
    reason: ReturnReason | None = None
    words: str = ""
    doubt: str = ""
    sure: bool = True


def meaning_of(content: Json, where: str) -> Meaning:
    """What a Task, a ServiceRequest or a Communication says. Raises Unreadable."""
    return _READERS[text_of(content, "resourceType")](content, where)


def _of_task(content: Json, where: str) -> Meaning:
    status = text_of(content, "status")
    told = _state_told(content, where)
    words = _joined(_notes(content), f"{where}.note")
    reason, why = _reason_told(content.get("statusReason"), f"{where}.statusReason")
    words = _joined([why, words], f"{where}.statusReason")
    if told in _TELLABLE and TASK_STATUS[told] != status:
        raise Unreadable(Fault(where, "status and businessStatus contradict each other"))
    to = told if told in _TELLABLE else _BY_TASK.get(status)
    if to is None:
        return Meaning(reason=reason, words=words, doubt=f"Its system says “{status}”.")
    return Meaning(to, _reason_of(to, reason), words)


def _of_request(content: Json, where: str) -> Meaning:
    status = text_of(content, "status")
    why_told = [
        one.get("valueCodeableConcept")
        for one in objects(content.get("extension"))
        if one.get("url") == _STATUS_REASON
    ]
    reason, why = _reason_told(why_told, f"{where}.extension")
    words = _joined([why, *_notes(content)], f"{where}.note")
    if content.get("doNotPerform") is True:
        return Meaning(words=words, doubt="Its system says that nothing is to be done.")
    if status == "active":
        # That the service has it. A Task beside it knows more.
        return Meaning(ReferralState.RECEIVED, words=words, sure=False)
    if status == "revoked" and reason is not None:
        return Meaning(ReferralState.RETURNED, reason, words)
    return Meaning(words=words, doubt=f"Its system says “{status}”.")


def _of_communication(content: Json, where: str) -> Meaning:
    if text_of(content, "status") not in _SENT_STATUSES:
        raise Unreadable(Fault(f"{where}.status", "should be in-progress or completed"))
    payload = objects(content.get("payload"))
    told = [text_of(one, "contentString") for one in payload]
    if any(not text_of(one, "contentString") for one in payload):
        told.append(_ATTACHED)
    words = _joined([*told, *_notes(content)], f"{where}.payload")
    if not words:
        raise Unreadable(Fault(f"{where}.payload", "says nothing"))
    return Meaning(words=words, sure=False)


_READERS: dict[str, Callable[[Json, str], Meaning]] = {
    "Task": _of_task,
    "ServiceRequest": _of_request,
    "Communication": _of_communication,
}
REPLY_TYPES = frozenset(_READERS)


def _state_told(content: Json, where: str) -> ReferralState | None:
    codes = _codes_of(content.get("businessStatus"), STATE, f"{where}.businessStatus")
    try:
        return ReferralState(codes[0]) if codes else None
    except ValueError:
        what = "is no state of a referral that we know"
        raise Unreadable(Fault(f"{where}.businessStatus", what)) from None


def _reason_told(concept: object, where: str) -> tuple[ReturnReason | None, str]:
    """The reason as a code of ours, and otherwise in the words of whoever gave it."""
    codes = _codes_of(concept, REASON, where)
    if not codes:
        return None, _joined(dict.fromkeys(all_words(concept)), where)
    try:
        return ReturnReason(codes[0]), ""
    except ValueError:
        raise Unreadable(Fault(where, "is no reason for a return that we know")) from None


def _codes_of(concept: object, system: str, where: str) -> list[str]:
    found = [one.code.value for one in codings(concept) if one.code.system == system]
    if len(found) > 1:
        raise Unreadable(Fault(where, "says two things at once"))
    return found


def _reason_of(to: ReferralState, reason: ReturnReason | None) -> ReturnReason | None:
    if to is not ReferralState.RETURNED:
        return None
    return reason or ReturnReason.REASON_NOT_GIVEN


def _notes(content: Json) -> list[str]:
    """What was noted there, without the note that we sent ourselves."""
    return [
        text_of(one, "text")
        for one in objects(content.get("note"))
        if all(mark.get("url") != CONTACT for mark in objects(one.get("extension")))
    ]


def _joined(texts: Iterator[str] | list[str] | dict[str, None], where: str) -> str:
    words = "\n".join(one for one in map(printable, texts) if one.strip())
    if len(words) > MOST_LETTERS:
        what = f"is longer than {MOST_LETTERS} letters, the most that is kept here"
        raise Unreadable(Fault(where, what))
    return words
