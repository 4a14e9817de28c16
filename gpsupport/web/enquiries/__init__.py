"""The timeline of who asked, and when."""
