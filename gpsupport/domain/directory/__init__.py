"""Local help: what each option offers, and who said so."""
