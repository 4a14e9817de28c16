"""Meetings about families, for the lead: agenda, decisions, who does what, packs."""
