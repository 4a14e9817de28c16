"""A letter is kept as it is typed, and written: what is shared stands in the log beforehand."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from gpsupport.actions.consultation.current import (
    ensure_open,
    require_history,
    require_patient,
)
from gpsupport.actions.errors import NotFound
from gpsupport.actions.forms import Fields, SavedSince
from gpsupport.actions.kept_together import WRITTEN, put_in
from gpsupport.actions.letters.choosing import name_of
from gpsupport.actions.letters.reading import OpenLetter, letter_rules, open_in, open_letter
from gpsupport.actions.sharing_log import log_once, step_of
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import FormName
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.events import Event
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.letters.kinds import LetterKind
from gpsupport.domain.letters.letter import Letter
from gpsupport.domain.letters.writing import Missing
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.events import Consent
from gpsupport.persistence.work import Database

Made = TypeVar("Made")


class LetterNotReady(Exception):
    """Something is missing without which a letter is not printed: `missing` says what."""

    def __init__(self, missing: Iterable[Missing]) -> None:
        """Name what is missing alone: what was typed would end up in a log."""
        self.missing = tuple(missing)
        super().__init__(", ".join(self.missing))


def keep_letter_form(  # noqa: PLR0917 - whose, which, what stands in it, by which content and when
    database: Database,
    actor: Actor,
    patient_id: str,
    kind: LetterKind,
    referral_id: str,
    fields: Fields,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Keep what was ticked and typed for 24 hours, beside that of other letters.

    With a shut gate it is kept too, and then GateClosed is raised. Raises Denied, NotFound.
    """
    letter_rules(knowledge)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.SAVE_DRAFT)) as work:
        require_patient(work, actor, patient_id)
        if referral_id:
            referral = work.referrals.find(actor, referral_id)
            if referral is None or referral.begun.patient_id != patient_id:
                raise NotFound
        consultation = ensure_open(work, actor, patient_id, now)
        kept = work.forms.find(actor, consultation.id, FormName.LETTER, now)
        every = put_in(kept, name_of(kind, referral_id), fields, now)
        work.forms.save(actor, consultation.id, FormName.LETTER, every, now)
    require_history(consultation, now)


def make_letter(  # noqa: PLR0917 - whose, which, as checked, by which content and when
    database: Database,
    actor: Actor,
    patient_id: str,
    kind: LetterKind,
    referral_id: str,
    stamp: str,
    knowledge: Knowledge,
    now: datetime,
    made_of: Callable[[Letter], Made],
) -> Made:
    """What is printed or saved of a letter, written into the sharing log: once, however often.

    `stamp` is that of the words that were looked at. `made_of` makes the paper or the file, while
    nobody waits for the database: where it fails, nothing was shared and nothing is logged. Raises
    Denied, NotFound, GateClosed, LetterNotReady, SavedSince where the letter has changed since, and
    whatever `made_of` does.
    """
    seen = open_letter(database, actor, patient_id, kind, referral_id, knowledge, now)
    _require_ready(seen, stamp)
    made = made_of(seen.letter)
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.WRITE_LETTER)) as work:
        opened = open_in(work, actor, patient_id, kind, referral_id, knowledge, now)
        _require_ready(opened, stamp)
        if opened.letter != seen.letter:
            raise SavedSince
        log_once(work, actor, _entry(opened, actor, knowledge, now))
        kept = work.forms.find(actor, opened.consultation.id, FormName.LETTER, now)
        own = {**(opened.typed or {}), WRITTEN: ["yes"]}
        every = put_in(kept, name_of(kind, referral_id), own, now)
        work.forms.save(actor, opened.consultation.id, FormName.LETTER, every, now)
    return made


def _require_ready(opened: OpenLetter, stamp: str) -> None:
    """Refuse words that were not looked at, and a letter that lacks something."""
    if opened.stamp != stamp:
        raise SavedSince
    if opened.missing:
        raise LetterNotReady(opened.missing)


def _entry(opened: OpenLetter, actor: Actor, knowledge: Knowledge, now: datetime) -> SharingEntry:
    """What the log says of it: to whom, which parts, and on what it rests."""
    letter, consent = opened.letter, opened.consent or Consent(given=True)
    step = step_of(consent, knowledge)
    parts = "; ".join(part.heading for part in letter.parts)
    about = f" about {opened.person}" if opened.rule.names_person else ""
    return SharingEntry(
        id="",
        patient_id=opened.patient.id,
        consultation_id=opened.consultation.id,
        at=now,
        by=actor.name,
        step=step.id if step else "",
        shared=True,
        with_whom=" / ".join(letter.recipient.split("\n")),
        what=f"{opened.rule.name}{about}: {parts}",
        why=opened.referral.begun.need if opened.referral else opened.rule.when,
        ground=step.ground if step else consent.ground,
        consent_asked=consent.given,
        consent_given=consent.given or None,
        why_not_asked="" if consent.given else consent.why_without,
        recorded="In a letter that was printed or saved here; handed over by the practice",
    )
