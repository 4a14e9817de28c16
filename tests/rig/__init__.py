"""What the tests stand on: databases, a browser, and the words for what is missing."""
