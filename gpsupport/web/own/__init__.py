"""When a patient speaks of their own behaviour at home."""
