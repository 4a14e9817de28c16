"""All that is known of one patient, put together from every clinician's entries."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from gpsupport.domain.access import Kind
from gpsupport.domain.people import Actor
from gpsupport.domain.record import PatientPicture
from gpsupport.persistence.stores.base import Store
from gpsupport.persistence.stores.contacts import ContactStore, RelativeStore
from gpsupport.persistence.stores.enquiries import EnquiryStore
from gpsupport.persistence.stores.entries import EntryStore
from gpsupport.persistence.stores.known_dates import KnownDateStore
from gpsupport.persistence.stores.patients import PatientStore
from gpsupport.persistence.stores.prompts_shown import PromptShownStore
from gpsupport.persistence.stores.received_notes import ReceivedNoteStore
from gpsupport.persistence.stores.ticks import TickStore

_Noted = TypeVar("_Noted")


class PictureStore(Store):
    """Reads pictures; it writes nothing."""

    kind = Kind.CLINICAL

    def read(self, actor: Actor, patient_id: str) -> PatientPicture | None:
        """The picture of a patient, None when there is no such patient for this actor."""
        patient = PatientStore(self._scope).find(actor, patient_id)
        if patient is None:
            return None
        elsewhere = ReceivedNoteStore(self._scope).read_all(actor, patient_id)
        return PatientPicture(
            patient=patient,
            entries=EntryStore(self._scope).read_all(actor, patient_id),
            contacts=ContactStore(self._scope).read_all(actor, patient_id),
            relatives=RelativeStore(self._scope).read_all(actor, patient_id),
            history=EnquiryStore(self._scope).read_history(actor, patient_id),
            ticks=_with_those_from_elsewhere(
                TickStore(self._scope).read_all(actor, patient_id),
                (tick for one in elsewhere for tick in one.ticks),
                key=lambda tick: tick.on,
            ),
            shown=PromptShownStore(self._scope).read_all(actor, patient_id),
            dates=_with_those_from_elsewhere(
                KnownDateStore(self._scope).read_all(actor, patient_id),
                (day for one in elsewhere for day in one.dates),
                key=lambda known: known.said_on,
            ),
        )


def _with_those_from_elsewhere(
    here: tuple[_Noted, ...], elsewhere: Iterable[_Noted], key: Callable[[_Noted], date]
) -> tuple[_Noted, ...]:
    """In the order of their days, of one day what was noted here last: there it counts.

    What was noted here and came back with an export is there once.
    """
    others = (one for one in elsewhere if one not in here)
    return tuple(sorted((*others, *here), key=key))
