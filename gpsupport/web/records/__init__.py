"""Asking for a restricted record, and who may see one patient."""
