"""The reviewed content as FHIR R4: what it looks for, asks, says and advises."""
