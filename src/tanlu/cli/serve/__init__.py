"""The verb `serve`: its options and what it prints."""
