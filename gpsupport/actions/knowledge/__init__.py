"""Releases of the content on their way into force, and how the content is used."""
