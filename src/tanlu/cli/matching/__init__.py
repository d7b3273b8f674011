"""The verb `match`: its options and what it prints."""
