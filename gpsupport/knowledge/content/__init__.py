"""One reader for each kind of file of a pack."""
