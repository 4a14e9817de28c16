"""What a program can do here."""
