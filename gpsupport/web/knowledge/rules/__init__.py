"""Pages of the rules, their cases and codes."""
