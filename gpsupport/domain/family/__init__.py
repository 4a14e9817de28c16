"""Who belongs together, and who may know it."""
