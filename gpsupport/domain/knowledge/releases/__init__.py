"""Releases of the content: who reviewed them, which is in force, what changed."""
