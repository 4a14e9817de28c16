"""What changes a life, and with it a record: a death, leaving, a new number, a move."""
