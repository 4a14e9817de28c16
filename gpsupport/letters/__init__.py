"""Papers that leave the practice: made of values, never of markup."""
