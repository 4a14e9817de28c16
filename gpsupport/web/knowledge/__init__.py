"""The content as a reader sees it: rules, words, timing, codes, and where each comes from."""
