"""Rows to domain values and back, one file per aggregate. Every method takes the actor first."""
