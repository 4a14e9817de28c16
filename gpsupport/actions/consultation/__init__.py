"""One consultation, from opening the page to the entries made in the record."""

from gpsupport.actions.consultation.gate import answer_gate, close_gates
from gpsupport.actions.consultation.look import Look, look
from gpsupport.actions.consultation.opening import (
    OpenConsultation,
    open_and_look,
    open_consultation,
)
from gpsupport.actions.consultation.recording import (
    Recorded,
    record_enquiry,
    save_draft,
)
from gpsupport.actions.consultation.saved import SavedConsultation, read_consultation
from gpsupport.actions.consultation.seeing_alone import note_not_alone
from gpsupport.actions.consultation.ticking import note_ticks

__all__ = [
    "Look",
    "OpenConsultation",
    "Recorded",
    "SavedConsultation",
    "answer_gate",
    "close_gates",
    "look",
    "note_not_alone",
    "note_ticks",
    "open_and_look",
    "open_consultation",
    "read_consultation",
    "record_enquiry",
    "save_draft",
]
