"""How often the rules speak up in ordinary patients: a measure of false alarms."""
