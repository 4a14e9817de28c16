"""What a rule may look for, and how that is said."""
