"""What to write in whose record after an enquiry, in which words, and who could see it there."""
