"""What was typed about a patient, not saved, and stands on no page that is open anyway."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gpsupport.actions.consultation.current import require_gate_without_company
from gpsupport.actions.disclosure.telling import find_telling, named_in
from gpsupport.actions.kept_together import Fields, each_of, holding
from gpsupport.actions.letters.choosing import find_unwritten, typed_words
from gpsupport.actions.meetings.typed import meetings_in
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.events import Event
from gpsupport.domain.people import Actor
from gpsupport.persistence.stores.drafts import KeptForm
from gpsupport.persistence.work import Database, UnitOfWork

# These stand on the page of the consultation itself, or are kept from it on purpose.
_IN_SIGHT = frozenset({FormName.COMPANY, FormName.BESIDE, FormName.ASIDE})
# Several of these are kept together, each with a page of its own.
_TOGETHER = frozenset({FormName.REFERRAL, FormName.REFERRAL_STEP})
_ANSWERS = frozenset({"yes", "no", "not-asked", "not-judged"})


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A form of this clinician's that is still kept; `at` is an instant in UTC.

    `of` is the consultation that it is about, empty where it is today's; of letters the kind and
    the referral, of what was typed at a meeting that one, of a referral its name. `texts` is what
    stands in it where no page opens it any more.
    """

    form: FormName
    at: datetime
    of: str = ""
    texts: tuple[str, ...] = ()


def read_unsaved(
    database: Database, actor: Actor, patient_id: str, now: datetime
) -> tuple[Unsaved, ...]:
    """What is still kept, the newest first. Raises Denied, NotFound, GateClosed."""
    with database.writing(Occasion(actor, Permission.CONSULT, now, Event.LOOK_AT_RECORD)) as work:
        consultation = require_gate_without_company(work, actor, patient_id, now)
        return unsaved_in(work, actor, consultation, now)


def unsaved_in(
    work: UnitOfWork, actor: Actor, consultation: Consultation, now: datetime
) -> tuple[Unsaved, ...]:
    """The same within a transaction; nothing as long as company is there or the gate is shut."""
    if not consultation.history_open(now):
        return ()
    return tuple(_unsaved(work, actor, consultation, now))


def _unsaved(
    work: UnitOfWork, actor: Actor, consultation: Consultation, now: datetime
) -> Iterator[Unsaved]:
    for kept in work.forms.list_kept(actor, consultation.patient_id, now):
        if kept.form in _IN_SIGHT:
            continue
        fields = _fields(work, actor, kept, now)
        of = named_in(fields) if kept.form is FormName.EARLIER else kept.consultation_id
        here = of == consultation.id
        if kept.form is FormName.LETTER:
            yield from _letter(kept, fields, here=here)
            continue
        if kept.form is FormName.MEETING:
            for meeting_id in meetings_in(fields):
                yield Unsaved(kept.form, kept.saved_at, meeting_id)
            continue
        if kept.form in _TOGETHER and here:
            for name in each_of(fields, now):
                yield Unsaved(kept.form, kept.saved_at, name)
            continue
        opens = here and (kept.form is not FormName.RECORDING or bool(consultation.enquiry_id))
        if kept.form in {FormName.DISCLOSURE, FormName.EARLIER}:
            opens = find_telling(work, actor, consultation, of) is not None
        texts = () if opens else tuple(_texts(fields))
        if opens or texts:
            yield Unsaved(kept.form, kept.saved_at, "" if here else of, texts)


def _fields(work: UnitOfWork, actor: Actor, kept: KeptForm, now: datetime) -> Fields:
    found = work.forms.find(actor, kept.consultation_id, kept.form, now) or {}
    return holding(found, now) if kept.form in _TOGETHER | {FormName.LETTER} else found


def _letter(
    kept: KeptForm, fields: Mapping[str, Sequence[str]], *, here: bool
) -> Iterator[Unsaved]:
    """A letter that was neither printed nor saved; `of` leads to it."""
    left = find_unwritten(fields)
    if left is not None and here:
        yield Unsaved(kept.form, kept.saved_at, "/".join(left))
    elif left is not None and (words := typed_words(fields)):
        yield Unsaved(kept.form, kept.saved_at, texts=words)


def _texts(fields: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What somebody wrote, without answers chosen and ids of ours."""
    for value in (one for values in fields.values() for one in values):
        if value.strip() and value not in _ANSWERS and not _is_id(value):
            yield value


def _is_id(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False
