"""Letters: what may stand in one, what was chosen, and what never leaves the practice in one."""
