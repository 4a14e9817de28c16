"""One meeting with a patient, from the first question to what is written where."""
