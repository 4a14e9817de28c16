"""NHS components for WTForms fields."""
