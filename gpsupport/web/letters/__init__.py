"""Letters to print or to save: chosen part by part, looked at, then taken out."""
