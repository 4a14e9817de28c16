"""Local help, with and without a patient."""
