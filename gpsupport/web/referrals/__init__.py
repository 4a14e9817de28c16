"""Referrals followed to their end: those of one record, one of them, and the list of the owed."""
