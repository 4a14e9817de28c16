"""Judging what a rule looks for against what a picture holds."""
