"""Choosing who one is, and leaving."""
