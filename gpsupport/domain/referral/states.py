"""Where a referral stands, and what may follow: the states, the reasons, the table as content."""

from __future__ import annotations

from enum import StrEnum


class ReferralState(StrEnum):
    """Where a referral stands. Values are the ids of the stages in the content."""

    DRAFT = "draft"
    CONSENT = "consent"
    SENT = "sent"
    RECEIVED = "received"
    TRIAGED = "triaged"
    WAITING = "waiting"
    OFFERED = "offered"
    ATTENDED = "attended"
    CLOSED_HELPED = "closed-helped"
    CLOSED_PARTLY = "closed-partly"
    CLOSED_NOT = "closed-not"
    RETURNED = "returned"
    DECLINED = "declined"
    DISENGAGED = "disengaged"
    UNSAFE = "unsafe-to-contact"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    IN_ERROR = "in-error"

    @property
    def closed(self) -> bool:
        """Whether the service ended it, with whatever outcome."""
        return self in _CLOSED

    @property
    def over(self) -> bool:
        """Whether nothing follows any more. What came back, ran out or went quiet is not over."""
        return self in _CLOSED | _ENDED

    @property
    def with_service(self) -> bool:
        """Whether the service has it and owes the next step."""
        return self in _WITH_SERVICE

    @property
    def wants_owner(self) -> bool:
        """Whether the practice owes the next step, though no service has it."""
        return self in _WANTS_OWNER


_CLOSED = frozenset(
    {ReferralState.CLOSED_HELPED, ReferralState.CLOSED_PARTLY, ReferralState.CLOSED_NOT}
)
_ENDED = frozenset({ReferralState.DECLINED, ReferralState.SUPERSEDED, ReferralState.IN_ERROR})
_WITH_SERVICE = frozenset(
    {
        ReferralState.SENT,
        ReferralState.RECEIVED,
        ReferralState.TRIAGED,
        ReferralState.WAITING,
        ReferralState.OFFERED,
        ReferralState.ATTENDED,
    }
)
_WANTS_OWNER = frozenset(
    {
        ReferralState.RETURNED,
        ReferralState.DISENGAGED,
        ReferralState.UNSAFE,
        ReferralState.EXPIRED,
    }
)


class ReturnReason(StrEnum):
    """Why a referral came back. Values are ids in the content, which has the words."""

    STILL_GOING_ON = "still-going-on"
    BELOW_THRESHOLD = "below-threshold"
    ABOVE_THRESHOLD = "above-threshold"
    NO_DIAGNOSIS = "no-diagnosis"
    AGE = "age"
    AREA = "area"
    NO_CAPACITY = "no-capacity"
    WAITING_FOR_OTHER = "waiting-for-other"
    MORE_WANTED = "more-wanted"
    CONSENT_MISSING = "consent-missing"
    NO_CONTACT = "no-contact"
    NOT_THIS_SERVICE = "not-this-service"
    REASON_NOT_GIVEN = "reason-not-given"


class Channel(StrEnum):
    """How a step became known: told by the other system, or by somebody here who was told.

    The two are never the same: LIVE arrived from the service's own system; the others were written
    down by a person.
    """

    LIVE = "live"
    PHONE = "phone"
    LETTER = "letter"
    IN_PERSON = "in-person"
    PATIENT_SAID = "patient-said"

    @property
    def live(self) -> bool:
        """Whether the service's system said it."""
        return self is Channel.LIVE


class Impact(StrEnum):
    """How much a need gets in the way of life, worst last."""

    NONE = "none"
    SOME = "some"
    MUCH = "much"
    SEVERE = "severe"

    @property
    def step(self) -> int:
        """Its place in the order, from 0."""
        return list(Impact).index(self)


class Worse(StrEnum):
    """What changed for the worse while waiting. Values are ids in the content."""

    IMPACT = "impact"
    STOPPED = "stopped"
    SELF_HARM = "self-harm"
    OUT_OF_SCHOOL = "out-of-school"
    THREAT = "threat"
    BEYOND = "beyond"
