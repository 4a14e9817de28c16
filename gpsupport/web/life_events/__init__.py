"""What changed in a record: the page of one patient."""
