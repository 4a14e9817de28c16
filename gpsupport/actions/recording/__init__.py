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
    NothingRecorded,
    SavedRecording,
    Unfit,
    finish_consultation,
    save_recording,
)
from gpsupport.domain.recording.form import RecordingForm

__all__ = [
    "DECISION",
    "Advice",
    "Decision",
    "NothingRecorded",
    "RecordingForm",
    "SavedRecording",
    "Unfit",
    "decide",
    "finish_consultation",
    "keep_elsewhere",
    "read_decision",
    "recording_advice",
    "save_recording",
]
