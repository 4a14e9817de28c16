"""What services' systems answer: a step where it may be taken, else a note for somebody to read."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gpsupport.actions.days import london_day
from gpsupport.actions.errors import Refused
from gpsupport.actions.referral.messaging import person_of
from gpsupport.actions.referral.reading import rules_of
from gpsupport.actions.referral.writing import CannotBeWritten, write_in
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.days import PartialDate, day_in_words
from gpsupport.domain.directory.hidden_places import without_addresses
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import ReferralEvent
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.messages import MARK, ReferralReply
from gpsupport.domain.referral.owed import owner_of
from gpsupport.domain.referral.states import Channel, ReferralState
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork


class Took(StrEnum):
    """What came of an answer: a step, a note for somebody to decide on, or nothing new."""

    STEP = "step"
    NOTE = "note"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class TakenReply:
    """What came of an answer, and the referral as it stands then."""

    took: Took
    referral: Referral


def take_reply(
    database: Database, actor: Actor, reply: ReferralReply, knowledge: Knowledge, now: datetime
) -> TakenReply:
    """Write down what a service's system answered: the step it tells, where that may be taken.

    Otherwise it becomes a note in words, with a reminder for whoever owns the referral. The same
    answer again changes nothing. Raises Denied, and Refused where it is not certainly an answer to
    one referral of this practice, about its person.
    """
    try:
        return _take(database, actor, reply, knowledge, now)
    except StaleRow:
        # Somebody wrote something meanwhile, perhaps the same answer: it is judged again.
        return _take(database, actor, reply, knowledge, now)


def _take(
    database: Database, actor: Actor, reply: ReferralReply, knowledge: Knowledge, now: datetime
) -> TakenReply:
    occasion = Occasion(
        actor, Permission.TAKE_IN_RECORDS, now, Event.TAKE_IN_REPLY, Purpose.EXCHANGE
    )
    with database.writing(occasion) as work:
        referral = _answered(work, actor, reply)
        reply = _without_places(referral, reply)
        if _known(referral, reply):
            return TakenReply(Took.KNOWN, referral)
        why_not = reply.doubt
        if reply.to not in {None, referral.state}:
            try:
                step = _step(referral, reply, now)
                after = write_in(work, actor, referral, step, len(referral.events), knowledge, now)
                return TakenReply(Took.STEP, after)
            except CannotBeWritten:
                # It is refused before anything of it is written.
                why_not = "That cannot follow from where the referral stands here."
        return _noted(work, actor, referral, reply, why_not, knowledge, now)


def _without_places(referral: Referral, reply: ReferralReply) -> ReferralReply:
    """The answer; of a place that is kept secret without the sentences that tell where it is."""
    if not referral.begun.hidden:
        return reply
    return replace(reply, words=without_addresses(reply.words, MARK))


def _noted(  # noqa: PLR0917 - of which referral, what was said, by which rules and when
    work: UnitOfWork,
    actor: Actor,
    referral: Referral,
    reply: ReferralReply,
    why_not: str,
    knowledge: Knowledge,
    now: datetime,
) -> TakenReply:
    today = london_day(now)
    note = ReferralEvent(
        id="",
        at=now,
        by="",
        on=max(reply.on or today, referral.since),
        how=Channel.LIVE,
        words=_in_words(reply, why_not, knowledge),
        told_in=reply.digest,
    )
    after = write_in(work, actor, referral, note, len(referral.events), knowledge, now)
    begun = referral.begun
    reminder = Reminder(
        id="",
        patient_id=begun.patient_id,
        key=f"reply:{begun.id}:{reply.digest}",
        kind=ReminderKind.REPLY_CAME,
        due_on=today,
        about=begun.about,
        owner=owner_of(referral),
        urgent=begun.urgent,
    )
    work.reminders.add_new(actor, [reminder])
    return TakenReply(Took.NOTE, after)


def _step(referral: Referral, reply: ReferralReply, now: datetime) -> ReferralEvent:
    return ReferralEvent(
        id="",
        at=now,
        by="",
        on=reply.on or max(london_day(now), referral.since),
        to=reply.to,
        how=Channel.LIVE,
        words=reply.words,
        reason=reply.reason,
        told_in=reply.digest,
    )


def _in_words(reply: ReferralReply, why_not: str, knowledge: Knowledge) -> str:
    """What was said, whole: the day, the step that could not be taken, and the words."""
    rules = rules_of(knowledge)
    told = [f"Dated {day_in_words(PartialDate(reply.on))}."] if reply.on else []
    if reply.to is not None:
        told.append(f"It says: {rules.stage(reply.to.value).words}.")
    if reply.reason is not None:
        told.append(f"Reason: {rules.reason(reply.reason.value).words}.")
    return " ".join(one for one in (*told, why_not, reply.words) if one)


def _answered(work: UnitOfWork, actor: Actor, reply: ReferralReply) -> Referral:
    """The one referral that is meant. Raises Refused without saying whose there might be."""
    referral = work.referrals.find_by_reference(actor, reply.reference)
    if referral is None:
        raise Refused("It names no referral of this practice.")
    if any(work.referrals.find_by_reference(actor, one) for one in reply.others):
        raise Refused("It names more than one referral of this practice.")
    person, _ = person_of(work, actor, referral)
    number = person.nhs_number.value if person.nhs_number else None
    if (number is not None and reply.numbers - {number}) or len(reply.numbers) > 1:
        raise Refused("It is about another person than the referral that it names.")
    if any(not _may_be(born, person.born) for born in reply.born):
        raise Refused("It is about somebody of another birth date than the referral that it names.")
    return referral


def _may_be(told: PartialDate, born: PartialDate | None) -> bool:
    return born is None or (told.earliest <= born.latest and born.earliest <= told.latest)


def _known(referral: Referral, reply: ReferralReply) -> bool:
    """Whether it was taken before, or says nothing that is not written down already."""
    if any(event.told_in == reply.digest for event in referral.events):
        return True
    same = reply.to is referral.state and not reply.words
    return same and (
        referral.state is not ReferralState.RETURNED or reply.reason is referral.reason
    )
