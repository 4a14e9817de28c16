"""Reviewed content as values, the closed rule language, and the judging of it."""
