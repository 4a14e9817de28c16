"""Pages of the releases and their reviews."""
