"""Which telling a page is about, and where what is typed about it is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gpsupport.actions.errors import NotFound
from gpsupport.actions.forms import Fields
from gpsupport.domain.consultation import Consultation, FormName
from gpsupport.domain.enquiry import Enquiry
from gpsupport.domain.knowledge.content.care import Area
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.persistence.work import UnitOfWork

# The box that says which consultation a form is about.
OF = "of"


class NobodyTold(NotFound):
    """In this consultation nobody told of anything, or an answer was corrected since."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where this clinician's words about a consultation are kept: in which of their own."""

    consultation_id: str
    form: FormName


@dataclass(frozen=True, slots=True)
class Telling:
    """The answer of a consultation, whoever held it: a telling, as long as nobody corrected it."""

    consultation_id: str
    enquiry: Enquiry
    place: Place

    @property
    def counts(self) -> bool:
        """Whether the patient told, as the answer stands now."""
        return self.enquiry.outcome.told


def find_told(work: UnitOfWork, actor: Actor, consultation: Consultation) -> Enquiry | None:
    """The enquiry of a consultation, if the patient told of something in it."""
    if consultation.enquiry_id is None:
        return None
    enquiry = work.enquiries.find(actor, consultation.enquiry_id)
    return enquiry if enquiry is not None and enquiry.outcome.told else None


def find_telling(
    work: UnitOfWork, actor: Actor, consultation: Consultation, of: str = ""
) -> Telling | None:
    """The answer of the consultation `of`, else of today's; None where nothing was recorded."""
    about = of or consultation.id
    enquiry = work.enquiries.find_of(actor, consultation.patient_id, about)
    if enquiry is None:
        return None
    return Telling(about, enquiry, place_for(work, actor, consultation, of))


def find_open_telling(
    work: UnitOfWork, actor: Actor, consultation: Consultation, of: str, now: datetime
) -> Telling | None:
    """The telling that a page opens with: the one asked for, today's, or one with unsaved words.

    One that counts no more opens as long as words about it are kept, and where words about another
    one would be overwritten by new ones, that one comes first.
    """
    found = find_telling(work, actor, consultation, of)
    waiting = tuple(_with_words(work, actor, consultation, now))
    for one in waiting:
        if found is not None and one.place == found.place:
            return one
    if found is not None and found.counts:
        return found
    return None if of else next(iter(waiting), None)


def find_latest_told(
    work: UnitOfWork, actor: Actor, patient_id: str, enquiries: Iterable[Enquiry]
) -> tuple[str, str] | None:
    """The last of the enquiries in which the patient told, and its consultation, by their ids.

    None where nobody told, and where no consultation of ours has it as its answer. `enquiries` are
    in order.
    """
    told = next((one for one in reversed(tuple(enquiries)) if one.outcome.told), None)
    if told is None:
        return None
    held = work.enquiries.consultation_of(actor, patient_id, told.id)
    answer = work.enquiries.find_of(actor, patient_id, held) if held else None
    return (told.id, held) if held and answer is not None and answer.id == told.id else None


def place_for(work: UnitOfWork, actor: Actor, consultation: Consultation, of: str) -> Place:
    """Where words about the consultation `of` are kept, and empty for today's."""
    own = work.consultations.find(actor, of) if of else consultation
    if own is not None and own.patient_id == consultation.patient_id:
        return Place(own.id, FormName.DISCLOSURE)
    return Place(consultation.id, FormName.EARLIER)


def keep_words(
    work: UnitOfWork, actor: Actor, consultation: Consultation, fields: Fields, now: datetime
) -> None:
    """Keep what was typed about the consultation that the fields name."""
    place = place_for(work, actor, consultation, named_in(fields))
    work.forms.save(actor, place.consultation_id, place.form, fields, now)


def named_in(fields: Fields) -> str:
    """The consultation that the fields of a form name; empty for none, and for what is no id."""
    named = next(iter(fields.get(OF, ())), "")
    try:
        return str(UUID(named))
    except ValueError:
        return ""


def _with_words(
    work: UnitOfWork, actor: Actor, consultation: Consultation, now: datetime
) -> Iterator[Telling]:
    """What this clinician's unsaved words are about, the newest first."""
    for kept in work.forms.list_kept(actor, consultation.patient_id, now):
        of = kept.consultation_id
        if kept.form is FormName.EARLIER:
            of = named_in(work.forms.find(actor, of, kept.form, now) or {})
        elif kept.form is not FormName.DISCLOSURE:
            continue
        if (found := find_telling(work, actor, consultation, of)) is not None:
            yield found


def area_of(knowledge: Knowledge) -> Area:
    """The area that holds here. Raises LookupError for content without one."""
    area = knowledge.find_area()
    if area is None:
        raise LookupError("the content says of no area that it holds here")
    return area
