"""What a lead is to look at."""
