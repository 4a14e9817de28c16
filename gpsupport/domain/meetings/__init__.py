"""Meetings about families: the agenda, what was decided, who does it, and who is told what."""
