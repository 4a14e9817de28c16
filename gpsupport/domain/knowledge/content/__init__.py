"""Reviewed content as values."""
