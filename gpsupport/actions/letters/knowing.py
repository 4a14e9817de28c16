"""What a letter is written from: read out of one record, and out of no other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from gpsupport.actions.consultation.current import require_picture
from gpsupport.actions.days import london_day
from gpsupport.actions.errors import NotFound
from gpsupport.actions.referral.messaging import require_safe
from gpsupport.actions.referral.reading import rules_of
from gpsupport.actions.referral.whom import child_of
from gpsupport.actions.ways import ways_kept
from gpsupport.domain.days import PartialDate, age_on, day_in_words
from gpsupport.domain.directory.hidden_places import is_hidden, without_address
from gpsupport.domain.directory.option import ReferralOption
from gpsupport.domain.disclosure.contact import SafeContact
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.letters.kept_out import KeptOut, kept_out
from gpsupport.domain.letters.kinds import LetterKind
from gpsupport.domain.letters.known import LetterFacts
from gpsupport.domain.letters.writing import Head
from gpsupport.domain.people import CHILD_BELOW, Actor, NhsNumber, Patient, PersonName, Role
from gpsupport.domain.record import CodedEntry, PatientPicture
from gpsupport.domain.referral.chains import chains_of
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.messages import service_name
from gpsupport.persistence.work import UnitOfWork

_ROLES = {
    Role.GP: "General practitioner",
    Role.NURSE: "Nurse",
    Role.SAFEGUARDING_LEAD: "Safeguarding lead",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a letter is about, as far as this practice knows the person.

    It is not `sure` where the record no longer says which child is meant.
    """

    name: PersonName
    words: str
    born: PartialDate | None = None
    nhs_number: NhsNumber | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class LetterSource:
    """Everything one letter is written from. `everything` are all referrals of the record."""

    patient: Patient
    practice: str
    subject: Subject
    child: bool
    known: LetterFacts
    everything: tuple[Referral, ...]
    options: tuple[ReferralOption, ...]
    contacts: tuple[SafeContact, ...]

    def head(self, actor: Actor) -> Head:
        """Who writes, for which practice, and the lines about the person."""
        born, number = self.subject.born, self.subject.nhs_number
        lines = (
            self.subject.words,
            f"born {day_in_words(born)}" if born else "",
            f"NHS No. {number}" if number else "",
            "" if self.subject.sure else "ask us for the date of birth and the NHS number",
        )
        return Head(
            practice=self.practice,
            writer=actor.name,
            role=_ROLES.get(actor.role, ""),
            subject=tuple(one for one in lines if one),
        )

    def recipient(self, kind: LetterKind) -> str:
        """Whom it is to, as a form proposes; empty where only its writer can know."""
        referral = self.known.referral
        if referral is None or kind in {LetterKind.MOVED, LetterKind.ESCALATION}:
            return ""
        to = self._service(referral)
        if kind is not LetterKind.JOINT:
            return to
        others = [one for one in self.everything if self._may_join(one)]
        return "\n".join(dict.fromkeys((to, *(self._service(one) for one in others[:1]))))

    def kept_out(self, reply_to: str, *, named: bool) -> KeptOut:
        """What it may not hold. Names that look like streets stay, but those of hidden places."""
        shown = [one for one in self.options if not is_hidden(one)]
        hidden = {one.id for one in self.options if is_hidden(one)}
        names = (
            self.practice,
            self.subject.words,
            str(self.patient.name),
            *(text for one in shown for text in (one.name, one.organisation)),
            *(
                one.begun.option_name
                for one in self.everything
                if not one.begun.hidden and one.begun.option_id not in hidden
            ),
        )
        allowed = (reply_to, *(one.phone for one in shown))
        found = kept_out(self.contacts, self.known.on, names, allowed)
        return found if named else replace(found, names=(), unnamed=self._whom_not_to_name())

    def _service(self, referral: Referral) -> str:
        begun = referral.begun
        found = next((one for one in self.options if one.id == begun.option_id), None)
        if found is None:
            return service_name(begun)
        plain = without_address(found)
        lines = (plain.named_person, plain.name, plain.organisation)
        return "\n".join(dict.fromkeys(one for one in lines if one))

    def _may_join(self, other: Referral) -> bool:
        own = self.known.referral
        return own is not None and (
            other.begun.id != own.begun.id
            and not other.state.over
            and other.begun.option_id != own.begun.option_id
        )

    def _whom_not_to_name(self) -> tuple[str, ...]:
        people = (self.subject.name, self.patient.name)
        names = {part for one in people for part in (one.given, one.family) if len(part) > 1}
        numbers = (self.subject.nhs_number, self.patient.nhs_number)
        said = [form for one in numbers if one for form in (one.value, str(one))]
        if not self.subject.name.given:
            names |= set(self.subject.words.split())
        return (*sorted(names, key=len, reverse=True), *said)


def read_source(  # noqa: PLR0917 - whose record, which referral, by which content and when
    work: UnitOfWork,
    actor: Actor,
    patient_id: str,
    referral_id: str,
    knowledge: Knowledge,
    now: datetime,
    *,
    to_write: bool = True,
) -> LetterSource:
    """What a letter for that referral is written from; for none with an empty id.

    Local help is read where one is `to_write`: to say which there are needs none. Raises NotFound
    for a referral of another record, and for content without letters; NotSafeToWrite.
    """
    rules, today = knowledge.letters, london_day(now)
    if rules.contact is None or rules.seen is None:
        raise NotFound
    picture = require_picture(work, actor, patient_id)
    everything = work.referrals.read_all(actor, patient_id)
    referral = next((one for one in everything if one.begun.id == referral_id), None)
    if referral_id and referral is None:
        raise NotFound
    kept = work.safe_contacts.read_all(actor, patient_id)
    contacts = tuple(one.contact for one in ways_kept(work, actor, patient_id, everything))
    if referral is not None:
        require_safe(referral, next(reversed(kept), None), today)
    subject = _subject(work, actor, picture, referral)
    known = LetterFacts(
        on=today,
        rules=rules_of(knowledge),
        words=rules.contact,
        person=subject.words,
        reachable=str(picture.patient.name),
        referral=referral,
        chain=_chain(everything, referral),
        contact=contacts[-1] if contacts else None,
        told=tuple(one for one in picture.history.until(today) if one.outcome.told),
        seen=_seen(picture, knowledge, rules.seen.codes, today),
        most_seen=rules.seen.most,
    )
    born = subject.born
    return LetterSource(
        patient=picture.patient,
        practice=practice.name if (practice := work.practices.find(actor)) else "",
        subject=subject,
        child=born is not None and age_on(born, today) < CHILD_BELOW,
        known=known,
        everything=everything,
        options=work.options.list_all(actor) if to_write else (),
        contacts=contacts,
    )


def _chain(everything: Iterable[Referral], referral: Referral | None) -> tuple[Referral, ...]:
    if referral is None:
        return ()
    chains = chains_of(everything)
    return next((one for one in chains if referral in one), (referral,))


def _subject(
    work: UnitOfWork, actor: Actor, picture: PatientPicture, referral: Referral | None
) -> Subject:
    """Whoever the referral is about: the patient, or a child as the record or the links know it."""
    begun = referral.begun if referral else None
    if begun is None or not begun.about:
        one = picture.patient
        return Subject(one.name, str(one.name), one.born, one.nhs_number)
    child = child_of(work, actor, begun)
    name = child.name if child.here or child.born else PersonName()
    words = str(child.name) if child.here else begun.about
    return Subject(name, words, child.born, child.nhs_number, sure=child.sure)


def _seen(
    picture: PatientPicture, knowledge: Knowledge, sets: Iterable[str], today: date
) -> tuple[CodedEntry, ...]:
    """Every entry until today that a letter may quote, the newest first."""
    codes = {code for name in sets for code in knowledge.code_sets[name].codes}
    found = [
        entry
        for entry in picture.entries
        if entry.on is not None
        and entry.on.earliest <= today
        and any(coding.code in codes for coding in entry.codings)
    ]
    found.sort(key=lambda entry: (entry.on or PartialDate(today), entry.resource), reverse=True)
    return tuple(found)
