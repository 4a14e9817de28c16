"""The synthetic practice of the demo, and the FHIR samples: one seeded generator for both."""
