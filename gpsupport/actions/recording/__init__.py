"""After an enquiry: what to write in whose record, in which words, and finishing."""

from gpsupport.actions.recording.advice import Advice, recording_advice
from gpsupport.actions.recording.elsewhere import (
    DECISION,
    Decision,
    decide,
    keep_elsewhere,
    read_decision,
)
from gpsupport.actions.recording.saving import (
    Ticked,
    finish_consultation,
    save_recording,
)

__all__ = [
    "DECISION",
    "Advice",
    "Decision",
    "Ticked",
    "decide",
    "finish_consultation",
    "keep_elsewhere",
    "read_decision",
    "recording_advice",
    "save_recording",
]
