"""Sending somebody on: which option fits, and what became of it."""
