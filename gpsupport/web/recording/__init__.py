"""The pages of recording: what to write in whose record, and keeping it out of sight."""
