"""Pages of everything that is no rule: words, recording, timing, help."""
