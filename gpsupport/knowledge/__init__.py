"""Reviewed content and its strict loader: what to look for, what to say, where it comes from."""
