"""The pages of meetings about families, for the lead."""
