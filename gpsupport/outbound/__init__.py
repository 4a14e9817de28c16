"""The only room that opens a connection to another machine, and only to those the settings name."""
