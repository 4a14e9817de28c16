"""`gpsupport knowledge`: check, show, publish, review, expand and export the clinical content."""
