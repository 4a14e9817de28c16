"""Beginning a referral, and noting that none was made because a refusal was expected."""

from collections.abc import Iterator
from datetime import datetime

from gpsupport.actions.consultation.current import require_gate_without_company, require_picture
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.referral.continuing import continued, wanting_to_continue
from gpsupport.actions.referral.growing_up import remind_of_growing_up
from gpsupport.actions.referral.places import Help, boxes_that_tell, name_tells
from gpsupport.actions.referral.pressed_twice import (
    begun_just_now,
    noted_just_now,
)
from gpsupport.actions.referral.reading import Person, people_to_help, rules_of
from gpsupport.actions.referral.reminding import NO_HOLIDAYS, remind
from gpsupport.actions.referral.typed import forget_typed
from gpsupport.actions.referral.wanted import ExpectedRefusal, NewReferral, Want, Wants
from gpsupport.actions.referral.writing import write_in
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import FormName
from gpsupport.domain.directory.hidden_places import is_hidden, is_secret
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import BegunReferral, Consent, ReferralEvent
from gpsupport.domain.referral.following import Referral, follow
from gpsupport.domain.referral.owed import next_due_on
from gpsupport.domain.referral.states import Channel, ReferralState
from gpsupport.domain.referral.unmet import UnmetNeed
from gpsupport.persistence.work import Database, StaleRow, UnitOfWork


def begin_referral(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    wanted: NewReferral,
    knowledge: Knowledge,
    now: datetime,
    kept_as: str = "",
) -> Referral:
    """Begin a referral and forget what was typed: agreed where consent is given, else a draft.

    One that takes another's place keeps the day of the first. The same again within a minute is the
    one that was begun. `kept_as` is the name under which it was typed. Raises Denied, NotFound,
    GateClosed, Wants, and CannotBeWritten where the consent was asked for on a day to come.
    """
    rules = rules_of(knowledge)
    with database.writing(_changing(actor, now)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        option = _option(work, actor, wanted)
        person = _person(work, actor, patient_id, wanted, knowledge, now)
        older = continued(work, actor, patient_id, wanted.continues)
        wants = (
            *_wanting(wanted, option, agreed=wanted.consent is None or wanted.consent.stands),
            *wanting_to_continue(older, person, wanted, rules),
            *_telling(work, actor, wanted, option, older=older),
        )
        if option is None or wants:
            raise Wants(wants)
        begun = _made(actor, patient_id, wanted, option, person, older, now)
        referral = begun_just_now(work, actor, begun, wanted.consent) or _begin(
            work, actor, begun, wanted.consent, knowledge, now
        )
        forget_typed(work, actor, consultation.id, FormName.REFERRAL, kept_as, now)
    return referral


def note_expected_refusal(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database,
    actor: Actor,
    patient_id: str,
    made: ExpectedRefusal,
    knowledge: Knowledge,
    now: datetime,
    kept_as: str = "",
) -> UnmetNeed:
    """Keep that a need is not met because a refusal was expected, and forget what was typed.

    The same again within a minute is the one that was kept. `kept_as` is the name under which it
    was typed. Raises Denied, NotFound, GateClosed, and Wants.
    """
    gaps = {one.id for one in rules_of(knowledge).gap_groups}
    wanted = made.wanted
    with database.writing(_changing(actor, now)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        option = _option(work, actor, wanted)
        missing = (
            (Want.OPTION, option is None),
            (Want.NEED, not wanted.need.strip()),
            (Want.GAP, made.gap not in gaps),
            *((one, True) for one in _telling(work, actor, wanted, option, made.words)),
        )
        if option is None or any(wants for _, wants in missing):
            raise Wants(tuple(want for want, wants in missing if wants))
        person = _person(work, actor, patient_id, wanted, knowledge, now)
        unmet = UnmetNeed(
            id="",
            patient_id=patient_id,
            gap=made.gap,
            need=wanted.need.strip(),
            noted_at=now,
            noted_by=actor.name,
            words=made.words.strip(),
            about=person.name,
            option_id=wanted.option_id,
            option_name=option.name,
            expected_refusal=True,
        )
        kept = noted_just_now(work, actor, unmet) or work.unmet.add(actor, unmet)
        forget_typed(work, actor, consultation.id, FormName.REFERRAL, kept_as, now)
    return kept


def mark_met(  # noqa: PLR0917 - each is what the page sends or the clock says
    database: Database, actor: Actor, patient_id: str, need_id: str, version: int, now: datetime
) -> None:
    """Note that something met a need after all, today.

    One that was met already, and one of another record, stay as they are. Raises Denied, NotFound,
    GateClosed.
    """
    try:
        with database.writing(_changing(actor, now)) as work:
            require_gate_without_company(work, actor, patient_id, now)
            if need_id in {one.id for one in work.unmet.read_all(actor, patient_id)}:
                work.unmet.mark_met(actor, need_id, version, on=london_day(now), by=actor.name)
    except StaleRow:
        # Another window was first: the page shows what it did.
        return


def _wanting(wanted: NewReferral, option: Help | None, *, agreed: bool) -> Iterator[Want]:
    """Without what nothing is begun, whatever it follows."""
    if option is None:
        yield Want.OPTION
    if not wanted.need.strip():
        yield Want.NEED
    if not agreed:
        yield Want.CONSENT


def _made(  # noqa: PLR0917 - by whom, of whom, what, to whom, for whom, after which one and when
    actor: Actor,
    patient_id: str,
    wanted: NewReferral,
    option: Help,
    person: Person,
    older: Referral | None,
    now: datetime,
) -> BegunReferral:
    """A referral as it is begun. What the family was told belongs to a plan that is owed alone."""
    planning = older is not None and older.returned_without_plan
    return BegunReferral(
        id="",
        patient_id=patient_id,
        option_id=wanted.option_id,
        option_name=option.name,
        option_kind=option.kind,
        need=wanted.need.strip(),
        begun_at=now,
        begun_on=london_day(now),
        begun_by=actor.name,
        about=person.name,
        about_patient_id=person.patient_id,
        urgent=wanted.urgent,
        continues=wanted.continues,
        first_sent_on=older.clock_start if older else None,
        beside=older is not None and older.state.with_service and wanted.goes_on is True,
        told=wanted.told.strip() if planning else "",
        unmet=(wanted.unmet or "") if planning else "",
        hidden_place=option.hidden,
    )


def _begin(  # noqa: PLR0917 - what, on what it rests, by which rules and when
    work: UnitOfWork,
    actor: Actor,
    begun: BegunReferral,
    consent: Consent | None,
    knowledge: Knowledge,
    now: datetime,
) -> Referral:
    rules = rules_of(knowledge)
    due = next_due_on(follow(begun, ()), rules, NO_HOLIDAYS)
    referral = follow(work.referrals.begin(actor, begun, next_due_on=due), ())
    remind(work, actor, referral, rules, now, taken_back=False)
    remind_of_growing_up(work, actor, referral, knowledge, now)
    if consent is None:
        return referral
    return write_in(work, actor, referral, _agreed(consent, actor, now), 0, knowledge, now)


def _agreed(consent: Consent, actor: Actor, now: datetime) -> ReferralEvent:
    return ReferralEvent(
        id="",
        at=now,
        by=actor.name,
        on=london_day(now),
        to=ReferralState.CONSENT,
        how=Channel.IN_PERSON,
        consent=consent,
    )


def _option(work: UnitOfWork, actor: Actor, wanted: NewReferral) -> Help | None:
    """The help as it is called now, None where nothing was chosen."""
    if wanted.option_id:
        found = work.options.find(actor, wanted.option_id)
        return Help(found.name, found.kind, is_hidden(found)) if found else None
    name, kind = wanted.other_name.strip(), wanted.other_kind
    return Help(name, kind, is_secret(kind, (name,))) if name and kind is not None else None


def _telling(
    work: UnitOfWork,
    actor: Actor,
    wanted: NewReferral,
    option: Help | None,
    words: str = "",
    *,
    older: Referral | None = None,
) -> tuple[Want, ...]:
    """The boxes that would tell where a place is that is kept secret.

    How the family was told is written down with the earlier one too.
    """
    name = "" if wanted.option_id else wanted.other_name
    if name and name_tells(work, actor, name, wanted.other_kind):
        return (Want.NAME_TELLS,)
    if option is None:
        return ()
    consent = wanted.consent or Consent(given=False)
    said = {
        Want.NEED_TELLS: (wanted.need,),
        Want.SHARES_TELLS: (consent.shares, consent.by_whom),
        Want.WHY_TELLS: (consent.why_without,),
        Want.GAP_TELLS: (words,),
    }
    told: dict[Want, tuple[str, ...]] = {Want.TOLD_TELLS: (wanted.told,)}
    telling = boxes_that_tell(work, actor, said | told, hidden=option.hidden)
    hidden_before = older is not None and older.begun.hidden
    earlier = boxes_that_tell(work, actor, told, hidden=hidden_before)
    return tuple(dict.fromkeys((*telling, *earlier)))


def _person(  # noqa: PLR0917 - who is wanted, of whose record, as known by what and when
    work: UnitOfWork,
    actor: Actor,
    patient_id: str,
    wanted: NewReferral,
    knowledge: Knowledge,
    now: datetime,
) -> Person:
    """Whoever is to be helped. Raises NotFound for a place that the record does not have."""
    picture = require_picture(work, actor, patient_id)
    people = people_to_help(work, actor, picture, knowledge, now)
    if not 0 <= wanted.person < len(people):
        raise NotFound
    return people[wanted.person]


def _changing(actor: Actor, now: datetime) -> Occasion:
    return Occasion(actor, Permission.CONSULT, now, Event.CHANGE_REFERRAL)
