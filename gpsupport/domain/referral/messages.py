"""Referrals as they go to a service, and what comes back from its system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gpsupport.domain.days import PartialDate
from gpsupport.domain.directory.hidden_places import (
    tells_address,
    without_addresses,
)
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.people import Patient, Practice
from gpsupport.domain.recording import safe_ways
from gpsupport.domain.referral.events import BegunReferral
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.states import ReferralState, ReturnReason

# In place of what was taken out.
MARK = "[left out]"


@dataclass(frozen=True, slots=True)
class OutgoingReferral:
    """One referral as it goes to its service, about the person who is to be helped.

    `contact` is the safe way that holds today, None where there is none; `withdrawn` are the ways
    that hold no longer, none of which may go out. `names` look like addresses and may go out. It is
    not `sure` about whom it is where the record no longer says which child is meant.
    """

    practice: Practice
    person: Patient
    referral: Referral
    contact: SafeContact | None = None
    withdrawn: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    sure: bool = True

    def left_out(self, mention: str) -> tuple[tuple[str, str], ...]:
        """What will not go out as it is written: which text, and how it will stand there.

        `mention` is the sentence behind it.
        """
        contact = self.contact
        said = [("What is needed", self.referral.begun.need)]
        if contact is not None:
            said += [
                ("Number, place or person", contact.detail),
                ("Times", contact.times),
                ("Who answers, and what to say", contact.who_answers),
                ("Words that mean it is not safe to talk", contact.code_words),
            ]
        going = [
            (what, text, fit_to_go(text, mention, self.withdrawn, self.names))
            for what, text in said
        ]
        return tuple((what, fit) for what, text, fit in going if fit != text)


@dataclass(frozen=True, slots=True)
class OutgoingChain:
    """The referrals of one record that followed one another, from the first on."""

    practice: Practice
    patient: Patient
    referrals: tuple[Referral, ...]
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferralReply:
    """What a service's system answered. `reference` is the id of ours that it names.

    `others` are further ids that it names and that may be ours. `to` is the state that it tells,
    None where it tells none for certain, and `doubt` says why not. `on` is the day of it, None
    where it says none. `numbers` and `born` are of whoever it says that it is about. `digest`
    stands for what it says: the same answer has the same.
    """

    reference: str
    digest: str
    to: ReferralState | None = None
    on: date | None = None
    words: str = ""
    reason: ReturnReason | None = None
    doubt: str = ""
    others: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    born: frozenset[PartialDate] = frozenset()


def fit_to_go(text: str, mention: str, withdrawn: Iterable[str], names: Iterable[str] = ()) -> str:
    """A text as it may go out: without sentences that tell an address and without withdrawn ways.

    Whatever else it says stays, and `mention` is said behind it. `names` look like an address and
    are none.
    """
    kept = safe_ways.without_withdrawn(text, withdrawn, mark=MARK)
    kept = without_addresses(kept, MARK, names)
    return text if kept == text else f"{kept} {mention}"


def service_name(begun: BegunReferral) -> str:
    """What the service is called outside: of a hidden place nothing that tells an address."""
    if begun.hidden and tells_address(begun.option_name):
        return begun.option_kind.value.replace("-", " ").capitalize()
    return begun.option_name


def names_said(referrals: Iterable[Referral], practice: Practice | None) -> frozenset[str]:
    """What referrals may say though it looks like an address: who sends them, and to whom.

    Of places that are kept secret not even the name.
    """
    names = {one.begun.option_name for one in referrals if not one.begun.hidden}
    return frozenset(names | {practice.name if practice else ""}) - {""}
