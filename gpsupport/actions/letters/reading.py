"""Which letters there are to write, and one of them as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gpsupport.actions.consultation.current import require_gate_without_company
from gpsupport.actions.errors import NotFound
from gpsupport.actions.kept_together import find_own, holding
from gpsupport.actions.letters.choosing import (
    choice_of,
    name_of,
    reply_to_of,
    says_agreed,
    stamp_of_letter,
)
from gpsupport.actions.letters.knowing import LetterSource, read_source
from gpsupport.actions.life_events.standing import require_letters
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.letters import LetterRule, LetterRules
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.letters.kinds import LetterKind
from gpsupport.domain.letters.letter import Choice, Letter, Offered
from gpsupport.domain.letters.writing import (
    Missing,
    called_for,
    first_choice,
    missing,
    offered,
    possible,
    write,
)
from gpsupport.domain.people import Actor, Patient
from gpsupport.domain.referral.events import Consent
from gpsupport.domain.referral.following import Referral
from gpsupport.persistence.work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class LetterLink:
    """One kind of letter in a list. `called_for`: what was noted asks for it."""

    rule: LetterRule
    possible: bool
    called_for: bool


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters that there are for a referral, or for the patient without one.

    `escalate_from` is from how many returns on a letter goes to whoever commissions.
    """

    patient: Patient
    consultation: Consultation
    referral: Referral | None
    links: tuple[LetterLink, ...]
    escalate_from: int


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """One letter as chosen so far. `typed` is None where nothing was; `stamp` changes with it.

    `agreed` says whether it may rest on what is noted, `consent` on what: None without a referral.
    """

    patient: Patient
    consultation: Consultation
    rule: LetterRule
    referral: Referral | None
    offered: tuple[Offered, ...]
    choice: Choice
    letter: Letter
    missing: tuple[Missing, ...]
    typed: Mapping[str, list[str]] | None
    stamp: str
    agreed: bool
    consent: Consent | None
    person: str


def letter_rules(knowledge: Knowledge) -> LetterRules:
    """What letters say. Raises NotFound for content without them."""
    if knowledge.letters.contact is None or knowledge.referral is None:
        raise NotFound
    return knowledge.letters


def read_letters(  # noqa: PLR0917 - whose, for which referral, by which content and when
    database: Database,
    actor: Actor,
    patient_id: str,
    referral_id: str,
    knowledge: Knowledge,
    now: datetime,
) -> Letters:
    """The letters for a referral, empty for none. Raises Denied, NotFound, GateClosed."""
    rules = letter_rules(knowledge)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_LETTERS)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        source = read_source(work, actor, patient_id, referral_id, knowledge, now, to_write=False)
    referral, known = source.known.referral, source.known
    wanted = [one for one in LetterKind if one.of_referral is (referral is not None)]
    called = called_for(referral, known.chain, known.rules) if referral else frozenset()
    return Letters(
        patient=source.patient,
        consultation=consultation,
        referral=referral,
        links=tuple(
            LetterLink(rules.kinds[one], _possible(one, source), one in called) for one in wanted
        ),
        escalate_from=known.rules.after_return.escalate_from,
    )


def open_letter(  # noqa: PLR0917 - whose, which, for which referral, by which content and when
    database: Database,
    actor: Actor,
    patient_id: str,
    kind: LetterKind,
    referral_id: str,
    knowledge: Knowledge,
    now: datetime,
) -> OpenLetter:
    """One letter as it stands. Raises Denied, NotFound, GateClosed."""
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.READ_LETTERS)) as work:
        return open_in(work, actor, patient_id, kind, referral_id, knowledge, now)


def open_in(  # noqa: PLR0917 - whose, which, for which referral, by which content and when
    work: UnitOfWork,
    actor: Actor,
    patient_id: str,
    kind: LetterKind,
    referral_id: str,
    knowledge: Knowledge,
    now: datetime,
) -> OpenLetter:
    """The same inside a larger transaction. Raises NothingIsSent too."""
    rules = letter_rules(knowledge)
    rule = rules.kinds[kind]
    consultation = require_gate_without_company(work, actor, patient_id, now)
    source = read_source(work, actor, patient_id, referral_id, knowledge, now)
    require_letters(work, actor, patient_id, source.known.referral)
    if not _possible(kind, source):
        raise NotFound
    kept = work.forms.find(actor, consultation.id, FormName.LETTER, now)
    typed = find_own(kept, name_of(kind, referral_id), now)
    reply_to = choice_of(typed).reply_to if typed else reply_to_of(holding(kept, now))
    out = source.kept_out(reply_to, named=rule.names_person)
    found = offered(rule, rules, source.known, out, child=source.child)
    choice = choice_of(typed) if typed else first_choice(found, source.recipient(kind), reply_to)
    consent = source.known.referral.consent if source.known.referral else None
    agreed = consent is not None and consent.stands
    if not kind.of_referral:
        agreed = typed is not None and says_agreed(typed)
    return OpenLetter(
        patient=source.patient,
        consultation=consultation,
        rule=rule,
        referral=source.known.referral,
        offered=found,
        choice=choice,
        letter=write(rule, rules, source.known, found, choice, source.head(actor), out),
        missing=missing(choice, found, agreed=agreed),
        typed=typed,
        stamp=stamp_of_letter(typed),
        agreed=agreed,
        consent=consent,
        person=source.known.person,
    )


def _possible(kind: LetterKind, source: LetterSource) -> bool:
    known = source.known
    if kind is LetterKind.EVIDENCE and not known.told:
        return False
    return possible(kind, known.referral, source.everything, known.rules)
