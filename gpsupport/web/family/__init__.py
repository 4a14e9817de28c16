"""Who belongs together: the page of one patient, and the lead's view of a household."""
