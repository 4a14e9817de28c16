"""What a pack must say of records that a clinician can read: cases, stories, false alarms."""
