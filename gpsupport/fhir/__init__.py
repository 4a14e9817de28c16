"""Translation between FHIR R4 and domain values: no web, no database, no clock."""
