"""Needs that nobody meets: the list of the practice, and its counts to take away."""
