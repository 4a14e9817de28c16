"""The HTML door: one folder per capability, each with its routes, forms and pages."""
