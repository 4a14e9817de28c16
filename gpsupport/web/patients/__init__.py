"""Today's list and finding a patient."""
