"""Reads SNOMED CT releases, to check the codes of the content and to find what lies below them."""
