"""All that is known of one patient, put together from every clinician's entries."""

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
from gpsupport.persistence.stores.ticks import TickStore


class PictureStore(Store):
    """Reads pictures; it writes nothing."""

    kind = Kind.CLINICAL

    def read(self, actor: Actor, patient_id: str) -> PatientPicture | None:
        """The picture of a patient, None when there is no such patient for this actor."""
        patient = PatientStore(self._scope).find(actor, patient_id)
        if patient is None:
            return None
        return PatientPicture(
            patient=patient,
            entries=EntryStore(self._scope).read_all(actor, patient_id),
            contacts=ContactStore(self._scope).read_all(actor, patient_id),
            relatives=RelativeStore(self._scope).read_all(actor, patient_id),
            history=EnquiryStore(self._scope).read_history(actor, patient_id),
            ticks=TickStore(self._scope).read_all(actor, patient_id),
            shown=PromptShownStore(self._scope).read_all(actor, patient_id),
            dates=KnownDateStore(self._scope).read_all(actor, patient_id),
        )
