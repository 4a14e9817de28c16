"""Who can see this screen, asked before anything that lists patients."""
