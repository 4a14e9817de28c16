"""Referrals that leave as messages for their service, one alone or with its whole chain."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from gpsupport.actions.consultation.current import require_gate_without_company
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound, Refused
from gpsupport.actions.forms import SavedSince
from gpsupport.actions.life_events.standing import require_letters
from gpsupport.actions.referral.places import names_of
from gpsupport.actions.referral.reading import rules_of
from gpsupport.actions.referral.reminding import NO_HOLIDAYS
from gpsupport.actions.referral.whom import child_of
from gpsupport.actions.sharing_log import log_once, step_of
from gpsupport.actions.ways import ways_kept
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.consultation import Consultation
from gpsupport.domain.disclosure.contact import KeptContact
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.letters import ContactWords
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor, Patient, Practice
from gpsupport.domain.recording.safe_ways import withdrawn_ways
from gpsupport.domain.referral.chains import chains_of
from gpsupport.domain.referral.events import Consent, ReferralEvent
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.messages import (
    OutgoingChain,
    OutgoingReferral,
    service_name,
)
from gpsupport.domain.referral.owed import next_due_on
from gpsupport.domain.referral.states import Channel, ReferralState
from gpsupport.persistence.work import Database, UnitOfWork

Made = TypeVar("Made")

_SAVED = "A file for their system was saved here."
_NOT_SENT = "That it was sent is not noted yet."


class NotSafeToWrite(Refused):
    """Nothing of this referral may go out until a safe way is agreed."""

    def __init__(self) -> None:
        """Say nothing of why: the words may end up in a log."""
        super().__init__("It is not safe to get in touch. Agree a safe way first.")


def hand_out_referral(
    database: Database, actor: Actor, reference: str, now: datetime
) -> OutgoingReferral:
    """One referral for its service, by our number for it.

    Raises Denied, NotFound, and Refused where it must not go out as it stands.
    """
    with database.writing(_handing_out(actor, now)) as work:
        referral = _required(work, actor, reference)
        # Whoever hands out does not read the directory: this service's name alone is known.
        return _outgoing(work, actor, referral, names_of(work, actor, (), [referral]), now)


def hand_out_chain(
    database: Database, actor: Actor, reference: str, now: datetime
) -> OutgoingChain:
    """A referral with those whose place it took and those that took its place, all as they stand.

    Raises Denied, NotFound.
    """
    with database.writing(_handing_out(actor, now)) as work:
        wanted = _required(work, actor, reference).begun
        patient = work.patients.find(actor, wanted.patient_id)
        if patient is None:
            raise NotFound
        every = work.referrals.read_all(actor, wanted.patient_id)
        chain = next(
            one for one in chains_of(every) if wanted.id in {link.begun.id for link in one}
        )
        return OutgoingChain(
            practice=_practice(work, actor),
            patient=patient,
            referrals=chain,
            withdrawn=ways_not_to_go_out(work, actor, wanted.patient_id, now),
        )


def download_referral(  # noqa: PLR0917 - whose, which, by which content and when, made how
    database: Database,
    actor: Actor,
    patient_id: str,
    referral_id: str,
    knowledge: Knowledge,
    now: datetime,
    made_of: Callable[[OutgoingReferral], Made],
) -> Made:
    """A file of one referral for its service: it stands in the sharing log and on the referral.

    `made_of` makes the file while nobody waits for the database: where it fails, nothing is logged.
    That a file was saved is no sending: somebody notes that. Raises Denied, NotFound, GateClosed,
    SavedSince where something changed meanwhile, and Refused where it must not go out.
    """
    seen = look_at_message(database, actor, patient_id, referral_id, now)
    made = made_of(seen)
    occasion = Occasion(actor, Permission.CONSULT, now, Event.WRITE_REFERRAL)
    with database.writing(occasion) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        outgoing = _of_record(work, actor, patient_id, referral_id, now)
        if outgoing != seen:
            raise SavedSince
        if log_once(work, actor, _entry(outgoing.referral, actor, consultation, knowledge, now)):
            _note(work, actor, outgoing.referral, knowledge, now)
    return made


def look_at_message(
    database: Database, actor: Actor, patient_id: str, referral_id: str, now: datetime
) -> OutgoingReferral:
    """One referral as it would leave, for a look before it does, inside the consultation.

    Raises Denied, NotFound, GateClosed, and Refused where it must not go out as it stands.
    """
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_REFERRALS)) as work:
        require_gate_without_company(work, actor, patient_id, now)
        return _of_record(work, actor, patient_id, referral_id, now)


def _of_record(
    work: UnitOfWork, actor: Actor, patient_id: str, referral_id: str, now: datetime
) -> OutgoingReferral:
    referral = _required(work, actor, referral_id)
    if referral.begun.patient_id != patient_id:
        raise NotFound
    options = work.options.names(actor)
    return _outgoing(work, actor, referral, names_of(work, actor, options, [referral]), now)


def _entry(
    referral: Referral,
    actor: Actor,
    consultation: Consultation,
    knowledge: Knowledge,
    now: datetime,
) -> SharingEntry:
    """What the log says of a file: to whom, what, and on what it rests."""
    begun, consent = referral.begun, referral.consent or Consent(given=False)
    step = step_of(consent, knowledge)
    about = f" about {begun.about}" if begun.about else ""
    return SharingEntry(
        id="",
        patient_id=begun.patient_id,
        consultation_id=consultation.id,
        at=now,
        by=actor.name,
        step=step.id if step else "",
        shared=True,
        with_whom=service_name(begun),
        what=f"Referral{about} as a file: what is needed, and how to get in touch",
        why=begun.need,
        ground=step.ground if step else consent.ground,
        consent_asked=consent.given,
        consent_given=consent.given or None,
        why_not_asked="" if consent.given else consent.why_without,
        recorded="In a file for their system that was saved here; handed over by the practice",
    )


def _note(
    work: UnitOfWork, actor: Actor, referral: Referral, knowledge: Knowledge, now: datetime
) -> None:
    """Leave the trace on the referral itself: a note, which settles nothing that is owed."""
    words = _SAVED if referral.sent_on else f"{_SAVED} {_NOT_SENT}"
    on = max(london_day(now), referral.since)
    made = ReferralEvent("", now, actor.name, on, how=Channel.IN_PERSON, words=words)
    work.referrals.add_event(
        actor,
        referral.begun.patient_id,
        referral.begun.id,
        made,
        expected=len(referral.events),
        next_due_on=next_due_on(referral.with_event(made), rules_of(knowledge), NO_HOLIDAYS),
    )


def words_of_files(knowledge: Knowledge) -> ContactWords:
    """What a file for a service says. Raises Refused for content without it."""
    if knowledge.letters.contact is None:
        raise Refused("The content in use does not say how to write one.")
    return knowledge.letters.contact


def ways_not_to_go_out(
    work: UnitOfWork, actor: Actor, patient_id: str, now: datetime
) -> tuple[str, ...]:
    """Every way to a patient that was kept once and does not hold today."""
    ways = ways_kept(work, actor, patient_id)
    return withdrawn_ways([one.contact for one in ways], london_day(now))


def _outgoing(
    work: UnitOfWork, actor: Actor, referral: Referral, names: tuple[str, ...], now: datetime
) -> OutgoingReferral:
    _refuse_unless_ready(referral)
    require_letters(work, actor, referral.begun.patient_id, referral)
    today = london_day(now)
    patient_id = referral.begun.patient_id
    kept = next(reversed(work.safe_contacts.read_all(actor, patient_id)), None)
    require_safe(referral, kept, today)
    person, sure = person_of(work, actor, referral)
    return OutgoingReferral(
        practice=_practice(work, actor),
        person=person,
        referral=referral,
        contact=referral.safe_way(kept, today),
        withdrawn=ways_not_to_go_out(work, actor, patient_id, now),
        names=names,
        sure=sure,
    )


def require_safe(referral: Referral, kept: KeptContact | None, today: date) -> None:
    """Raise NotSafeToWrite while it is not safe to get in touch, by the way that was kept last."""
    if not referral.safe_again(kept, today):
        raise NotSafeToWrite


def _refuse_unless_ready(referral: Referral) -> None:
    if referral.consent is None or not referral.consent.stands:
        raise Refused("Nobody has agreed to it yet. Note a yes, or why there is none, on its page.")
    if referral.state.over:
        raise Refused("It is over.")
    if referral.state is ReferralState.RETURNED:
        raise Refused("It came back. Refer elsewhere: the first day is kept.")


def person_of(work: UnitOfWork, actor: Actor, referral: Referral) -> tuple[Patient, bool]:
    """Whoever is to be helped, and whether that is sure. A child's own access list stays as it is.

    Raises NotFound.
    """
    begun = referral.begun
    if begun.about:
        child = child_of(work, actor, begun)
        return child.as_patient(begun), child.sure
    here = work.patients.find(actor, begun.patient_id)
    if here is None:
        raise NotFound
    return here, True


def _required(work: UnitOfWork, actor: Actor, reference: str) -> Referral:
    found = work.referrals.find_by_reference(actor, reference)
    if found is None:
        raise NotFound
    return found


def _practice(work: UnitOfWork, actor: Actor) -> Practice:
    found = work.practices.find(actor)
    if found is None:
        raise NotFound
    return found


def _handing_out(actor: Actor, now: datetime) -> Occasion:
    return Occasion(actor, Permission.HAND_OUT_RECORDS, now, Event.WRITE_REFERRAL, Purpose.EXCHANGE)
